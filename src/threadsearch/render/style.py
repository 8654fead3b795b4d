"""How a screen looks: its width, and what colours mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from threadsearch.render.terminal import Span, safe_spans, wrap_spans

READABLE = 100  # columns; longer lines of prose are hard to read


class Role(Enum):
    """What a piece of text is, and the SGR parameters that show it."""

    ID = "33"
    AUTHOR = "32"
    DATE = "36"
    TITLE = "1"
    QUIET = "2"
    MATCH = "1;31"
    NAMED = "1;32"
    CARET = "31"


@dataclass(frozen=True, slots=True)
class Style:
    """A screen ``width`` columns wide that shows colours, or doesn't."""

    colour: bool = False
    width: int = 80

    @property
    def prose(self) -> int:
        """How wide running text is set."""
        return min(self.width, READABLE)

    def paint(self, text: str, role: Role) -> str:
        """``text`` (safe already) in the colour of what it is."""
        return f"\x1b[{role.value}m{text}\x1b[0m" if self.colour and text else text

    def highlighted(self, text: str, spans: Sequence[Span], columns: int) -> list[str]:
        """Archived text, made safe and wrapped, the character ``spans`` of it shown as matches."""
        text, spans = safe_spans(text, spans)
        return [self._marked(text, spans, line) for line in wrap_spans(text, columns)]

    def _marked(self, text: str, spans: Sequence[Span], line: Span) -> str:
        start, stop = line
        pieces = []
        for left, right in spans:
            inner_left, inner_right = max(left, start), min(right, stop)
            if inner_left < inner_right:
                pieces += [text[start:inner_left], self.paint(text[inner_left:inner_right], Role.MATCH)]
                start = inner_right
        return "".join([*pieces, text[start:stop]])
