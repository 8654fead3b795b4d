"""Whether it is all there: ``verify``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from threadsearch.cli.console import Console
from threadsearch.cli.failures import FOUND, NOTHING
from threadsearch.cli.options import (
    Captured,
    Columns,
    IndexDir,
    InferReplies,
    Jobs,
    Only,
    Recipes,
    ReportOption,
    ReportOutput,
    Wait,
    Zone,
    console_of,
    opened,
)
from threadsearch.cli.runs import reading_of
from threadsearch.engines.base import Damage, Lost, Salvage
from threadsearch.errors import IndexDamaged

if TYPE_CHECKING:  # the way in is heavy, and who only looks doesn't take it
    from threadsearch.reading import Reading
    from threadsearch.verifying import Verdict


def verify(  # noqa: PLR0913 - one argument an option
    context: typer.Context,
    *,
    repair: Annotated[
        bool, typer.Option("--repair", help="Mend what is wrong, from other files of the index or from the archive.")
    ] = False,
    tz: Zone = "UTC",
    captured: Captured = None,
    columns: Columns = None,
    only: Only = None,
    recipe: Recipes = None,
    infer_replies: InferReplies = False,
    jobs: Jobs = None,
    wait: Wait = 5.0,
    output: ReportOption = ReportOutput.TEXT,
    index_dir: IndexDir = None,
) -> int:
    """Check that the index is whole.

    Its files are compared with their checksums, every comment with its thread, and the files that it was made from with
    what they were. The exit status is 1 if anything is wrong or lost. Where pages claim more comments than were found,
    that is listed, and no fault. What --repair reads again, it reads with the options that `index` has, too.
    """
    from threadsearch.render.structured import json_record
    from threadsearch.render.verdicts import verdict_lines, verdict_record
    from threadsearch.workers import cores

    console = console_of(context, index_dir)
    try:
        if repair:
            reading = reading_of(tz, captured, columns, only, recipe, infers_replies=infer_replies)
            verdict = _Repair(console, reading, jobs or cores(), wait).verdict()
        else:
            verdict = _verdict(console)
    finally:
        console.done()
    if output is ReportOutput.JSON:
        console.emit(json_record(verdict_record(verdict)))
    else:
        console.show(verdict_lines(verdict, console.style(), everything=console.verbose))
    return FOUND if verdict.is_sound and not verdict.lost else NOTHING


def _verdict(console: Console, repaired: Iterable[Damage] = (), lost: Iterable[Lost] = ()) -> Verdict:
    from threadsearch.engines.whoosh import check_index
    from threadsearch.verifying import Verdict, judge

    damage = check_index(console.index_dir)
    made_again = tuple(one for one in repaired if one not in damage)
    if damage:
        return Verdict(damage=tuple(damage), repaired=made_again, lost=tuple(lost))
    with opened(console) as index:
        return judge(index, made_again, tuple(lost), lambda *seen: _watch(console, *seen))


def _watch(console: Console, what: str, done: int, number: int) -> None:
    console.progress(f"{done:,} of {number:,} {what}", lambda: done / max(number, 1))


class _Repair:
    """The steps of a repair: from other files of the index, from what is left of damaged ones, from the archive."""

    def __init__(self, console: Console, reading: Reading, jobs: int, wait: float) -> None:
        self._console = console
        self._reading = reading
        self._jobs = jobs
        self._wait = wait
        self._lost: list[Lost] = []

    def verdict(self) -> Verdict:
        """Repair what can be, and look again."""
        from threadsearch.engines.whoosh import check_index, repair_index, salvage_index

        directory = self._console.index_dir
        found = check_index(directory)
        salvage = None
        try:
            if found:
                repair_index(directory, wait=self._wait)
                salvage = salvage_index(directory, wait=self._wait)
            self._mend(salvage)
        except IndexDamaged:  # it can't be opened
            self._make_anew()
        return _verdict(self._console, found, self._lost)

    def _mend(self, salvage: Salvage | None) -> None:
        from contextlib import closing

        from threadsearch.engines.whoosh import open_index
        from threadsearch.verifying import lost_for_good, mend

        with closing(open_index(self._console.index_dir, wait=self._wait)) as index:
            events = mend(
                index,
                self._reading,
                salvage=salvage,
                jobs=self._jobs,
                watch=self._watch,
            )
            self._tell(events)
            if salvage:
                self._lost += lost_for_good(index, salvage)

    def _make_anew(self) -> None:
        from threadsearch.engines.whoosh import rebuild_index, what_is_left
        from threadsearch.verifying import files_of, make_anew

        folder = what_is_left(self._console.index_dir)
        files = files_of(folder, self._reading) if folder else None
        if files:
            with rebuild_index(self._console.index_dir, wait=self._wait) as index:
                self._tell(make_anew(index, files, self._reading, jobs=self._jobs, watch=self._watch))

    def _watch(self, what: str, done: int, number: int) -> None:
        _watch(self._console, what, done, number)

    def _tell(self, events: Iterator[object]) -> None:
        """Say what can't be read, or has to be read otherwise."""
        from threadsearch.ingest import Recovered
        from threadsearch.reading import PageFailed
        from threadsearch.render.terminal import safe_line
        from threadsearch.verifying import ReadOtherwise

        for event in events:
            match event:
                case Lost():
                    self._lost.append(event)
                case Recovered(reason):
                    self._console.complain(
                        safe_line(
                            f"What was known of the archive's files can't be used ({reason}); they are read again."
                        )
                    )
                case ReadOtherwise(source):
                    self._console.complain(
                        safe_line(
                            f"Not read: {source}. It was read with other options; give them to verify --repair, too."
                        )
                    )
                case PageFailed():
                    self._console.complain(safe_line(f"Failed {event.error}"))
                case _:
                    pass
