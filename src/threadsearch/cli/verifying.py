"""Whether it is all there: ``verify``."""

from __future__ import annotations

from typing import Annotated

import typer

from threadsearch.cli.failures import FOUND, NOTHING
from threadsearch.cli.options import IndexDir, ReportOption, ReportOutput, Wait, console_of, opened


def verify(
    context: typer.Context,
    *,
    repair: Annotated[
        bool, typer.Option("--repair", help="Make damaged files again where others say the same.")
    ] = False,
    wait: Wait = 5.0,
    output: ReportOption = ReportOutput.TEXT,
    index_dir: IndexDir = None,
) -> int:
    """Check that the index is whole.

    Its files are compared with their checksums, every comment with its thread, and the files that it was made from with
    what they were. The exit status is 1 if anything is wrong. Where pages claim more comments than were found, that is
    listed, and no fault.
    """
    from threadsearch.engines.whoosh import check_index, repair_index
    from threadsearch.render.structured import json_record
    from threadsearch.render.verdicts import verdict_lines, verdict_record
    from threadsearch.verifying import Verdict, judge

    console = console_of(context, index_dir)
    found = damage = check_index(console.index_dir)
    if damage and repair:
        repair_index(console.index_dir, wait=wait)
        damage = check_index(console.index_dir)
    repaired = tuple(one for one in found if one not in damage)
    if damage:
        verdict = Verdict(damage=tuple(damage), repaired=repaired)
    else:
        with opened(console) as index:
            verdict = judge(index, repaired)
    if output is ReportOutput.JSON:
        console.emit(json_record(verdict_record(verdict)))
    else:
        console.show(verdict_lines(verdict, console.style(), everything=console.verbose))
    return FOUND if verdict.is_sound else NOTHING
