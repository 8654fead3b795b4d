"""The scripts that compare what is read with a truth: they find what is right, and what is wrong."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threadsearch.model import Document

ROOT = Path(__file__).parents[1]
FIXTURES = ROOT / "tests" / "formats" / "fixtures"
sys.path.insert(0, str(ROOT / "bench"))  # scripts, which no package holds

import flattened  # noqa: E402 - found by the line above
import scores  # noqa: E402 - the same
import scoring  # noqa: E402 - the same

COMMENTS = st.lists(st.tuples(st.sampled_from("AB"), st.sampled_from(["", "tea", "tide"])), max_size=6)


def truth_of(golden: Path) -> dict[str, Any]:
    """A truth file that says what a golden does."""
    comments = [comment for thread in json.loads(golden.read_text(encoding="utf-8")) for comment in thread["comments"]]
    numbers = {comment.get("native_id"): number for number, comment in enumerate(comments, 1)}
    depths: dict[int | None, int] = {None: -1}
    rows = []
    for number, comment in enumerate(comments, 1):
        parent = numbers.get(comment["parent"]) if "parent" in comment else None
        depths[number] = depths[parent] + 1
        rows.append(
            {
                "n": number,
                "author": comment.get("author"),
                "iso_date": comment.get("created", {}).get("at"),
                "parent_n": parent,
                "depth": depths[number],
                "body_first_40_chars": comment.get("text", "")[:40],
            }
        )
    page = golden.relative_to(FIXTURES).with_suffix("")
    return {"source": str(page), "comments": rows}


@pytest.fixture
def truths(tmp_path: Path) -> Path:
    """A folder with the truth of three pages."""
    folder = tmp_path / "truth"
    folder.mkdir()
    for page in ("drupal/d10_parents.html", "wordpress/deepest_level.html", "wxr/every-kind-of-comment.xml"):
        truth = truth_of(FIXTURES / f"{page}.json")
        (folder / f"{page.replace('/', '-')}.json").write_text(json.dumps(truth), encoding="utf-8")
    return folder


def document(number: int, author: str | None, text: str, **more: Any) -> Document:  # noqa: ANN401 - any field
    return Document(f"d{number}", "t", f"d{number}", number, text, "page", author=author, **more)


def test_what_goldens_say_is_found_by_format(truths: Path, capsys: pytest.CaptureFixture[str]) -> None:
    scores.main([str(truths), "--pages", str(FIXTURES)])
    rows = [line.split(" | ") for line in capsys.readouterr().out.splitlines()[2:5]]
    assert [row[0] for row in rows] == ["| drupal", "| wordpress", "| wxr"]
    assert {cell.strip(" |") for row in rows for cell in row[3:]} == {"1.000 / 1.000"}


SAID = "The pivot squeaks again.", "Oil it, then.", "I did, and it still does."
FLATTENED = "3 comments\n\n" + "".join(
    f"{name} says:\nMarch {day}, 2011 at 10:10\n\n{words}\n\nReply\n\n"
    for day, (name, words) in enumerate(zip(("Ada", "Bo", "Ada"), SAID, strict=True), 3)
)
SAID_BY_ADA = [
    {"n": number, "author": name, "iso_date": f"2011-03-0{2 + number}T10:10:07+02:00", "body_first_40_chars": words}
    for number, (name, words) in enumerate(zip(("Ada", "Bo", "Ada"), SAID, strict=True), 1)
]


def test_what_guesses_is_measured_alone_on_all_pages_that_it_is_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for folder in ("html", "text", "truth"):
        (tmp_path / folder).mkdir()
    for name, text in (("lamp", FLATTENED), ("lost", "Reply\n")):
        (tmp_path / "html" / f"{name}.html").write_text("<p>loading</p>", encoding="utf-8")
        (tmp_path / "text" / f"{name}.full.txt").write_text(text, encoding="utf-8")
        (tmp_path / "truth" / f"{name}.json").write_text(json.dumps({"comments": SAID_BY_ADA}), encoding="utf-8")
    scores.main([str(tmp_path / "truth"), "--pages", str(tmp_path), "--texts", "text/{}.full.txt"])
    rows = {line.split(" | ")[0]: line.split(" | ")[1:] for line in capsys.readouterr().out.splitlines()}
    nothing, all_right = "0.000 / 0.000", "1.000 / 1.000"
    assert rows["| *no format*"] == ["2", "6", nothing, nothing, nothing, "-", "- |"]
    assert rows["| generic-html"] == ["2", "6", nothing, nothing, nothing, "-", "- |"]
    assert rows["| generic-text"] == ["1", "3", all_right, all_right, all_right, "-", "- |"]


def test_one_format_is_measured_alone(truths: Path, capsys: pytest.CaptureFixture[str]) -> None:
    scores.main([str(truths), "--pages", str(FIXTURES), "--only", "drupal"])
    (row,) = capsys.readouterr().out.splitlines()[2:]
    assert row.startswith("| drupal | 3 | ")
    assert "| 0.000 / 0.333 |" in row


ANSWERED = [
    {
        "n": 1,
        "parent_n": None,
        "depth": 0,
        "date_as_shown": "3 hours ago",
        "iso_date": "2011-03-03",
        "body": "Squeaks.",
    },
    {"n": 2, "parent_n": 1, "depth": 1, "date_as_shown": "3.3.2011", "iso_date": "2011-03-03", "body": "Oil it."},
]


def test_of_flattened_text_only_what_it_shows_is_asked() -> None:
    with_tree, without = (flattened.shown(ANSWERED, text) for text in ("Squeaks.\n  Oil it.", "Squeaks.\nOil it."))
    assert [true["depth"] for true in with_tree] == [0, 1]
    assert not any({"parent_n", "depth"} & true.keys() for true in without)
    assert ["iso_date" in true for true in without] == [False, True]


def test_the_table_is_written_between_its_marks_and_names_no_page(truths: Path, tmp_path: Path) -> None:
    page = tmp_path / "formats.md"
    begin, end = scores.MARKS
    page.write_text(f"before\n{begin}\nold\n{end}\nafter\n", encoding="utf-8")
    others = str(FIXTURES / "wordpress")
    scores.main([str(truths), "--pages", str(FIXTURES), "--others", others, "--write", str(page)])
    written = page.read_text(encoding="utf-8")
    assert written.startswith(f"before\n{begin}\n\n| read by")
    assert written.endswith(f"\n\n{end}\nafter\n")
    assert "old" not in written
    assert ".html" not in written
    assert ".example" not in written
    assert "\n- wordpress: a reply's parent is not on the page: " in written


def test_a_file_without_marks_is_left_alone(truths: Path, tmp_path: Path) -> None:
    page = tmp_path / "formats.md"
    page.write_text("no marks", encoding="utf-8")
    with pytest.raises(SystemExit, match="has no place for the tables"):
        scores.main([str(truths), "--pages", str(FIXTURES), "--write", str(page)])
    assert page.read_text(encoding="utf-8") == "no marks"


def test_each_kind_of_miss_costs_its_own_column() -> None:
    noon = datetime(2011, 7, 5, 12, tzinfo=UTC)
    truth = [
        {"n": 1, "author": "Ann", "iso_date": "2011-07-05T12:00:00", "parent_n": None, "depth": 0, "body": "First!"},
        {"n": 2, "author": "Bo", "iso_date": "2011-07-05", "parent_n": 1, "depth": 1, "body": "Second."},
        {"n": 3, "author": None, "iso_date": "2011-07-05T14:00:00+02:00", "parent_n": 1, "depth": 1, "body": "Third?"},
        {"n": 4, "body": "Nobody read this."},
    ]
    read = [
        document(1, "ann", "first", created_at=noon),
        document(2, "Bob", "A title. Second.", created_at=noon, parent_id="d1", depth=1),
        document(3, None, "third", created_at=noon.replace(minute=1), parent_id="d2", depth=2),
        document(4, "Cy", "made up"),
    ]
    result = scoring.score(truth, read)
    assert result.figures == {"comments": 0.75, "author": 0.5, "date": 0.5, "parent": 0.5, "depth": 0.5}
    assert [miss.split()[0] for miss in result.misses] == ["author", "date", "parent", "depth", "missed", "invented"]


def test_nothing_is_right_about_nothing() -> None:
    assert set(scoring.score([], []).figures.values()) == {1.0}
    assert scoring.score([], [document(1, "Ann", "words")]).figures["comments"] == 0.0


def test_addresses_of_profiles_are_no_names() -> None:
    addresses = [{"n": 1, "author": "members/ann.12/"}, {"n": 2, "author": "profile.php?u=3"}, {"n": 3, "author": None}]
    assert all("author" not in true for true in scores.without_addresses(addresses))
    names = [{"n": 1, "author": "AC/DC fan"}, {"n": 2, "author": "Ann"}]
    assert scores.without_addresses(names) == names


@given(COMMENTS, COMMENTS)
def test_no_alignment_weighs_more(true: list[tuple[str, str]], got: list[tuple[str, str]]) -> None:
    truth = [{"n": number, "author": author, "body": body} for number, (author, body) in enumerate(true)]
    read = [document(number, author, body) for number, (author, body) in enumerate(got)]

    def weight(i: int, j: int) -> int:
        if true[i][1] != got[j][1]:
            return 0
        return 3 if true[i][0] == got[j][0] else 2 if true[i][1] else 0

    @cache
    def heaviest(i: int, j: int) -> int:
        if i == len(true) or j == len(got):
            return 0
        both = weight(i, j) + heaviest(i + 1, j + 1) if weight(i, j) else 0
        return max(both, heaviest(i + 1, j), heaviest(i, j + 1))

    pairs = scoring.align(truth, read)
    assert all(a < c and b < d for (a, b), (c, d) in pairwise(pairs))
    assert sum(weight(i, j) for i, j in pairs) == heaviest(0, 0)
    assert all(weight(i, j) for i, j in pairs)
