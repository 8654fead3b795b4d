"""Every error that threadsearch raises on purpose.

::

    ThreadsearchError                 what went wrong, where, and what to do about it
    ├── ReadError                     a source that could not be read
    │   ├── UnreadablePage            a file that could not be read: missing, no permission, too large
    │   │   ├── NoPage                a file that could, and is no page: empty, binary, a container
    │   │   └── OutOfReach            a file that could not be read now, whatever it holds
    │   ├── UnclaimedPage             a page in no format that we read
    │   ├── AmbiguousPage             a page that several formats claim; the message names them
    │   └── ParseError                a page in a known format, damaged beyond reading
    ├── QuerySyntaxError              a query that can't be understood; knows the column
    ├── QueryTooBroad                 a fuzzy word that could be too many
    ├── RecipeError                   a site recipe that can't be understood; knows the place in its file
    ├── DateError                     a date expression that can't be understood
    └── IndexFailure                   the index can't serve
        ├── IndexMissing              there is none where we looked
        ├── IndexDamaged              what is there can't be opened
        ├── IndexVersionMismatch      it was written by another version of the schema
        ├── IndexLocked               another process is writing to it
        └── UnknownId                 no document has that id, or several have that prefix

A command line turns each of them into one screen of text and an exit status; no other exception is meant for users.
"""

from __future__ import annotations


class ThreadsearchError(Exception):
    """The root. ``str(error)`` says what and where; ``advice`` says what to do, or is empty."""

    def __init__(self, message: str, *, advice: str = "") -> None:
        super().__init__(message)
        self.advice = advice

    def __reduce__(self) -> tuple[object, ...]:
        """Errors go from process to process; exceptions with named arguments need help with that."""
        return _restored, (type(self), self.args, self.__dict__)


class ReadError(ThreadsearchError):
    """A source could not be read. ``source`` names it, ``locator`` the place in it ("line 12"), or is empty."""

    def __init__(self, source: str, reason: str, *, locator: str = "", advice: str = "") -> None:
        place = f"{source}, {locator}" if locator else source
        super().__init__(f"{place}: {reason}", advice=advice)
        self.source = source
        self.reason = reason
        self.locator = locator


class UnreadablePage(ReadError):
    """The file could not be read: it is missing, too large or not ours to open, or the disk failed."""


class NoPage(UnreadablePage):
    """The file could be read and is no page: empty, binary, compressed. In a folder such files are to be expected."""


class OutOfReach(UnreadablePage):
    """It could not be read now, which says nothing of what it holds: no permission, a failing disk, too little memory.

    What is known of it stands, and it is tried again.
    """


class UnclaimedPage(ReadError):
    """No format reads this page. ``found`` is what one has found on it that guesses, in words: ("author", "h4 > a")."""

    def __init__(self, source: str, reason: str, *, advice: str = "", found: tuple[tuple[str, str], ...] = ()) -> None:
        super().__init__(source, reason, advice=advice)
        self.found = found


class AmbiguousPage(ReadError):
    """Several formats claim this page, which is a defect of theirs: the message names them."""


class ParseError(ReadError):
    """The page is in a known format and damaged beyond reading."""


class QuerySyntaxError(ThreadsearchError):
    """A query can't be understood.

    ``query`` is the text as typed, ``column`` the offset of the trouble in it (0-based, in characters) and ``length``
    how many characters it spans (at least 1, it may stand just behind the text's end).
    """

    def __init__(self, message: str, *, query: str, column: int, length: int = 1, advice: str = "") -> None:
        super().__init__(message, advice=advice)
        self.query = query
        self.column = column
        self.length = max(1, length)


class QueryTooBroad(ThreadsearchError):
    """A part of a query stands for more words than are looked for; answers with some of them would be wrong."""


class RecipeError(ThreadsearchError):
    """A site recipe can't be understood. ``line`` and ``column`` say where in its file (from 1), as far as known."""

    def __init__(
        self, source: str, reason: str, *, line: int | None = None, column: int | None = None, advice: str = ""
    ) -> None:
        places = [f"{name} {number}" for name, number in (("line", line), ("column", column)) if number is not None]
        super().__init__(f"{', '.join([source, *places])}: {reason}", advice=advice)
        self.source = source
        self.line = line
        self.column = column


class DateError(ThreadsearchError):
    """A date expression can't be understood; the advice gives spellings that can."""


class IndexFailure(ThreadsearchError):
    """The index can't serve."""


class IndexMissing(IndexFailure):
    """There is no index at this place."""


class IndexDamaged(IndexFailure):
    """Something stands where the index should be, but it can't be opened."""


class IndexVersionMismatch(IndexFailure):
    """The index was written with another schema version; the advice is the command that rebuilds it."""


class IndexLocked(IndexFailure):
    """Another process writes to the index; the message says which and since when."""


class UnknownId(IndexFailure):
    """No document has this id, or several ids begin with it; the message lists them."""


def _restored(kind: type[ThreadsearchError], arguments: tuple[object, ...], state: dict[str, object]) -> object:
    error = kind.__new__(kind, *arguments)
    error.__dict__.update(state)
    return error
