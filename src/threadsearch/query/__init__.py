"""What people type → a query tree.

::

    lexer.py    text → tokens that know where they stood
    words.py    one clause of words ("therap*") → a leaf of the tree
    fields.py   one clause ("depth:>2") → a leaf of the tree
    parser.py   tokens → the tree

``docs/query-language.md`` describes the language.
"""

from threadsearch.query.parser import parse_query

__all__ = ["parse_query"]
