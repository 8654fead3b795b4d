"""What a saved page says of itself: the address that it was saved from, and when.

Asked are, in this order, the page's own canonical address (``<link rel=canonical>``, ``og:url``), since several
captures of one page agree on it, and then what the saving program noted: the Wayback Machine, archive.today,
SingleFile, Save Page WE, WebScrapBook, monolith, HTTrack, and the browsers' "mark of the web". A mere link to an
archived page says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin

from threadsearch.addresses import is_web, time_of_digits, unarchived
from threadsearch.entities import unescape

_HEAD = 1 << 19  # characters; heads with inlined styles are long
_TAIL = 1 << 13  # characters; the Wayback Machine signs at the end
# What may be long never runs on over a "<": a page that opens the same thing over and over would take hours.
_TAG = re.compile(r"<(link|meta|html)\b([^<>]*)>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"(?<![\w:-])([\w:-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_WOMBAT = re.compile(r"__wm\.wombat\(\s*\"([^\"]*)\"\s*,\s*\"(\d{14})\"")
_ARCHIVED_ON = re.compile(r"FILE ARCHIVED ON (?:(\d{14})|(\d\d:\d\d:\d\d) (\w{3}) (\d{1,2}), (\d{4}))")
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d{4}\)(\S+)\s*-->", re.IGNORECASE)
_SINGLEFILE = re.compile(r"Page saved with SingleFile\s+url:\s*(\S+)(?:\s+saved date:\s*([^\n]+))?")
_MONOLITH = re.compile(r"<!-- Saved from (\S+) at (\S+) using monolith")
_HTTRACK = re.compile(r"<!-- Mirrored from (\S+) by HTTrack[^<>\]]*\], ([^<>]*?) -->")
_SCRIPT_DATE = re.compile(r"\w{3} (\w{3}) (\d{1,2}) (\d{4}) (\d\d:\d\d:\d\d) GMT([+-]\d{4})")
_OPENING = 1 << 12  # characters, within which the saving programs leave their comment


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a page comes from; ``None`` for what it doesn't say."""

    url: str | None = None
    captured_at: datetime | None = None


def provenance(text: str, noted: Provenance = Provenance()) -> Provenance:
    """What the page's markup says, and for what it doesn't, what its container ``noted``. It never raises."""
    head = text[:_HEAD]
    claims = (*_claims_of_tags(head), *_claims_of_comments(head, text[-_TAIL:])) if "<" in head else ()
    urls: list[str] = []
    times: list[datetime | None] = []
    for claim in (*claims, noted):
        url, time = unarchived(claim.url or "")
        if url:
            urls.append(url)
        times += [time, claim.captured_at]  # a capture of a capture shows what the first one saw
    return Provenance(_first_absolute(urls), next((time for time in times if time is not None), None))


def _claims_of_tags(head: str) -> Iterator[Provenance]:
    """What ``<link>``, ``<meta>`` and ``<html>`` say, canonical address first."""
    found: dict[str, str] = {}
    for tag in _TAG.finditer(head):
        attributes = {name.lower(): unescape("".join(value)) for name, *value in _ATTRIBUTE.findall(tag[2])}
        kind = tag[1].lower()
        if kind == "link" and "canonical" in attributes.get("rel", "").lower().split():
            found.setdefault("canonical", attributes.get("href", ""))
        elif kind == "meta":
            name = attributes.get("property") or attributes.get("name") or ""
            found.setdefault(name.lower(), attributes.get("content", ""))
        elif kind == "html":
            found.setdefault("scrapbook", attributes.get("data-scrapbook-source", ""))
            found.setdefault("scrapbook-time", attributes.get("data-scrapbook-create", ""))
    yield Provenance(found.get("canonical"))
    yield Provenance(found.get("og:url"))
    yield Provenance(found.get("savepage-url"), _script_date(found.get("savepage-date", "")))
    yield Provenance(found.get("scrapbook"), time_of_digits(found.get("scrapbook-time", "")[:14]))


def _claims_of_comments(head: str, tail: str) -> Iterator[Provenance]:
    """What saving programs left in comments and scripts."""
    opening = head[:_OPENING]
    if match := _WOMBAT.search(opening):
        yield Provenance(match[1], time_of_digits(match[2]))
    if match := _ARCHIVED_ON.search(tail):
        digits, clock, month, day, year = match.groups()
        yield Provenance(None, time_of_digits(digits) if digits else _mail_date(f"{day} {month} {year} {clock} GMT"))
    if match := _SINGLEFILE.search(opening):
        yield Provenance(match[1], _script_date(match[2] or ""))
    if match := _MONOLITH.search(opening):
        yield Provenance(match[1], _iso_date(match[2]))
    if match := _HTTRACK.search(head) or _HTTRACK.search(tail):
        url = match[1] if "://" in match[1] else f"http://{match[1]}"
        yield Provenance(url, _mail_date(match[2]))
    if match := _SAVED_FROM.search(opening):
        yield Provenance(match[1])


def _first_absolute(urls: list[str]) -> str | None:
    """The first address, made absolute with the first that is; local files are none."""
    absolute = next((url for url in urls if is_web(url)), None)
    if absolute is None:
        return None
    try:
        first = urljoin(absolute, urls[0])
    except ValueError:
        return absolute
    return first if is_web(first) else absolute


# ------------------------------------------------------------------------------------------------------------- dates


def _mail_date(stamp: str) -> datetime | None:
    try:
        return _in_utc(parsedate_to_datetime(stamp))
    except (ValueError, OverflowError):
        return None


def _script_date(stamp: str) -> datetime | None:
    """A date as browsers print it: "Tue Mar 03 2020 12:34:56 GMT+0100 (Central European Standard Time)"."""
    match = _SCRIPT_DATE.match(stamp)
    return _mail_date(f"{match[2]} {match[1]} {match[3]} {match[4]} {match[5]}") if match else _iso_date(stamp)


def _iso_date(stamp: str) -> datetime | None:
    try:
        return _in_utc(datetime.fromisoformat(stamp.strip()))
    except (ValueError, OverflowError):
        return None


def _in_utc(date: datetime) -> datetime:
    return (date if date.tzinfo else date.replace(tzinfo=UTC)).astimezone(UTC)
