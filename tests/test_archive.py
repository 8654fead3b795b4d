"""Archive files to pages: what is found, what its bytes say, and what is left out with a reason."""

from __future__ import annotations

import codecs
import gzip
import json
import os
import time
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from urllib.parse import urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threadsearch.addresses import original, unarchived
from threadsearch.archive import read_pages
from threadsearch.archive.decoding import decode
from threadsearch.archive.provenance import provenance
from threadsearch.archive.sniffing import media_type
from threadsearch.archive.walking import LARGEST_FILE
from threadsearch.errors import UnreadablePage
from threadsearch.model import Page

needs_posix = pytest.mark.skipif(os.name != "posix", reason="pipes, links and byte names are POSIX's")
NOON = datetime(2011, 7, 5, 12, tzinfo=UTC)


def read(*paths: Path | str, **known: object) -> list[Page | UnreadablePage]:
    return list(read_pages(map(str, paths), **known))  # type: ignore[arg-type]  # a test's options vary


def sources(*paths: Path) -> list[str]:
    return [page.source.removeprefix(f"{paths[0].as_posix()}/") for page in read(*paths)]


def refused(path: Path | str) -> UnreadablePage:
    (error,) = read(path)
    assert isinstance(error, UnreadablePage)
    return error


def write(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"page {name}", encoding="utf-8")


# -------------------------------------------------------------------------------------------------------------- walk


def test_folders_are_read_in_the_order_of_their_names(tmp_path: Path) -> None:
    write(tmp_path, "b.html", "a/z.html", "a/b/c.html", "c.html", "B.html")
    assert sources(tmp_path) == ["B.html", "a/b/c.html", "a/z.html", "b.html", "c.html"]


def test_hidden_files_and_indexes_are_passed_over_unless_they_are_named(tmp_path: Path) -> None:
    write(tmp_path, "page.html", ".hidden.html", ".git/config", "index/threadsearch.json", "old/_MAIN_3.toc")
    assert sources(tmp_path) == ["page.html"]
    assert [page.source for page in read(tmp_path / ".hidden.html")] == [f"{tmp_path.as_posix()}/.hidden.html"]
    assert "search index" in refused(tmp_path / "index").reason


def test_paths_keep_the_spelling_that_they_were_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "a/b.html")
    monkeypatch.chdir(tmp_path)
    assert [page.source for page in read("a", "./a/b.html", "a")] == ["a/b.html", "./a/b.html"]


def test_an_unreadable_file_does_not_stop_the_walk(tmp_path: Path) -> None:
    write(tmp_path, "a.html", "c.html")
    (tmp_path / "b.html").touch()
    assert [isinstance(page, Page) for page in read(tmp_path, tmp_path / "gone", tmp_path / "a.html")] == [
        *(True, False, True),
        False,
        True,
    ]


@needs_posix
def test_links_are_followed_once_and_loops_end(tmp_path: Path) -> None:
    write(tmp_path, "real/page.html")
    (tmp_path / "real" / "loop").symlink_to(tmp_path)
    (tmp_path / "again").symlink_to(tmp_path / "real")
    (tmp_path / "self").symlink_to(tmp_path / "self")
    pages = read(tmp_path)
    assert [page.source.rpartition("/")[2] for page in pages if isinstance(page, Page)] == ["page.html"]
    assert [page.source.rpartition("/")[2] for page in pages if isinstance(page, UnreadablePage)] == ["self"]


@needs_posix
def test_a_link_that_leads_nowhere_is_called_one(tmp_path: Path) -> None:
    (tmp_path / "page.html").symlink_to(tmp_path / "gone")
    assert refused(tmp_path / "page.html").reason == "a link to what is not there"


@needs_posix
def test_pipes_and_devices_are_never_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.html")
    assert [refused(path).reason for path in (tmp_path, "/dev/zero")] == [
        "a named pipe, not a file",
        "a device, not a file",
    ]


@needs_posix
def test_a_file_that_fails_while_it_is_read_is_reported() -> None:
    unmapped = Path("/proc/self/mem")
    if not unmapped.exists():
        pytest.skip("no file at hand whose reading fails")
    assert refused(unmapped).reason == "input/output error"


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="nothing is forbidden to the superuser")
def test_a_file_without_permission_is_reported(tmp_path: Path) -> None:
    write(tmp_path, "page.html")
    (tmp_path / "page.html").chmod(0)
    assert "no permission" in refused(tmp_path / "page.html").reason


def test_a_missing_path_names_the_nearest_one_that_exists(tmp_path: Path) -> None:
    write(tmp_path, "Archive/cnn.html")
    for missing, nearest in (("Archive/cnm.html", "Archive/cnn.html"), ("archiv/cnn.html", "Archive")):
        error = refused(tmp_path / missing)
        assert "no such file" in error.reason
        assert error.advice == f"Did you mean {(tmp_path / nearest).as_posix()}?"
    assert refused(tmp_path / "zzz").advice == ""
    assert "NUL" in refused("a\0b").reason


@needs_posix
def test_names_that_are_no_utf8_can_be_written_as_json(tmp_path: Path) -> None:
    raw = os.fsencode(tmp_path) + b"/caf\xe9 \xe2\x98\x95.html"
    try:
        Path(os.fsdecode(raw)).write_bytes(b"<p>coffee")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    (page,) = read(tmp_path)
    assert isinstance(page, Page)
    assert page.source == f"{tmp_path}/caf\\xe9 ☕.html"
    assert json.loads(json.dumps(page.source, ensure_ascii=False).encode()) == page.source


# ------------------------------------------------------------------------------------------------------------- bytes


def test_files_beyond_the_limit_are_not_read(tmp_path: Path) -> None:
    with (tmp_path / "huge.html").open("wb") as stream:
        stream.truncate(LARGEST_FILE + 1)
    assert "256 MiB" in refused(tmp_path).reason


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \r\n\t", "empty"),
        (codecs.BOM_UTF8, "empty"),
        (gzip.compress(b"", mtime=0), "empty"),
        (b"PK\x03\x04rest", "ZIP"),
        (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
        (b"WARC/1.0\r\n", "WARC"),
        (b"\x28\xb5\x2f\xfd....", "Zstandard"),
        (bytes(257) + b"ustar", "tar"),
        (b"From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n", "MHTML"),
        (b"%PDF-1.4", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (b"text\0with NULs", "binary"),
        (b"a\x01\x02\x03" * 500, "binary"),
        ("Ā page".encode("utf-32-be"), "binary"),
    ],
)
def test_bytes_that_are_no_page_are_refused_with_a_reason(tmp_path: Path, data: bytes, reason: str) -> None:
    (tmp_path / "page.html").write_bytes(data)
    error = refused(tmp_path)
    assert reason in error.reason
    assert error.advice


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-32"])
@given(text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r\ufeff")))
def test_text_with_a_byte_order_mark_comes_back(codec: str, text: str) -> None:
    assert decode(text.encode(codec)) == (text, ())


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r\ufeff<")))
def test_utf8_comes_back_without_a_defect(text: str) -> None:
    assert decode(f".{text}".encode()) == (f".{text}", ())


@given(st.binary())
def test_any_bytes_give_text_that_can_be_written(data: bytes) -> None:
    text, _ = decode(data)
    text.encode()
    assert not {"\0", "\r"} & set(text)


@pytest.mark.parametrize(
    ("label", "codec", "text"),
    [
        ("windows-1251", "cp1251", "Привет, мир"),
        ("koi8-r", "koi8-r", "Привет, мир"),
        ("shift_jis", "cp932", "こんにちは、①"),
        ("EUC-JP", "euc-jp", "こんにちは"),
        ("iso-2022-jp", "iso2022_jp", "こんにちは"),
        ("gb2312", "gb18030", "你好,镕"),
        ("big5", "big5", "你好"),
        ("euc-kr", "cp949", "안녕 똠"),
        ("iso-8859-1", "cp1252", "“café” für 5 €"),
        ("us-ascii", "cp1252", "café"),
        ("iso-8859-9", "cp1254", "İstanbul ğ"),
        ("iso-8859-2", "iso8859-2", "Łódź"),
        ("utf-8", "utf-8", "é"),
    ],
)
def test_declared_encodings_mean_what_browsers_take_them_for(label: str, codec: str, text: str) -> None:
    for head in (f'<meta charset="{label}">', f"<?xml version='1.0' encoding='{label}'?>"):
        assert decode(f"{head}{text}".encode(codec)) == (head + text, ())


LATIN = '<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1">'


@pytest.mark.parametrize(
    ("data", "text", "defect", "at"),
    [
        (f"{LATIN}café".encode(), f"{LATIN}café", "declared as iso-8859-1, but it is UTF-8", "byte 75"),
        (b"<meta charset=utf-8>caf\xe9!", "<meta charset=utf-8>café!", "declared as utf-8, but it is not", "byte 23"),
        (b"<meta charset=klingon>caf\xe9", "<meta charset=klingon>café", "is no encoding", "byte 25"),
        (b"<meta charset=base64>caf\xe9", "<meta charset=base64>café", "is no encoding", "byte 24"),
        (b"caf\xe9", "café", "no encoding is declared", "byte 3"),
        ("éèêëàâ".encode() + b"\xe9.", "éèêëàâ�.", "broken UTF-8", "byte 12"),
        ("é, cut é".encode()[:-1], "é, cut �", "broken UTF-8", "byte 8"),
        (b"<meta charset=shift_jis>\x82\xb1\x82", "<meta charset=shift_jis>こ�", "broken cp932", "byte 26"),
        (b"." * 2000 + b"\0.", "." * 2000 + "�.", "NUL", "character 2000"),
    ],
)  # fmt: skip
def test_what_the_page_says_wrongly_is_put_right_and_noted(data: bytes, text: str, defect: str, at: str) -> None:
    got, defects = decode(data)
    assert got == text
    assert any(defect in note.message and note.locator == at for note in defects)


def test_line_ends_become_line_feeds() -> None:
    assert decode(b"a\r\nb\rc\nd")[0] == "a\nb\nc\nd"


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("<!DOCTYPE html><title>x", "x.txt", "text/html"),
        ("\n<!-- saved from url=(0014)about:internet -->\n<HTML>", "x", "text/html"),
        ("<li class=comment>x", "x", "text/html"),
        ("HTTP junk\n\n<html>", "x", "text/html"),
        ("some words with <b>bold</b>", "x.html", "text/html"),
        ("some words with <b>bold</b>", "x.txt", "text/plain"),
        ("plain words", "x.html", "text/plain"),
        ("<?xml version='1.0'?><rss>", "x.xml", "application/xml"),
        ("<?xml version='1.0'?><html xmlns='x'>", "x", "text/html"),
        ('{"a": 1}', "x", "application/json"),
        ("[1] a footnote", "x", "text/plain"),
        ("1 < 2", "x", "text/plain"),
        ("<!---->" * 500 + "x", "x", "text/plain"),
    ],
)
def test_the_media_type_is_told_by_the_text(text: str, name: str, kind: str) -> None:
    assert media_type(text, name) == kind


# -------------------------------------------------------------------------------------------------------- provenance

ADDRESS = "https://a.example/p"
SINGLEFILE = """<html><!--
 Page saved with SingleFile
 url: https://a.example/p
 saved date: Tue Jul 05 2011 14:00:00 GMT+0200 (Central European Summer Time)
-->"""
HTTRACK = "<!-- Mirrored from a.example/p by HTTrack Website Copier/3.x [XR&CO'2014], Tue, 05 Jul 2011 12:00:00 GMT -->"
SCRAPBOOK = "<html data-scrapbook-source='https://a.example/p' data-scrapbook-create='20110705120000000'>"
CANONICAL = '<link href="https://a.example/post/" rel="canonical">'


@pytest.mark.parametrize(
    ("text", "url", "at"),
    [
        ("plain words about https://a.example/", None, None),
        (CANONICAL, "https://a.example/post/", None),
        ('<meta property="og:url" content="https://a.example/?a=1&amp;b=2">', "https://a.example/?a=1&b=2", None),
        ("<link rel=canonical href=/p><meta property=og:url content=https://a.example/x>", "https://a.example/p", None),
        ("<link rel=canonical href='/post/'>", None, None),
        ("<!-- saved from url=(0025)http://a.example/page.htm -->", "http://a.example/page.htm", None),
        ("<!-- saved from url=(0014)about:internet -->", None, None),
        (SINGLEFILE, ADDRESS, NOON),
        (HTTRACK, "http://a.example/p", NOON),
        ("<!-- Saved from https://a.example/p at 2011-07-05T12:00:00Z using monolith 2 -->", ADDRESS, NOON),
        (
            '<link rel="canonical" href="https://web.archive.org/web/20110705120000/http://a.example:80/p">',
            "http://a.example/p",
            NOON,
        ),
        ('<script>__wm.wombat("https://a.example/p","20110705120000","https://x/")</script>', ADDRESS, NOON),
        ("<html></html><!--\n FILE ARCHIVED ON 12:00:00 Jul 05, 2011 AND RETRIEVED -->", None, NOON),
        ("<html></html><!-- FILE ARCHIVED ON 20110705120000 AND RETRIEVED -->", None, NOON),
        ("<link rel=canonical href=https://archive.ph/2011.07.05-120000/https://a.example/p>", ADDRESS, NOON),
        ('<a href="https://web.archive.org/web/20110705120000/http://a.example/">a mere link</a>', None, None),
        (SCRAPBOOK, ADDRESS, NOON),
        ("<link rel=canonical href='http://[broken'>", None, None),
    ],
)  # fmt: skip
def test_a_page_says_where_it_comes_from(text: str, url: str | None, at: datetime | None) -> None:
    told = provenance(text)
    assert (told.url, told.captured_at) == (url, at)


@pytest.mark.parametrize("digits", ["2013", "2013030719444", "20131307194448"])
def test_digits_that_are_no_whole_time_give_none(digits: str) -> None:
    assert unarchived(f"http://web.archive.org/web/{digits}/http://a.example/") == ("http://a.example/", None)


@pytest.mark.parametrize(
    "piece", ["<link ", '<meta content="', "<!-- Mirrored from a by HTTrack", "<!-- Mirrored from a by HTTrack], "]
)
def test_what_a_page_says_is_found_in_linear_time(piece: str) -> None:
    start = time.perf_counter()
    provenance(piece * (400_000 // len(piece)))
    assert time.perf_counter() - start < 2  # running on from every piece takes a minute


def test_a_capture_time_that_is_given_counts_where_the_page_tells_none(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(f"<html>{CANONICAL}", encoding="utf-8")
    (tmp_path / "b.html").write_text("<html><!-- FILE ARCHIVED ON 20110705120000 AND -->", encoding="utf-8")
    zone = timezone(timedelta(hours=-5))
    pages = read(tmp_path, captured_at=datetime(2020, 1, 1, tzinfo=UTC), zone=zone)
    assert [(page.captured_at, page.url, page.zone) for page in pages if isinstance(page, Page)] == [
        (datetime(2020, 1, 1, tzinfo=UTC), "https://a.example/post/", zone),
        (NOON, None, zone),
    ]


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("x", "https://a.example/d/x"),
        ("//b.example/x", "https://b.example/x"),
        ("#c", None),
        ("", None),
        ("mailto:x@y.example", None),
        ("https://c.example:443/", "https://c.example/"),
        ("/web/20110705120000im_/http:/b.example/x", "http://b.example/x"),
        ("http://[", None),
    ],
)
def test_links_are_resolved_to_addresses_of_the_web(url: str, found: str | None) -> None:
    assert original(url, "https://a.example/d/e") == found


PIECES = (
    "/",
    "a",
    "b-c",
    "é",
    ".",
    "..",
    "?",
    "#",
    "=",
    "&",
    ";",
    ":80",
    "%20",
    " ",
    "/web/",
    "2013",
    "https://d.example/",
)


@given(st.lists(st.sampled_from(PIECES), max_size=6).map("".join), st.sampled_from(["http", "https"]))
def test_whole_addresses_are_joined_as_others_are(rest: str, scheme: str) -> None:
    url = f"{scheme}://a.example/{rest}"
    joined = urljoin("http://b.example/c", url.strip())
    assert original(url, "http://b.example/c") == joined
    # An archive's own address, which looks like any other, is known by its host.
    assert original(f"https://web.archive.org/web/20130307194448/{url}", "http://b.example/c") == joined
