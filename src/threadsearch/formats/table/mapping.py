"""Which column of a table holds what: as people say it, or by the names that columns usually have."""

from __future__ import annotations

import csv
import difflib
import re
from collections.abc import Iterable
from collections.abc import Mapping as Names
from dataclasses import dataclass, field
from enum import StrEnum


class Field(StrEnum):
    """What a column may hold of a comment; ``THREAD`` and ``TITLE`` are its thread's, all else is its own."""

    ID = "id"
    PARENT = "parent"
    THREAD = "thread"
    AUTHOR = "author"
    DATE = "date"
    TEXT = "text"
    TITLE = "title"
    URL = "url"
    DELETED = "deleted"

    __hash__ = str.__hash__  # every cell is looked up by one, and Enum's own takes several times as long


_LINE_END = re.compile(r"[\r\n]")  # in a command line's argument, which is one line

_USUAL = {
    Field.ID: "id comment_id cid commentid native_id _id key uuid message_id post_number",
    Field.PARENT: (
        "parent parent_id parent_comment_id parentid parent_comment comment_parent comment_parent_id "
        "in_reply_to in_reply_to_id reply_to reply_to_id replyto replied_to "
        "in_reply_to_status_id reply_to_comment_id reply_to_post_number parent.id"
    ),
    Field.THREAD: (
        "thread thread_id threadid link_id story story_id post post_id postid comment_post_id "
        "article article_id articleid topic topic_id submission_id submission discussion_id "
        "discussion conversation_id video_id asset_id page_id "
        "article_url post_url page_url thread_url story_url story.id post.id article.id thread.id"
    ),
    Field.AUTHOR: (
        "author author_name authorname user username user_name by name commenter nick nickname screen_name "
        "display_name displayname user_display_name userdisplayname comment_author poster author.name "
        "author.username author.display_name user.name user.username user.display_name user.screen_name "
        "user.login author.login author_username sender"
    ),
    Field.DATE: (
        "date created_at createdat created_utc created timestamp time datetime date_time posted posted_at "
        "posted_on published published_at publishedat pub_date create_date createdate comment_date date_created "
        "date_posted creation_date created_on createdon post_date submitted submitted_at ts"
    ),
    Field.TEXT: (
        "text body content comment comment_text comment_body commentbody comment_content message msg "
        "post_text post_body raw_message raw cooked selftext words raw_text full_text body.text content.text"
    ),
    Field.TITLE: "title thread_title story_title post_title article_title topic_title headline subject story.title",
    Field.URL: "url permalink link comment_url href uri",
    Field.DELETED: "deleted is_deleted isdeleted removed is_removed isremoved deleted_at",
}


@dataclass(frozen=True, slots=True)
class Mapping:
    """The columns that people name for fields; an empty name says that there is none.

    What they don't name has the column that is usual for it, see ``columns``.
    """

    named: Names[Field, str] = field(default_factory=dict)

    @classmethod
    def parse(cls, specifications: Iterable[str]) -> Mapping:
        """Read "author=user,date=ts"; a column with a comma in its name is quoted: ``"text=words, all"``.

        Raises ``ValueError``, with a message for people, for what is no such list.
        """
        named: dict[Field, str] = {}
        for part in (part for text in specifications for part in next(csv.reader([_LINE_END.sub(" ", text)]), [])):
            name, equals, column = (piece.strip() for piece in part.partition("="))
            if not equals:
                raise ValueError(f"{part.strip()!r} names no column. Write FIELD=COLUMN, as in author=user,date=ts.")
            known = _field(name)
            if known in named:
                raise ValueError(f"{known} is given twice, as {named[known]!r} and as {column!r}.")
            named[known] = column
        return cls(named)

    def missing_in(self, columns: Iterable[str]) -> list[str]:
        """The columns that are named and that a table with these columns lacks."""
        there = set(columns)
        return [column for column in self.named.values() if column and column not in there]

    def columns(self, columns: Iterable[str]) -> dict[Field, str]:
        """The column of each field, in a table with these: the one that is named, or else one with a usual name."""
        usual: dict[str, str] = {}
        for column in columns:
            usual.setdefault(_plain(column), column)
        taken = set(self.named.values())
        found = {known: column for known, column in self.named.items() if column}
        for known, names in _USUAL.items():
            free = (usual[_plain(name)] for name in names.split() if _plain(name) in usual)
            own = next((column for column in free if column not in taken), None)
            if known not in self.named and own is not None:
                found[known] = own
                taken.add(own)
        return found


def _field(name: str) -> Field:
    try:
        return Field(name.casefold())
    except ValueError:
        near = difflib.get_close_matches(name.casefold(), list(Field), n=1)
        near = near or [known for known in Field if _plain(name) in map(_plain, _USUAL[known].split())]
        advice = f" Did you mean {near[0]}?" if near else ""
        raise ValueError(f"there is no field {name!r}.{advice} Fields are {', '.join(Field)}.") from None


def _plain(column: str) -> str:
    """A column's name as far as its meaning goes: "Created At" is "created_at" is "createdAt"."""
    return re.sub(r"[^\w.]|_", "", column).casefold()
