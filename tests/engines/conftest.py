"""Every engine, for the contract."""

from __future__ import annotations

import pytest
from engine_factories import Engine, in_memory, on_disk


@pytest.fixture(params=[in_memory, on_disk], ids=["memory", "whoosh"])
def engine(request: pytest.FixtureRequest) -> Engine:
    """Makes an empty index, as a context; what it gives opens it, as often as one likes."""
    return request.param
