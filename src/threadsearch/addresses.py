"""Web addresses, freed of what archives put before them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from urllib.parse import urljoin, urlsplit

_ARCHIVED = re.compile(
    r"(?:https?:)?(?://(?:web|wayback|liveweb)\.archive\.org)?/web/(?P<wayback>\d{4,14})(?:[a-z]{2}_)?/(?P<page>.+)"
    r"|https?://archive\.(?:today|is|ph|md|li|fo|vn)/(?P<today>[\d.-]{14,17})/(?P<today_page>https?:.+)",
    re.IGNORECASE,
)
# What most links are, and what all that is done below would leave as it is: a whole address, of no archive.
_WHOLE = re.compile(
    r"https?://(?!(?:\w+\.)?archive\.)[a-z0-9-]+(?:\.[a-z0-9-]+)++"  # possessive, or memory is kept for each part
    r"(?:/[\w.~%+,/-]*)?(?:\?[\w.~%+,/=&-]+)?(?:#[\w.~%+,/=&-]+)?",
    re.ASCII,
)
_PLAIN_PORT = re.compile(r"^(?:(http://[^/?#]+):80|(https://[^/?#]+):443)(?=[/?#]|$)")


def unarchived(url: str) -> tuple[str, datetime | None]:
    """The address that was archived, and the time that the archive puts in front of it.

    >>> unarchived("https://web.archive.org/web/20130307194448im_/http://example.org:80/a.png")
    ('http://example.org/a.png', datetime.datetime(2013, 3, 7, 19, 44, 48, tzinfo=datetime.timezone.utc))
    """
    match = _ARCHIVED.fullmatch(url.strip())
    if match is None:
        return _without_port(url.strip()), None
    original = match["page"] or match["today_page"]
    # Servers on the way fold the double slash; an address without a scheme was a "http" one.
    scheme, _, rest = original.partition(":/")
    original = f"{scheme}://{rest.lstrip('/')}" if scheme in ("http", "https") and rest else f"http://{original}"
    return _without_port(original), time_of_digits(re.sub(r"\D", "", match["wayback"] or match["today"]))


def original(url: str, base: str | None = None) -> str | None:
    """The address on the web that a link leads to, or ``None`` for one that leads nowhere there ("#top", "mailto:").

    ``base`` is the address of the page that the link stands on, if it is known.
    """
    if _WHOLE.fullmatch(url):
        return url
    if not url.strip() or url.lstrip().startswith("#"):
        return None
    plain, _ = unarchived(url)
    try:
        absolute = urljoin(base, plain) if base else plain
    except ValueError:
        return None
    return absolute if is_web(absolute) else None


def is_web(url: str) -> bool:
    """Whether this is a whole address of the web."""
    return _host(url) is not None


def site_of(url: str | None) -> str | None:
    """The host without its "www.", in lower case."""
    host = _host(url or "")
    return host.removeprefix("www.") if host else None


def _host(url: str) -> str | None:
    """The host of a web address, ``None`` where there is none."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return None
    return host if parts.scheme in ("http", "https") else None


def time_of_digits(stamp: str) -> datetime | None:
    """Fourteen digits, as archives write a time in UTC; ``None`` for anything else."""
    if len(stamp) != len("YYYYMMDDhhmmss"):  # strptime takes fewer, and reads 1944 as 19:04:04
        return None
    try:
        return datetime.strptime(stamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None


def _without_port(url: str) -> str:
    """The address without a port that goes without saying."""
    return _PLAIN_PORT.sub(r"\1\2", url)
