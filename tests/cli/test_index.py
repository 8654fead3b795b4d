"""``index``: what it reports, and what it leaves behind."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

PAGES = Path(__file__).parent / "pages"
Run = Callable[..., Any]  # the fixture `run`


@pytest.fixture
def place(tmp_path: Path) -> str:
    """Where an index may be built."""
    return str(tmp_path / "index")


def test_reading_a_folder_says_what_was_read_and_what_was_not(run: Run, place: str) -> None:
    outcome = run("-d", place, "index", ".")
    assert outcome.status == 0
    empty, unclaimed = outcome.err.splitlines()
    assert empty.startswith("Skipped ./more/empty.txt: ")
    assert unclaimed.startswith("Skipped ./more/not-a-thread.txt: no format claims it")
    assert (
        outcome.out
        == """\
files read  1
skipped     2
threads     1
comments    4

Pages that claim another number of comments than they show
  found  claimed  source
      4        6  ./kettle.txt
"""
    )


def test_what_was_indexed_is_found_under_the_ids_that_parse_gives(run: Run, place: str) -> None:
    parsed = [json.loads(line)["id"] for line in run("parse", "kettle.txt", "--format", "jsonl").out.splitlines()]
    assert run("index", "kettle.txt", "-d", place).status == 0
    found = run("search", "--sort", "oldest", "--format", "jsonl", "-d", place)
    assert [json.loads(line)["id"] for line in found.out.splitlines()] == parsed


def test_indexing_twice_changes_nothing(run: Run, place: str) -> None:
    run("-d", place, "index", "kettle.txt")
    before = run("-d", place, "stats", "--format", "json").out
    run("-d", place, "index", "kettle.txt")
    assert run("-d", place, "stats", "--format", "json").out == before


def test_no_index_is_made_in_the_folder_of_the_pages(run: Run, tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    shutil.copytree(PAGES, pages)
    (tmp_path / "link").symlink_to(pages)
    outcome = run("-d", str(tmp_path / "link"), "index", str(pages))
    assert outcome.status == 2
    assert "is the folder of the pages; the index needs another one" in outcome.err
    assert sorted(path.name for path in pages.iterdir()) == ["kettle.txt", "more"]


def test_rebuilding_begins_anew(run: Run, place: str, tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text((PAGES / "kettle.txt").read_text().replace("kettle", "lantern"))
    run("-d", place, "index", str(other))
    assert run("-d", place, "index", "kettle.txt", "--rebuild").status == 0
    assert json.loads(run("-d", place, "stats", "--format", "json").out)["threads"] == 1
    assert run("-d", place, "search", "lantern").status == 1


def test_a_zone_is_that_of_stamps_that_name_none(run: Run, place: str) -> None:
    run("-d", place, "index", "kettle.txt", "--tz", "America/New_York")
    (first, *_) = run("-d", place, "search", "--sort", "oldest", "--format", "jsonl").out.splitlines()
    assert json.loads(first)["created_at"] == "2012-03-03T14:40:00Z"


def test_the_report_is_there_for_programs(run: Run, place: str) -> None:
    thread = json.loads(run("parse", "kettle.txt", "--format", "jsonl").out.partition("\n")[0])["thread_id"]
    assert json.loads(run("-d", place, "index", "kettle.txt", "--format", "json").out) == {
        "schema": 1,
        "read": 1,
        "skipped": 0,
        "parts": 0,
        "gone": 0,
        "failed": 0,
        "damaged": 0,
        "unchanged": 0,
        "moved": 0,
        "vanished": 0,
        "dropped": 0,
        "waiting": 0,
        "outdated": 0,
        "threads": 1,
        "comments": 4,
        "differing": [{"source": "kettle.txt", "found": 4, "stated": 6, "page": "", "thread": thread}],
    }


def test_a_long_list_of_differences_is_cut_to_a_screenful(run: Run, place: str, tmp_path: Path) -> None:
    for number in range(20):
        shutil.copy(PAGES / "kettle.txt", tmp_path / f"{number:02}.txt")
    few = run("-d", place, "index", str(tmp_path)).out
    assert few.count(".txt") == 15
    assert "  and 5 more (threadsearch --verbose index … shows all)" in few
    assert run("-v", "-d", place, "index", "--all", str(tmp_path)).out.count(".txt") == 20


def test_pages_of_a_thread_that_is_whole_over_them_are_no_difference(run: Run, place: str, tmp_path: Path) -> None:
    first, second = sorted((PAGES.parents[2] / "archive" / "library-friends").glob("*reading-room*"))
    alone = json.loads(run("-d", place, "index", str(first), "--format", "json").out)
    assert [(page["found"], page["stated"]) for page in alone["differing"]] == [(14, 20)]
    later = json.loads(run("-d", place, "index", str(second), "--format", "json").out)
    assert (later["comments"], later["differing"]) == (6, [])
    both = json.loads(run("-d", str(tmp_path / "other"), "index", str(first), str(second), "--format", "json").out)
    assert (both["comments"], both["differing"]) == (20, [])


def test_verbose_says_what_the_time_went_to(run: Run, place: str) -> None:
    outcome = run("-v", "-d", place, "index", "kettle.txt", "--format", "json")
    head, *rows = (line.split() for line in outcome.err.splitlines())
    assert head == ["stage", "seconds", "documents/s", "MB/s"]
    assert [row[0] for row in rows] == ["read", "parse", "index", "commit"]
    assert json.loads(outcome.out)["read"] == 1


def test_quiet_says_nothing_but_failures(run: Run, place: str) -> None:
    silent = run("-q", "-d", place, "index", ".")
    assert (silent.status, silent.out, silent.err) == (0, "", "")
    outcome = run("-q", "-d", place, "index", "nowhere.txt")
    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.err.startswith("Failed nowhere.txt: ")


@pytest.mark.parametrize("named", ["nowhere.txt", "more/not-a-thread.txt", "more/empty.txt"])
def test_what_was_asked_for_by_name_and_not_read_is_a_failure(run: Run, place: str, named: str) -> None:
    outcome = run("-d", place, "index", "kettle.txt", named)
    assert outcome.status == 2
    assert outcome.err.startswith(f"Failed {named}: ")
    assert run("-d", place, "search", "title:kettle").status == 0


def test_a_folder_without_threads_is_nothing_found(run: Run, place: str, tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    shutil.copy(PAGES / "more" / "not-a-thread.txt", tmp_path / "notes")
    assert run("-d", place, "index", str(tmp_path / "notes")).status == 1


def test_what_browsers_save_beside_a_page_is_counted_and_named_only_when_asked_for(
    run: Run, place: str, tmp_path: Path
) -> None:
    saved = tmp_path / "saved"
    for beside in ("Kettle_files", "Kettle", "Kittens_files"):  # the others are folders like any other
        (saved / beside).mkdir(parents=True)
        (saved / beside / "style.css").write_text("body { color: red }")
    (saved / "Kettle_files" / "picture").write_bytes(b"\x89PNG\r\n\x1a\n")
    shutil.copy(PAGES / "kettle.txt", saved / "Kettle.html")
    outcome = run("-d", place, "index", str(saved))
    assert [line.partition(":")[0] for line in outcome.err.splitlines()] == [
        f"Skipped {saved}/Kettle/style.css",
        f"Skipped {saved}/Kittens_files/style.css",
    ]
    assert "skipped     4\n" in outcome.out
    assert "2 of the skipped are what browsers save beside a page" in outcome.out
    told = run("-d", place, "--verbose", "index", "--all", str(saved))
    assert len([line for line in told.err.splitlines() if line.startswith("Skipped")]) == 4


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_file_is_a_failure_among_others(run: Run, place: str, tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    shutil.copytree(PAGES, pages)
    (pages / "more" / "empty.txt").write_text("secret")
    (pages / "more" / "empty.txt").chmod(0)
    outcome = run("-d", place, "index", str(pages))
    assert outcome.status == 2
    assert "comments    4" in outcome.out


def test_without_an_index_the_command_that_makes_one_is_named(run: Run, place: str) -> None:
    outcome = run("-d", place, "search", "kettle")
    assert outcome.status == 2
    assert place in outcome.err
    assert "threadsearch index" in outcome.err


def test_an_index_of_garbage_is_refused_and_kept(run: Run, tmp_path: Path, index: Path) -> None:
    broken = tmp_path / "broken"
    shutil.copytree(index, broken)
    for path in filter(Path.is_file, broken.rglob("*")):
        path.write_bytes(b"\x00garbage")
    for arguments in (["search", "bridge"], ["stats"], ["index", "kettle.txt"]):
        outcome = run("-d", str(broken), *arguments)
        assert outcome.status == 2
        assert outcome.err.startswith("Error: ")
        assert "mistake in threadsearch" not in outcome.err
        assert "--rebuild" in outcome.err


@pytest.mark.parametrize(
    ("page", "unasked"),
    [("wordpress/pingbacks_paged.html", {"comment"}), ("wxr/every-kind-of-comment.xml", {"comment", "pingback"})],
)
def test_parse_prints_pingbacks_of_exports_and_those_of_pages_when_asked(
    run: Run, page: str, unasked: set[str]
) -> None:
    path = str(PAGES.parents[1] / "formats" / "fixtures" / page)

    def kinds(*options: str) -> set[str]:
        printed = run("parse", path, "--format", "jsonl", *options).out.splitlines()
        return {json.loads(line)["kind"] for line in printed}

    def is_drawn(*options: str) -> bool:
        return "pingback" in run("parse", path, *options).out

    assert kinds() == unasked
    assert is_drawn() == ("pingback" in unasked)
    for asked, expected in (("--pingbacks", {"comment", "pingback"}), ("--no-pingbacks", {"comment"})):
        assert kinds(asked) == expected
        assert is_drawn(asked) == ("pingback" in expected)


def test_what_parse_prints_with_pingbacks_keeps_them_when_it_is_read_again(run: Run, tmp_path: Path) -> None:
    path = str(PAGES.parents[1] / "formats" / "fixtures" / "wordpress" / "pingbacks_paged.html")
    printed = tmp_path / "printed.jsonl"
    printed.write_text(run("parse", path, "--format", "jsonl", "--pingbacks").out, encoding="utf-8")
    again = run("parse", str(printed), "--format", "jsonl").out.splitlines()
    assert len(again) == len(printed.read_text(encoding="utf-8").splitlines())


def test_what_has_not_changed_is_not_read_again_and_said_so(run: Run, place: str) -> None:
    run("-d", place, "index", ".")
    outcome = run("-d", place, "index", ".")
    assert outcome.status == 0
    assert outcome.err == ""
    assert outcome.out == "files read  0\nunchanged   3\n"


def test_files_that_are_gone_are_named_and_dropped_when_that_is_wanted(run: Run, place: str, tmp_path: Path) -> None:
    archive = tmp_path / "an archive"
    archive.mkdir()
    page = shutil.copy(PAGES / "kettle.txt", archive)
    (archive / "lamp.txt").write_text((PAGES / "kettle.txt").read_text().replace("kettle", "lantern"))
    run("-d", place, "index", str(archive))
    Path(page).unlink()
    outcome = run("-d", place, "index", str(archive))
    assert outcome.status == 0
    assert outcome.err == f"Vanished {page}\n"
    assert "vanished    1\n" in outcome.out
    assert "index --prune drops it" in outcome.out
    assert run("-d", place, "search", "title:kettle").status == 0
    outcome = run("-d", place, "index", str(archive), "--prune", "--format", "json")
    assert outcome.err == f"Dropped {page}\n"
    assert {key: json.loads(outcome.out)[key] for key in ("unchanged", "dropped")} == {"unchanged": 1, "dropped": 1}
    assert run("-d", place, "search", "title:kettle").status == 1


def test_what_could_not_be_read_is_listed_by_stats_and_keeps_the_status(run: Run, place: str, tmp_path: Path) -> None:
    archive = tmp_path / ("a long name " * 20).strip()
    archive.mkdir()
    shutil.copy(PAGES / "kettle.txt", archive)
    (archive / "torn.zip").write_bytes(b"PK\x03\x04 and no more")
    assert run("-d", place, "index", str(archive)).status == 2
    outcome = run("-d", place, "index", str(archive))
    assert outcome.status == 2
    assert "waiting     1\n" in outcome.out
    assert f"  {archive / 'torn.zip'}\n    it breaks off" in run("-v", "-d", place, "stats").out
    files = json.loads(run("-d", place, "stats", "--format", "json").out)["files"]
    assert (files["known"], files["unsettled"], len(files["failures"])) == (2, 0, 1)


def test_a_lost_manifest_is_said(run: Run, place: str) -> None:
    run("-d", place, "index", "kettle.txt")
    (manifest,) = Path(place).glob("*/sources.sqlite")
    manifest.unlink()
    outcome = run("-d", place, "index", "kettle.txt")
    assert outcome.status == 0
    assert outcome.err == "What was known of the archive's files can't be used (it is missing); they are read again.\n"
    assert "files read  1\n" in outcome.out


def test_what_is_forgotten_is_not_found_and_does_not_come_back(run: Run, place: str) -> None:
    run("-d", place, "index", "kettle.txt")
    (hit, *_) = run("-d", place, "search", "author:sunniva", "--format", "jsonl").out.splitlines()
    assert run("-d", place, "forget").status == 2
    assert run("-d", place, "forget", "0000nothere").status == 2
    outcome = run("-d", place, "forget", json.loads(hit)["id"][:8])
    assert (outcome.status, outcome.err) == (0, "Forgot 1 document, for good.\n")
    assert run("-d", place, "forget", "--author", "SUNNIVA").status == 0
    run("-d", place, "index", "--all", "kettle.txt")
    assert run("-d", place, "search", "author:sunniva").status == 1
    assert run("-d", place, "verify").status == 0


def test_who_is_forgotten_in_vain_is_told_which_names_are_near(run: Run, place: str) -> None:
    run("-d", place, "index", "kettle.txt")
    outcome = run("-d", place, "forget", "--author", "sunn")
    assert outcome.status == 1
    assert outcome.err.splitlines() == [
        "Nothing in the index is by sunn. What later runs may find is kept out.",
        "Near sunn, the index has the authors Sunniva.",
    ]
    assert run("-d", place, "search", "author:sunniva").status == 0
