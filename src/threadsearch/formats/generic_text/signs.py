"""What a line's words tell of it, wherever it stands: asked once for each text, since layouts ask again and again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from threadsearch.formats.generic_text import furniture, names

_ANSWER = re.compile(r"(?:re|aw|sv|odp|antw)\s?:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Signs:
    """What ``furniture`` and ``names`` find in a line, each in the words of the function that finds it.

    ``is_furniture``: nothing but a mark, a number, an action, a fact about an author, a notice. ``is_answer``: "Re: …".
    """

    is_furniture: bool = False
    is_number: bool = False
    is_action: bool = False
    is_edit_notice: bool = False
    is_profile: bool = False
    is_label: bool = False
    is_words_label: bool = False
    is_heading: bool = False
    is_form: bool = False
    is_end: bool = False
    is_index: bool = False
    is_field: bool = False
    is_answer: bool = False
    tells_when_joined: bool = False
    tells_of_the_last: bool = False
    shows_mail: bool = False


_shared = lru_cache(maxsize=None)(Signs)
"""Lines that show the same share one object; of those there are few."""

NO_SIGNS = _shared()


def signs_of(text: str) -> Signs:
    """The signs in a line's text, without its list mark; what is longer than any of them has none."""
    if len(text) > furniture.LONGEST:
        return _shared(is_answer=True) if _ANSWER.match(text) else NO_SIGNS
    is_furniture, is_end, is_label = furniture.is_furniture(text), furniture.is_end(text), furniture.is_label(text)
    return _shared(
        is_furniture=is_furniture,
        is_number=is_furniture and furniture.is_number(text),
        is_action=is_furniture and furniture.is_action(text),
        is_edit_notice=is_furniture and furniture.is_edit_notice(text),
        is_profile=is_furniture and furniture.is_profile(text),
        is_label=is_label,
        is_words_label=furniture.is_words_label(text),
        is_heading=furniture.is_heading(text),
        is_form=is_end and furniture.is_form(text),
        is_end=is_end,
        is_index=furniture.is_index(text),
        is_field=furniture.is_field(text),
        is_answer=_ANSWER.match(text) is not None,
        tells_when_joined=is_label and furniture.tells_when_joined(text),
        tells_of_the_last=furniture.tells_of_the_last(text),
        shows_mail=names.shows_mail(text),
    )
