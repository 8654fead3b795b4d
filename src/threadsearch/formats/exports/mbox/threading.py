"""Messages to conversations, as the REFERENCES algorithm of RFC 5256 does it.

Two things are left to the reader. Messages that only share a subject belong to one conversation, but none is called the
parent of another. And where a message's parent is in another mailbox, it is named all the same, so that the two meet
in an index.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from threadsearch.formats.exports.mbox.messages import UNNUMBERED, Message
from threadsearch.formats.html import Rendered
from threadsearch.formats.mailing.headers import base_subject
from threadsearch.threads import arrange


@dataclass(slots=True)
class Conversation:
    """Messages that belong together, in the mailbox's order, and the parents of those that answer one."""

    key: str | None
    title: str | None
    is_answer: bool
    messages: list[Message] = field(default_factory=list)
    parents: dict[str, str] = field(default_factory=dict)
    repeated: int = 0


def conversations(messages: Iterable[Message]) -> list[Conversation]:
    """The conversations, in the order of their first messages."""
    known, repeated = _told_apart(messages)
    above = _references(known.values())
    places = {placement.key: placement for placement in arrange(above)}
    roots = _same_subjects({identity: places[identity].root for identity in known}, known)
    found: dict[str, Conversation] = {}
    for identity, message in known.items():
        root = roots[identity]
        conversation = found.get(root)
        if conversation is None:
            base, is_answer = base_subject(message.subject)
            title = base if is_answer else message.subject
            key = None if root.startswith(UNNUMBERED) else root
            conversation = found[root] = Conversation(key, title or None, is_answer)
        conversation.messages.append(message)
        parent = None if places[identity].in_cycle else _parent(message, above, known)
        if parent is not None:
            conversation.parents[identity] = parent
    for identity in repeated:
        found[roots[identity]].repeated += 1
    return list(found.values())


def _told_apart(messages: Iterable[Message]) -> tuple[dict[str, Message], list[str]]:
    """The messages by what tells them apart, in their order, and of those that are listed again what told them.

    Of different messages with one id, all but the one sent first go without (RFC 5256 gives them ids of their own), so
    that the order in the file makes no difference. Those that stand in different files, or in different parts of a
    large one, all have it, since no file knows of the others; in an index, the fullest of them is kept.
    """
    kept: list[Message] = []
    repeated: list[str] = []
    seen: set[tuple[str, str | None, datetime | Rendered]] = set()
    first: dict[str, Message] = {}
    for message in messages:
        told = (message.body,) if (sent := _sent(message)) is None else (sent, message.body)
        signs = {(message.identity, message.author, sign) for sign in told}
        if not seen.isdisjoint(signs):
            repeated.append(message.identity)
            continue
        seen |= signs
        kept.append(message)
        first[message.identity] = min(first.get(message.identity, message), message, key=_precedence)
    alone = (
        message
        if first[message.identity] is message
        else replace(message, identity=f"{UNNUMBERED}again {number}", number=None)
        for number, message in enumerate(kept)
    )
    return {message.identity: message for message in alone}, repeated


def _precedence(message: Message) -> tuple[bool, datetime, str, str]:
    """Which of the messages with one id comes first: those with dates, by these, then whatever tells them apart."""
    sent = _sent(message)
    return sent is None, sent or datetime.max.replace(tzinfo=UTC), message.author or "", message.body.text


def _sent(message: Message) -> datetime | None:
    return message.created.at if message.created else None


def _references(messages: Collection[Message]) -> dict[str, str | None]:
    """Every id that occurs and what it answers; a message's own word goes before what others say of it."""
    above: dict[str, str | None] = {}
    for message in messages:
        above[message.identity] = message.references[-1] if message.references else None
    for message in messages:
        chain = message.references
        for parent, child in zip((None, *chain), chain, strict=False):
            if above.get(child) is None and parent != child:
                above[child] = parent
    return above


def _parent(message: Message, above: dict[str, str | None], known: dict[str, Message]) -> str | None:
    """The nearest message that this one answers and that is here, or else the one that it names."""
    present = (reference for reference in reversed(message.references) if reference in known)
    return next(present, above[message.identity])


def _same_subjects(roots: dict[str, str], known: dict[str, Message]) -> dict[str, str]:
    """The roots, where conversations whose first messages have one subject share the first's.

    Only a conversation that begins with an answer joins another: two people may well begin with the same words.
    """
    firsts: dict[str, Message] = {}
    for identity, root in roots.items():
        firsts.setdefault(root, known[identity])
    opened: dict[str, str] = {}
    for root, message in firsts.items():
        base, is_answer = base_subject(message.subject)
        if base and (not is_answer or base.casefold() not in opened):
            opened.setdefault(base.casefold(), root)
    merged = {}
    for root, message in firsts.items():
        base, is_answer = base_subject(message.subject)
        merged[root] = opened.get(base.casefold(), root) if is_answer and not message.references else root
    return {identity: merged[root] for identity, root in roots.items()}
