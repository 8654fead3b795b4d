"""Whatever is typed as a query or an option's value: an answer or an error that says where, and never a traceback."""

from __future__ import annotations

import contextlib
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from threadsearch.cli.app import main
from threadsearch.render.terminal import UNSAFE

Typed = tuple[str, ...]

HUGE = "9" * 5000
DATES = (
    "0",
    "0000",
    "-1",
    "9999",
    "10000",
    "9999-12-31",
    "0001-01-01",
    "1e30",
    HUGE,
    f"{HUGE} days ago",
    "²",
    "٣",
    "..",
)
NUMBERS = ("-1", "0", "1e5", "nan", "inf", "10" * 20, HUGE, f"-{HUGE}", "²", "٣", "", "0..", "..0", f"0..{HUGE}", ">²")
QUERIES = (
    *("(" * 100_000, "(" * 100_000 + "a" + ")" * 100_000, "-(" * 50_000, "NOT " * 50_000, "-" * 100_000, '"' * 100_001),
    *(" ".join(f"w{n}" for n in range(10_000)), " OR ".join(f"w{n}*" for n in range(10_000)), "* " * 10_000),
    *('"' + " ".join(f"w{n}" for n in range(10_000)) + '"', '"' + "the " * 10_000 + '"', "a" * 200_000, "a-" * 50_000),
    *(" OR ".join(f"{letter}*" for letter in "abcdefghijklmnopqrstuvwxyz0123456789"), "a" + "\u0301" * 50_000),
    *(
        "",
        " ",
        "the",
        "the of a",
        '""',
        '"the"',
        "(",
        ")",
        "()",
        "[a-z]+.*",
        "/a/",
        "a~",
        "a^2",
        "^$",
        "\\",
        "\0",
        "a\0b",
    ),
    *(
        "\x1b[31m",
        "\udcff\udcfe",
        "caf\udce9",
        "author:\udcff",
        "author:",
        'author:""',
        "x:y",
        "a:b:c",
        "*",
        "*a",
        "\u202e",
    ),
    *("date:", "date:..", *(f"date:{date}" for date in DATES if " " not in date), f"depth:{HUGE}", "depth:-1", "is:x"),
)
OPTIONS: tuple[tuple[Typed, tuple[str, ...]], ...] = (
    (("search", "a", "--after"), DATES),
    (("search", "a", "--before"), DATES),
    (("search", "a", "--on"), DATES),
    (("search", "date:yesterday", "--now"), DATES),
    (("search", "a", "--depth"), NUMBERS),
    (("search", "a", "--limit"), NUMBERS),
    (("search", "a", "--offset"), NUMBERS),
    (("search", "a", "--author"), ("", "\udcff", "\0", '"', "*")),
    (("search", "a", "--thread"), ("", "\udcff", "\0", "*", "a" * 100_000)),
    (("search", "a", "--site"), ("", "\udcff", "\0", ".", "..", "a" * 100_000)),
    (("search", "a", "--tz"), ("", "/etc/passwd", "../UTC", "a\0b", "a" * 100_000, "Europe", "\udcff")),
    (("search", "a", "--format"), ("", "\udcff", "x")),
    (("thread", "0amps0000000", "--mark"), ("", "(", "\0", "\udcff", HUGE)),
    (("replies", "0amps0000000", "--depth"), NUMBERS),
    (("show",), ("", "*", "\0", "\udcff", "0" * 100_000, "0")),
    (("verify", "--wait"), NUMBERS),
)


@pytest.fixture(autouse=True)
def asked(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THREADSEARCH_INDEX", str(index))


def check(*arguments: str) -> None:
    with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(io.StringIO()) as err:
        status = main(list(arguments))
    assert status in {0, 1, 2}
    assert "mistake in threadsearch" not in err.getvalue()
    assert status == 0 or out.getvalue() or err.getvalue()
    assert not UNSAFE.search(out.getvalue() + err.getvalue())


@pytest.mark.usefixtures("ends")
def test_queries_made_to_break_it() -> None:
    for query in QUERIES:
        check("search", "--", query)


def test_numbers_and_dates_that_nobody_means() -> None:
    for arguments, values in OPTIONS:
        for value in values:
            check(
                *arguments[:-1], *([f"{arguments[-1]}={value}"] if arguments[-1][0] == "-" else [arguments[-1], value])
            )


ANY = st.text(st.characters(exclude_categories=()), max_size=30)
PIECES = st.lists(
    st.sampled_from(("-", "..", ":", "T", "+", "99", "2011", "0", "/", ",", " ", "ago", "last", "w", "\udcff", "½"))
)
VALUES = ANY | PIECES.map("".join)


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(option=st.sampled_from([arguments for arguments, _ in OPTIONS if arguments[-1][0] == "-"]), value=VALUES)
@example(option=("replies", "0amps0000000", "--depth"), value=HUGE)
def test_an_option_takes_any_text(option: Typed, value: str) -> None:
    check(*option[:-1], f"{option[-1]}={value}")


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(query=ANY | PIECES.map("".join))
def test_a_query_is_any_text(query: str) -> None:
    check("search", "--", query)
