"""The words of messages, without what stands below them."""

from __future__ import annotations

import re
from collections.abc import Callable

from bs4 import NavigableString, Tag
from bs4.element import PageElement

from threadsearch.formats.html import Rendered, classes, is_text, one_line, render
from threadsearch.formats.records.bodies import plain_text

_QUOTED = re.compile(r"^ ?(>(?: ?>)*+) ?(?=\S|$)", re.MULTILINE)
# What stands below the words: the writer's lines, a list's footer, what Pipermail puts for an attachment.
_BELOW = re.compile(
    r"^--[ \xa0]$.*|^_{40,}\n[^\n]*mailing list(?: --[^\n]*)?(?:\n.*|\Z)|"
    r"^-{10,} (?:next part|nächster Teil|section suivante|próxima parte|parte successiva) -{10,}\n.*",
    re.MULTILINE | re.DOTALL,
)
# What OpenPGP puts before signed text (RFC 4880, 7), and before its lines that begin with a dash.
_SIGNED = re.compile(r"^-----BEGIN PGP SIGNED MESSAGE-----\n(?:Hash: [^\n]*\n)*+\n?", re.MULTILINE)
_SIGNATURE = re.compile(
    r"^-----BEGIN PGP SIGNATURE-----\n(?:(?!-----END PGP SIGNATURE-----$)[^\n]*\n)*+[^\n]*", re.MULTILINE
)
_EDGE = re.compile(r"^-----(BEGIN|END) PGP SIGNATURE-----$", re.MULTILINE)
_DASHED = re.compile(r"^- (?=-)", re.MULTILINE)
# What the servers of lists put below: a rule, and how to leave the list.
_RULE = re.compile(r"^(?:_{20,}|-{40,}|[-~]{40,}|--)[ \t]*+$", re.MULTILINE)
_LEAVING = re.compile(
    r"^To unsubscribe\b|[-+](?:unsubscribe|leave|request)(?:@| at )|/listinfo/|\bmajordomo@",
    re.IGNORECASE | re.MULTILINE,
)
_BLANK_LINE = re.compile(r"\n[^\S\n]*+\n")
_LONGEST_FOOTER = 1000  # characters
_MOST_TEXTS = 40  # of a page that a footer has, and what stands between its tags is one
SIGNATURES = frozenset({"gmail_signature", "moz-signature"})
"""The classes by which programs mark the writer's lines in HTML."""

# Within a line, an end of the text is no end of the line.
_INLINE = {"a", "abbr", "b", "code", "em", "font", "i", "span", "strong", "tt", "u"}
_ADDRESS = re.compile(r"<?(?:\S+ at |(?>\S+?(?:@|_at_)))\S+|\[email protected\]")


def own_words(text: str) -> str:
    """A message's plain text without signature and footers; quoted lines begin with "> " for each level."""
    text, signed = _SIGNED.subn("", text)
    text = _SIGNATURE.sub("", _BELOW.sub("", text))
    text = text[: _start_of_footer(text)]
    return plain_text(_QUOTED.sub(_tidy_quote, _DASHED.sub("", text) if signed else text))


def _start_of_footer(text: str) -> int:
    """Where a list's footer begins, which ends the text and has no empty line; else where the text ends."""
    end = len(text.rstrip())
    for rule in _RULE.finditer(text, max(0, end - _LONGEST_FOOTER), end):
        footer = text[rule.end() : end]
        if _LEAVING.search(footer) and not _BLANK_LINE.search(footer):
            return rule.start()
    return len(text)


def _tidy_quote(match: re.Match[str]) -> str:
    return "> " * match[1].count(">")


def page_words(top: Tag, *, base: str | None, without: Callable[[Tag], bool] = lambda _: False) -> Rendered:
    """The words of a message that a page shows in this tag, which changes the tree.

    Tags for which ``without`` is true are no words of the message's. The addresses that archives hide ("ann at
    a.example") stay as they are, and where such a word leads is no link of the message's.
    """
    for anchor in top.find_all("a"):
        if _ADDRESS.fullmatch(_first_words(anchor)):
            del anchor["href"]
    _cut_below(top)
    _unlink_signatures(top)
    rendered = render([top], without=lambda tag: without(tag) or not SIGNATURES.isdisjoint(classes(tag)), base=base)
    return Rendered(own_words(rendered.text), rendered.links)


def _first_words(anchor: Tag) -> str:
    """The words of a link, as far as it begins with them; archives' own links hold no more than a tag around them."""
    first: PageElement | None = anchor
    for _ in range(2):
        first = first.contents[0] if isinstance(first, Tag) and first.contents else first
    return one_line(str(first)) if isinstance(first, NavigableString) else ""


def _unlink_signatures(top: Tag) -> None:
    """Where OpenPGP's signatures lead, to the program that wrote them, is no link of the message's."""
    is_within = False
    for node in top.descendants:
        if isinstance(node, NavigableString):
            edges = _EDGE.findall(node)
            is_within = edges[-1] == "BEGIN" if edges else is_within
        elif isinstance(node, Tag) and is_within:
            del node["href"]


def _cut_below(top: Tag) -> None:
    """Take away what stands below the words, while lines still have the blanks at their ends that tell it."""
    texts = [node for node in top.find_all(string=True) if isinstance(node, NavigableString) and is_text(node)]
    for node in texts:
        at = _start_of_below(node)
        if at is not None:
            _cut_behind(node, at, top)
            return
    last = texts[-_MOST_TEXTS:]
    at = _start_of_footer("".join(last))
    for node in last:
        if at < len(node):
            _cut_behind(node, at, top)
            return
        at -= len(node)


def _start_of_below(node: NavigableString) -> int | None:
    text = str(node)
    match = _BELOW.search(text)
    if match and match.start() == 0 and _follows_words(node):
        match = _BELOW.search(text, 1)
    if match is None or (match.end() - match.start() <= len("-- ") and _is_inline(node.next_sibling)):
        return None
    return match.start()


def _follows_words(node: NavigableString) -> bool:
    """Whether a text begins within a line, behind the words of an inline tag."""
    return _is_inline(node.previous_sibling) and not _ends_line(node.previous_element)


def _ends_line(node: PageElement | None) -> bool:
    return isinstance(node, NavigableString) and str(node).endswith("\n")


def _is_inline(node: PageElement | None) -> bool:
    return isinstance(node, Tag) and node.name in _INLINE


def _cut_behind(node: NavigableString, at: int, top: Tag) -> None:
    """Keep of a tree what stands before this place in a text. Only ``contents`` are cut, which is what ``walk`` reads.

    BeautifulSoup looks for a node among all its siblings to take it out, which would take square time.
    """
    current: PageElement = NavigableString(str(node)[:at])
    node.replace_with(current)
    while current is not top and current.parent is not None:
        parent = current.parent
        del parent.contents[parent.index(current) + 1 :]
        current = parent
