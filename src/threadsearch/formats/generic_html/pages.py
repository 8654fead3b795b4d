"""What a page says of its thread: the title, how many comments it claims, which page of how many it is."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup

from threadsearch.dates.vocabulary import fold
from threadsearch.formats.generic_html.fields import Reading
from threadsearch.formats.generic_html.outline import Outline
from threadsearch.formats.html.heads import head_title, metas
from threadsearch.formats.html.items import text_of

_COUNTED = re.compile(
    r"(?:^|[^\w.,/#-])([0-9]{1,3}(?:[.,\u00a0\u202f][0-9]{3})+|[0-9]{1,7})\s+(?:(?:user|reader|leser)[ -]?)?"
    r"(?:comments?|replies|responses?|thoughts?|answers|kommentare?|antworten|beitrage|commentaires?|reponses?|"
    r"comentarios?|respuestas|respostas|commenti|risposte|reacties|kommentarer|komentarz[ey]|komentarzy|"
    r"комментари[ияей]+|коммент\w*)\b"
)
_BEFORE = re.compile(
    r"^(?:comments?|replies|responses|answers|kommentare|antworten|commentaires|comentarios|commenti|reacties|"
    r"комментарии)\s*[:(\[]\s*([0-9]{1,7})\s*[)\]]?$"
)
_PAGER = re.compile(
    r"(?:page|seite|pagina|strona|sida|side|страница|sivu|oldal)\s+([0-9]{1,5})\s+(?:of|von|sur|de|di|van|z|av|af|из)\s+"
    r"([0-9]{1,5})"
)
_LONGEST = 80  # characters of a line that counts
_NEAR = 60  # texts before a list that may count it
_MOST_TEXTS = 20_000


def title_of(soup: BeautifulSoup, out: Outline) -> str | None:
    """The page's one heading of the first order, what it says for others to link it by, or what its window says."""
    headings = [text for tag in soup.find_all("h1", limit=3) if (text := text_of(tag))]
    return (headings[0] if len(headings) == 1 else None) or metas(soup).get("og:title") or head_title(soup)


def claimed_by(out: Outline, reading: Reading) -> int | None:
    """The number of comments that the text before a list claims, the nearest such; ``None`` without one."""
    first = min((first for first, _ in reading.candidate.records[0].texts), default=0)
    for at in range(first - 1, max(-1, first - 1 - _NEAR), -1):
        for line in (out.texts[at], out.text_of(out.owners[at], _LONGEST)):
            text = fold(" ".join(line.split()))
            found = len(text) <= _LONGEST and (_COUNTED.search(text) or _BEFORE.search(text))
            if found:
                return int(re.sub(r"\D", "", found[1]))
    return None


def page_of_pages(out: Outline) -> tuple[int | None, int | None]:
    """Which page this is, and of how many ("Page 2 of 7")."""
    for at in range(min(len(out.texts), _MOST_TEXTS)):
        line = out.texts[at] if len(out.texts[at]) <= _LONGEST else ""
        if line and any(map(str.isdecimal, line)):
            found = _PAGER.search(
                fold(" ".join((line if " " in line.strip() else out.text_of(out.owners[at], _LONGEST)).split()))
            )
            if found and 0 < int(found[1]) <= int(found[2]):
                return int(found[1]), int(found[2])
    return None, None
