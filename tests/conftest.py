"""What all tests share."""

from __future__ import annotations

import gc
import signal
from collections.abc import Generator, Iterator
from types import FrameType

import pytest
from hypothesis import settings

_ENDLESS = 60  # seconds of computing, whatever else the machine does; what is linear takes one or two

# How long an example takes says nothing: machines differ, and other tests run beside it.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-goldens", action="store_true", help="Rewrite the golden files from what comes out now.")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Spare what the tests themselves are from every search for what nobody refers to, as reading makes them.

    They are most of what this process holds, and stay as long as it does: a page would take five times as long to read.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        gc.collect()
        gc.freeze()


@pytest.fixture
def update_goldens(request: pytest.FixtureRequest) -> bool:
    """Whether golden files are to be rewritten."""
    return bool(request.config.getoption("--update-goldens"))


@pytest.fixture
def ends() -> Iterator[None]:
    """Fail a test that goes on computing, as what is quadratic does on the inputs that ask for this fixture."""

    def give_up(_signum: int, _frame: FrameType | None) -> None:
        pytest.fail(f"still computing after {_ENDLESS} seconds of it")

    if not hasattr(signal, "setitimer"):
        pytest.skip("this system can't count what a process computes")
    before = signal.signal(signal.SIGVTALRM, give_up)
    signal.setitimer(signal.ITIMER_VIRTUAL, _ENDLESS)
    yield
    signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    signal.signal(signal.SIGVTALRM, before)
