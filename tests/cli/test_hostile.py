"""Archives and command lines made to mislead: whatever they hold, no terminal and no spreadsheet gets it raw."""

from __future__ import annotations

import csv
import html
import io
import itertools
import json
import os
import re
import sys
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import pytest

from threadsearch.cli.app import main
from threadsearch.model import Precision
from threadsearch.render.terminal import UNSAFE

EVIL = (
    "\x1b[2J\x1b]0;owned\x07\x1b]8;;https://evil.example\x1b\\link\x1b]8;;\x1b\\\x9b31m\x90q\x9c"
    "\u202etxt.exe\u202c\u2066iso\u2069\u2028\x08\x7f\r[red]rich[/red] [link=https://evil.example]x[/link]"
)
FORMULAS = (
    '=HYPERLINK("https://evil.example","x")',
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1)",
    "\t=1",
    "'=1",
    "\uff1d1",
)
OURS = re.compile(r"\x1b\[[0-9;]*m|\r?\x1b\[K")  # colours, and a line that is cleared
TEXTS = ("--format=text",)
REPORTS = (*TEXTS, "--format=json")
DOCUMENTS = (*REPORTS, "--format=jsonl", "--format=csv")


def _write(path: Path, data: bytes) -> None:
    path.write_bytes(data)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a hostile archive, and an index of it."""
    place = tmp_path_factory.mktemp("hostile")
    folder = place / f"pages \x1b[31m\u202e\r{os.fsdecode(bytes([0x9B, 0xFF]))}\nForged"
    folder.mkdir()
    _table(folder / f"table{EVIL.replace('/', ' ')}.csv")
    coded = html.escape(EVIL)
    evil = f"{coded}&#27;[31m&#155;31m&#x202e;&#8;"
    words = f"word {evil}" + " calm" * 900
    page = (
        f'<html><head><title>{evil}</title><meta name="generator" content="WordPress 3">'
        f'<link rel="canonical" href="https://a.example/{coded}"></head><body><ol class="commentlist">'
        f'<li class="comment depth-1" id="comment-1"><cite class="fn">{evil}</cite><a href="#comment-1">{evil} July 5, '
        f"2011 at 9:00 am</a><p>{words}<a href=\"javascript:alert('{coded}')\">x</a></p></li></ol></body></html>"
    ).encode()
    _write(folder / "page.html", page)
    _write(folder / "broken.zip", _zipped({f"in/{EVIL}.html": page, f"../{EVIL}.gz": b"\x1f\x8b broken"})[:-9])
    _write(folder / "whole.zip", _zipped({f"in/{EVIL}.html": page, f"{EVIL}.gz": b"\x1f\x8b broken"}))
    _write(folder / "pages.tar", _tarred({f"in/{EVIL}.html": page}))
    _write(folder / f"nobody{EVIL[:20].replace('/', '')}.html", b"<html><body>nothing</body></html>")
    _write(folder / "own.jsonl", _own())
    assert main(["-q", "-d", str(place / "index"), "index", str(folder), "--jobs=1"]) in {0, 2}
    return place


def _table(path: Path) -> None:
    rows = io.StringIO()
    writer = csv.writer(rows)
    writer.writerow(["id", "thread", "parent", "author", "date", "text", "title", "url"])
    cell = EVIL.replace("\r", "")
    writer.writerow(
        [cell, cell, "", cell, f"2012-03-01 {cell}", f"word {cell}" + " calm" * 600, cell, f"https://b.example/{cell}"]
    )
    for number, formula in enumerate(FORMULAS):
        writer.writerow([formula + str(number), "t", formula, formula, "2012-03-01", formula, formula, formula])
    path.write_text(rows.getvalue(), encoding="utf-8")


def _own() -> bytes:
    keys = ("author", "title", "url", "site", "created_raw", "created_zone", "locator", "source", "format", "text")
    record = {"schema": 1, "root_id": "a" * 12, "parent_source": None, **dict.fromkeys(keys, f"word {EVIL}")}
    comment = {**record, "id": "a" * 12, "thread_id": "b" * 12, "links": [EVIL]}
    return f"{json.dumps(comment)}\n".encode()


def _zipped(members: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return file.getvalue()


def _tarred(members: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return file.getvalue()


def _ids(place: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """A comment of each thread."""
    capsys.readouterr()
    main(["-d", str(place / "index"), "search", "*", "--format", "jsonl", "-n", "99"])
    hits = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    return list({hit["thread_id"]: hit["id"] for hit in hits}.values())


def _check(printed: str, form: str) -> None:
    assert not UNSAFE.search(OURS.sub("", printed))
    if form != "--format=csv":  # whose quotes tell
        assert "\nForged" not in printed  # a file's name is no line of its own
    if form == "--format=json":
        json.loads(printed)
    elif form == "--format=jsonl":
        assert all(isinstance(json.loads(line), dict) for line in printed.splitlines())
    elif form == "--format=csv":
        cells = [cell for row in csv.reader(io.StringIO(printed, newline="")) for cell in row]
        assert not [cell for cell in cells if cell[:1] in {"=", "+", "@", "\t"}]
        assert {cell for cell in cells if cell[:1] == "-"} <= {"-1"}


FACETS = tuple(f"--facet={name}" for name in ("author", "month", "site", "thread", "kind", "depth"))
QUESTIONS: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (("parse", "PAGES"), DOCUMENTS),
    (("parse", "PAGES", "--explain"), REPORTS),
    (("index", "PAGES", "--all"), REPORTS),
    (("search", "word"), DOCUMENTS),
    (("search", "*", "-n0", *FACETS), DOCUMENTS),
    (("search", "*", "--explain", "--sort=newest"), DOCUMENTS),
    (("search", f"nothing{EVIL}"), TEXTS),
    (("thread", "ID"), DOCUMENTS),
    (("thread", "ID", f"--mark={EVIL}"), TEXTS),
    (("replies", "ID"), DOCUMENTS),
    (("show", "ID"), DOCUMENTS),
    (("stats",), REPORTS),
    (("verify",), REPORTS),
    (("recipe", "PAGES/page.html"), ()),
    (("formats",), REPORTS),
)


@pytest.mark.parametrize("is_terminal", [False, True], ids=["file", "terminal"])
@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: " ".join(question[0]).partition("\x1b")[0][:40])
def test_nothing_of_a_hostile_archive_reaches_a_terminal_raw(
    place: Path,
    question: tuple[tuple[str, ...], tuple[str, ...]],
    is_terminal: bool,  # noqa: FBT001 - a parameter
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (pages,) = (path for path in place.iterdir() if path.name.startswith("pages"))
    arguments, forms = question
    ids = _ids(place, capsys) if "ID" in arguments else [""]
    assert ids
    if is_terminal:
        monkeypatch.setenv("PAGER", "no such program")
    for form in forms or ("",):
        for identifier in ids:
            words = [word.replace("PAGES", str(pages)).replace("ID", identifier) for word in arguments]
            out, err = _heard(["-v", "-d", str(place / "index"), *words, *filter(None, [form])], capsys, is_terminal)
            assert out or err
            _check(out, form)
            _check(err, "")


def _heard(
    arguments: list[str],
    capsys: pytest.CaptureFixture[str],
    is_terminal: bool,  # noqa: FBT001 - a parameter
) -> tuple[str, str]:
    capsys.readouterr()
    if not is_terminal:
        main(arguments)
        return tuple(capsys.readouterr())  # type: ignore[return-value]
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = _Terminal(), _Terminal()
    try:
        main(arguments)
        return sys.stdout.getvalue(), sys.stderr.getvalue()
    finally:
        sys.stdout, sys.stderr = before


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_dates_at_the_ends_of_the_calendar(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    stamps = (
        "9999-12-31T23:59:59+00:00",
        "9999-12-31T23:00:00-14:00",
        "0001-01-01T00:00:00+00:00",
        "0001-01-01T00:00+14:00",
    )
    kept = {"schema": 1, "thread_id": "b" * 12, "parent_source": None, "text": "word"}
    rows = [
        {
            **kept,
            "id": f"{n:012}",
            "root_id": f"{n:012}",
            "created_raw": at,
            "created_at": at,
            "created_precision": precision,
        }
        for n, (at, precision) in enumerate(itertools.product(stamps, Precision))
    ]
    Path("own.jsonl").write_text("\n".join(map(json.dumps, rows)))
    Path("page.warc").write_bytes(b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Date: 0001-01-01T00:00:00+14:00\r\n\r\n")
    assert main(["index", ".", "--format", "json"]) in {0, 2}
    assert json.loads(capsys.readouterr().out)["comments"] == len(rows)
    for question in (
        ["search", "*"],
        ["search", "*", "--sort=newest", "--facet=day", "--tz=Pacific/Kiritimati"],
        ["stats"],
    ):
        for form in REPORTS:
            assert main([*question, form]) == 0, capsys.readouterr().err
            assert capsys.readouterr().err == ""
    assert main(["show", "0" * 12]) == main(["thread", "b"]) == main(["verify"]) == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ("search", f"({EVIL}"),
        ("search", "a", f"--author={EVIL}("),
        ("search", "a", f"--after={EVIL}"),
        ("search", "a", f"--depth={EVIL}"),
        ("search", "a", f"--tz={EVIL}"),
        ("search", "a", f"--now={EVIL}"),
        ("search", "a", f"--sort={EVIL}"),
        ("search", "a", f"--facet={EVIL}"),
        ("search", "a", f"--limit={EVIL}"),
        ("search", "a", f"--{EVIL}"),
        ("search", "a", f"--format={EVIL}"),
        ("show", EVIL),
        ("replies", EVIL),
        ("replies", "0", f"--depth={EVIL}"),
        ("thread", EVIL),
        ("thread", "0", f"--mark=({EVIL}"),
        ("forget", EVIL),
        ("forget", f"--author={EVIL}"),
        ("parse", EVIL),
        ("parse", ".", f"--only={EVIL}"),
        ("parse", ".", f"--map={EVIL}"),
        ("parse", ".", f"--map=author={EVIL},{EVIL}=x"),
        ("parse", ".", f"--recipe={EVIL}"),
        ("parse", ".", f"--captured={EVIL}"),
        ("index", EVIL),
        ("index", "-d", f"/dev/null/{EVIL}", "."),
        ("stats", "-d", EVIL),
        ("verify", "-d", EVIL),
        ("verify", f"--wait={EVIL}"),
        ("recipe", EVIL),
        (EVIL,),
        (f"--{EVIL}",),
    ],
    ids=lambda arguments: " ".join(arguments).partition("\x1b")[0],
)
def test_no_error_sends_what_was_typed_to_the_terminal(
    place: Path, arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(place)
    capsys.readouterr()
    status = main(["-v", *arguments])
    heard = capsys.readouterr()
    assert status in {1, 2}
    assert heard.err
    assert "mistake in threadsearch" not in heard.err
    _check(heard.out + heard.err, "")


def test_what_a_recipe_says_wrongly(place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number, content in enumerate((EVIL, f"[{EVIL}]", f'name = "{EVIL}"', f'{EVIL} = 1\n"', 'comment = "((("')):
        path = tmp_path / f"{number}.toml"
        path.write_text(content, encoding="utf-8")
        capsys.readouterr()
        assert main(["-v", "parse", str(place), "--recipe", str(path)]) == 2
        _check(capsys.readouterr().err, "")


def test_csv_reads_back_as_it_was(place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Apostrophes that guard formulas go again, those of the text itself stay."""

    def said(form: str, path: Path) -> str:
        capsys.readouterr()
        assert main(["-q", "parse", str(path), "--format", form, "--no-pingbacks"]) == 0
        return capsys.readouterr().out

    (table,) = place.glob("pages*/table*.csv")
    copy = tmp_path / "copy.csv"
    copy.write_text(said("csv", table), encoding="utf-8", newline="")
    kept = ("id", "thread_id", "parent_id", "author", "text", "title", "url", "created_raw", "links")

    def rows(printed: str) -> list[dict[str, Any]]:
        records = [json.loads(line) for line in printed.splitlines()]
        return [{key: _replaced(record[key]) for key in kept} for record in records]

    before = rows(said("jsonl", table))
    assert {row["author"] for row in before} >= {formula.strip() for formula in FORMULAS if "\t" not in formula}
    assert rows(said("jsonl", copy)) == before


def _replaced(value: object) -> object:
    """As CSV has it, which has no escapes for control characters."""
    if isinstance(value, list):
        return [_replaced(item) for item in value]
    return UNSAFE.sub("\ufffd", value) if isinstance(value, str) else value
