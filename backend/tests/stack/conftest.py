"""The stack that `tools/stack` has brought up: two servers behind nginx, spoken to from outside."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator

import pytest

from tests.support.rooms import RoomFactory
from tests.support.servers import RunningServer


@pytest.fixture
def server() -> RunningServer:
    return RunningServer(os.environ["SERVER_URL"])


@pytest.fixture
async def rooms(server: RunningServer) -> AsyncIterator[RoomFactory]:
    """Rooms of this test's own; their sockets are closed at its end."""
    async with RoomFactory(server.url) as factory:
        yield factory
