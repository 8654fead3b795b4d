"""What only Whoosh itself can say: the schema as its classes, at the beginning of every table of contents.

That is made once, with a new index; each commit takes it over if it is the same to the byte, since to import Whoosh
takes as long as a small commit.
"""

from __future__ import annotations

from whoosh.analysis import IDAnalyzer, SimpleAnalyzer
from whoosh.columns import CompressedBlockColumn, NumericColumn, RefBytesColumn
from whoosh.fields import COLUMN, FieldType, Schema
from whoosh.filedb.filestore import RamStorage
from whoosh.formats import Existence, Positions
from whoosh.index import TOC

from threadsearch.engines.whoosh import schema, w3

_NO_ROW = {"b": -(2**7), "i": -(2**31), "q": -(2**63)}
"""Defaults that no row has: Whoosh leaves default rows out, and a file that ends early would go unnoticed."""


def head() -> bytes:
    """What a table of contents begins with, up to the schema's end."""
    memory = RamStorage()
    TOC(whoosh_schema(), [], 0).write(memory, w3.NAME)
    return w3.head(memory.files[w3.toc_name(0)])


def whoosh_schema() -> Schema:
    """The schema as Whoosh knows it, out of its own classes alone, so that it opens the index without our help."""
    words, whole = SimpleAnalyzer(), IDAnalyzer()  # for queries through Whoosh: nearly our own, for most languages
    fields = {
        name: FieldType(Positions(), words, scorable=is_ranked, multitoken_query="phrase")
        for name, is_ranked in schema.WORDS.items()
    }
    fields |= {name: FieldType(Existence(), words, scorable=True) for name in schema.STEMS.values()}
    fields |= {name: FieldType(Existence(), whole) for name in schema.KEYS}
    fields |= {name: COLUMN(NumericColumn(code, _NO_ROW[code])) for name, code in schema.NUMBERS.items()}
    fields |= {name: COLUMN(RefBytesColumn()) for name in schema.STRINGS}
    fields["record"] = COLUMN(CompressedBlockColumn())
    return Schema(**fields)
