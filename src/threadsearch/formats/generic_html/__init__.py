"""Comment lists of pages that no other format knows, found by what repeats."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from bs4 import Tag

from threadsearch.addresses import original, site_of
from threadsearch.formats.generic_html import words
from threadsearch.formats.generic_html.dates import dates_on
from threadsearch.formats.generic_html.fields import Fields, Reader
from threadsearch.formats.generic_html.choosing import choose
from threadsearch.formats.generic_html.identity import addresses, native_ids
from threadsearch.formats.generic_html.lists import Candidate, candidates_of
from threadsearch.formats.generic_html.outline import Outline, outline_of
from threadsearch.formats.generic_html.trees import parents_in
from threadsearch.formats.html.boards import silence_pictures
from threadsearch.formats.html.finding import beginning_of
from threadsearch.formats.html.forum import Post, base_of, canonical, comments_of, mark_quotes
from threadsearch.formats.html.heads import head_title, language_of, metas
from threadsearch.formats.html.text import render
from threadsearch.formats.html.tree import attribute, classes, parse_html
from threadsearch.model import Page, ParentSource, Thread


class GenericHtml:
    """Reads what looks like a list of comments."""

    name = "generic-html"
    description = "HTML pages of any other kind, by what repeats in them"
    fallback = 2

    def detect(self, page: Page) -> bool:
        return page.media_type == "text/html"

    def parse(self, page: Page) -> Iterator[Thread]:
        soup = parse_html(page)
        out = outline_of(soup)
        dates = dates_on(page, out)
        candidates = candidates_of(out, dates)
        if not candidates:
            return
        chosen = choose(out, candidates, page)
        if chosen is None:
            return
        best, reader, fields = chosen
        base = base_of(soup, page.url)
        ids, names = native_ids(out, best.records)
        parents, self.tree = parents_in(out, best.records, names, ids)
        urls = addresses(out, best.records, ids, base)
        keys = [native or f"@{order}" for order, native in enumerate(ids)]
        posts = [
            replace(
                self._post(out, best, order, found, base, reader),
                native_id=ids[order],
                url=urls[order],
                parent=keys[parent[0]] if parent else None,
                parent_source=parent[1] if parent else None,
            )
            for order, (found, parent) in enumerate(zip(fields, parents, strict=True))
        ]
        comments, defects = comments_of(posts, page, language_of(soup))
        url = canonical(soup, page)
        yield Thread(comments, title=metas(soup).get("og:title") or head_title(soup), url=url, site=site_of(url), defects=defects)

    def _post(self, out: Outline, best: Candidate, order: int, found: Fields, base: str | None, reader: Reader) -> Post:
        record = best.records[order]
        nested = {id(out.tags[top]) for top in record.inner}
        headings = {id(out.tags[n]) for n in (found.author_tag, found.date.tag if found.date else None) if n is not None and n not in found.bodies}
        common = {}
        furniture = set()
        for at in record.own:
            if order < len(reader.records) and record is reader.records[order] and reader.is_common(order, at) and reader.is_everywhere(order, at):
                parent = out.nodes[at].parent
                if parent is not None and not out.is_amid_text(out.owners[at]) and beginning_of(parent, nodes=10, characters=80).strip() == out.texts[at].strip():
                    furniture.add(id(parent))

        def without(tag: Tag) -> bool:
            if id(tag) in nested:
                return True
            said = " ".join(classes(tag)).replace("_", " ").replace("-", " ")
            if words.SIGNATURE.search(said):
                return True
            return id(tag) in furniture and tag.name not in ("p", "blockquote", "div") and len(tag.get_text()) < 60

        for body in found.bodies:
            if out.tags[body].name == "blockquote":
                out.tags[body].name = "div"
            mark_quotes(out.tags[body], _is_quote)
            silence_pictures(out.tags[body])
        rendered = render([out.tags[body] for body in found.bodies], without=without, headings=frozenset(headings), base=base)
        return Post(
            rendered,
            author=found.author,
            dates=found.date.machine if found.date else (),
            shown=found.date.shown if found.date else "",
        )


def _is_quote(tag: Tag) -> bool:
    if not words.is_quote(classes(tag)) or tag.name in ("a", "button", "p", "span", "cite"):
        return False
    parent = tag.parent
    return not (parent is not None and words.is_quote(classes(parent)) and parent.find_all(True, recursive=False) == [tag])
