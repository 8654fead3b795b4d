"""What Lucene needs before it can be asked: its jars, and a Java that compiles what stands beside this."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

_NEEDED = ("lucene-core", "lucene-analysis-common")
_SOURCE = Path(__file__).with_name("Comments.java")
_CLASSES = Path(__file__).with_name("__pycache__")  # where Python keeps what it compiled, too


def is_there() -> bool:
    """Whether there is a Java, with its compiler, and all jars."""
    return bool(shutil.which("java") and shutil.which("javac") and version())


def version() -> str:
    """The newest version of which there are all jars, or nothing."""
    found = [set(_jars(name)) for name in _NEEDED]
    return max(set.intersection(*found), key=lambda one: [*map(int, one.split("."))], default="")


def _jars(name: str) -> dict[str, Path]:
    """A jar by its versions, in the folder that ``THREADSEARCH_LUCENE`` names or else in Maven's."""
    maven = Path.home() / ".m2" / "repository" / "org" / "apache" / "lucene"
    found = Path(os.environ.get("THREADSEARCH_LUCENE", maven)).rglob(f"{name}-*.jar")
    named = ((re.fullmatch(rf"{name}-([\d.]+)\.jar", path.name), path) for path in found)
    return {match[1]: path for match, path in named if match}


def class_path() -> list[str]:
    """The jars, and the classes, compiled anew if the source is newer or another Lucene is there."""
    jars = [str(_jars(name)[version()]) for name in _NEEDED]
    classes = _CLASSES / f"lucene-{version()}"
    made = classes / "Comments.class"
    if not made.exists() or made.stat().st_mtime < _SOURCE.stat().st_mtime:
        command = ["javac", "-Xlint:all,-try", "-cp", os.pathsep.join(jars), "-d", str(classes), str(_SOURCE)]
        subprocess.run(command, check=True)
    return [*jars, str(classes)]
