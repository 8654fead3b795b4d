"""Which lines are the site's own, by the words that sites print around comments: hints for the layout, no conditions.

Each function takes a line's text without its list mark and blank ends. Lines longer than any of these are not looked
at, so that no pattern ever runs over a hostile one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from threadsearch.dates.vocabulary import fold
from threadsearch.formats.generic_text import phrases

LONGEST = 120
"""Characters; no line that sites print around comments is longer."""

_FullMatch = Callable[[str], re.Match[str] | None]
_ARROWS = "«‹<←»›>→ "  # noqa: RUF001 - quotation marks
_MOST_ACTIONS = 14  # words on a line of actions
_PARTS = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_GLUED = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z])")  # "ReplyDelete"


def _matches(fullmatch: _FullMatch, text: str) -> re.Match[str] | None:
    return fullmatch(_folded(text)) if len(text) <= LONGEST else None


_folded = lru_cache(maxsize=16)(fold)  # one line is asked about many times, one after the other


def _action_words(text: str) -> list[str]:
    return [fold(word) for word in _PARTS.findall(_GLUED.sub(" ", text.replace("\u2019", "'")))]


def is_action(text: str) -> bool:
    """Whether a line is nothing but what readers may click on: "Reply", "Report abuse | Like (3)", "ReplyDelete"."""
    if len(text) > LONGEST:
        return False
    found = _action_words(text)
    if not 0 < len(found) <= _MOST_ACTIONS or text[-1] in "!?.":
        return False
    return any(word in phrases.ACTIONS for word in found) and all(
        word in phrases.ACTIONS or word in phrases.AROUND_ACTIONS for word in found
    )


def offers_reply(text: str) -> bool:
    """Whether a line, or what stands behind a date, offers an answer or a complaint, as comments alone do."""
    return is_action(text) and any(word in phrases.REPLIES for word in _action_words(text))


def stated_count(text: str) -> int | None:
    """How many comments a heading claims ("12 comments", "Comments (12)", "3 thoughts on “…”"), or ``None``.

    >>> stated_count("1,204 Comments"), stated_count("No comments yet, and none to come")
    (1204, None)
    """
    match = _matches(phrases.COUNT.fullmatch, text)
    if match is None:
        return None
    digits = (match["count"] or match["behind"] or match["claimed"]).replace(",", "").replace(".", "")
    return int(digits) if digits.isdecimal() else {"one": 1, "no": 0}[digits]


def is_heading(text: str) -> bool:
    """Whether a line announces a list of comments."""
    return _matches(phrases.HEADING.fullmatch, text) is not None or stated_count(text) is not None


def is_end(text: str) -> bool:
    """Whether a line stands where a list of comments is over: forms, related pages, the site's foot."""
    behind = text.lstrip(_ARROWS)
    return any(_matches(phrases.END.fullmatch, part) is not None for part in {text, behind}) or is_form(behind)


def is_form(text: str) -> bool:
    """Whether a line stands behind discussions alone: it asks readers to write, or tells why they can't."""
    return _matches(phrases.FORM.fullmatch, text) is not None


def is_index(text: str) -> bool:
    """Whether a line stands below the teasers of articles: "Read more", "Filed under: news", "3 comments"."""
    return _matches(phrases.INDEX.fullmatch, text) is not None


def is_field(text: str) -> bool:
    """Whether a line is a field of a mail's head, of a commit or of a release."""
    return _matches(phrases.FIELD.fullmatch, text) is not None


def is_profile(text: str) -> bool:
    """Whether a line tells what a forum shows of an author: "Posts: 12", "Senior Member", "Joined: 2011"."""
    return (
        _matches(phrases.PROFILE.fullmatch, text) is not None
        or _matches(phrases.JOINED.fullmatch, text.partition(":")[0]) is not None
    )


def tells_when_joined(text: str) -> bool:
    """Whether a line is the label of the date since when somebody is a member."""
    return _matches(phrases.JOINED.fullmatch, text) is not None


def is_label(text: str) -> bool:
    """Whether a line is the label of what the next line tells of an author: "Location", "Joined"."""
    return _matches(phrases.LABEL.fullmatch, text) is not None or tells_when_joined(text)


def is_words_label(text: str) -> bool:
    """Whether a line is the label of somebody's words: "Message:"."""
    return _matches(phrases.WORDS_LABEL.fullmatch, text) is not None


def tells_of_the_last(text: str) -> bool:
    """Whether a line tells who wrote last in some thread, as lists of threads do."""
    return _matches(phrases.LAST.fullmatch, text) is not None


def is_edit_notice(text: str) -> bool:
    """Whether a line tells when a comment was edited."""
    return _matches(phrases.EDIT.fullmatch, text) is not None


def tells_who_is_answered(text: str) -> bool:
    """Whether a line tells whom a comment answers: "In reply to Ada"."""
    return _matches(phrases.ANSWERED.fullmatch, text) is not None


def is_number(text: str) -> bool:
    """Whether a line is a number and nothing else: "#12", "3.766", "+8", "11.4k"."""
    return _matches(phrases.NUMBER.fullmatch, text) is not None


def is_furniture(text: str) -> bool:
    """Whether a line is the site's own wherever it stands: nothing but its mark, a number, an action, a notice."""
    if len(text) > LONGEST:
        return False
    if not text or is_number(text) or is_action(text):
        return True
    return is_edit_notice(text) or is_profile(text) or tells_who_is_answered(text)


def page_and_pages(text: str) -> tuple[int, int] | None:
    """The two numbers of a pager ("Page 2 of 7"), or ``None``."""
    match = _matches(phrases.PAGES.fullmatch, text)
    return (int(match[1]), int(match[2])) if match and 0 < int(match[1]) <= int(match[2]) else None
