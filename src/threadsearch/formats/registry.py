"""Which formats there are, and which of them reads a page.

Ours come in by the same door as third parties': the entry-point group ``threadsearch.formats``. One way in means that
what we tell plug-in authors is what we do ourselves. The price, some ten milliseconds to look through the installed
packages' metadata, is paid by commands that read archives only; a search never comes here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from itertools import groupby

from threadsearch.errors import AmbiguousPage, ParseError, UnclaimedPage
from threadsearch.formats.base import Format, fallback_of, lists_pingbacks, signs_of
from threadsearch.formats.words import any_of
from threadsearch.model import Page

GROUP = "threadsearch.formats"


@dataclass(frozen=True, slots=True)
class BrokenFormat:
    """A plug-in that could not be loaded, and why."""

    name: str
    reason: str


def formats() -> list[Format]:
    """Every format that is installed and works, by name."""
    return list(_installed()[0])


def broken_formats() -> list[BrokenFormat]:
    """The plug-ins that could not be loaded. The others go on without them, but a user should know."""
    return list(_installed()[1])


def prints_pingbacks(name: str) -> bool:
    """Whether the pingbacks that the format of this name reads are printed where nobody says if they should be."""
    return any(reader.name == name and lists_pingbacks(reader) for reader in _installed()[0])


def claim(page: Page, candidates: Sequence[Format] | None = None) -> Format:
    """The one format that reads this page, out of the installed ones or those given; fallbacks are asked last.

    Raises ``UnclaimedPage`` (it says what the page looks like) or ``AmbiguousPage`` (it names the formats), and
    ``ParseError`` when a format breaks its promise and fails to look at the page.
    """
    claims: list[Format] = []
    likely = _likely(formats() if candidates is None else candidates, page)
    for _, readers in groupby(sorted(likely, key=fallback_of), key=fallback_of):
        claims = [reader for reader in readers if _detects(reader, page)]
        if claims:
            break
    if not claims:
        from threadsearch.formats.looks import describe  # it loads what reads HTML, which not every command needs

        reason, advice = describe(page)
        raise UnclaimedPage(page.source, reason, advice=advice)
    if len(claims) > 1:
        names = " and ".join(sorted(claimant.name for claimant in claims))
        raise AmbiguousPage(
            page.source,
            f"claimed by several formats: {names}",
            advice="This is a mistake in one of them; please report it with the page.",
        )
    return claims[0]


def load(entries: Sequence[EntryPoint]) -> tuple[list[Format], list[BrokenFormat]]:
    """Load plug-ins: the formats, and those that broke. Of two with one name the first by package wins."""
    working: dict[str, Format] = {}
    broken = []
    for entry in sorted(entries, key=lambda entry: (entry.name, entry.value)):
        try:
            loaded = entry.load()()
            name, description = loaded.name, loaded.description
            if not (isinstance(name, str) and isinstance(description, str)):
                raise TypeError("its name and description must be text")  # noqa: TRY301 - one place reports them all
            if not (callable(loaded.detect) and callable(loaded.parse)):
                raise TypeError("it must have the methods detect and parse")  # noqa: TRY301 - the same
            if not all(map(_is_words, (getattr(loaded, "media_types", ()), getattr(loaded, "signs", ())))):
                raise TypeError("its media types and signs must be tuples of text")  # noqa: TRY301 - the same
        except Exception as error:  # noqa: BLE001 - a plug-in's code may fail in any way, and must not take us along
            broken.append(BrokenFormat(entry.name, f"{entry.value}: {type(error).__name__}: {error}"))
            continue
        if name in working:
            broken.append(BrokenFormat(entry.name, f"{entry.value}: there is another format named {name!r}"))
        else:
            working[name] = loaded
    return [working[name] for name in sorted(working)], broken


@cache
def _installed() -> tuple[list[Format], list[BrokenFormat]]:
    return load(tuple(entry_points(group=GROUP)))


def _is_words(value: object) -> bool:
    return isinstance(value, tuple) and all(isinstance(word, str) and word for word in value)


def _likely(readers: Sequence[Format], page: Page) -> list[Format]:
    """The formats that have to be asked about a page: those with one of their signs on it, and those that name none."""
    signs = [signs_of(reader, page.media_type) for reader in readers]
    found = any_of(frozenset().union(*filter(None, signs))).found_in(page.content)
    return [reader for reader, own in zip(readers, signs, strict=True) if own is None or not own.isdisjoint(found)]


def _detects(candidate: Format, page: Page) -> bool:
    try:
        return candidate.detect(page)
    except Exception as error:
        reason = f"the format {candidate.name} failed to look at it ({type(error).__name__}: {error})"
        raise ParseError(page.source, reason, advice="This is a mistake in the format; please report it.") from error
