"""Work spread over processes, its results in the order of the work.

The standard library's process pool does the spreading. What is added here is what a long run over an archive needs:
a bound on what waits, a small run that starts no process, a process that dies (out of memory, a crash in a
library) costing the one piece that killed it, and no process left behind, however the run ends.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from itertools import chain
from multiprocessing.connection import Connection
from typing import Any, Generic, TypeVar
from weakref import WeakSet

Item = TypeVar("Item")
Result = TypeVar("Result")

ALONE = 1 << 20  # so much is done here before processes are started for the rest: some tenths of a second
PORTION = 128 << 10  # what goes to a process at a time
HELD = 16 << 20  # how much may be with the processes at a time, or wait as results; one larger piece goes alone
PER_CORE = 4
"""Processes at most for each processor: more gain nothing, also where they wait for a disk."""

# A forked process has all modules at once. Elsewhere than on Linux forking is not safe, or not there.
_START = "fork" if sys.platform == "linux" else "spawn"


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def in_order(
    work: Callable[[Item], Result],
    items: Iterable[Item],
    *,
    jobs: int,
    weigh: Callable[[Item], int],
    lost: Callable[[Item], Result],
) -> Iterator[Result]:
    """``work`` done on every item by up to ``jobs`` processes, the results in the order of the items.

    There are never more than ``PER_CORE`` for each processor.

    ``weigh`` gives an item's size in bytes, which bounds what is held at a time; ``lost`` the result for an item on
    which a process died. ``work``, items and results must be picklable, and what ``work`` raises is raised here.
    Closing the iterator ends the processes.
    """
    jobs = min(jobs, PER_CORE * cores())
    rest = iter(items)
    done = 0
    for item in rest:
        yield work(item)
        done += weigh(item)
        if done > ALONE and jobs > 1:
            break
    else:
        return
    first = next(rest, None)
    if first is None:
        return
    with _Crew(work, jobs) as crew:
        yield from _spread(crew, chain((first,), rest), weigh, lost)


def _spread(
    crew: _Crew[Item, Result], items: Iterable[Item], weigh: Callable[[Item], int], lost: Callable[[Item], Result]
) -> Iterator[Result]:
    under_way: deque[tuple[list[Item], int, Future[list[Result]]]] = deque()
    held = 0
    for portion, weight in _portions(items, weigh):
        while under_way and (held + weight > HELD or len(under_way) >= 3 * crew.jobs):
            held -= under_way[0][1]
            yield from _next(crew, under_way, lost)
        under_way.append((portion, weight, crew.submit(portion)))
        held += weight
    while under_way:
        yield from _next(crew, under_way, lost)


def _next(
    crew: _Crew[Item, Result],
    under_way: deque[tuple[list[Item], int, Future[list[Result]]]],
    lost: Callable[[Item], Result],
) -> list[Result]:
    """The results of the oldest portion under way."""
    portion, _, future = under_way.popleft()
    try:
        return future.result()
    except BrokenProcessPool:
        # Any of what was under way may have done it: each piece is tried again with nothing else beside it.
        waiting = [(other, weight) for other, weight, _ in under_way]
        under_way.clear()
        results = crew.one_by_one(portion, lost)
        for other, weight in waiting:
            settled: Future[list[Result]] = Future()
            settled.set_result(crew.one_by_one(other, lost))
            under_way.append((other, weight, settled))
        return results


def _portions(items: Iterable[Item], weigh: Callable[[Item], int]) -> Iterator[tuple[list[Item], int]]:
    portion: list[Item] = []
    weight = 0
    for item in items:
        portion.append(item)
        weight += weigh(item)
        if weight >= PORTION:
            yield portion, weight
            portion, weight = [], 0
    if portion:
        yield portion, weight


class _Crew(Generic[Item, Result]):
    """The processes. They end when this does, and when the process that holds it dies in whatever way."""

    def __init__(self, work: Callable[[Item], Result], jobs: int) -> None:
        self.jobs = jobs
        self._work = partial(_work_through, work)
        self._start()

    def _start(self) -> None:
        context = multiprocessing.get_context(_START)
        self._watched, self._lifeline = context.Pipe(duplex=False)
        _LIFELINES.add(self._lifeline)
        self._pool = ProcessPoolExecutor(self.jobs, mp_context=context, initializer=_prepare, initargs=(self._watched,))

    def submit(self, portion: list[Item]) -> Future[list[Result]]:
        try:
            return self._pool.submit(self._work, portion)
        except BrokenProcessPool as error:  # it broke between two portions
            failed: Future[list[Result]] = Future()
            failed.set_exception(error)
            return failed

    def one_by_one(self, portion: list[Item], lost: Callable[[Item], Result]) -> list[Result]:
        """The results of a portion's items, each done while nothing else is."""
        results = []
        for item in portion:
            try:
                results += self._alone(item)
            except BrokenProcessPool:
                results.append(lost(item))
        return results

    def _alone(self, item: Item) -> list[Result]:
        try:
            return self.submit([item]).result()
        except BrokenProcessPool:  # perhaps not by this item: the pool may have been broken before
            self.end()
            self._start()
            return self.submit([item]).result()

    def __enter__(self) -> _Crew[Item, Result]:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def end(self) -> None:
        """Let no process go on."""
        _LIFELINES.discard(self._lifeline)
        self._lifeline.close()  # ends the processes, also those in the middle of something
        self._pool.shutdown(cancel_futures=True)
        self._watched.close()


_LIFELINES: WeakSet[Connection] = WeakSet()
"""The parent's ends of the pipes that keep its processes alive, for as long as somebody holds them."""


def _prepare(watched: Connection) -> None:
    """Make a new process one that ends with its parent, and leaves it to that one to be asked to stop."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    gc.freeze()  # what it shares with its parent: nothing of that becomes unreachable, and to search it would copy it
    for lifeline in _LIFELINES:  # they are the parent's: copies would keep this process alive, and others
        lifeline.close()
    threading.Thread(target=_end_with_parent, args=(watched,), daemon=True).start()


def _end_with_parent(watched: Connection) -> None:
    watched.poll(None)  # nothing is ever sent: it returns when the other end is closed
    os._exit(1)


def _work_through(work: Callable[[Item], Result], portion: list[Item]) -> list[Result]:
    return [work(item) for item in portion]


class Aside(Generic[Result]):
    """Work in a process of its own, which goes on beside this one and sees what this one held when it was begun.

    That takes a system that forks; elsewhere, and if it is not to be ``apart``, it is done here and now.
    """

    def __init__(self, work: Callable[[], Result], *, apart: bool = True) -> None:
        self.future: Future[list[Result]] = Future()
        self._crew: _Crew[int, Result] | None = None
        if _START != "fork" or not apart:
            self.future.set_result([work()])
            return
        self._crew = _Crew(_do_shared, 1)
        _SHARED.append(work)
        try:
            self.future = self._crew.submit([len(_SHARED) - 1])  # which starts the process
        except BaseException:
            self._crew.end()
            raise
        finally:
            _SHARED.pop()

    def is_done(self) -> bool:
        """Whether it has come to its end; then its process has, too."""
        if self.future.done():
            self.end()
        return self.future.done()

    def result(self) -> Result:
        """What came of it, waited for; raises what the work raised, ``BrokenProcessPool`` if its process died."""
        try:
            return self.future.result()[0]
        finally:
            self.end()

    def end(self) -> None:
        """Let it not go on."""
        if self._crew:
            self._crew.end()


_SHARED: list[Callable[[], Any]] = []  # what a process finds in its copy of the memory


def _do_shared(number: int) -> Any:  # noqa: ANN401 - whatever the work gives
    return _SHARED[number]()


def forked(
    work: Callable[[Item], Result], shares: Sequence[Item], jobs: int, beside: Aside[Any] | None = None
) -> list[Result]:
    """``work`` done on every share, in processes that see what this one holds: shares need not be picklable.

    Up to ``jobs`` of them run at a time, ``beside`` counted among them while it goes on. That takes a system that
    forks; elsewhere, for no jobs, and for one share, all is done here. What ``work`` raises is raised here, and a
    process that dies raises ``BrokenProcessPool``.
    """
    if _START != "fork" or not jobs or len(shares) <= 1:
        return [work(share) for share in shares]
    waiting = deque(range(len(shares)))
    under_way: dict[Future[list[Result]], tuple[int, Aside[Result]]] = {}
    results: dict[int, Result] = {}
    try:
        while len(results) < len(shares):
            beside = None if beside is None or beside.is_done() else beside
            while waiting and len(under_way) < max(jobs - (beside is not None), 1):
                # Each has a process of its own: what it leaves behind in memory goes, and it keeps no other waiting.
                aside = Aside(partial(work, shares[waiting[0]]))
                under_way[aside.future] = waiting.popleft(), aside
            awaited = {*under_way, *((beside.future,) if beside and waiting else ())}
            for future in wait(awaited, return_when=FIRST_COMPLETED).done & under_way.keys():
                number, aside = under_way.pop(future)
                results[number] = aside.result()
    finally:
        for _, aside in under_way.values():
            aside.end()
    return [results[number] for number in range(len(shares))]
