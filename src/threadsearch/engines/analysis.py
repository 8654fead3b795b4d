"""What a word is, for every engine and for the snippets.

Words are runs of letters, digits and underscores, with the apostrophes inside them ("don't"); every CJK ideograph and
kana is a word of its own. A word is folded before it is compared: compatibility forms (NFKC), letter case and accents
don't count, curly apostrophes are straight ones, and what goes beyond 100 characters is cut off. There are no stop
words.

There are two views of a text: its words, and the stems of its words ("running" and "runs" are both "run").
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

LONGEST = 100
"""Characters of a word that count."""

_CJK = (
    r"\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    r"\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
# Marks that belong to the letter before them, but not to `\w`: accents typed apart, vowel points and vowel signs.
_MARKS = (
    r"\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    r"\u06d6-\u06dc\u06df-\u06e4\u0900-\u0963\u0966-\u0dff\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u1ab0-\u1aff\u1dc0-\u1dff"
    r"\u20d0-\u20ff\ufe20-\ufe2f"
)
_APOSTROPHES = "'\u2019\u02bc\uff07"
_RUN = rf"(?:[^\W{_CJK}{_MARKS}]++|[{_MARKS}]++)++"
# Possessive throughout: one pass over the text, whatever stands in it.
_WORD = rf"{_RUN}(?:[{_APOSTROPHES}]{_RUN})*+|[{_CJK}]"
_ASCII_WORD = r"\w++(?:'\w++)*+"  # the same for texts of such letters alone, and quicker


class Token(NamedTuple):
    """A folded word and where in the text it stands; several may share one place ("½" is "1" and "2")."""

    word: str
    start: int
    end: int


def tokens(text: str) -> Iterator[Token]:
    """The words of a text, in order, with their places."""
    for match in _word(is_ascii=text.isascii()).finditer(text):
        start, end = match.span()
        for word in _fold_word(text[start : min(end, start + LONGEST)]):
            yield Token(word, start, end)


def spellings(text: str) -> list[str]:
    """The words of a text as they are written, in order; ``folded`` makes words of them."""
    return _word(is_ascii=text.isascii()).findall(text)


def spans(text: str) -> list[tuple[int, int]]:
    """Where in a text its ``spellings`` stand: from which character to before which."""
    return [match.span() for match in _word(is_ascii=text.isascii()).finditer(text)]


def plain(text: str) -> str:
    """A text with the same words, without the typographic signs that keep many a text from being ASCII."""
    if not text.isascii():
        for sign, instead in _TYPOGRAPHIC.items():
            text = text.replace(sign, instead)
    return text


_TYPOGRAPHIC = dict.fromkeys("\xa0\u2013\u2014\u2018\u201c\u201d\u2022\u2026", " ") | {"\u2019": "'"}

BETWEEN = bytes(code if chr(code).isalnum() or chr(code) in "_'" else 32 for code in bytes(range(128)).lower()) + bytes(
    128
)
"""The characters of ASCII as they stand in words, in lower case, and spaces for those that are between words.

An apostrophe is taken to be in a word wherever it stands; ``folded`` makes words of what is between the spaces.
"""


def _spelt(piece: str) -> Sequence[str]:
    return spellings(piece) if "'" in piece else (piece,)


def folded(spellings: Sequence[str]) -> tuple[list[str], list[int]]:
    """The folded words of many spellings, in order, and how many each gives: mostly one, now and then none or several.

    What most of them are, plain words, is folded at once; the others ("½", "naïve") one by one.
    """
    words = "\n".join(spellings).lower().split("\n") if spellings else []
    counts = [1] * len(spellings)
    others = {
        number: tuple(word for one in _spelt(spelling) for word in _fold_word(one[:LONGEST]))
        for number, spelling in enumerate(spellings)
        if not (spelling.isascii() and spelling.isalnum() and len(spelling) <= LONGEST)
    }
    if not others:
        return words, counts
    for number, of_one in others.items():
        counts[number] = len(of_one)
    return [word for number, one in enumerate(words) for word in others.get(number, (one,))], counts


def words(text: str) -> list[str]:
    """The words of a text, in order."""
    return [token.word for token in tokens(text)]


def fold(text: str) -> str:
    """A text without what doesn't count when it is compared: letter case, accents, compatibility forms, spacing."""
    return " ".join(_fold(text).split())


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """The stem that a folded word shares with its other forms; the language is taken to be English."""
    stemmed: str = _stemmer().stemWord(word)
    return stemmed


def stems(words: Sequence[str]) -> list[str]:
    """The stems of many folded words, which is quicker at once."""
    stemmed: list[str] = _stemmer().stemWords(words)
    return stemmed


@lru_cache(maxsize=1)
def _stemmer() -> Any:  # noqa: ANN401 - PyStemmer has no types
    from Stemmer import Stemmer

    return Stemmer("english", 0)  # it keeps no stems: looking for them takes longer than stemming


@lru_cache
def _word(*, is_ascii: bool) -> re.Pattern[str]:
    """What a word of a text is, compiled when the first text comes: a search may meet none but ASCII."""
    return re.compile(_ASCII_WORD, re.ASCII) if is_ascii else re.compile(_WORD)


@lru_cache(maxsize=1 << 16)
def _fold_word(raw: str) -> tuple[str, ...]:
    folded = _fold(raw)
    if folded.isascii() and folded.isalnum():
        return (folded[:LONGEST],)
    # Folding may have brought in what parts words: a fraction's slash, a letter-like apostrophe at the end.
    return tuple(word[:LONGEST] for word in _word(is_ascii=False).findall(folded))


def _fold(text: str) -> str:
    if text.isascii():
        return text.lower()
    for apostrophe in _APOSTROPHES:
        text = text.replace(apostrophe, "'")
    apart = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
    bare = "".join(character for character in apart if unicodedata.category(character) != "Mn")
    return unicodedata.normalize("NFKC", bare)
