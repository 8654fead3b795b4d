"""YouTube's comments: as yt-dlp saves them (``.info.json``), and as youtube-comment-downloader does.

What YouTube's Data API answers is read by ``youtube_api.py``.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, tzinfo

from threadsearch.addresses import site_of
from threadsearch.dates import read_stamp
from threadsearch.formats.exports.youtube_api import SIGN, address_of, read_answers
from threadsearch.formats.records.bodies import plain_text
from threadsearch.formats.records.fields import Record, epoch, is_whole, number, parts, stamp, text
from threadsearch.formats.records.jsons import Lines, has_keys, read_json, records
from threadsearch.formats.records.settling import settle
from threadsearch.formats.textual import links_in
from threadsearch.model import Comment, Defect, Page, ParentSource, Thread, Timestamp

_TOP = "root"


class YouTubeJson:
    """Reads a video's comments as a thread, or several videos with one a line."""

    name = "youtube-json"
    description = "YouTube comments as its Data API, yt-dlp or youtube-comment-downloader give them"
    media_types = ("application/json",)
    signs = ('"author_id"', '"cid"', '"youtube#comment')

    def detect(self, page: Page) -> bool:
        """Claim JSON with the API's comments, or those that name a parent or the root, or have votes and a channel."""
        if has_keys(page, SIGN):
            return True
        saved = has_keys(page, r'parent"\s*:\s*"(?:root|U[\w-]{10,})"', "author_id", "text")
        return saved or has_keys(page, "cid", "channel", "votes", "text")

    def parse(self, page: Page) -> Iterator[Thread]:
        """The videos that have comments; a bare list of comments is one thread without a record."""
        rows, defects = read_json(page)
        lines = Lines(page, "(?:c?id)")
        if has_keys(page, SIGN):
            yield from read_answers(rows, lines if len(rows) == 1 else None, defects)
            return
        bare: list[tuple[Record, str]] = []
        for record, locator in records(rows):
            if "comments" in record:
                listed = [(item, lines.of(text(item, "id", "cid"))) for item in parts(record, "comments")]
                yield _thread(record, listed, page, defects)
            elif text(record, "id", "cid") and "text" in record and is_whole(record):
                bare.append((record, locator if len(rows) > 1 else lines.of(text(record, "id", "cid"))))
        if bare:
            yield _thread({}, bare, page, defects)


def _thread(video: Record, listed: list[tuple[Record, str]], page: Page, defects: tuple[Defect, ...]) -> Thread:
    url = text(video, "webpage_url") or page.url
    # When yt-dlp fetched it, which ages count back from.
    fetched = epoch(video, "epoch")
    captured_at = fetched.at if fetched else page.captured_at
    key = text(video, "id")
    comments, flaws = settle(_comment(record, key, locator, page.zone, captured_at) for record, locator in listed)
    words = plain_text(text(video, "description") or "")
    return Thread(
        comments,
        key=key,
        title=text(video, "title"),
        url=url,
        site=site_of(url) or "youtube.com",
        author=text(video, "uploader", "channel"),
        created=epoch(video, "timestamp", "release_timestamp") or _day(text(video, "upload_date")),
        text=words,
        links=links_in(words),
        stated_count=number(video, "comment_count"),
        defects=(*defects, *flaws),
    )


def _comment(record: Record, video: str | None, locator: str, zone: tzinfo, captured_at: datetime | None) -> Comment:
    words = plain_text(text(record, "text") or "")
    own, parent = text(record, "id", "cid"), text(record, "parent")
    if parent is None and own and "." in own:  # a reply's id begins with that of the comment it is under
        parent = own.partition(".")[0]
    above = None if parent == _TOP else parent
    return Comment(
        0,
        words,
        author=text(record, "author"),
        created=epoch(record, "timestamp", "time_parsed")
        or _age(text(record, "_time_text", "time_text", "time"), zone, captured_at),
        native_id=own,
        parent=above,
        parent_source=ParentSource.EXPLICIT if above else None,
        url=address_of(video, own),
        links=links_in(words),
        locator=locator,
    )


def _age(raw: str | None, zone: tzinfo, captured_at: datetime | None) -> Timestamp | None:
    """An age such as "2 years ago", counted back from the capture."""
    return read_stamp(raw, zone=zone, captured_at=captured_at) if raw else None


def _day(digits: str | None) -> Timestamp | None:
    """A date in eight digits."""
    return stamp(f"{digits[:4]}-{digits[4:6]}-{digits[6:]}") if digits and len(digits) == len("20110705") else None
