"""What the model's many small records are made with: dataclasses that nothing changes, and that cost little to make."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from operator import attrgetter
from typing import TYPE_CHECKING, Any

__all__ = ["record"]

if TYPE_CHECKING:
    from dataclasses import dataclass as record
else:

    def record(*, frozen: bool, slots: bool) -> Callable[[type], type]:
        """``dataclass``, frozen for those who check types; others are asked to leave records alone.

        A record that is frozen at run time takes three times as long to make, and twice as long to send to another
        process; a page may hold a million comments. See T. Tvrtković, "Zero-overhead frozen attrs classes" (2022).
        Nor are methods written for each class but the one that makes its records: compiling the others takes three
        quarters of a class's time, and every search waits for all classes.
        """

        def make(cls: type) -> type:
            made = dataclasses.dataclass(slots=slots, eq=False, repr=False)(cls)
            fields = dataclasses.fields(made)
            values = _values([field.name for field in fields])
            compared = _values([field.name for field in fields if field.compare])

            def equal(self: object, other: object) -> bool:
                return compared(self) == compared(other) if other.__class__ is self.__class__ else NotImplemented

            made.__eq__ = equal
            made.__hash__ = (lambda self: hash(compared(self))) if frozen else None
            made.__reduce__ = lambda self: (made, values(self))
            made.__repr__ = _shown
            return made

        return make


def _values(names: list[str]) -> Callable[[object], tuple[Any, ...]]:
    """What gives the values of attributes; ``attrgetter`` gives no tuple for one, and takes at least one."""
    if len(names) > 1:
        return attrgetter(*names)
    return lambda of: tuple(getattr(of, name) for name in names)


def _shown(self: Any) -> str:  # noqa: ANN401 - any record
    parts = (f"{field.name}={getattr(self, field.name)!r}" for field in dataclasses.fields(self) if field.repr)
    return f"{type(self).__qualname__}({', '.join(parts)})"
