"""Flattened crawl text of the "soundoff" comment lists of CNN's WordPress blogs.

What a text extractor leaves of such a page::

    July 4th, 2011
    05:00 PM ET

    The title

    The article's paragraphs.

    soundoff (115 Responses)
      1. Author of a top-level comment

        Its words.

        July 5, 2011 at 05:33 | Report abuse | Reply
        • Author of a reply

          Its words.

          July 5, 2011 at 07:29 | Report abuse |

Every comment ends in a footer with its date, and that is the one thing to rely on: author lines get lost, bodies may
be empty, numbers stand in bodies too, and extractors differ in what they keep of indentation, list marks and empty
lines. So the text is cut at the footers (``cutting.py``), the pieces together tell how this page is laid out
(``layout.py``), and what comes first in each piece is an author line only if it is what that layout makes of one
(``comments.py``). The article stands before the list (``article.py``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from threadsearch.formats.soundoff import marks
from threadsearch.formats.soundoff.article import read_article
from threadsearch.formats.soundoff.comments import Reading
from threadsearch.formats.soundoff.cutting import cut
from threadsearch.formats.soundoff.layout import Layout
from threadsearch.formats.textual import links_in, numbered, split_lines
from threadsearch.model import Comment, Page, Thread

_ENOUGH_FOOTERS = 2
_TWO = 2


class Soundoff:
    """Reads the "soundoff" lists of CNN's blogs from crawl text."""

    name = "soundoff"
    description = "flattened crawl text of CNN blogs: soundoff (115 Responses)"
    media_types = ("text/plain",)

    def detect(self, page: Page) -> bool:
        """Claim plain text with the list's heading, or without it two footers, on lines of their own."""
        if page.media_type != "text/plain":
            return False
        footers = 0
        for line in split_lines(page.content):
            text = line.strip()
            if marks.stated_count(text) is not None:
                return True
            footers += marks.is_telling_footer(text)
            if footers == _ENOUGH_FOOTERS:
                return True
        return False

    def parse(self, page: Page) -> Iterator[Thread]:
        """The one thread of the page."""
        parts = cut(numbered(page))
        article = read_article(parts.article, page)
        reading = Reading(page, Layout.of(parts.pieces))
        for piece in parts.pieces:
            reading.add(piece)
        if parts.may_go_on:
            reading.add_cut_off(parts.rest)
        stated, comments = parts.stated_count, tuple(reading.comments)
        yield Thread(
            comments=comments,
            title=article.title,
            author=article.author,
            created=article.created,
            text=article.text,
            links=links_in(article.text),
            stated_count=stated,
            page=1 if parts.pages == _TWO and _is_not_last(comments, stated) else None,
            pages=parts.pages,
            defects=tuple(reading.defects),
        )


def _is_not_last(comments: Sequence[Comment], stated: int | None) -> bool:
    """Whether this page can't be the list's last one; text doesn't show which page it is.

    Every page but the last has as many top-level comments as the list allows. Were this the last, the one before would
    have at least as many as this, and that would be more comments than the page claims.
    """
    top = sum(comment.parent is None for comment in comments)
    return stated is not None and len(comments) + top > stated
