"""Mailboxes: mbox files, and the text archives of Pipermail, which are nearly the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from threadsearch.errors import ParseError
from threadsearch.formats.exports.mbox.messages import Message, messages
from threadsearch.formats.exports.mbox.threading import Conversation, conversations
from threadsearch.formats.records.settling import counted, settle
from threadsearch.model import Comment, Kind, Page, ParentSource, Thread


class Mbox:
    """Reads each conversation as a thread, by what its messages refer to."""

    name = "mbox"
    description = "mailboxes (mbox) and Pipermail's text archives"
    media_types = ("application/mbox",)

    def detect(self, page: Page) -> bool:
        """Claim what begins as a mailbox does."""
        return page.media_type == "application/mbox"

    def parse(self, page: Page) -> Iterator[Thread]:
        """The conversations, in the order of their first messages."""
        found = list(messages(page))
        if not found:
            raise ParseError(page.source, "a mailbox without a message")
        for conversation in conversations(found):
            yield _thread(conversation)


def _thread(conversation: Conversation) -> Thread:
    comments, defects = settle(
        _comment(message, conversation.parents.get(message.identity)) for message in conversation.messages
    )
    first = comments[0]
    opens = first.parent is None and not conversation.is_answer
    if opens:
        comments = (replace(first, kind=Kind.POST), *comments[1:])
    return Thread(
        comments,
        key=conversation.key,
        title=conversation.title,
        site=next((message.list_id for message in conversation.messages if message.list_id), None),
        author=first.author if opens else None,
        created=first.created if opens else None,
        defects=(*defects, *counted(conversation.repeated, "message", "listed twice, left out")),
    )


def _comment(message: Message, parent: str | None) -> Comment:
    return Comment(
        0,
        message.body.text,
        author=message.author,
        created=message.created,
        native_id=message.number,
        parent=parent,
        parent_source=ParentSource.EXPLICIT if parent else None,
        url=message.url,
        links=message.body.links,
        locator=message.locator,
    )
