"""An index of invented documents, and ways to run the program: in this process, and as a real one."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from threadsearch.cli.app import main
from threadsearch.engines.whoosh import create_index
from threadsearch.model import Capture, Defect, Document, Kind, ParentSource, Precision, State

PAGES = Path(__file__).parent / "pages"
BRIDGE, LAMPS = "0brdge000000", "0amps0000000"


@dataclass(frozen=True)
class Outcome:
    """What a run left: its exit status and what it wrote."""

    status: int
    out: str
    err: str


Run = Callable[..., Outcome]
Process = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(autouse=True)
def plain_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    """No settings but the defaults, and a screen 80 columns wide."""
    for name in ("NO_COLOR", "THREADSEARCH_INDEX", "PAGER", "LESS", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TERM", "xterm")


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command line in this process, beside the pages."""
    monkeypatch.chdir(PAGES)

    def call(*arguments: str) -> Outcome:
        capsys.readouterr()
        status = main(list(arguments))
        captured = capsys.readouterr()
        return Outcome(status, captured.out, captured.err)

    return call


@pytest.fixture
def process() -> Process:
    """Run a command line as a process of its own, beside the pages."""

    def call(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # noqa: S603 - ourselves
            [sys.executable, "-m", "threadsearch", *arguments],
            capture_output=True,
            encoding="utf-8",
            cwd=PAGES,
            env={**os.environ, **settings},
            timeout=60,
            check=False,
        )

    return call


@pytest.fixture(scope="session")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where an index of two invented threads lies; not to be written to."""
    path = tmp_path_factory.mktemp("cli") / "index"
    opened = create_index(path)
    with opened.writer() as writer:
        writer.replace(BRIDGE, _bridge())
        writer.replace(LAMPS, _lamps())
    opened.close()
    return path


def _bridge() -> list[Document]:
    """A thread with everything in it: replies, an orphan, the deleted, the undated, the nameless and the rude."""
    title, site, source = "Who paints the bridge?", "blog.thornmere.example", "saved/bridge.html"
    url = f"https://{site}/bridge"
    captured = datetime(2012, 4, 1, 12, tzinfo=UTC)

    def comment(
        position: int, own_id: str, author: str | None, stamp: str | None, text: str, **more: object
    ) -> Document:
        locator = f"line {20 + 10 * position}"
        at = datetime.fromisoformat(stamp).replace(tzinfo=UTC) if stamp else None
        given: dict[str, object] = {
            "created_at": at,
            "created_raw": stamp and f"on {stamp}",
            "created_precision": Precision.MINUTE if stamp else None,
            "root_id": own_id,
            "format": "wordpress",
            "captures": (Capture(source, locator, captured),),
        }
        return Document(
            **{
                "id": own_id, "thread_id": BRIDGE, "position": position, "text": text, "source": source,
                "author": author, "title": title, "url": f"{url}#{own_id}", "site": site, "locator": locator,
                **given, **more,
            }
        )  # type: ignore[arg-type]  # fmt: skip

    record = Document(
        BRIDGE, BRIDGE, BRIDGE, -1, "The footbridge at Thornmere was green.\n\nNow it is partly green.", source,
        kind=Kind.ARTICLE, reply_count=5, title=title, url=url, site=site, author="Odile Marrin",
        created_at=datetime(2012, 3, 1, tzinfo=UTC), created_raw="1 March 2012", created_precision=Precision.DAY,
        format="wordpress", captures=(Capture(source, "", captured),), stated_count=12, pages=(1,), stated_pages=2,
        defects=(Defect("a comment lost its author line", "line 60", source),),
    )  # fmt: skip
    nested = {"parent_source": ParentSource.NESTING}
    return [
        record,
        comment(0, "0aa000000000", "Perrin Oakes", "2012-03-01 09:30", "Paint it red. A red bridge is seen in fog.",
                reply_count=2, links=("http://paint.example/red",)),
        comment(1, "0ab000000000", "Sunniva", "2012-03-01 10:00", "> A red bridge is seen in fog.\n\nSo is a lamp.",
                parent_id="0aa000000000", parent_author="Perrin Oakes", root_id="0aa000000000", depth=1, reply_count=1,
                parent_source=ParentSource.EXPLICIT),
        comment(2, "0ac000000000", "perrin oakes", "2012-03-02 07:45", "A lamp goes out. Paint stays painted.",
                parent_id="0ab000000000", parent_author="Sunniva", root_id="0aa000000000", depth=2, **nested),
        comment(3, "0ad000000000", None, "2012-03-01 11:15", "", parent_id="0aa000000000",
                parent_author="Perrin Oakes", root_id="0aa000000000", depth=1, **nested),
        comment(4, "0ba000000000", "橋本", "2012-03-05", "橋は緑のままがいいと思います。A green bridge is a quiet one.",
                created_precision=Precision.DAY, created_zone="JST"),
        comment(5, "0bb000000000", "Mallory\x1b]0;owned\x07", None,
                "\x1b[2J\x1b[31mYou see nothing\x9b0m of this bridge\u202egnp.exe"),
        comment(6, "0bc000000000", "Odile Marrin", "2012-04-01", "", created_precision=Precision.MONTH,
                state=State.DELETED),
        comment(7, "0bd000000000", "Night Train", "2012-03-09 23:59", "As I said above: ask the ferryman.",
                orphan_of="0gone0000000", parent_source=ParentSource.EXPLICIT),
        comment(8, "0be000000000", "Signals & Tea", "2012-03-10 08:00", "[…] the bridge question, again […]",
                kind=Kind.PINGBACK),
    ]  # fmt: skip


def _lamps() -> list[Document]:
    """A thread of a plain page of text: no site, no address."""
    record = Document(
        LAMPS, LAMPS, LAMPS, -1, "", "saved/lamps.txt", kind=Kind.ARTICLE, reply_count=1, title="Lamps on the towpath",
        format="soundoff", captures=(Capture("saved/lamps.txt"),), stated_count=1,
    )  # fmt: skip
    comment = Document(
        "0za000000000", LAMPS, "0za000000000", 0, "Every lamp from the lock to the bridge is out.", "saved/lamps.txt",
        author="Sunniva", title=record.title, created_at=datetime(2013, 1, 7, 17, 5, 9, tzinfo=UTC),
        created_raw="January 7, 2013 at 17:05", created_precision=Precision.SECOND, locator="line 9",
        format="soundoff", captures=(Capture("saved/lamps.txt", "line 9"),),
    )  # fmt: skip
    return [record, comment]
