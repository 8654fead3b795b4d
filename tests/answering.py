"""All that threadsearch says of an archive: a program, so that each run has surroundings of its own.

``python answering.py OUT JOBS PATH...`` indexes the paths in the working folder, asks the index whatever can be asked,
and writes what was printed, command by command, into the file OUT as JSON.
"""

from __future__ import annotations

import io
import itertools
import json
import sys
from contextlib import closing
from pathlib import Path

from threadsearch import encoding, workers
from threadsearch.cli.app import main
from threadsearch.engines.whoosh import open_index

INDEX = "the index"
QUERIES = ("*", "harbour", "comment*", '"the ferry"', "harbour OR -ferry", "date:2011..2013 is:reply", "author:a*")
FACETS = ("author", "month", "year", "site", "thread", "depth")
SHOWN = 4  # threads that are printed in every form


def said(*arguments: str) -> dict[str, object]:
    """What a command prints, and the status it ends with."""
    before = sys.stdout, sys.stderr
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="\n") for _ in before)
    sys.stdout, sys.stderr = out, err
    try:
        status = main(["-d", INDEX, *arguments])
    finally:
        sys.stdout, sys.stderr = before
    for stream in (out, err):
        stream.flush()
    printed = [stream.buffer.getvalue().decode("utf-8") for stream in (out, err)]  # type: ignore[attr-defined]
    return {"status": status, "out": printed[0], "err": printed[1]}


def documents() -> list[str]:
    """Every document of the index, with all its fields."""
    with closing(open_index(Path(INDEX))) as index:
        return [encoding.encode(document).decode("utf-8", "surrogatepass") for document in index.documents()]


def threads() -> list[str]:
    with closing(open_index(Path(INDEX))) as index:
        return list(dict.fromkeys(document.thread_id for document in index.documents()))


def answers(jobs: str, paths: list[str]) -> dict[str, object]:
    """What each command says. What is printed in the order of the paths has ``in order`` in its name."""
    reading = ("--captured", "2012-06-01", "--jobs", jobs)
    quiet = "--quiet"  # what is said of progress depends on the time it takes
    found: dict[str, object] = {"documents": None}
    for form in ("jsonl", "csv"):
        found[f"parse {form} in order"] = said(quiet, "parse", *reading, "--format", form, *paths)
    found["parse --explain in order"] = said(quiet, "parse", *reading, "--explain", *paths)
    found["index in order"] = said(quiet, "index", *reading, "--format", "json", *paths)
    found["documents"] = documents()
    questions = [("search", *asked) for asked in _searches()] + [("stats",), ("stats", "--format", "json")]
    for thread in threads()[:SHOWN]:
        questions += [(name, thread, "--format", form) for name in ("thread", "show") for form in ("text", "json")]
        questions.append(("replies", thread, "--depth", "all", "--format", "csv"))
    questions += [("verify",), ("verify", "--format", "json")]
    for arguments in questions:
        found[" ".join(arguments)] = said("--verbose", *arguments)
    return found


def _searches() -> list[list[str]]:
    forms = itertools.cycle((("json",), ("text", "--explain"), ("jsonl",), ("csv",)))
    asked = [[query, "--sort", sort, "--format", *next(forms)] for query in QUERIES for sort in ("relevance", "newest")]
    facets = [part for facet in FACETS for part in ("--facet", facet)]
    return asked + [["*", *facets, "--tz", zone, "--format", "json"] for zone in ("UTC", "Asia/Kathmandu")]


if __name__ == "__main__":
    out, jobs, *paths = sys.argv[1:]
    workers.ALONE, workers.PORTION = 0, 1 << 14  # so that an archive of a few pages is spread over processes at all
    Path(out).write_text(json.dumps(answers(jobs, paths), indent=1), encoding="utf-8", errors="surrogatepass")
