"""Pickles, read without what makes them dangerous.

Whoosh keeps its table of contents, its term index's footer and its postings as pickles, and a pickle may name any
function and call it. Here it may name nothing but plain containers; the classes of Whoosh that stand for a segment and
its codec become empty shells that only carry attributes. Whatever else is named is refused before it is imported.
"""

from __future__ import annotations

import io
import pickle
from collections import defaultdict
from typing import Any, BinaryIO

_PLAIN: dict[tuple[str, str], Any] = {
    (module, name): value
    for module in ("builtins", "__builtin__")
    for name, value in (("set", set), ("frozenset", frozenset), ("int", int), ("bytes", bytes))
} | {
    ("collections", "defaultdict"): defaultdict,
    ("_codecs", "encode"): str.encode,  # how Python 3 writes bytes in the pickles of Python 2
}

_SHELLS = {("whoosh.codec.whoosh3", "W3Segment"), ("whoosh.codec.whoosh3", "W3Codec")}


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:  # noqa: ANN401 - as in the standard library
        if (module, name) in _PLAIN:
            return _PLAIN[module, name]
        if (module, name) in _SHELLS:
            return type(name, (), {})  # a new one each time: a pickle can set attributes of the classes it names
        raise pickle.UnpicklingError(f"{module}.{name} has no business in an index")


def load(file: BinaryIO) -> Any:  # noqa: ANN401 - the caller checks what it gets
    """The pickle that begins at the file's position, which is moved behind it; raises ``pickle.UnpicklingError``."""
    return _Unpickler(file).load()


def loads(data: bytes) -> Any:  # noqa: ANN401 - the caller checks what it gets
    """The pickle in ``data``."""
    return load(io.BytesIO(data))
