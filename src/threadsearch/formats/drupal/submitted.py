"""The line that tells who wrote something, and when: "Submitted by Ann on Tue, 05/07/2011 - 05:33"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import takewhile

from bs4 import Tag
from bs4.element import PageElement

from threadsearch.formats.html import Stamps, attribute, classes, first_with, is_text, of_epoch, one_line, text_of
from threadsearch.model import Precision, Timestamp

_LINES = (
    *("submitted", "comment__submitted", "comment-submitted", "node__submitted", "node-submitted", "attribution"),
    *("comment__meta", "comment-meta", "node__meta", "meta", "comment-info", "info", "post-info", "byline"),
)
_AUTHORS = (
    *("username", "comment__author", "comment-author", "comment__username", "comment-username", "author-name"),
    *("field--name-uid", "author-pane-name", "author"),
)
_DATES = (
    *("comment__time", "comment-time", "comment__date", "comment-date", "comment__created", "comment-created"),
    *("field--name-created", "posted-on", "forum-posted-on", "post-date", "date", "time", "created", "timestamp"),
)
_PARTED = re.compile(r"(?<!\s)\s++[—|•·]\s+")
_BLOCKS = {"div", "form", "ul", "ol", "article", "h1", "h2", "h3", "h4", "table", "p"}
_LINK_WORDS = {"permalink", "new", "mark", "marker", "user-picture", "picture"}
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>")  # of a name whose markup was escaped
# What Drupal adds to the name of a guest who gave one, in the languages that it is most often set to.
_UNVERIFIED = re.compile(
    r"(?<!\s)\s*+\((?:not verified|nicht überprüft|nicht verifiziert|non vérifié|niet gecontroleerd|no verificado"
    r"|non verificato|não verificado|niezweryfikowany|inte verifierad|ikke efterprøvet|ikke bekreftet|не проверено"
    r"|неперевірений|ej verifierad|neověřeno|nem ellenőrzött|未驗證|未验证|未検証)\)\s*$",
    re.IGNORECASE,
)
_BY = re.compile(
    r"^\W*(?:(?:submitted|posted|written|created|added|commented|comment|published)\s+by|by"
    r"|(?:verfasst|eingereicht|gespeichert|geschrieben|erstellt|veröffentlicht|kommentiert)\s+von|von"
    r"|(?:soumis|posté|proposé|publié|envoyé|écrit)\s+par|par|(?:enviado|publicado|escrito|creado)\s+por|por"
    r"|(?:inviato|pubblicato|scritto)\s+da|(?:ingediend|verstuurd|geplaatst|ingezonden)\s+door|door"
    r"|(?:inskickat|skickat|skrevet|indsendt|sendt)\s+av|av|af|(?:wysłane|dodane)\s+przez|przez"
    r"|опубликовано|отправлено|добавлено)\s*:?\s+",
    re.IGNORECASE,
)
_ON = re.compile(
    r"(?<!\s)\s++(?:on|at|am|le|el|il|op|em|den|dnia|på|pe|dne)\s*+$|(?<![\s,:–-])[\s,:–-]++$",  # noqa: RUF001
    re.IGNORECASE,
)
_NAME_BEHIND = re.compile(r"(.{0,100}?\d.{0,40}?)\s(?:by|von|par|por|da|door|av|af|przez)\s(\S.{0,80})", re.IGNORECASE)
_EPOCH = re.compile(r"\d{9,10}")
# What a printed date covers: its comment may be so much younger than the date's first instant.
_SPANS = {
    Precision.HOUR: timedelta(hours=1),
    Precision.DAY: timedelta(days=1),
    Precision.MONTH: timedelta(days=31),
    Precision.YEAR: timedelta(days=366),
}
_PERSON = re.compile(r"(?:^|\s)(?:schema:Person|sioc:UserAccount)(?:\s|$)")
_PERSONS_NAMES = {"schema:name", "foaf:name"}
_LINE_TAGS = {"p", "div", "span", "small"}
_MOST_WORDS = 25
_LONGEST = 300  # characters of a line


@dataclass(frozen=True, slots=True)
class Submitted:
    """Who wrote something, and what may be its date: as machines read it, and as people see it."""

    author: str | None
    machine: str = ""
    shown: str = ""


def read_submitted(tags: Sequence[Tag], stamps: Stamps) -> Submitted:
    """Read the line among these tags, which are a comment's or an article's own, without those of its words."""
    line_tag = first_with(tags, *_LINES) or _unnamed_line(tags)
    line = _line(line_tag)
    named = _author_tag(tags, line_tag)
    author = _name(text_of(named)) if named is not None else None
    dated = next((tag for tag in tags if tag.name == "time"), None) or first_with(tags, *_DATES)
    machine = _machine(tags)
    shown = _line(dated) if dated is not None and dated is not line_tag else ""
    if not author or not shown:
        who, when = _parted(line, author, stamps)
        author, shown = author or who, shown or when
    return Submitted(author, machine, shown or machine)


def _unnamed_line(tags: Sequence[Tag]) -> Tag | None:
    """A line that begins as such lines do ("by Ann on May 3, 2011 - 10:12"), for themes that don't name it."""
    begun = ((tag, tag.contents[0]) for tag in tags if tag.name in _LINE_TAGS and tag.contents)
    return next((tag for tag, first in begun if is_text(first) and _BY.match(f"{one_line(str(first))} ")), None)


def created_of(tags: Sequence[Tag], told: Submitted, stamps: Stamps) -> Timestamp | None:
    """A comment's date: as its line tells it, or, where that is coarser, to the second of its last change.

    Version 8 and later print the latter for a script, and their default theme prints ages ("1 year 3 months ago"),
    which caches let grow too small. No comment is younger than its last change; an older one was changed later.
    """
    created = stamps.read(told.machine, shown=told.shown)
    if created is not None and created.precision in (Precision.SECOND, Precision.MINUTE):
        return created
    seconds = next(filter(None, (_EPOCH.fullmatch(attribute(tag, "data-comment-timestamp")) for tag in tags)), None)
    changed = of_epoch(int(seconds[0]), told.shown) if seconds else None
    if changed is None or changed.at is None:
        return created
    if created is None or created.at is None or created.precision is None:
        return changed
    return changed if changed.at - created.at <= _SPANS[created.precision] else created


def printed(tags: Iterable[Tag]) -> Iterable[str]:
    """The texts that tell whether a page prints the day first."""
    names = {*_LINES, *_DATES}
    return (text_of(tag)[-40:] for tag in tags if not names.isdisjoint(classes(tag)))


def _machine(tags: Sequence[Tag]) -> str:
    """A date for machines, as HTML5 and RDFa have it."""
    times = (attribute(tag, "datetime") for tag in tags if tag.name == "time")
    marked = (
        attribute(tag, "content")
        for tag in tags
        if "created" in attribute(tag, "property") or attribute(tag, "itemprop") in ("dateCreated", "datePublished")
    )
    return next((text for texts in (times, marked) for text in texts if text), "")


def _author_tag(tags: Sequence[Tag], line: Tag | None) -> Tag | None:
    named = _person(tags)
    if named is not None:
        return named
    named = first_with(tags, *_AUTHORS)
    if named is not None and named is not line and text_of(named):
        inner = first_with(named.find_all(), "username", "name")
        return inner if inner is not None and text_of(inner) else named
    parts = _parts(line) if line is not None else iter(())
    links = (tag for part in parts if isinstance(part, Tag) for tag in (part, *part.find_all("a")) if tag.name == "a")
    return next(filter(_is_name, links), None)


def _person(tags: Sequence[Tag]) -> Tag | None:
    """The name that RDFa marks as a person's."""
    named = (tag for tag in tags if attribute(tag, "property") in _PERSONS_NAMES)
    return next((tag for tag in named if _PERSON.search(attribute(tag, "typeof")) and text_of(tag)), None)


def folded_author(own: Sequence[Tag]) -> str | None:
    """The name in the line that stands for a comment which is folded: its title, "by" and the author.

    ``own`` are the comment's tags, its wrapper first.
    """
    credit = first_with(own, "credit")
    linked = (tag for tag in own if tag.name == "a" and _is_name(tag))
    named = _author_tag(own, credit) or next(linked, None)
    if named is not None:
        return _name(text_of(named))
    line = text_of(credit) if credit is not None else one_line("".join(map(str, filter(is_text, own[0].children))))
    return _name(line) if _BY.match(line) else None


def _is_name(link: Tag) -> bool:
    return bool(text_of(link)) and _LINK_WORDS.isdisjoint(classes(link)) and "#" not in attribute(link, "href")


def _name(text: str) -> str | None:
    return one_line(_UNVERIFIED.sub("", _MARKUP.sub("", _BY.sub("", text)))).strip(" ,:|") or None


def _line(tag: Tag | None) -> str:
    """What stands on the line itself, without boxes in it, and without links to the comment."""
    if tag is None:
        return ""
    parts = []
    for child in _parts(tag):
        if isinstance(child, Tag):
            is_mark = attribute(child, "id") == "new" or not _LINK_WORDS.isdisjoint(classes(child))
            is_part = child.name not in _BLOCKS and not is_mark
            parts.append(child.get_text() if is_part and child.name not in ("script", "style") else " ")
        elif is_text(child):
            parts.append(str(child))
    return one_line("".join(parts)) or (text_of(tag) if len(text_of(tag)) < _LONGEST else "")


def _parts(tag: Tag) -> Iterator[PageElement]:
    """What stands on a line. A box of links has it above them, as themes of the first versions do."""
    if "links" in classes(tag):
        return takewhile(lambda child: not isinstance(child, Tag) or child.name != "br", tag.children)
    return iter(tag.children)


def _parted(line: str, author: str | None, stamps: Stamps) -> tuple[str | None, str]:
    """The name and the date that a line holds, where markup does not tell them apart."""
    if not line or len(line) > _LONGEST:
        return None, ""
    if author and author in line:
        before, _, after = line.partition(author)
        when = _date_in(_UNVERIFIED.sub("", after), stamps)[1] or _date_in(before, stamps)[1]
        return author, when or _tail(after)
    parts = _PARTED.split(line)
    for at, part in enumerate(parts):
        if len(parts) > 1 and stamps.printed(part, day_first=stamps.day_first).at is not None:
            return next((_name(other) for other in parts[:at] + parts[at + 1 :] if _name(other)), None), part
    if behind := _NAME_BEHIND.fullmatch(line):
        when = _date_in(behind[1], stamps)[1]
        if when:
            return _name(behind[2]), when
    who, when = _date_in(line, stamps)
    return _name(_ON.sub("", who)) if when else None, when


def _tail(text: str) -> str:
    """What is printed behind the name, for a date that is not understood."""
    text = _UNVERIFIED.sub("", text).strip(" ,.—|")
    return text if re.search(r"\d", text) else ""


def _date_in(text: str, stamps: Stamps) -> tuple[str, str]:
    """What stands before the date at the end of a text, and the date; both empty where there is none."""
    words = text.split()
    for at in range(min(len(words), _MOST_WORDS)):
        date = " ".join(words[at:]).strip(" —|.")
        if re.search(r"\d", date) and stamps.printed(date, day_first=stamps.day_first).at is not None:
            return " ".join(words[:at]), re.sub(r"^(?:on|am|le)\s+", "", date)
    return "", ""
