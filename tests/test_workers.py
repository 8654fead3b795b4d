"""Work in processes: real ones, that are killed, that crash, and whose parent is killed."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from processes import gone
from threadsearch import workers
from threadsearch.errors import QuerySyntaxError, UnreadablePage
from threadsearch.workers import in_order

MUCH = workers.ALONE + 1  # an item that weighs so much starts the processes


def squared(number: int) -> int:
    """The work of most tests."""
    return number * number


def deadly(number: int) -> int:
    """Work that some numbers kill, as the system does when memory runs out."""
    if number % 5 == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def failing(number: int) -> int:
    """Work that raises an error with arguments of its own."""
    if number:
        raise QuerySyntaxError("no", query="(", column=0, advice="Close it.")
    return number


def own_process(_: int) -> int:
    """Which process works."""
    return os.getpid()


def spread(
    work: Callable[[int], int],
    items: Iterator[int] | range,
    jobs: int = 2,
    weigh: Callable[[int], int] = lambda _: MUCH,
) -> Iterator[int]:
    return in_order(work, items, jobs=jobs, weigh=weigh, lost=lambda item: -item)


@given(
    weights=st.lists(st.integers(0, 3 * workers.PORTION) | st.just(MUCH) | st.just(workers.HELD + 1), max_size=40),
    jobs=st.integers(1, 4),
)
@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
def test_the_results_are_those_of_one_process_in_the_same_order(weights: list[int], jobs: int) -> None:
    found = list(spread(squared, range(len(weights)), jobs, lambda item: weights[item]))
    assert found == [squared(number) for number in range(len(weights))]


def test_little_work_starts_no_process_and_much_does() -> None:
    assert set(spread(own_process, range(50), 2, lambda _: 1)) == {os.getpid()}
    assert len(set(spread(own_process, range(50), 2))) > 1


def test_one_job_is_this_process() -> None:
    assert set(spread(own_process, range(5), 1)) == {os.getpid()}


def test_items_are_drawn_no_faster_than_they_are_worked_on() -> None:
    drawn: list[int] = []

    def items() -> Iterator[int]:
        for number in range(10_000):
            drawn.append(number)
            yield number

    results = spread(squared, items())
    for _ in range(5):
        next(results)
    results.close()  # type: ignore[attr-defined]  # it is a generator
    assert len(drawn) < 5 + workers.HELD // MUCH + 2


def test_a_process_that_dies_costs_the_item_that_killed_it_and_no_other() -> None:
    numbers = range(4, 24)  # the first is worked on here
    assert list(spread(deadly, numbers)) == [-n if n % 5 == 3 else n for n in numbers]
    light = lambda number: MUCH if number == 4 else 1  # noqa: E731 - all others go in one portion
    assert list(spread(deadly, numbers, 2, light)) == [-n if n % 5 == 3 else n for n in numbers]


def test_what_the_work_raises_is_raised_with_all_that_it_says() -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        list(spread(failing, range(4)))
    assert (str(caught.value), caught.value.query, caught.value.advice) == ("no", "(", "Close it.")


def test_closing_early_ends_the_processes() -> None:
    results = spread(own_process, range(1_000))
    pids = {next(results) for _ in range(20)} - {os.getpid()}
    results.close()  # type: ignore[attr-defined]  # it is a generator
    assert pids
    assert all(gone(pid) for pid in pids)


SLEEPY = """
import os, signal, sys, time
from threadsearch.workers import in_order

signal.signal(signal.SIGINT, signal.default_int_handler)  # what a shell starts in the background ignores it

def work(number):
    if number > 1:
        time.sleep(600)
    return os.getpid()

results = in_order(work, range(100), jobs=2, weigh=lambda _: 1 << 21, lost=lambda _: 0)
print(next(results), next(results), flush=True)
next(results)
"""


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks into /proc")
@pytest.mark.parametrize("way", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_no_process_outlives_its_parent(way: signal.Signals) -> None:
    command = [sys.executable, "-c", SLEEPY]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as parent:  # noqa: S603 - our own
        assert parent.stdout
        _, worker = map(int, parent.stdout.readline().split())
        children = {int(pid) for pid in Path(f"/proc/{parent.pid}/task/{parent.pid}/children").read_text().split()}
        assert worker in children
        for _ in range(10):  # an interrupt that meets Python in the midst of tidying up is lost
            parent.send_signal(way)
            with suppress(subprocess.TimeoutExpired):
                parent.wait(timeout=5)
                break
        else:
            parent.kill()
            pytest.fail("it goes on")
    assert all(gone(child) for child in children)


def test_an_error_comes_through_with_its_kind_and_parts() -> None:
    from pickle import dumps, loads

    error = UnreadablePage("a.html", "it is gone", locator="line 3", advice="Look again.")
    copy = loads(dumps(error))  # noqa: S301 - our own
    assert type(copy) is UnreadablePage
    assert (str(copy), copy.source, copy.locator, copy.advice) == (str(error), "a.html", "line 3", "Look again.")


def test_no_more_processes_are_started_than_the_machine_has_work_for() -> None:
    results = spread(squared, range(1000), jobs=100_000)
    assert [next(results) for _ in range(5)] == [0, 1, 4, 9, 16]
    assert 1 <= len(multiprocessing.active_children()) <= workers.PER_CORE * workers.cores()
    results.close()  # type: ignore[attr-defined]
    assert multiprocessing.active_children() == []


def test_each_share_has_a_process_of_its_own_and_sees_this_one() -> None:
    seen = [object(), object(), object()]  # nothing that could be pickled to the same
    found = workers.forked(lambda share: (id(share), os.getpid()), seen, 1)
    assert [number for number, _ in found] == [id(one) for one in seen]
    assert len({os.getpid(), *(process for _, process in found)}) == (4 if sys.platform == "linux" else 1)


def test_a_long_share_keeps_no_other_waiting(tmp_path: Path) -> None:
    done = tmp_path / "the last one was done"

    def share(number: int) -> bool:
        if number == 2:
            done.touch()
        deadline = time.monotonic() + 20
        while number == 0 and not done.exists() and time.monotonic() < deadline:
            time.sleep(0.01)
        return done.exists()

    on_linux = sys.platform == "linux"
    assert workers.forked(share, [0, 1, 2], 2 if on_linux else 0)[0] is on_linux


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere shares are not done side by side")
@pytest.mark.parametrize("failing_share", [0, 1, 2])
def test_a_share_that_fails_ends_what_is_under_way(tmp_path: Path, failing_share: int) -> None:
    began, done = tmp_path / "began", tmp_path / "done"

    def share(number: int) -> None:
        if number != failing_share:
            began.touch()
            time.sleep(5)
            done.touch()
        while not began.exists():
            time.sleep(0.01)
        raise OSError("full")

    with pytest.raises(OSError, match="full"):
        workers.forked(share, [0, 1, 2], 3)
    assert not done.exists()
    assert multiprocessing.active_children() == []


def test_without_jobs_no_process_is_started() -> None:
    assert workers.forked(lambda _: os.getpid(), [1, 2], 0) == [os.getpid()] * 2


def test_shares_are_done_beside_other_work_that_waits_for_them(tmp_path: Path) -> None:
    done = [tmp_path / "0", tmp_path / "1"]

    def wait() -> bool:
        deadline = time.monotonic() + 20
        while not all(path.exists() for path in done) and time.monotonic() < deadline:
            time.sleep(0.01)
        return all(path.exists() for path in done)

    on_linux = sys.platform == "linux"
    beside = workers.Aside(wait, apart=on_linux)
    assert beside.is_done() is not on_linux
    workers.forked(Path.touch, done, 1, beside)
    assert beside.result() is on_linux
    assert beside.is_done()
    assert multiprocessing.active_children() == []
