"""Containers: the pages in them are the ones that went in, and no damage, depth or bomb stops a run."""

from __future__ import annotations

import gzip
import io
import json
import plistlib
import random
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import brotli
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from containers import (
    COMPRESSED,
    CONTAINERS,
    NOON,
    SITE,
    Pages,
    mhtml,
    record,
    response,
    tarred,
    zipped,
    zstd,
)
from threadsearch.archive import Limits, read_pages
from threadsearch.archive.streams import BLOCK
from threadsearch.documents import documents_of
from threadsearch.errors import NoPage, UnreadablePage
from threadsearch.formats import claim
from threadsearch.model import Document, Page

RUSSIAN = "<html>Привет".encode()
COMMENT = """<li class="comment depth-1" id="comment-{n}"><div id="div-comment-{n}" class="comment-body">
<div class="comment-author vcard"><cite class="fn">Rosa</cite> <span class="says">says:</span></div>
<div class="comment-meta commentmetadata"><a href="{url}#comment-{n}">July 5, 2011 at 5:3{n} am</a></div>
<p>Words number {n}, with an accent: café.</p></div></li>"""


def blog_page(name: str, comments: int) -> bytes:
    url = f"https://a.example/2011/07/{name}/"
    listed = "\n".join(COMMENT.format(n=n, url=url) for n in range(1, comments + 1))
    head = f'<meta charset="utf-8"><title>{name}</title><link rel="canonical" href="{url}">'
    body = f'<body><ol class="commentlist">{listed}</ol></body>'
    return f"<!DOCTYPE html>\n<html><head>{head}</head>{body}</html>\n".encode()


PAGES: Pages = {"ferry.html": blog_page("ferry", 2), "deep/harbour.html": blog_page("harbour", 3)}
ONE = b"<html><p>one</p></html>"
RANDOM = random.Random(1)  # noqa: S311 - no secret: nothing in it repeats, so that compressed it is still long
LARGE = b"<html>" + RANDOM.randbytes(30_000).hex().encode() + b"</html>"


def chunked(body: bytes) -> bytes:
    """In two chunks, which part a character."""
    return b"7\r\n%s\r\n%X;x=y\r\n%s\r\n0\r\n\r\n" % (body[:7], len(body) - 7, body[7:])


def read(path: Path, data: bytes, **limits: int) -> list[Page | UnreadablePage]:
    path.write_bytes(data)
    return list(read_pages([str(path)], limits=Limits(**limits)))


def pages(found: list[Page | UnreadablePage]) -> list[Page]:
    return [page for page in found if isinstance(page, Page)]


def reports(found: list[Page | UnreadablePage]) -> list[UnreadablePage]:
    return [error for error in found if isinstance(error, UnreadablePage)]


def names(found: list[Page | UnreadablePage], path: Path) -> list[str]:
    return [page.source.removeprefix(path.as_posix()) for page in pages(found)]


def comments_of(page: Page) -> list[tuple[str, str, str | None, str | None, str]]:
    documents: list[Document] = [d for thread in claim(page).parse(page) for d in documents_of(thread, page, "x")]
    return [(d.id, d.thread_id, d.author, d.created_raw, d.text) for d in documents]


# ------------------------------------------------------------------------------------------------------ what is in one


@pytest.mark.parametrize("pack", CONTAINERS.values(), ids=CONTAINERS)
def test_a_container_gives_the_documents_of_the_bare_files(tmp_path: Path, pack: Callable[[Pages], bytes]) -> None:
    bare = [comments_of(page) for data in PAGES.values() for page in pages(read(tmp_path / "bare.html", data))]
    found = read(tmp_path / "packed", pack(PAGES))
    assert reports(found) == []
    assert [comments_of(page) for page in pages(found)] == bare
    assert [len(comments) for comments in bare] == [3, 4]  # with each thread's own record
    assert len({page.source for page in pages(found)}) == len(PAGES)
    assert all(page.source.startswith(f"{tmp_path.as_posix()}/packed!") for page in pages(found))


@pytest.mark.parametrize("compress", COMPRESSED.values(), ids=COMPRESSED)
def test_a_compressed_file_is_the_file(tmp_path: Path, compress: Callable[[bytes], bytes]) -> None:
    text = b"some words with <b>bold</b>"
    (bare,) = pages(read(tmp_path / "page.html", text))
    (page,) = pages(read(tmp_path / "page.html.gz", compress(text)))
    assert (page.content, page.media_type, page.defects) == (bare.content, bare.media_type, ())
    assert page.source == f"{tmp_path.as_posix()}/page.html.gz"
    halves = compress(text[:9]) + compress(text[9:])
    assert [page.content for page in pages(read(tmp_path / "two", halves))] == [text.decode()]


def test_a_page_that_has_unpacked_itself_and_was_saved_again_is_a_page(tmp_path: Path) -> None:
    saved = b'<!DOCTYPE html><html data-sfz=""><p>one</p></html>'
    assert [page.content for page in pages(read(tmp_path / "x", saved))] == [saved.decode()]


def test_a_name_that_is_in_no_encoding_costs_no_member(tmp_path: Path) -> None:
    packed = zipped({"f\xfchre.html": ONE, "b.html": ONE}).replace("f\xfchre".encode(), b"f\x81\xe1hre")
    found = pages(read(tmp_path / "x.zip", packed))
    assert [page.content.encode() for page in found] == [ONE, ONE]


def test_a_web_archive_that_claims_more_than_it_has_is_damaged(tmp_path: Path) -> None:
    packed = CONTAINERS["web archive"](PAGES)
    claimed = packed[:-24] + (1 << 40).to_bytes(8, "big") + packed[-16:]
    assert [error.reason for error in reports(read(tmp_path / "x", claimed))] == [
        "it breaks off or is damaged (web archive)"
    ]


def test_an_archive_is_read_once_however_often_a_web_archive_refers_to_it(tmp_path: Path) -> None:
    archive: dict[str, object] = plistlib.loads(CONTAINERS["web archive"]({"p.html": ONE}))
    archive["WebSubframeArchives"] = [archive]
    for _ in range(30):
        archive = {"WebSubframeArchives": [archive, archive]}
    found = read(tmp_path / "x", plistlib.dumps(archive, fmt=plistlib.FMT_BINARY))
    assert names(found, tmp_path / "x") == [f"!{SITE}p.html"]


def test_an_encoding_named_by_no_text_costs_no_page(tmp_path: Path) -> None:
    alone = b"From: <Saved by a browser>\nContent-Type: text/html; charset*=a%00'en'y\n"
    (page,) = pages(read(tmp_path / "x.mht", alone + b"Content-Location: https://a.example/p\n\n<html>Weir"))
    assert page.content == "<html>Weir"


@pytest.mark.parametrize("kind", ["warc", "warc.gz", "arc", "har", "har base64", "wacz"])
def test_captures_of_the_web_tell_address_and_time(tmp_path: Path, kind: str) -> None:
    found = pages(read(tmp_path / "x", CONTAINERS[kind]({"p.html": ONE})))
    assert [(page.url, page.captured_at.replace(microsecond=0)) for page in found if page.captured_at] == [
        (f"{SITE}p.html", NOON)
    ]
    assert found[0].source.endswith("!20110705120000/https://a.example/p.html")


def test_a_page_knows_better_than_its_container(tmp_path: Path) -> None:
    canonical = b"<html><link rel=canonical href=/post/><!-- FILE ARCHIVED ON 20090101000000 AND -->"
    (page,) = pages(read(tmp_path / "x.warc", response(canonical)))
    assert (page.url, page.captured_at) == (f"{SITE}post/", datetime(2009, 1, 1, tzinfo=UTC))
    (page,) = pages(read(tmp_path / "x.warc", response(ONE, url=f"https://web.archive.org/web/20080202000000/{SITE}")))
    assert (page.url, page.captured_at) == (SITE, datetime(2008, 2, 2, tzinfo=UTC))


def test_times_of_files_are_no_captures(tmp_path: Path) -> None:
    for kind in ("zip", "tar"):
        assert [page.captured_at for page in pages(read(tmp_path / "x", CONTAINERS[kind](PAGES)))] == [None, None]


def test_what_is_no_page_is_passed_over_in_silence(tmp_path: Path) -> None:
    members = {
        "a.html": ONE,
        ".hidden.html": ONE,
        "__MACOSX/._a.html": ONE,
        ".git/config": b"text",
        "a_files/style.css": b"p { color: red }",
        "a_files/a.js": b"let a = 1",
        "a_files/a.png": b"\x89PNG\r\n\x1a\n",
        "a.pdf": b"%PDF-1.4",
        "empty.html": b"",
        "./b.html": ONE,
        "../../etc/passwd": ONE,
    }
    for pack in (zipped, tarred):
        found = read(tmp_path / "x", pack(members))
        assert names(found, tmp_path / "x") == ["!a.html", "!./b.html", "!../../etc/passwd"]
        assert reports(found) == []
        (error,) = read(tmp_path / "x", pack({"a.png": b"\x89PNG\r\n\x1a\n"}))
        assert isinstance(error, NoPage)
        assert "no page in it" in error.reason


def test_links_and_devices_in_archives_are_passed_over(tmp_path: Path) -> None:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE, tarfile.DIRTYPE):
            info = tarfile.TarInfo(f"link{kind.decode()}")
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
    (error,) = read(tmp_path / "x", file.getvalue())
    assert isinstance(error, NoPage)
    link = zipfile.ZipInfo("link")
    link.external_attr = 0o120777 << 16
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as zip_archive:
        zip_archive.writestr(link, "/etc/passwd")
    assert pages(read(tmp_path / "x", packed.getvalue())) == []


def test_mails_that_were_sent_are_no_saved_pages(tmp_path: Path) -> None:
    mail = b"To: a@b.example\nReceived: by x\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b--\n"
    assert [page.media_type for page in pages(read(tmp_path / "x", mail))] == ["text/plain"]


# ------------------------------------------------------------------------------------------------------------- records


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ("Content-Type: text/html; charset=windows-1251", "<html>Привет".encode("cp1251")),
        ("Content-Type: text/html\r\nContent-Encoding: gzip", gzip.compress(RUSSIAN, mtime=0)),
        ("Content-Type: text/html\r\nContent-Encoding: gzip", RUSSIAN),
        ("content-type: text/html\r\ncontent-encoding: deflate", zlib.compress(RUSSIAN)),
        ("Content-Type: text/html\r\nContent-Encoding: deflate", zlib.compress(RUSSIAN, wbits=-15)),
        ("Content-Type: text/html\r\nContent-Encoding: br", brotli.compress(RUSSIAN)),
        ("Content-Type: text/html\r\nContent-Encoding: br", RUSSIAN),
        ("Content-Type: text/html\r\nContent-Encoding: zstd", zstd.compress(RUSSIAN)),
        ("Content-Type: text/html\r\nTransfer-Encoding: chunked", chunked(RUSSIAN)),
        ("Content-Type: text/html\r\nTransfer-Encoding: chunked", RUSSIAN),
        (
            "Content-Type: text/html\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip",
            chunked(gzip.compress(RUSSIAN, mtime=0)),
        ),
    ],
)  # fmt: skip
def test_bodies_are_read_as_their_bytes_are(tmp_path: Path, headers: str, body: bytes) -> None:
    for data in (response(body, headers=headers), gzip.compress(response(body, headers=headers))):
        (page,) = read(tmp_path / "x", data)
        assert isinstance(page, Page)
        assert (page.content, page.defects) == ("<html>Привет", ())


@pytest.mark.parametrize(
    ("written", "kinds"),
    [
        (response(b'{"a": 1}', headers="Content-Type: application/json"), ["application/json"]),
        (response(b"<?xml version='1.0'?><rss>", headers="Content-Type: application/rss+xml"), ["application/xml"]),
        (response(b"words", headers="Content-Type: text/plain"), ["text/plain"]),
        (response(b"words <b>", headers="Content-Type: text/html"), ["text/html"]),
        (response(b"<html>", headers="X-Type: none"), ["text/html"]),
        (response(b"p {}", headers="Content-Type: text/css"), []),
        (response(b"<svg/>", headers="Content-Type: image/svg+xml"), []),
        (response(ONE, status="404 Not Found"), []),
        (record("resource", ONE, url=SITE, content_type="text/html"), ["text/html"]),
        (record("resource", ONE, url="urn:text:x", content_type="text/plain"), []),
        (record("conversion", "Привет".encode(), url=SITE, content_type="text/plain"), ["text/plain"]),
        (record("revisit", b"HTTP/1.1 200 OK\r\n\r\n", url=SITE, content_type="application/http"), []),
        (record("metadata", b"a: b", url=SITE, content_type="application/warc-fields"), []),
    ],
)
def test_pages_among_the_records(tmp_path: Path, written: bytes, kinds: list[str]) -> None:
    found = read(tmp_path / "x.warc", written)
    assert [page.media_type for page in pages(found)] == kinds
    assert all(isinstance(error, NoPage) for error in reports(found))


def test_cut_captures_say_so(tmp_path: Path) -> None:
    cut = record("resource", ONE, url=SITE, content_type="text/html", more="WARC-Truncated: length\r\n")
    (page,) = pages(read(tmp_path / "x.warc", cut))
    assert [defect.message for defect in page.defects] == ["cut off when it was captured (length)"]


def test_segmented_captures_say_so(tmp_path: Path) -> None:
    first = record("resource", ONE, url=SITE, content_type="text/html", more="WARC-Segment-Number: 1\r\n")
    rest = record("continuation", b"and more", url=SITE, content_type="text/html", more="WARC-Segment-Number: 2\r\n")
    (page,) = pages(read(tmp_path / "x.warc", first + rest))
    (defect,) = page.defects
    assert "second segment" in defect.message


@pytest.mark.parametrize("compress", [bytes, gzip.compress])
@pytest.mark.parametrize("wound", [b"", b"no record\r\n"])
@pytest.mark.parametrize("before", range(10))
def test_a_record_may_begin_anywhere_in_what_is_read_at_once(
    tmp_path: Path, before: int, wound: bytes, compress: Callable[[bytes], bytes]
) -> None:
    empty = len(response(b" " * 60_000, url=f"{SITE}0")) - 60_000
    first = response(b"<html>".ljust(BLOCK - before - len(wound) - empty), url=f"{SITE}0") + wound
    assert len(first) == BLOCK - before
    found = read(tmp_path / "x.warc", compress(first + response(ONE, url=f"{SITE}1")))
    assert [page.url for page in pages(found)] == [f"{SITE}0", f"{SITE}1"]
    assert len(reports(found)) == bool(wound)


def test_frames_of_a_saved_page_are_pages(tmp_path: Path) -> None:
    found = read(tmp_path / "x.mhtml", mhtml({"p.html": ONE, "frame.html": ONE}))
    assert names(found, tmp_path / "x.mhtml") == [f"!{SITE}p.html", f"!{SITE}frame.html"]


def test_a_page_saved_as_a_single_part_is_read(tmp_path: Path) -> None:
    alone = b"From: <Saved by a browser>\r\nContent-Type: text/html; charset=koi8-r\r\n"
    alone += b"Content-Location: https://a.example/p\r\nContent-Transfer-Encoding: base64\r\n\r\nPGh0bWw+8NLJ18XU\r\n"
    (page,) = pages(read(tmp_path / "x.mht", alone))
    assert (page.content, page.url) == ("<html>Привет", "https://a.example/p")


# -------------------------------------------------------------------------------------------------------------- damage


@pytest.mark.parametrize("compress", COMPRESSED.values(), ids=COMPRESSED)
def test_a_cut_file_gives_what_came_before_and_says_where(tmp_path: Path, compress: Callable[[bytes], bytes]) -> None:
    text = RANDOM.randbytes(1_000_000).hex().encode()  # bzip2's blocks are long
    packed = compress(text)
    cut = len(packed) * 3 // 4
    (page,) = read(tmp_path / "x.gz", packed[:cut])
    assert isinstance(page, Page)
    assert text.decode().startswith(page.content)
    (defect,) = page.defects
    assert "breaks off" in defect.message
    assert defect.locator == f"byte {cut}"


@pytest.mark.parametrize("kind", ["zip", "zip stored", "tar", "tar.gz", "warc", "warc.gz", "mhtml", "har", "arc"])
def test_a_cut_container_gives_what_came_before_and_says_where(tmp_path: Path, kind: str) -> None:
    packed = CONTAINERS[kind]({"a.html": LARGE, "b.html": LARGE})
    found = read(tmp_path / "x", packed[: len(packed) * 3 // 4])
    assert pages(found)[0].content.strip() == LARGE.decode()
    assert pages(found)[0].defects == ()
    for part in pages(found)[1:]:
        assert LARGE.decode().startswith(part.content.strip())
        assert any("breaks off" in defect.message for defect in part.defects)
    (error,) = reports(found)
    assert not isinstance(error, NoPage)
    assert error.source == f"{tmp_path.as_posix()}/x"
    assert error.locator or kind == "mhtml"


@pytest.mark.parametrize("wound", [b"\xff" * 40, b""])
def test_a_damaged_record_does_not_stop_the_rest(tmp_path: Path, wound: bytes) -> None:
    first, second, third = (response(LARGE, url=f"{SITE}{n}") for n in range(3))
    packed = gzip.compress(second)
    damaged = packed[:9000] + wound + packed[9040:]
    found = read(tmp_path / "x.warc.gz", gzip.compress(first) + damaged + gzip.compress(third))
    whole = [page for page in pages(found) if not page.defects]
    assert [page.url for page in whole] == [f"{SITE}0", f"{SITE}2"]
    assert any("byte" in error.locator for error in reports(found))
    plain = second.replace(b"Content-Length: 6", b"Content-Length: x")
    found = read(tmp_path / "x.warc", first + plain + third)
    assert [page.url for page in pages(found)] == [f"{SITE}0", f"{SITE}2"]
    assert len(reports(found)) == 1


def test_a_damaged_member_does_not_stop_the_rest(tmp_path: Path) -> None:
    members = {"a.html": LARGE, "b.html": LARGE, "c.html": LARGE}
    damaged = bytearray(zipped(members))
    damaged[len(damaged) // 2] ^= 0xFF
    found = read(tmp_path / "x.zip", bytes(damaged))
    assert [page.source[-6:] for page in pages(found) if not page.defects] == ["a.html", "c.html"]
    archive = bytearray(tarred(members, tarfile.GNU_FORMAT))
    archive[len(LARGE) // 512 * 512 + 1024] ^= 0xFF  # in the second header
    found = read(tmp_path / "x.tar", bytes(archive))
    assert [page.source[-6:] for page in pages(found)] == ["a.html", "c.html"]
    assert "header" in reports(found)[0].reason


def test_encrypted_members_are_reported_once(tmp_path: Path) -> None:
    packed = bytearray(zipped({"a.html": ONE, "b.html": ONE, "c.html": ONE}))
    for at in range(len(packed)):
        if packed[at : at + 4] == b"PK\x03\x04" and packed[at + 30 : at + 31] != b"c":
            packed[at + 6] |= 1
        if packed[at : at + 4] == b"PK\x01\x02" and packed[at + 46 : at + 47] != b"c":
            packed[at + 8] |= 1
    found = read(tmp_path / "x.zip", bytes(packed))
    assert names(found, tmp_path / "x.zip") == ["!c.html"]
    assert [error.reason for error in reports(found)] == ["encrypted members, not read: 2"]


def test_zips_without_their_table_and_sizes_are_read(tmp_path: Path) -> None:
    class Pipe(io.RawIOBase):
        """What can't be sought in makes zipfile write the sizes behind the members."""

        written = b""

        def writable(self) -> bool:
            return True

        def write(self, data: bytes) -> int:  # type: ignore[override]  # narrower than a buffer's
            self.written += bytes(data)
            return len(data)

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[arg-type]  # it only writes
        for name, data in PAGES.items():
            archive.writestr(name, data)
    table = pipe.written.index(b"PK\x01\x02")
    whole, cut = (read(tmp_path / "x.zip", data) for data in (pipe.written, pipe.written[:table]))
    assert pages(whole) == pages(cut)
    assert len(pages(cut)) == len(PAGES)
    assert [error.locator for error in reports(cut)] == [f"byte {table - 16}"]


def test_a_missing_library_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "brotli", None)
    body = brotli.compress(LARGE)
    found = read(tmp_path / "x.warc", response(body, headers="Content-Type: text/html\r\nContent-Encoding: br"))
    (error,) = found
    assert isinstance(error, UnreadablePage)
    assert "brotli" in error.reason
    assert "pip install" in error.advice


@cache
def packed_once(kind: str) -> bytes:
    """A container that is the same in every example: most have the time of their making in them."""
    return CONTAINERS[kind](PAGES) if kind in CONTAINERS else COMPRESSED[kind](PAGES["ferry.html"])


@pytest.mark.usefixtures("ends")
@pytest.mark.parametrize("kind", [*CONTAINERS, *COMPRESSED])
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_damage_crashes_or_hangs(tmp_path_factory: pytest.TempPathFactory, kind: str, data: st.DataObject) -> None:
    packed = bytearray(packed_once(kind))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(packed) - 1))
        count = data.draw(st.sampled_from([1, 1, 1, 8, 300]))
        packed[at : at + count] = data.draw(st.sampled_from([b"", b"\0", b"\xff" * 8, b"9", packed[: count * 2]]))
        if not packed:
            break
    found = read(tmp_path_factory.getbasetemp() / "mutant", bytes(packed))
    for page in pages(found):
        json.dumps(page.source).encode()
        page.content.encode()


# --------------------------------------------------------------------------------------------------------------- bombs

ZEROS = bytes(4 * 1024**2)
BOMB = {"expanded": 1024**2, "ratio": 2}


@pytest.mark.parametrize("compress", COMPRESSED.values(), ids=COMPRESSED)
def test_a_compressed_bomb_is_reported(tmp_path: Path, compress: Callable[[bytes], bytes]) -> None:
    for data in (compress(ZEROS.replace(b"\0", b" ")), compress(tarred({"a.html": ZEROS}))):
        found = read(tmp_path / "x", data, **BOMB)
        assert pages(found) == []
        assert ["bomb" in error.advice for error in reports(found)] == [True]


@pytest.mark.parametrize("kind", [*(kind for kind in CONTAINERS if "har" not in kind)])
def test_a_bomb_in_a_container_is_reported(tmp_path: Path, kind: str) -> None:
    bomb = {"a.html": ONE, "b.html": b"<html>" + ZEROS.replace(b"\0", b" "), "c.html": ONE}
    found = read(tmp_path / "x", CONTAINERS[kind](bomb), **BOMB, member=1024**2)
    assert pages(found)[0].content.strip() == ONE.decode()
    assert reports(found)
    assert not any(len(page.content) > 1024**2 for page in pages(found))


def test_a_bomb_in_containers_of_four_kinds_is_reported(tmp_path: Path) -> None:
    """Each of them expands a little, all of them together very much."""
    inner = zipped({f"{n}.html": b"<html>" + ZEROS.replace(b"\0", b" ") for n in range(8)})
    tar = tarred({"a.zip.gz": gzip.compress(gzip.compress(inner)), "b.html": ONE})
    found = read(tmp_path / "x.warc.gz", gzip.compress(response(tar) + response(ONE, url=f"{SITE}c.html")), **BOMB)
    assert len(pages(found)) < 8
    assert sum(len(page.content) for page in pages(found)) < 3 * len(ZEROS)
    assert "bomb" in " ".join(error.advice for error in reports(found))


def test_a_page_larger_than_the_limit_is_reported_and_the_rest_is_read(tmp_path: Path) -> None:
    found = read(tmp_path / "x", tarred({"a.html": LARGE, "b.html": ONE}), member=1000)
    assert names(found, tmp_path / "x") == ["!b.html"]
    assert [error.source[-7:] for error in reports(found)] == ["!a.html"]


def test_containers_too_deep_are_reported(tmp_path: Path) -> None:
    nested = ONE
    for depth in range(1, 7):
        nested = zipped({"a.html" if depth == 1 else f"{depth}.zip": nested, "b.html": ONE})
    found = read(tmp_path / "x.zip", nested)
    assert len(pages(found)) == Limits().depth
    assert ["4 containers deep" in error.reason for error in reports(found)] == [True]
    peeled = ONE
    for _ in range(9):
        peeled = gzip.compress(peeled)
    (error,) = read(tmp_path / "x.gz", peeled)
    assert "containers deep" in str(error)


def test_reports_do_not_flood(tmp_path: Path) -> None:
    bad = {f"{n}.gz": b"\x1f\x8b\x08 no gzip" for n in range(50)}
    found = read(tmp_path / "x.zip", zipped({**bad, "z.html": ONE}), reports=10)
    assert len(pages(found)) == 1
    assert len(reports(found)) == 11
    assert "40 more" in reports(found)[-1].reason


def test_members_are_counted(tmp_path: Path) -> None:
    many = tarred({f"{n}.html": ONE for n in range(30)})
    found = read(tmp_path / "x.tar", many, members=20)
    assert len(pages(found)) == 20
    assert ["over 20 members" in error.reason for error in reports(found)] == [True]


def test_headers_without_an_end_are_not_held(tmp_path: Path) -> None:
    endless = b"WARC/1.0\r\nA: " + b"x" * 3 * 1024**2 + b"\r\n\r\n"
    found = read(tmp_path / "x.warc", endless + response(ONE))
    assert [page.url for page in pages(found)] == [f"{SITE}p.html"]
    assert len(reports(found)) == 1
    name = tarfile.TarInfo("long")
    name.type, name.size = tarfile.GNUTYPE_LONGNAME, 8 * 1024**3
    (error,) = read(tmp_path / "x.tar", name.tobuf(tarfile.GNU_FORMAT) + bytes(512))
    assert "header" in error.reason
