"""Frames in the tags of a saved page: each is a page of its own, whatever it was written as."""

from __future__ import annotations

import base64
import html
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threadsearch.archive import Limits, read_pages
from threadsearch.archive.frames import taken_apart
from threadsearch.errors import UnreadablePage
from threadsearch.model import Page

SAID = "<p>" + "A ferry is a bridge that comes to you. " * 8 + "</p>"
INNER = f"<html><body>{SAID}<b title=\"a 'b'\">é &amp;</b></body></html>"
SAVED = (
    "<!--\n Page saved with SingleFile\n url: https://a.example/ferry\n"
    " saved date: Tue Mar 03 2020 12:34:56 GMT+0100\n-->"
)


def saved(frame: str) -> str:
    return f"<html>{SAVED}<body><h1>Ferries</h1>\n{frame}\n<p>Below.</p></body></html>"


def read(path: Path, text: str, limits: Limits = Limits()) -> list[Page | UnreadablePage]:  # noqa: B008 - it is frozen
    path.write_text(text, encoding="utf-8")
    return list(read_pages([str(path)], limits=limits))


def as_srcdoc(document: str) -> str:
    return f'<iframe class="wide" srcdoc="{html.escape(document)}" width=100></iframe>'


FRAMES = {
    "srcdoc": as_srcdoc(INNER),
    "single quotes": f"<IFRAME sandbox srcdoc='{INNER.replace('&', '&amp;').replace(chr(39), '&#39;')}'></IFRAME>",
    "base64": f"<iframe src='data:text/html;base64,{base64.b64encode(INNER.encode()).decode()}'></iframe>",
    "percents": f'<iframe src="data:text/html;charset=UTF-8,{quote(INNER)}"></iframe>',
    "another charset": f'<iframe src="data:text/html;charset=latin1,{quote(INNER.encode("latin-1"))}"></iframe>',
}


@pytest.mark.parametrize("frame", FRAMES.values(), ids=FRAMES)
def test_a_frame_is_a_page(tmp_path: Path, frame: str) -> None:
    outer, inner = read(tmp_path / "x.html", saved(frame))
    assert isinstance(outer, Page)
    assert isinstance(inner, Page)
    assert (outer.source, inner.source) == (str(tmp_path / "x.html"), f"{tmp_path / 'x.html'}!frame-1")
    assert inner.content == INNER
    assert "A ferry" not in outer.content
    assert "<p>Below.</p>" in outer.content
    assert (inner.url, inner.captured_at) == ("https://a.example/ferry", outer.captured_at)
    assert inner.captured_at is not None


def test_the_page_around_keeps_its_lines(tmp_path: Path) -> None:
    frame = as_srcdoc(INNER.replace("</p>", "</p>\n\n\n"))
    outer, _ = read(tmp_path / "x.html", saved(frame))
    assert isinstance(outer, Page)
    assert outer.content.count("\n") == saved(frame).count("\n")


def test_a_frame_knows_where_it_came_from(tmp_path: Path) -> None:
    frame = f'<iframe src="https://talk.example/embed?a=1&amp;b=2" srcdoc="{html.escape(INNER)}"></iframe>'
    _, inner = read(tmp_path / "x.html", saved(frame))
    assert isinstance(inner, Page)
    assert inner.url == "https://talk.example/embed?a=1&b=2"


def test_frames_in_frames_are_pages_as_deep_as_containers(tmp_path: Path) -> None:
    document = INNER
    for _ in range(4):
        document = f"<html><body>{SAID}{as_srcdoc(document)}</body></html>"
    found = read(tmp_path / "x.html", document, Limits(depth=2))
    assert [page.source.partition("!")[2] for page in found] == ["", "frame-1", "frame-1!frame-1", "frame-1!frame-1"]
    assert [isinstance(page, UnreadablePage) for page in found] == [False, False, False, True]


@pytest.mark.parametrize(
    "frame",
    [
        as_srcdoc("<p>Advertisement</p>"),
        as_srcdoc(f"<style>{'a { color: red } ' * 40}</style>"),
        '<iframe src="https://talk.example/embed"></iframe>',
        '<iframe src="data:image/png;base64,iVBORw0KGgo="></iframe>',
        '<iframe src="data:text/html;base64,A"></iframe>',
        "<iframe srcdoc>",
        '<iframe srcdoc="',
    ],
)
def test_what_holds_no_text_is_no_page(tmp_path: Path, frame: str) -> None:
    (page,) = read(tmp_path / "x.html", saved(frame))
    assert isinstance(page, Page)


def test_only_html_has_frames(tmp_path: Path) -> None:
    (page,) = read(tmp_path / "x.json", '{"body": "' + as_srcdoc(INNER).replace('"', '\\"') + '"}')
    assert isinstance(page, Page)
    assert "srcdoc" in page.content


@given(st.lists(st.sampled_from(["<iframe ", "srcdoc=", "src=", "'", '"', "data:text/html,", ">", "\n", SAID, "é"])))
def test_whatever_the_tags_are_lines_stay_and_nothing_grows(pieces: list[str]) -> None:
    data = "".join(pieces).encode()
    outer, frames = taken_apart(data)
    assert outer.count(b"\n") == data.count(b"\n")
    assert len(outer) + sum(len(frame.data) for frame in frames) <= len(data)


@pytest.mark.usefixtures("ends")
@pytest.mark.parametrize("piece", ["<iframe a=\"'", "<iframe srcdoc ", "<iframe " + "a " * 50, "<iframe srcdoc='<p>x"])
def test_many_tags_take_linear_time(piece: str) -> None:
    data = piece.encode() * 50_000
    assert len(taken_apart(data)[0]) <= len(data)
