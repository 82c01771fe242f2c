"""The server that the integration tests talk to: the one in SERVER_URL, else two of our own. Two servers of one game:
those in SERVER_URL and SERVER_URL_2, else our own. And a Redis by itself."""

from __future__ import annotations

import contextlib
import os
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest

from pong.cluster.layer import BatchedPubSubChannelLayer
from tests.support.layers import Layers, RealRedis
from tests.support.ledgers import MemoryWorld, RedisWorld, World
from tests.support.rooms import RoomFactory
from tests.support.servers import RunningServer, given_server, native_pair, native_server, redis_server
from tests.support.two import TwoServers

SERVER_URL = os.environ.get("SERVER_URL", "").rstrip("/")
SERVER_URL_2 = os.environ.get("SERVER_URL_2", "").rstrip("/")
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


@pytest.fixture(scope="session")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[RunningServer, RunningServer]]:
    """Two servers that people share rooms at: plain ``daphne``, and ``python -m pong.server``."""
    if SERVER_URL and SERVER_URL_2:
        yield given_server(SERVER_URL), given_server(SERVER_URL_2)
        return
    folder = tmp_path_factory.mktemp("pair")
    with redis_server(folder) as url, native_pair(folder, url) as servers:
        yield servers


@pytest.fixture(params=["rooms run in plain daphne", "rooms run in pong.server"])
async def two(request: pytest.FixtureRequest, pair: tuple[RunningServer, RunningServer]) -> AsyncIterator[TwoServers]:
    """Rooms of this test's own at both servers, opened at the one or the other. Both logs have to stay clean."""
    home, away = pair if request.param == "rooms run in plain daphne" else pair[::-1]
    starts = home.log_size(), away.log_size()
    async with RoomFactory(home.url) as rooms, RoomFactory(away.url) as others:
        yield TwoServers(home, rooms, others)
    for server, start in zip((home, away), starts, strict=True):
        assert not server.trouble(start), "\n---\n".join(server.trouble(start))


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Redis for the tests of the ledger, which flush it; starts no server."""
    with redis_server(tmp_path_factory.mktemp("redis")) as url:
        yield url


@pytest.fixture
async def redis_world(redis_url: str) -> AsyncIterator[RedisWorld]:
    """An empty Redis, and processes on it."""
    world = RedisWorld(redis_url)
    await world.lose_everything()
    yield world
    await world.aclose()


@pytest.fixture(params=["memory", "redis"])
def world(request: pytest.FixtureRequest) -> World:
    """The same for both ledgers: what holds for one has to hold for the other."""
    if request.param == "memory":
        return MemoryWorld()
    found: World = request.getfixturevalue("redis_world")
    return found


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[RealRedis]:
    """A Redis of the test's own, running."""
    redis = RealRedis(tmp_path)
    redis.start()
    yield redis
    redis.stop()


@pytest.fixture
async def layers() -> AsyncIterator[Layers]:
    """Makes layers, each as another process would have it."""
    made: list[BatchedPubSubChannelLayer] = []

    def make(*urls: str) -> BatchedPubSubChannelLayer:
        made.append(BatchedPubSubChannelLayer(hosts=list(urls), prefix="test"))
        return made[-1]

    yield make
    for layer in made:
        await layer.flush()
