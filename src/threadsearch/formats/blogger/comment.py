"""Blogger's comments, from their wrappers."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

from bs4 import Tag

from threadsearch.addresses import original
from threadsearch.formats.html import (
    Item,
    Items,
    Places,
    Rendered,
    Stamps,
    attribute,
    classes,
    is_text,
    of_epoch,
    one_line,
    render,
    text_of,
)
from threadsearch.model import Comment, Defect, Page, ParentSource, Precision, State, Timestamp

_SHOWN_AT = re.compile(r"[?&]showComment=(\d{10,14})")
_GONE = re.compile(r"This (?:post|comment) has been removed by (?:the|a blog) \w+\.", re.IGNORECASE)
# What stands below the words in the oldest templates ("posted by NAME : 9:05 AM", "By NAME, at 9:05 AM").
_BYLINE = re.compile(r"(?:#\s?)?(?:posted\s)?by\s(.{1,100}?)(?:\s:|,\sat)\s(\d.{3,40})", re.IGNORECASE)
_BODIES = ("comment-content", "comment-body", "comment_body", "comment-text")
_NAMES = ("user", "comment-author", "comment_name", "comment-name", "comment-user", "author")
_STAMPS = ("datetime", "comment-timestamp", "comment_date", "comment-date", "timestamp")
_FURNITURE = {
    *("avatar-image-container", "comment-header", "comment-actions", "comment-footer", "comment-timestamp", "icon"),
    *("comment-replies", "comment-reply", "comment-replybox-single", "comment-author", "item-control", "thread-toggle"),
    *("byline", "continue", "comment-delete", "comment_author_flag", "comment-replybox-thread"),
    *("comment_header", "comment_reply", "comment_reply_form", "comment_child"),
}
_TO_ANSWER = re.compile(r"#|https?://[^/?#]+/comment(?:-iframe)?\.g\?")
# What stands behind the name in flat lists ("Anonymous said..."), in the languages of Blogger's own templates.
_SAID = re.compile(
    r"(?:(?:^|\s)(?:said|hat gesagt|meinte|schrieb|a dit|dijo|disse|ha detto|ha dit|dixo|esan du|zei|sa|sade|sagde"
    r"|skrev|kirjoitti|pisze|napisał\(a\)|powiedział\(a\)|řekl\(a\)|povedal\(a\)|írta|mondta|spunea|zicea|dedi ki"
    r"|mengatakan|berkata|je rekao|kaže|pravi|ütles|rašė"
    r"|је рекао|каже|каза|комментирует|пишет|сказал(?:\(а\))?|пише|сказав(?:\(ла\))?|коментує"  # noqa: RUF001 - Cyrillic
    r"|sakė|teica|nói|είπε|يقول|گفت|אמר/ה|ने कहा|กล่าวว่า|提到|說|说|說道|说道)"
    r"|\s?(?:さん)?(?:のコメント|は書きました|は言いました)|\s?(?:님의 말|님이 말함|님이 말한 내용))?"
    r"\s?(?:\.\.|…|:)[.…:\s]*$|\szei$",  # Dutch has no points
    re.IGNORECASE,
)
_LONGEST_SAID = 100  # characters at the end of a name
_CLOCK = re.compile(r"\d{1,2}[:.]\d\d(?::\d\d)?\s*(?:[ap]\.?m\.?)?", re.IGNORECASE)
_NEAR = timedelta(hours=27)  # a printed time is at most 14 hours from the moment; the rest is for clocks set wrongly
_FINE = {Precision.SECOND, Precision.MINUTE}


class CommentReader:
    """Reads the comments of one page. ``base`` is the post's address, ``language`` the page's."""

    def __init__(self, page: Page, items: Items, base: str | None, places: Places, language: str | None) -> None:
        self.defects: list[Defect] = []
        self._items = items
        self._base = base
        self._places = places
        self._keys = items.keys()
        self._wrappers = items.wrappers
        self._stamps = Stamps(page, (_shown(item) for item in items.shown), language)

    def read(self) -> tuple[Comment, ...]:
        """The comments, in page order."""
        if any(self._is_load_stub(tag) for tag in self._items.outside):
            self.defects.append(Defect("the page has a link to load more comments than it shows"))
        return tuple(self._comment(position, item) for position, item in enumerate(self._items.shown))

    def _comment(self, position: int, item: Item) -> Comment:
        words, is_deleted = self._words(item)
        parent = self._keys.get(id(item.above))
        return Comment(
            position=position,
            text=words.text,
            author=_author(item),
            created=self._created(item),
            native_id=item.number,
            parent=parent,
            parent_source=ParentSource.NESTING if parent else None,
            url=_permalink(item, self._base),
            links=words.links,
            locator=self._places.of_id(f"c{item.number}"),
            state=State.DELETED if is_deleted else State.LIVE,
        )

    def _words(self, item: Item) -> tuple[Rendered, bool]:
        """The comment's words, and whether a notice stands in their place."""
        body = item.first(*_BODIES)
        is_marked = item.first("deleted-comment") is not None or (body is not None and "deleted" in classes(body))
        if is_marked or _GONE.fullmatch(text_of(body)):
            return Rendered(), True
        tops = [body] if body is not None else [tag for tag in item.own if tag.name == "dd"]
        if not tops and item.tag.name != "dt":
            tops = [item.tag]

        def is_furniture(tag: Tag) -> bool:
            return id(tag) in self._wrappers or not _FURNITURE.isdisjoint(classes(tag))

        return render([top for top in tops if not _is_stamped(top)], without=is_furniture, base=self._base), False

    def _created(self, item: Item) -> Timestamp | None:
        """When it was written: as printed, if that tells the minute, else the moment in the link."""
        shown = _shown(item)
        moment = _moment(item, shown)
        if moment is None:
            return self._stamps.read(shown)
        read = [self._stamps.printed(shown, day_first=first) for first in (self._stamps.day_first, False, True)]
        read += self._on_days_around(moment) if _CLOCK.fullmatch(shown) else []
        fine = (stamp for stamp in read if stamp.at is not None and stamp.precision in _FINE)
        return next((stamp for stamp in fine if _are_near(stamp, moment)), moment)

    def _on_days_around(self, moment: Timestamp) -> list[Timestamp]:
        """A bare clock's time on the days around a moment, the nearest first."""
        if moment.at is None:
            return []
        days = ((moment.at + timedelta(days=shift)).date().isoformat() for shift in (-1, 0, 1))
        read = [self._stamps.printed(f"{day} {moment.raw}", day_first=None) for day in days]
        known = [(abs(stamp.at - moment.at), replace(stamp, raw=moment.raw)) for stamp in read if stamp.at is not None]
        return [stamp for _, stamp in sorted(known, key=lambda pair: pair[0])]

    @staticmethod
    def _is_load_stub(tag: Tag) -> bool:
        names = classes(tag)
        return "loadmore" in names and not {"hidden", "loaded"} & set(names)


def _are_near(one: Timestamp, other: Timestamp) -> bool:
    return one.at is not None and other.at is not None and abs(one.at - other.at) <= _NEAR


def _is_stamped(tag: Tag) -> bool:
    """Whether this is the part of a flat list's comment that holds its date."""
    return not {"comment-footer", "comment-timestamp"}.isdisjoint(classes(tag))


def _stamp_tag(item: Item) -> Tag | None:
    """The tag that shows the date: the link that carries the moment, or one that is named for it."""
    linked = (tag for tag in item.own if tag.name == "a" and _SHOWN_AT.search(attribute(tag, "href")))
    own = (tag for tag in item.own if tag.name == "a" and _leads_to(tag, item) and re.search(r"\d", text_of(tag)))
    shown = next((tag for tag in linked if re.search(r"\d", text_of(tag))), None)
    return shown or item.first(*_STAMPS) or next(own, None)


def _byline(item: Item) -> re.Match[str] | None:
    """The author and the date, of a comment that has both in one line below its words."""
    return _BYLINE.fullmatch(text_of(item.first("byline")))


def _shown(item: Item) -> str:
    """The date as printed."""
    byline = _byline(item)
    return byline[2] if byline else text_of(_stamp_tag(item))


def _moment(item: Item, shown: str) -> Timestamp | None:
    for tag in item.own:
        if tag.name == "a" and (match := _SHOWN_AT.search(attribute(tag, "href"))):
            stamp = of_epoch(int(match[1]) / 1000, shown)
            return stamp if stamp.at is not None else None
    return None


def _author(item: Item) -> str | None:
    """The name: what the link to the profile says, else what stands before "said..."."""
    if byline := _byline(item):
        return byline[1]
    is_head = item.tag.name == "dt" or "comment-poster" in classes(item.tag)
    holder = item.tag if is_head else item.first(*_NAMES)
    if holder is None:
        return None
    links = [tag for tag in holder.find_all("a") if attribute(tag, "href") and not _in_avatar(tag)]
    named = (tag for tag in links if not _leads_to(tag, item) and not _TO_ANSWER.match(attribute(tag, "href")))
    linked = next((name for tag in named if (name := text_of(tag))), "")
    if linked:
        return linked
    # "At 9:05 AM, NAME said...", of which the clock leads to the comment.
    clock = next((tag for tag in links if tag.parent is holder and _leads_to(tag, item)), None)
    children = holder.children if clock is None else clock.next_siblings
    loose = " ".join(one_line(str(child)) for child in children if is_text(child) and str(child).strip())
    whole = text_of(holder) if clock is None else ""
    said = ((text[:-_LONGEST_SAID], text[-_LONGEST_SAID:]) for text in (loose.lstrip(" ,"), whole))
    names = ((name + _SAID.sub("", rest)).strip(" :") for name, rest in said)
    return next(filter(None, names), None)


def _leads_to(tag: Tag, item: Item) -> bool:
    """Whether a link leads to this comment."""
    return bool(item.number) and attribute(tag, "href").rpartition("#")[2].removeprefix("c") == item.number


def _in_avatar(tag: Tag) -> bool:
    return any("avatar-image-container" in classes(parent) for parent, _ in zip(tag.parents, range(3), strict=False))


def _permalink(item: Item, base: str | None) -> str | None:
    for tag in item.own:
        if tag.name == "a" and attribute(tag, "href").endswith(f"#c{item.number}"):
            address = original(attribute(tag, "href"), base)
            if address is not None:
                return address
    return f"{base}#c{item.number}" if base and item.number else None
