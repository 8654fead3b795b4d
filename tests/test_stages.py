"""Where the time of a run goes."""

from __future__ import annotations

import time

import pytest

from threadsearch.stages import Stages


def test_each_moment_counts_for_the_innermost_stage(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([0.0, 1.0, 11.0, 111.0, 1111.0, 1112.0])
    monkeypatch.setattr(time, "perf_counter", lambda: next(clock))
    stages = Stages()
    with stages.at("parse"), stages.at("read"):
        pass
    with stages.at("parse"):
        pass
    assert stages.seconds == {"parse": 1.0 + 100.0 + 1.0, "read": 10.0}


def test_getting_items_counts_and_using_them_does_not() -> None:
    stages = Stages()
    assert list(stages.each("read", iter("abc"))) == ["a", "b", "c"]
    assert stages.seconds.keys() == {"read"}
    for _ in stages.each("parse", [1]):
        with stages.at("index"):
            assert stages.seconds.keys() == {"read", "parse"}


def test_what_is_raised_ends_a_stage() -> None:
    stages = Stages()
    with pytest.raises(ValueError, match="no page"), stages.at("read"), stages.at("parse"):
        raise ValueError("no page")
    with stages.at("commit"):
        pass
    assert stages.seconds.keys() == {"read", "parse", "commit"}
