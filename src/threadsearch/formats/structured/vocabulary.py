"""What the vocabularies call a comment, what it answers, and its parts.

Types and properties are schema.org's, SIOC's (which Drupal 7 prints as RDFa) and those of microformats. Properties are
listed best first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from threadsearch.formats.structured.things import Thing

COMMENTS = frozenset({"comment", "usercomments", "correctioncomment", "answer"})
OPENINGS = frozenset({"discussionforumposting", "socialmediaposting", "question"})
QUESTIONS = frozenset({"question"})
ANSWERS = frozenset({"answer"})
# Questions that nobody asked, and what is said of reviews, which are no comments themselves.
NO_TALK = frozenset({"faqpage", "quiz", "review", "userreview"})
PEOPLE = frozenset({"person", "organization", "useraccount", "h-card", "vcard"})
COUNTERS = frozenset({"interactioncounter"})

WORDS = ("text", "commenttext", "articlebody", "encoded", "content", "description", "summary")
LAST_WORDS = ("name", "headline")  # microformats name a note by its words, and questions are put by their titles
AUTHORS = ("author", "creator", "has_creator")
NAMES = ("name", "alternatename", "givenname")
DATES = ("datecreated", "datepublished", "commenttime", "created", "published", "date")
TITLES = ("headline", "name", "title")
ADDRESSES = ("url", "replytourl", "discussionurl", "uid")
NUMBERS = ("identifier",)
PARENTS = ("parentitem", "reply_of", "in-reply-to")
REPLIES = ("comment", "replies", "reply", "suggestedanswer", "acceptedanswer")
COUNTS = ("commentcount", "answercount")
STATISTICS = ("interactionstatistic", "interactioncount")
STATUS = ("creativeworkstatus",)
# What may stand among a comment's words and is none of them.
FURNITURE = frozenset({*AUTHORS, *DATES, *STATISTICS, "upvotecount", "downvotecount", "datemodified", "updated"})

GONE = re.compile("deleted|removed", re.IGNORECASE)
REPLY_ACTIONS = ("comment", "reply")  # what an interaction that is counted begins with: "CommentAction"

_ENTRIES = frozenset({"h-entry", "h-cite", "hentry"})
_WORK = re.compile(r"(?:article|posting|question|creativework|entry|recipe|videoobject|photograph|product)\Z|\Aitem\Z")


def is_comment(thing: Thing) -> bool:
    """Whether this is somebody's comment: by its type, or by the property that holds it."""
    if thing.is_a(PEOPLE) or thing.is_a(NO_TALK):
        return False
    if thing.is_a(COMMENTS):
        return True
    if thing.is_a(_ENTRIES):
        return thing.link in REPLIES or (thing.link == "" and _answers(thing))
    return thing.link in REPLIES and (not thing.types or thing.is_a(OPENINGS))


def any_readable(things: Iterable[Thing]) -> bool:
    """Whether one of these, given outermost first, is a comment with words, in nothing that is no talk."""
    silent: set[int] = set()
    for thing in things:
        if thing.is_a(NO_TALK) or id(thing.above) in silent:
            silent.add(id(thing))
        elif is_comment(thing) and any(name in thing.values for name in WORDS):
            return True
    return False


def is_article(thing: Thing) -> bool:
    """Whether this is something discussed whose title is not among its words, as a question's is."""
    return is_work(thing) and not is_comment(thing) and not thing.is_a(QUESTIONS)


def is_work(thing: Thing) -> bool:
    """Whether this is something that is discussed, rather than a part of the page."""
    return any(_WORK.search(name) for name in thing.types)


def _answers(entry: Thing) -> bool:
    """Whether an entry answers the one that it stands in: notes that are cited there don't."""
    around = entry.above
    is_within = around is not None and around.is_a(_ENTRIES)
    return is_within and (not entry.is_a(frozenset({"h-cite"})) or "in-reply-to" in entry.values)
