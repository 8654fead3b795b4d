"""What the model's many small records are made with: dataclasses that nothing changes, and that cost little to make."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from operator import attrgetter
from typing import TYPE_CHECKING

__all__ = ["record"]

if TYPE_CHECKING:
    from dataclasses import dataclass as record
else:

    def record(*, frozen: bool, slots: bool) -> Callable[[type], type]:
        """``dataclass`` for two fields or more, frozen for those who check types; others are asked to leave it alone.

        One that is frozen at run time takes three times as long to make, and twice as long to send to another process;
        a page may hold a million comments. See T. Tvrtković, "Zero-overhead frozen attrs classes" (2022).
        """

        def make(cls: type) -> type:
            made = dataclasses.dataclass(slots=slots, unsafe_hash=frozen)(cls)
            values = attrgetter(*(field.name for field in dataclasses.fields(made)))
            made.__reduce__ = lambda self: (made, values(self))
            return made

        return make
