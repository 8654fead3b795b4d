"""Reading an archive again: what has changed, what has moved, what has gone. Real files, real indexes."""

from __future__ import annotations

import io
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import textwrap
import time
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from threadsearch import reading as way_in
from threadsearch.engines.whoosh import create_index, open_index, rebuild_index
from threadsearch.formats.soundoff import Soundoff
from threadsearch.ingest import Again, Event, FileMoved, FileUnchanged, FileVanished, Recovered, ingest
from threadsearch.manifest import FILE, Manifest
from threadsearch.model import Document, Kind
from threadsearch.reading import PageFailed, PageRead, PageSkipped

HEAD = "July 4th, 2011\n05:00 PM ET\n\nThe {} is to close\n\nThe council has voted.\n\nsoundoff ({} Responses)\n"
COMMENT = "  {}. {}\n\n    {}\n\n    July {}, 2011 at 0{}:00 | Report abuse | Reply\n"
LONG_AGO = 1_300_000_000


def page(thread: str, *comments: tuple[str, str, int], stated: int | None = None) -> bytes:
    """A page of comments (author, text, hour)."""
    text = HEAD.format(thread, len(comments) if stated is None else stated)
    for number, (author, words, hour) in enumerate(comments, start=1):
        text += COMMENT.format(number, author, words, 5, hour)
    return text.encode()


def zipped(**members: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(f"{name}.txt", (2011, 7, 5, 12, 0, 0)), data)
    return made.getvalue()


ADA, BO, CY = ("Ada", "Keep it open.", 5), ("Bo", "And who pays?", 6), ("Cy", "Close it.", 7)
EARLY, LATE = page("bridge", ADA, BO), page("bridge", BO, CY, stated=7)
TURNED = page("bridge", CY, ("Ada", "Keep it open, and paint it.", 5), ADA)
HORN = page("fog horn", ADA)


class Archive:
    """A folder of files whose times lie long ago, each another second, and an index of it."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "archive"
        self.root.mkdir()
        self.place = folder / "index"
        self._now = LONG_AGO

    def write(self, name: str, content: bytes) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        self.tick(path)
        return path

    def tick(self, path: Path) -> None:
        self._now += 1
        os.utime(path, (self._now, self._now))

    def run(self, *paths: Path, **options: object) -> list[Event]:
        """What happens when the archive, or some of it, is read; commits are left out."""
        with closing(create_index(self.place)) as index:
            given = [str(path) for path in paths] or [str(self.root)]
            return [event for event in ingest(given, index, **options) if type(event).__name__ != "Committed"]  # type: ignore[arg-type]

    def documents(self) -> list[Document]:
        with closing(open_index(self.place)) as index:
            return list(index.documents())

    def at_one_go(self, **options: object) -> list[Document]:
        """What an index has that is built of what is there now."""
        return built([str(self.root)], **options)

    def texts(self) -> list[str]:
        return [document.text for document in self.documents() if document.kind is not Kind.ARTICLE]


def built(paths: list[str], **options: object) -> list[Document]:
    with tempfile.TemporaryDirectory() as folder, closing(create_index(Path(folder) / "index")) as index:
        list(ingest(paths, index, **options))  # type: ignore[arg-type]
        return list(index.documents())


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path)


def kinds(events: list[Event]) -> list[str]:
    return [type(event).__name__ for event in events]


# What is read again, and what isn't.


def test_an_unchanged_file_costs_no_more_than_a_look_at_its_size_and_time(archive: Archive) -> None:
    path = archive.write("a.txt", EARLY)
    before = path.stat()
    archive.run()
    path.write_bytes(EARLY.replace(b"Keep it open", b"Keep it shut"))  # as nobody does it
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert archive.run() == [FileUnchanged(f"{archive.root}/a.txt", threads=1)]
    assert archive.texts() == ["Keep it open.", "And who pays?"]


def test_a_file_with_another_time_and_the_same_bytes_is_unchanged(archive: Archive) -> None:
    path = archive.write("a.txt", EARLY)
    archive.run()
    archive.tick(path)
    assert kinds(archive.run()) == ["FileUnchanged"]
    assert kinds(archive.run()) == ["FileUnchanged"]


def test_a_change_right_after_reading_is_seen_though_size_and_time_are_the_same(archive: Archive) -> None:
    path = archive.root / "a.txt"
    path.write_bytes(EARLY)
    before = path.stat()
    archive.run()
    path.write_bytes(EARLY.replace(b"Keep it open", b"Keep it shut"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert kinds(archive.run()) == ["PageRead"]
    assert archive.texts() == ["Keep it shut.", "And who pays?"]


def test_a_changed_file_replaces_what_it_alone_showed(archive: Archive) -> None:
    archive.write("a.txt", EARLY)
    archive.write("b.txt", LATE)
    archive.write("c.txt", HORN)
    archive.run()
    archive.write("b.txt", EARLY)
    archive.write("c.txt", EARLY)
    assert kinds(archive.run()) == ["FileUnchanged", "PageRead", "PageRead"]
    assert archive.documents() == archive.at_one_go()
    record = archive.documents()[0]
    assert (record.stated_count, record.title) == (2, "The bridge is to close")  # no claim of 7 is left, nor the horn
    assert len(record.captures) == 3


@pytest.mark.parametrize(
    ("one", "other"),
    [({"reading": way_in.Reading(zone=ZoneInfo("Asia/Tokyo"))}, {}), ({}, {"limits": way_in.Limits(depth=2)})],
)
def test_a_file_that_was_read_otherwise_is_not_unchanged(
    archive: Archive, one: dict[str, object], other: dict[str, object]
) -> None:
    archive.write("a.zip", zipped(a=EARLY))
    archive.run(**one)
    assert kinds(archive.run(**other)) == ["PageRead"]
    assert archive.documents() == archive.at_one_go(**other)
    assert kinds(archive.run(**other)) == ["FileUnchanged"]


def test_a_container_is_one_file(archive: Archive) -> None:
    archive.write("a.zip", zipped(a=EARLY, b=LATE, c=HORN))
    archive.run()
    assert archive.run() == [FileUnchanged(f"{archive.root}/a.zip", threads=2)]
    archive.write("a.zip", zipped(b=LATE))
    assert kinds(archive.run()) == ["PageRead"]
    assert archive.documents() == archive.at_one_go()
    assert archive.texts() == ["And who pays?", "Close it."]


def test_all_is_read_again_if_that_is_wanted(archive: Archive) -> None:
    archive.write("a.txt", EARLY)
    archive.run()
    before = archive.documents()
    assert kinds(archive.run(again=Again.ALL)) == ["PageRead"]
    assert archive.documents() == before


def test_a_file_is_known_however_its_path_is_written(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    archive.write("a.txt", EARLY)
    archive.run()
    monkeypatch.chdir(archive.root)
    for path in (Path("a.txt"), Path(), Path("../archive/a.txt")):
        assert archive.run(path) == [FileUnchanged(f"{archive.root}/a.txt", threads=1)]
    assert kinds(archive.run(Path("a.txt"), archive.root)) == ["FileUnchanged"]


def test_files_of_one_name_in_two_working_folders_are_two(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder, content in (("one", EARLY), ("two", HORN)):
        (tmp_path / folder).mkdir()
        monkeypatch.chdir(tmp_path / folder)
        Path("a.txt").write_bytes(content)
        archive.run(Path("a.txt"))
    sources = {document.source for document in archive.documents()}
    assert sources == {"a.txt", f"{tmp_path}/two/a.txt"}


def test_names_with_spaces_other_letters_and_no_letters_at_all(archive: Archive) -> None:
    names = ["mit  Leerzeichen.txt", "橋の話.txt", "wow!.txt", "wow!.txt!a", "-d.txt", "%41.txt"]
    for number, name in enumerate(names):
        archive.write(name, page(f"bridge {number}", ADA))
    odd = os.fsdecode(b"caf\xe9.txt")
    archive.write(odd, HORN)
    assert kinds(archive.run()) == ["PageRead"] * 7
    assert kinds(archive.run()) == ["FileUnchanged"] * 7
    for name in [*names, odd]:
        (archive.root / name).rename(archive.root / f"now {name}")
    assert kinds(archive.run(prune=True)) == ["FileMoved"] * 7
    assert archive.documents() == archive.at_one_go()


# What has moved, and what has gone.


def test_a_moved_file_keeps_its_ids_and_is_not_read(archive: Archive) -> None:
    archive.write("a.txt", EARLY)
    archive.write("b.txt", LATE)
    archive.run()
    before = {document.id for document in archive.documents()}
    (archive.root / "deep").mkdir()
    (archive.root / "a.txt").rename(archive.root / "deep" / "z.txt")
    moved = FileMoved(f"{archive.root}/deep/z.txt", f"{archive.root}/a.txt", threads=1)
    assert archive.run() == [FileUnchanged(f"{archive.root}/b.txt", threads=1), moved]
    assert {document.id for document in archive.documents()} == before
    assert archive.documents() == archive.at_one_go()


def test_an_archive_that_has_moved_as_a_whole_is_not_read_again(archive: Archive) -> None:
    archive.write("a.txt", EARLY)
    archive.write("more/b.zip", zipped(b=LATE, c=HORN))
    archive.run()
    archive.root = archive.root.rename(archive.root.parent / "elsewhere")
    assert kinds(archive.run(batch=1)) == ["FileMoved", "FileMoved"]
    assert archive.documents() == archive.at_one_go()


def test_of_two_copies_of_a_file_that_is_gone_one_is_it(archive: Archive) -> None:
    archive.write("a.txt", EARLY)
    archive.run()
    archive.write("b.txt", EARLY)
    archive.write("c.txt", EARLY)
    (archive.root / "a.txt").unlink()
    assert kinds(archive.run()) == ["FileMoved", "PageRead"]
    assert archive.documents() == archive.at_one_go()


def test_a_file_whose_new_name_makes_it_something_else_is_read_again(archive: Archive) -> None:
    table = b"id,author,text\n1,Ada,Keep it open.\n2,Bo,And who pays?\n"
    archive.write("talk.csv", table)
    archive.write("page.txt", EARLY)
    archive.run()
    (archive.root / "talk.csv").rename(archive.root / "bridge.csv")  # whose thread has the file's name
    (archive.root / "page.txt").rename(archive.root / "page.html")
    events = archive.run(prune=True)
    assert kinds(events) == ["PageRead", "PageRead", "FileVanished", "FileVanished"]
    assert archive.documents() == archive.at_one_go()


def test_a_vanished_file_is_reported_and_dropped_when_that_is_wanted(archive: Archive) -> None:
    archive.write("a.txt", EARLY)
    archive.write("b.txt", LATE)
    archive.run()
    before = archive.documents()
    (archive.root / "b.txt").unlink()
    for _ in range(2):
        assert archive.run()[1:] == [FileVanished(f"{archive.root}/b.txt", is_dropped=False)]
        assert archive.documents() == before
    assert archive.run(prune=True)[1:] == [FileVanished(f"{archive.root}/b.txt", is_dropped=True)]
    assert archive.documents() == archive.at_one_go()
    assert archive.run(prune=True)[1:] == []


def test_only_files_below_the_paths_of_a_run_can_vanish(archive: Archive) -> None:
    archive.write("one/a.txt", EARLY)
    archive.write("one more/b.txt", HORN)
    archive.run()
    (archive.root / "one more" / "b.txt").unlink()
    assert kinds(archive.run(archive.root / "one", prune=True)) == ["FileUnchanged"]
    assert kinds(archive.run(archive.root, prune=True)) == ["FileUnchanged", "FileVanished"]


def test_what_is_out_of_reach_has_not_vanished(archive: Archive) -> None:
    disk = archive.root.parent / "disk"
    disk.mkdir()
    (disk / "a.txt").write_bytes(EARLY)
    (archive.root / "link").symlink_to(disk)
    archive.run()
    disk.rename(disk.parent / "unmounted")
    assert kinds(archive.run(prune=True)) == ["PageFailed"]
    assert kinds(archive.run(disk, prune=True)) == ["PageFailed"]
    archive.root.rename(archive.root.parent / "also unmounted")
    assert kinds(archive.run(prune=True)) == ["PageFailed"]
    assert archive.texts() == ["Keep it open.", "And who pays?"]


def test_a_link_is_a_file_of_its_own(archive: Archive) -> None:
    archive.write("a.txt", EARLY)
    (archive.root / "b.txt").symlink_to("a.txt")
    archive.run()
    assert archive.documents() == archive.at_one_go()
    with closing(open_index(archive.place)) as index:
        manifest = Manifest(index.folder)
        (known,) = manifest.named(f"{archive.root}/b.txt")
        assert known.file.resolved == os.fsencode(archive.root / "a.txt")
        manifest.close()
    (archive.root / "c.txt").write_bytes(HORN)
    (archive.root / "b.txt").unlink()
    (archive.root / "b.txt").symlink_to("c.txt")
    archive.run()
    assert archive.documents() == archive.at_one_go()


# What could not be read.


def quarantine(archive: Archive) -> list[tuple[str, bool]]:
    with closing(open_index(archive.place)) as index:
        manifest = Manifest(index.folder)
        found = [*manifest.problems(failures=True), *manifest.problems(failures=False)]
        manifest.close()
        return [(problem.source.removeprefix(f"{archive.root}/"), problem.is_failure) for problem in found]


def test_what_could_not_be_read_waits_until_it_changes(archive: Archive) -> None:
    archive.write("a.txt", b"Call the archivist on Monday.")
    archive.write("b.zip", zipped(a=EARLY)[:-30])
    archive.write("c.txt", HORN)
    first = archive.run()
    assert {PageFailed, PageSkipped, PageRead} == {type(event) for event in first}
    waiting = quarantine(archive)
    assert ("a.txt", False) in waiting
    assert waiting[0][1]
    again = archive.run()
    assert kinds(again) == ["FileUnchanged"] * 3
    assert quarantine(archive) == waiting
    assert sum(event.failures for event in again if isinstance(event, FileUnchanged)) > 0
    archive.write("a.txt", EARLY)
    archive.write("b.zip", zipped(a=EARLY))
    assert kinds(archive.run()) == ["FileUnchanged", "PageRead", "PageRead"]
    assert quarantine(archive) == []
    assert archive.documents() == archive.at_one_go()


def test_what_could_not_be_read_is_tried_again_when_it_is_named(archive: Archive) -> None:
    path = archive.write("a.txt", b"Call the archivist on Monday.")
    archive.run()
    assert kinds(archive.run()) == ["FileUnchanged"]
    assert kinds(archive.run(path)) == ["PageSkipped"]


def test_a_file_that_turns_into_no_page_shows_nothing_any_more(archive: Archive) -> None:
    archive.write("a.txt", EARLY)
    archive.run()
    archive.write("a.txt", b"\0\1\2 not a page")
    assert kinds(archive.run()) == ["PageSkipped"]
    assert archive.documents() == []


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is forbidden to the superuser")
def test_what_a_file_showed_stands_while_it_is_out_of_reach(archive: Archive) -> None:
    path = archive.write("a.txt", EARLY)
    archive.run()
    archive.tick(path)
    path.chmod(0)
    assert kinds(archive.run()) == ["PageFailed"]
    assert archive.texts() == ["Keep it open.", "And who pays?"]
    path.chmod(0o644)
    assert kinds(archive.run()) == ["PageRead"]


def test_a_format_that_reads_better_reads_again_what_it_has_read(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.write("a.txt", EARLY)
    archive.write("b.csv", b"id,author,text\n1,Ada,Keep it open.\n")
    archive.write("c.txt", b"Call the archivist on Monday.")
    archive.run()
    monkeypatch.setattr(Soundoff, "version", 2, raising=False)
    events = archive.run()
    # What no format could read may be for the better one; what one has read waits until it is asked for.
    assert [event.is_outdated for event in events if isinstance(event, FileUnchanged)] == [True, True]
    assert kinds(events) == ["FileUnchanged", "FileUnchanged", "PageSkipped"]
    events = archive.run(again=Again.IMPROVED)
    assert [event.source.rpartition("/")[2] for event in events if isinstance(event, PageRead)] == ["a.txt", "b.csv"]
    assert kinds(archive.run(again=Again.IMPROVED)) == ["FileUnchanged"] * 3


# The manifest and its index.


def test_a_manifest_that_is_missing_or_damaged_is_made_again_by_reading(archive: Archive) -> None:
    archive.write("a.txt", EARLY)
    archive.write("b!c.zip", zipped(b=LATE, c=HORN))
    archive.run()
    before = archive.documents()
    with closing(open_index(archive.place)) as index:
        assert index.folder is not None
        manifest = index.folder / FILE
    whole = manifest.read_bytes()
    damages: list[Callable[[], object]] = [
        manifest.unlink,
        lambda: manifest.write_bytes(b""),
        lambda: manifest.write_bytes(b"no database" * 100),
        lambda: manifest.write_bytes(whole[:5000]),
        lambda: manifest.write_bytes(whole[:8192] + bytes(len(whole) - 8192)),
    ]
    for damage in damages:
        damage()
        (archive.root / "b!c.zip").touch()
        events = archive.run()
        assert isinstance(events[0], Recovered)
        assert kinds(events[1:]) == ["PageRead"] * 3
        assert archive.documents() == before
        assert kinds(archive.run()) == ["FileUnchanged"] * 2


def test_a_manifest_that_somebody_else_has_set_a_trap_in_is_thrown_away(archive: Archive, tmp_path: Path) -> None:
    archive.write("a.txt", EARLY)
    archive.run()
    with closing(open_index(archive.place)) as index:
        assert index.folder is not None
        place = index.folder / FILE
    with closing(sqlite3.connect(place)) as trap:
        trap.execute("CREATE TRIGGER t AFTER UPDATE ON file BEGIN UPDATE file SET settled = 1; END")
        trap.commit()
    archive.write("a.txt", LATE)
    assert kinds(archive.run()) == ["Recovered", "PageRead"]
    other = tmp_path / "other.sqlite"
    place.rename(other)
    before = other.read_bytes()
    place.symlink_to(other)
    assert kinds(archive.run()) == ["Recovered", "PageRead"]
    assert other.read_bytes() == before


def test_a_manifest_of_another_commit_is_not_believed(archive: Archive) -> None:
    archive.write("a.txt", EARLY)
    archive.run()
    with closing(open_index(archive.place)) as index, index.writer() as writer:
        writer.replace(next(index.documents()).thread_id, [])
    assert archive.documents() == []
    assert kinds(archive.run()) == ["PageRead"]
    assert archive.documents() == archive.at_one_go()


def test_a_rebuilt_index_has_a_manifest_of_its_own(archive: Archive) -> None:
    archive.write("a.txt", EARLY)
    archive.write("b.txt", HORN)
    archive.run()
    with rebuild_index(archive.place) as index:
        assert kinds(list(ingest([str(archive.root / "a.txt")], index)))[0] == "PageRead"
    assert kinds(archive.run()) == ["FileUnchanged", "PageRead"]
    assert [path.name for path in archive.place.rglob(FILE)] == [FILE]


# Processes that are killed.

DIES = """
    import os, signal, sys
    from pathlib import Path
    from threadsearch.engines.whoosh import create_index, writer
    from threadsearch.ingest import ingest
    from threadsearch.ingest.batches import Batch
    from threadsearch.manifest import Manifest

    calls = int(sys.argv[4])

    def dying(call):
        def die(*arguments, **named):
            global calls
            calls -= 1
            if calls < 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return call(*arguments, **named)
        return die

    kind, name = {
        "before the commit": (writer, "commit"),
        "behind the commit": (Batch, "settle"),
        "within what is noted": (Manifest, "at_commit"),
    }[sys.argv[3]]
    setattr(kind, name, dying(getattr(kind, name)))
    for _ in ingest([sys.argv[1]], create_index(Path(sys.argv[2])), batch=3, prune=True):
        pass
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system can't kill so")
@pytest.mark.parametrize("calls", [0, 1, 2])
@pytest.mark.parametrize("moment", ["before the commit", "behind the commit", "within what is noted"])
def test_a_run_that_is_killed_anywhere_is_finished_by_the_next(archive: Archive, moment: str, calls: int) -> None:
    archive.write("a.txt", EARLY)
    archive.write("b.txt", LATE)
    archive.write("c.txt", HORN)
    archive.run()
    archive.write("a.txt", TURNED)
    archive.write("d.zip", zipped(a=EARLY, c=page("fog horn", BO, CY)))
    (archive.root / "b.txt").rename(archive.root / "z.txt")
    (archive.root / "c.txt").unlink()
    command = [sys.executable, "-c", textwrap.dedent(DIES), str(archive.root), str(archive.place), moment, str(calls)]
    done = subprocess.run(command, capture_output=True, check=False, timeout=60)  # noqa: S603 - ourselves
    assert (done.returncode, done.stderr) == (-signal.SIGKILL, b"")
    events = archive.run(prune=True)
    assert Recovered not in {type(event) for event in events}
    assert archive.documents() == archive.at_one_go()
    assert set(kinds(archive.run(prune=True))) == {"FileUnchanged"}


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system can't kill so")
def test_runs_that_are_killed_while_the_archive_changes(archive: Archive) -> None:
    chance = random.Random(6)  # noqa: S311 - the same every time
    names = [f"{name}.txt" for name in "abcdefgh"]
    command = [sys.executable, "-m", "threadsearch", "-q", "-d", str(archive.place), "index", str(archive.root)]
    for turn in range(8):
        for number, name in enumerate(names):
            path = archive.root / name
            if path.exists() and chance.random() < 0.3:
                path.replace(archive.root / chance.choice(names))
            elif chance.random() < 0.5:
                archive.write(name, page(f"bridge {number % 3}", ADA, ("Bo", f"At turn {turn}.", number)))
        with subprocess.Popen([*command, "--prune"], stdout=subprocess.DEVNULL) as process:  # noqa: S603 - as above
            time.sleep(chance.uniform(0.3, 0.9))
            process.kill()
    archive.run(prune=True)
    assert archive.documents() == archive.at_one_go()


# The law.

NAMES = st.sampled_from(["a.txt", "b.txt", "c/a.txt", "c/d.txt", "e.zip"])
CONTENTS = st.sampled_from(
    [EARLY, LATE, TURNED, HORN, page("fog horn", BO, CY), b"Call me.", b"\0", zipped(a=EARLY, b=LATE),
     zipped(b=TURNED, c=HORN), zipped(a=EARLY)[:-30]]
)  # fmt: skip
CHANGES = st.one_of(
    st.tuples(st.just("write"), NAMES, CONTENTS),
    st.tuples(st.just("move"), NAMES, NAMES),
    st.tuples(st.just("delete"), NAMES, NAMES),
    st.tuples(st.just("run"), st.sampled_from([[], ["c"], ["a.txt", "e.zip"]]), st.booleans()),
)


@settings(max_examples=40)
@given(history=st.lists(CHANGES, min_size=3, max_size=12), batch=st.sampled_from([1, 3, 1000]))
def test_whatever_was_done_the_index_is_the_one_that_is_built_at_one_go(
    history: list[tuple[str, object, object]], batch: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        archive = Archive(Path(folder))
        for change in history:
            happen(archive, change, batch)
        archive.run(prune=True, batch=batch)
        assert archive.documents() == archive.at_one_go()
        events = archive.run(prune=True)
        assert set(kinds(events)) <= {"FileUnchanged"}


def happen(archive: Archive, change: tuple[str, object, object], batch: int) -> None:
    match change:
        case ("write", str(name), bytes(content)):
            archive.write(name, content)
        case ("move", str(name), str(other)):
            if (archive.root / name).exists():
                (archive.root / other).parent.mkdir(exist_ok=True)
                (archive.root / name).replace(archive.root / other)
        case ("delete", str(name), _):
            (archive.root / name).unlink(missing_ok=True)
        case ("run", list(names), bool(prune)):
            archive.run(*(archive.root / name for name in names), prune=prune, batch=batch)
