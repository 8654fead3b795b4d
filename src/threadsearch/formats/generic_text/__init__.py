from __future__ import annotations
from collections.abc import Iterator
from threadsearch.dates import infer_day_first, read_stamp
from threadsearch.formats.generic_text.entries import entries_of
from threadsearch.formats.generic_text.layouts import best_reading
from threadsearch.formats.textual import links_in, numbered, paragraphs
from threadsearch.model import Comment, Page, Thread


class GenericText:
    name = "generic-text"
    description = "flattened text of any site's comments, by its own rhythm"
    fallback = 2

    def detect(self, page: Page) -> bool:
        return page.media_type == "text/plain" and best_reading(entries_of(numbered(page.content))) is not None

    def parse(self, page: Page) -> Iterator[Thread]:
        lines = numbered(page.content)
        entries = entries_of(lines)
        reading = best_reading(entries)
        self.reading = reading
        if reading is None:
            return
        raws = [entries[r.date].date.raw for r in reading.records]
        df = infer_day_first(raws, None)
        where = {id(l): i for i, l in enumerate(lines)}
        comments = []
        for r in reading.records:
            body = lines[where[id(entries[r.start].line)]: where[id(entries[r.end-1].line)]+1] if r.end > r.start else []
            text = paragraphs(body)
            d = entries[r.date].date
            comments.append(Comment(position=len(comments), text=text, author=r.name.text if r.name else None,
                created=read_stamp(d.raw, zone=page.zone, captured_at=page.captured_at, day_first=df), links=links_in(text),
                locator=entries[r.top].line.locator))
        yield Thread(tuple(comments))
