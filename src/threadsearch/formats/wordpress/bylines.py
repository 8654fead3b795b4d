"""The line that tells a comment's author and date, in themes that put it into no tag of its own.

Themes from before WordPress 2.7 print it as text, above the words or behind them::

    <li id="comment-12">Ann / May 3, 2006<p>Words.</p></li>
    <li id="comment-12"><p>Words.</p><p>Posted by Ann on May 3, 2006 at 10:12 am</p></li>

A line of somebody's words may look like one ("Planted these on May 3, 2006"), so what a page's comments have in common
decides: most of them have such a line, at the same end, and it does not always tell the same. A comment that stands
alone has to say that its line is one ("posted by", "says", a bar between the two).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import NamedTuple

from threadsearch.dates.spotting import Spot

VERBS = frozenset(
    (
        *(
            "says",
            "said",
            "wrote",
            "writes",
            "commented",
            "sagt",
            "sagte",
            "schreibt",
            "schrieb",
            "meint",
            "dit",
            "dice",
            "dijo",
        ),
        *("escribió", "scrive", "disse", "diz", "escreveu", "zegt", "schreef", "säger", "skriver", "sier", "siger"),
        *("sanoo", "pisze", "mówi", "napisał", "říká", "napsal", "spune", "diyor", "говорит", "пишет", "написал"),
    )
)
"""What stands behind a name, before the words that it announces."""

PING = re.compile(r"\W*(?:ping(?:back)?|trackback|rétrolien)\b", re.IGNORECASE)
"""What sites say before the name of one that links to them; the words are the same in most languages."""

_QUOTE = ">"  # what lines begin with that quote somebody
_LONGEST = 120  # characters
_LONGEST_NAME = 50  # characters
_MOST_WORDS = 5  # of a name
_SHARE = 0.6  # of a page's comments that have to have such a line
_FEW = 2  # comments, and names
_VERB = "|".join(sorted(VERBS))
_BY = r"(?:by|von|par|por|da|di|door|av|af|od|przez|от)"
_POSTED = (
    r"(?:posted|written|added|left|said|submitted|comment|response|pingback|trackback|geschrieben|verfasst|kommentar"
    r"|publié|posté|écrit|rédigé|commentaire|publicado|escrito|enviado|comentario|comentário|postado|scritto|inviato"
    r"|commento|pubblicato|reactie|geplaatst|geschreven|skrevet|skriven|komentarz|dodany|napisany)"
)
_LABEL = re.compile(rf"\W*+(?:\d+\W++)?(?:{_POSTED}\s+{_BY}|by)[:\s]\s*", re.IGNORECASE)
_LEAD = re.compile(r"(?:[^\w#]*(?:#\s?\d{1,5}\W+|\d{1,5}\s?[.)|]\W+))?\W*")
_ON = re.compile(r"(?<!\s)\s++(?:on|at|am|um|le|el|il|em|op|den|dnia)\s*$", re.IGNORECASE)
_SIGNED = re.compile(r"^[\s~–—-]+")  # noqa: RUF001 - what people put before their name below a text
_SAID = re.compile(rf"(?<!\s)\s++(?:{_VERB})(?:\s+this)?\b[\W_]*$", re.IGNORECASE)
_SIGN = re.compile(r"(?<!\s)\s*+[,|/·•@(\[:–—~-]\s*$")  # noqa: RUF001 - what stands between a name and a date
_BAR = re.compile(r"(?<!\s)\s*+[|/·•]\s*$")  # the same, where nobody's words have one
_DATED = re.compile(rf"\W*+(?:\d+\W++)?(?:{_POSTED}\s*+)?(?:on|at|am|um|le|el|il|em|op|den)?\W*", re.IGNORECASE)
_NAME_BEHIND = re.compile(rf"[\s,:|–—-]+(?:(?P<by>{_BY})[:\s]\s*)?(?P<name>\S.*)", re.IGNORECASE | re.DOTALL)  # noqa: RUF001 - dashes
_BEHIND = re.compile(
    rf"[\W_]*(?:(?:{_VERB}|permalink|permanent link|link|reply|quote|edit|edit this|\d{{1,5}})[\W_]*){{0,3}}",
    re.IGNORECASE,
)
_NO_NAME = re.compile(r"://|[.:!?…]\s|[!?…:;]$|[^\W\d_]{4}\.$|^\W*$|^[\d\W]+$")


class Byline(NamedTuple):
    """Whose a comment is and its date, as printed. ``lines`` of its text tell it.

    ``says_so`` if it can be no words of somebody's, ``is_ping`` if it names a site that links here.
    """

    author: str
    date: str
    lines: int
    says_so: bool
    is_ping: bool = False


class Bylines(NamedTuple):
    """The bylines of a page by the places of its comments, and whether they stand behind the words."""

    found: Mapping[int, Byline]
    are_last: bool


_Spotter = Callable[[str], Spot | None]


def find_bylines(texts: Mapping[int, str], spot: _Spotter) -> Bylines:
    """The bylines in the texts of comments, by their places; none if the comments have no such line in common."""
    lines = {place: [line for line in text.split("\n") if line] for place, text in texts.items()}
    heads = {place: line for place, shown in lines.items() if (line := _first(shown, spot)) is not None}
    feet = {place: line for place, shown in lines.items() if (line := _last(shown, spot)) is not None}
    sides = [Bylines(heads, are_last=False), Bylines(feet, are_last=True)]
    common = (side for side in sides if _are_common(side.found.values(), len(texts), are_last=side.are_last))
    return max(common, key=lambda side: len(side.found), default=Bylines({}, are_last=False))


def _are_common(found: Collection[Byline], comments: int, *, are_last: bool) -> bool:
    """Whether bylines were found in so many of the comments that no words can be meant."""
    if any(line.says_so for line in found):
        return len(found) >= _SHARE * comments
    if are_last and any(line.lines > 1 for line in found) and len(found) < comments:
        return False  # short words before a date may be somebody's
    names = {line.author for line in found}  # one and the same would be a word like "received"
    return len(found) >= max(_SHARE * comments, _FEW) and len(names) >= _FEW


def without_byline(text: str, line: Byline, *, is_last: bool) -> str:
    """A comment's words, without the lines that tell its author and date."""
    shown = text.split("\n")
    places = [place for place, words in enumerate(shown) if words]
    kept = shown[: places[-line.lines]] if is_last else shown[places[line.lines - 1] + 1 :]
    return "\n".join(kept).strip("\n")


def _first(lines: Sequence[str], spot: _Spotter) -> Byline | None:
    """What the first lines tell: one with both, or the name above the date, or the name alone if a verb follows it."""
    if not lines or lines[0].startswith(_QUOTE):
        return None
    both = _byline(lines[0], spot)
    if both is not None:
        return both
    label = _LABEL.match(lines[0])
    name = (lines[0][label.end() :] if label else _LEAD.sub("", lines[0], count=1)).rstrip(" |")
    date = _lone_date(lines[1], spot) if len(lines) > 1 else None
    is_said = name.endswith(":") and _SAID.search(name) is not None
    if not _is_name(name.rstrip(" :")) or not (is_said or date):
        return None
    return Byline(name, date or "", 2 if date else 1, says_so=is_said)


def _last(lines: Sequence[str], spot: _Spotter) -> Byline | None:
    """What the last line tells, or the last two, a name and a date, if words stand before it."""
    if len(lines) < 2 or lines[-1].startswith(_QUOTE):  # noqa: PLR2004 - the words and the line
        return None
    both = _byline(lines[-1], spot)
    if both is not None or len(lines) == 2:  # noqa: PLR2004 - the same
        return both
    for named, dated in (lines[-2:], lines[:-3:-1]):
        label = _LABEL.match(named)
        name = _SIGNED.sub("", named[label.end() if label else 0 :]).strip()
        date = _lone_date(dated, spot) if _is_name(name) else None
        if date is not None:
            return Byline(name, date, 2, says_so=label is not None)
    return None


def _lone_date(line: str, spot: _Spotter) -> str | None:
    found = _spotted(line, spot)
    is_lone = found is not None and _DATED.fullmatch(found.before) and _BEHIND.fullmatch(found.after)
    return found.raw if found is not None and is_lone else None


def _spotted(line: str, spot: _Spotter) -> Spot | None:
    found = spot(line) if len(line) <= _LONGEST else None
    return found if found is not None and found.fineness > 0 else None


def _byline(line: str, spot: _Spotter) -> Byline | None:
    """What a line tells that holds a name and a date, and nothing else but what belongs to them."""
    found = _spotted(line, spot)
    if found is None:
        return None
    if _DATED.fullmatch(found.before):
        return _dated_first(found)
    label = _LABEL.match(found.before)
    lead = label or _LEAD.match(found.before)
    name, is_said = found.before[lead.end() if lead else 0 :], False
    for pattern in (_BAR, _SIGN, _ON, _SIGN, _SAID):
        is_said |= pattern in (_SAID, _BAR) and pattern.search(name) is not None
        name = pattern.sub("", name)
    is_said = is_said or re.match(rf"\s*(?:{_VERB})\b", found.after, re.IGNORECASE) is not None
    is_sentence = found.after.strip() == "." and label is None
    if is_sentence or not _is_name(name) or not _BEHIND.fullmatch(found.after):
        return None
    is_ping = PING.match(line) is not None
    return Byline(name.strip(), found.raw, 1, says_so=label is not None or is_said, is_ping=is_ping)


def _dated_first(found: Spot) -> Byline | None:
    """The same, where the name stands behind the date: after "by", or with a verb behind it."""
    match = _NAME_BEHIND.fullmatch(found.after)
    name = _SAID.sub("", match["name"]) if match else ""
    if match is None or not (match["by"] or name != match["name"]) or not _is_name(name):
        return None
    return Byline(name.strip(), found.raw, 1, says_so=True)


def _is_name(text: str) -> bool:
    name = text.strip()
    is_short = 0 < len(name) <= _LONGEST_NAME and len(name.split()) <= _MOST_WORDS
    return is_short and _NO_NAME.search(name) is None
