"""Things in the JSON-LD that a page's scripts hold.

What pages print there is written by templates and seldom by a JSON writer: commas before a closing bracket, line breaks
within texts, a comment or a CDATA section around it. Contexts are never fetched: the names are taken as schema.org's.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from threadsearch.entities import unescape
from threadsearch.formats.structured.things import Thing, local
from threadsearch.model import Defect

_SCRIPT = re.compile(r"<script\b[^<>]*\bapplication/ld\+json\b[^<>]*>", re.IGNORECASE)
_END = re.compile(r"</script", re.IGNORECASE)
# What templates put around a script for browsers and parsers of old.
_BEFORE = ("//", "/*", "*/", "<![CDATA[", "<!--", ";")
_BEHIND = ("//", "/*", "*/", "]]>", "-->", ";")
_TEXT_OR_COMMA = re.compile(r'("(?:[^"\\]++|\\.)*+(?:"|\\?\Z))|,(?=\s*[}\]])', re.DOTALL)
_UNWRITABLE = re.compile("[\0\ud800-\udfff]")  # NULs and halves of characters, which JSON can escape


def script_things(
    content: str, is_wanted: Callable[[str], bool] = lambda _: True
) -> tuple[list[Thing], tuple[Defect, ...]]:
    """The things in those of a page's scripts whose source is wanted, in page order, and what could not be read."""
    things: list[Thing] = []
    defects: list[Defect] = []
    line, last = 1, 0
    for start, source in _scripts(content):
        if not is_wanted(source):
            continue
        line, last = line + content.count("\n", last, start), start
        locator = f"line {line}"
        try:
            value, is_sound = _loaded(source)
        except (ValueError, RecursionError):
            defects.append(Defect("JSON-LD that can't be read, left out", locator))
            continue
        if not is_sound:
            defects.append(Defect("JSON-LD that is no sound JSON, mended", locator))
        things.extend(_things(value, locator))
    return things, tuple(defects)


def _scripts(content: str) -> Iterator[tuple[int, str]]:
    """Where each script starts, and its text; one that isn't closed takes the rest of the page."""
    at = 0
    while (opening := _SCRIPT.search(content, at)) is not None:
        closing = _END.search(content, opening.end())
        at = closing.start() if closing else len(content)
        yield opening.start(), content[opening.end() : at]


def _loaded(source: str) -> tuple[Any, bool]:
    """The JSON of a script, and whether it needed no mending; ``ValueError`` where nothing helps."""
    source = _unwrapped(source)
    if not source:
        return None, True
    try:
        return json.loads(source), True
    except ValueError:
        source = source if '"' in source else unescape(source)
        return json.loads(_TEXT_OR_COMMA.sub(lambda match: match[1] or "", source), strict=False), False


def _unwrapped(source: str) -> str:
    source = source.strip()
    while (before := next(filter(source.startswith, _BEFORE), None)) is not None:
        source = source.removeprefix(before).lstrip()
    while (behind := next(filter(source.endswith, _BEHIND), None)) is not None:
        source = source.removesuffix(behind).rstrip()
    return source


def _things(value: Any, locator: str) -> Iterator[Thing]:  # noqa: ANN401 - JSON has no narrower type
    """Every object in a JSON value, outermost first, in the order of the text. Without recursion."""
    waiting: list[tuple[Any, Thing | None, str]] = [(value, None, "")]
    while waiting:
        value, above, name = waiting.pop()
        if isinstance(value, list):
            waiting.extend((item, above, name) for item in reversed(value))
        elif isinstance(value, dict) and "@value" in value:
            waiting.append((value["@value"], above, name))
        elif isinstance(value, dict):
            thing = Thing(_types(value), _text(value.get("@id", value.get("id"))), above, name, locator=locator)
            if above is not None:
                above.add(name, thing)
            yield thing
            # What a graph lists stands side by side, not in the one that lists it.
            waiting.extend(
                (part, None if key == "@graph" else thing, "" if key == "@graph" else local(key))
                for key, part in reversed(value.items())
                if key not in ("@context", "@type", "@id")
            )
        elif above is not None and (text := _text(value)):
            above.add(name, text)


def _types(record: dict[str, Any]) -> frozenset[str]:
    stated = record.get("@type", record.get("type"))
    return frozenset(
        local(name) for name in (stated if isinstance(stated, list) else [stated]) if isinstance(name, str)
    )


def _text(value: Any) -> str:  # noqa: ANN401 - the same
    if isinstance(value, str):
        return _UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", value)
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""
