"""The regular expressions of the project, each with the way in which it is used, found in its source.

An expression is an argument of a call of ``re``, and evaluated where it stands. ``_stand_ins`` says what the names of
functions stand for that such arguments are made of. Nothing else of ``re`` may be used but its calls by their names,
so that none is missed.
"""

from __future__ import annotations

import ast
import importlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import product
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

import threadsearch
from threadsearch.dates.calendars import _CLOCKS, _DATES
from threadsearch.formats.looks import _PLATFORMS, _SCRIPTED

_ROOT = Path(threadsearch.__file__).parent
_ASKING = {"search", "match", "fullmatch", "split", "findall", "finditer", "sub", "subn"}
_MAKING = _ASKING | {"compile"}
_OTHER = {"escape", "Pattern", "Match"} | {flag for flag in vars(re) if flag.isupper()}
_HARDEST = frozenset({"finditer", "fullmatch"})  # for an expression that is handed on to who knows what
_ANCHORED = {"match", "fullmatch"}


class Expression(NamedTuple):
    """A regular expression, where it stands, and those of its methods that are used."""

    pattern: re.Pattern[Any]
    file: str
    line: int
    name: str  # of what it is assigned to, as part of a table perhaps; empty if it has none
    methods: frozenset[str]


class _Module(NamedTuple):
    file: str
    nodes: list[ast.AST]
    parents: dict[ast.AST, ast.AST]

    @property
    def name(self) -> str:
        return ".".join(("threadsearch", *Path(self.file).with_suffix("").parts)).removesuffix(".__init__")


def expressions() -> tuple[list[Expression], list[str]]:
    """All of them, each once for each way of using it, and what is wrong with uses of ``re`` that give none."""
    found: dict[tuple[re.Pattern[Any], frozenset[str]], Expression] = {}
    wrong = []
    for module in _modules():
        for node in module.nodes:
            if isinstance(node, ast.ImportFrom) and node.module == "re":
                wrong.append(f"{module.file}:{node.lineno}: `from re import`, for `import re`")
            if not _is_of_re(node):
                continue
            call = module.parents[node]
            if isinstance(call, ast.Call) and call.func is node and node.attr in _MAKING:
                try:
                    made = list(_made(module, call))
                except NameError as error:
                    wrong.append(f"{module.file}:{call.lineno}: {error}: say in _stand_ins what it stands for")
                else:
                    found = {(one.pattern, one.methods): one for one in made} | found
            elif node.attr not in _OTHER:
                wrong.append(f"{module.file}:{node.lineno}: `{ast.unparse(node)}` that isn't called")
    return list(found.values()), wrong


def _made(module: _Module, call: ast.Call) -> Iterator[Expression]:
    asked = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    methods = _methods(module, call) if asked == "compile" else _simplest({asked})
    name = _name(module, call)
    for pattern in _evaluated(module, call):
        yield Expression(pattern, module.file, call.lineno, name, methods)


@cache
def _modules() -> list[_Module]:
    modules = []
    for path in sorted(_ROOT.rglob("*.py")):
        nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
        parents = {child: node for node in nodes for child in ast.iter_child_nodes(node)}
        modules.append(_Module(path.relative_to(_ROOT).as_posix(), nodes, parents))
    return modules


def _is_of_re(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "re"


def _evaluated(module: _Module, call: ast.Call) -> Iterator[re.Pattern[Any]]:
    """What a call compiles, with each of the values that the names in it may stand for."""
    arguments = [*call.args[1:], *(keyword.value for keyword in call.keywords)]
    flags = [argument for argument in arguments if any(map(_is_of_re, ast.walk(argument)))]
    source = f"re.compile({', '.join(map(ast.unparse, (call.args[0], *flags)))})"
    known = vars(importlib.import_module(module.name))
    values = _stand_ins().get(module.file, {})
    for chosen in product(*values.values()):
        yield eval(source, {**known, **dict(zip(values, chosen, strict=True))})  # noqa: S307 - our own source


def _methods(module: _Module, call: ast.Call) -> frozenset[str]:
    """How the expression is used that a call gives: if it has a name of its own, and is not handed on by that."""
    target = module.parents[call]
    match target:
        case ast.Assign(targets=[ast.Name(id=name)]):
            return _simplest(_uses()[module.file, name])
        case ast.Attribute(attr=method):
            return _simplest({method})
    return _HARDEST


def _name(module: _Module, node: ast.AST) -> str:
    while node in module.parents:
        node = module.parents[node]
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            return node.targets[0].id
    return ""


@cache
def _uses() -> dict[tuple[str, str], set[str]]:
    """For each name in each file the attributes that are asked of it, anywhere in the project; "" for other uses."""
    uses: dict[tuple[str, str], set[str]] = defaultdict(set)
    files = {module.name: module.file for module in _modules()}
    for module in _modules():
        imported = {}
        for node in module.nodes:
            if isinstance(node, ast.ImportFrom) and node.module in files:
                imported |= {name.asname or name.name: (files[node.module], name.name) for name in node.names}
        for node in module.nodes:
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                parent = module.parents[node]
                asked = parent.attr if isinstance(parent, ast.Attribute) else ""
                uses[imported.get(node.id, (module.file, node.id))].add(asked)
    return uses


def _simplest(methods: Iterable[str]) -> frozenset[str]:
    """Those methods that take as long as all of these."""
    asked = set(methods) - {"pattern", "flags", "groups"}
    if not asked or not asked <= _ASKING:
        return _HARDEST
    return frozenset(method if method in _ANCHORED else "finditer" for method in asked)


@cache
def _stand_ins() -> dict[str, dict[str, list[Any]]]:
    """For each file what the names of its functions stand for."""
    asked = sorted(_keys_asked_for())
    addresses = ["notes.example", "*.notes.example/*/thread-*-page*.html*"]
    return {
        "archive/mhtml.py": {"boundary": ["----=_Part_1"]},
        "dates/calendars.py": {"pattern": [date.pattern for date in (*_DATES, *_CLOCKS)]},
        "formats/html/places.py": {"name": ["id", "ID", "Id", "iD"]},
        "formats/looks.py": {"pattern": [row[2] for row in (*_PLATFORMS, *_SCRIPTED) if row[2]]},
        "formats/recipes/__init__.py": {"page": addresses},
        "formats/recipes/recipe.py": {"key": ["author"]},
        "formats/records/jsons.py": {
            "key": ["id", "commentId", "(?:commentHex|id)", "(?:c?id)"],
            "sign": [f'"{key}' if ":" in key else rf'"{key}"\s*:' for key in asked],
        },
        "formats/invision/posts.py": {"item": [SimpleNamespace(number=7)]},
        "formats/smf/__init__.py": {"part": ["subject", "msg"]},
        "formats/smf/posts.py": {"item": [SimpleNamespace(number=7)]},
    }


def _keys_asked_for() -> Iterator[str]:
    """What JSON is looked through for."""
    for module in _modules():
        for node in module.nodes:
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "has_keys":
                for key in node.args[1:]:
                    if not isinstance(key, ast.Starred):  # plain words
                        yield eval(ast.unparse(key), vars(importlib.import_module(module.name)))  # noqa: S307 - ours
