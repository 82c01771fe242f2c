"""The server that the integration tests talk to: the one in SERVER_URL, else two of our own."""

from __future__ import annotations

import contextlib
import os
from collections.abc import AsyncIterator, Callable, Iterator

import pytest

from tests.support.rooms import RoomFactory
from tests.support.servers import RunningServer, given_server, native_server, redis_server

SERVER_URL = os.environ.get("SERVER_URL", "").rstrip("/")
VARIANTS = ["given"] if SERVER_URL else ["alone", "redis"]


@pytest.fixture(scope="session")
def start_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], RunningServer]]:
    """Starts a server at its first use and keeps it for the session; each xdist worker has its own."""
    running: dict[str, RunningServer] = {}
    with contextlib.ExitStack() as stack:

        def start(variant: str) -> RunningServer:
            if variant not in running:
                folder = tmp_path_factory.mktemp(f"server-{variant}")
                redis_url = stack.enter_context(redis_server(folder)) if variant == "redis" else ""
                # Both ways to serve, at no further cost.
                running[variant] = stack.enter_context(
                    native_server(folder, redis_url=redis_url, own=variant == "alone")
                )
            return running[variant]

        yield start


@pytest.fixture(params=VARIANTS)
def server(request: pytest.FixtureRequest, start_server: Callable[[str], RunningServer]) -> Iterator[RunningServer]:
    """A real running server: without Redis and with it, or the given one. Its log has to stay clean."""
    if request.param == "given":
        yield given_server(SERVER_URL)
        return
    running = start_server(request.param)
    start = running.log_size()
    yield running
    assert not running.trouble(start), "\n---\n".join(running.trouble(start))


@pytest.fixture
async def rooms(server: RunningServer) -> AsyncIterator[RoomFactory]:
    """Rooms of this test's own on the server; their sockets are closed at its end."""
    async with RoomFactory(server.url) as factory:
        yield factory
