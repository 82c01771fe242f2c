"""The server's command line, and how it stops; with real sockets in faults/test_stopping.py."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any

import pytest

from pong.server import Drain, GameServer
from tests.support.servers import BACKEND_DIR


def refused(*arguments: str, **environment: str) -> str:
    """What the program says when it ends without having served."""
    command = [sys.executable, "-m", "pong.server", *arguments]
    env = {"PATH": "", "SECRET_KEY": "x" * 50, **environment}
    done = subprocess.run(command, cwd=BACKEND_DIR, env=env, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode in {1, 2}
    assert "Traceback" not in done.stderr
    return done.stderr.splitlines()[-1]


@pytest.mark.parametrize("port", ["0", "65536", "-1", "http", "80.0", ""])
def test_a_port_that_is_none_is_said_to_be_none(port: str) -> None:
    assert refused(f"--port={port}").endswith(f"a port is a number from 1 to 65535, not {port!r}")


@pytest.mark.parametrize("seconds", ["-1", "61", "nan", "soon"])
def test_a_window_that_is_none_is_said_to_be_none(seconds: str) -> None:
    assert refused(DRAIN_S=seconds).endswith(f"a number from 0 to 60 is needed, not {seconds!r}")


def test_a_taken_port_is_said_to_be_taken() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert refused("--port", str(port)) == f"Cannot listen on 127.0.0.1 port {port}: Address already in use"


def test_an_address_of_another_machine_is_said_to_be_none_of_this_one() -> None:
    assert refused("--bind", "192.0.2.1").startswith("Cannot listen on 192.0.2.1 port 8000: ")


class Port:
    """A listening port that notes when it is closed."""

    def __init__(self) -> None:
        self.closed = asyncio.Event()

    def stopListening(self) -> None:
        self.closed.set()


class Server(GameServer):
    """Twisted's reactor never runs here, so that a server only says when it would stop it."""

    def __init__(self, drain: Drain) -> None:
        super().__init__(None, drain=drain, drain_s=7.0, host="127.0.0.1", port=1)
        self.stopped = asyncio.Event()

    def stop(self) -> None:
        self.stopped.set()


class Stop:
    """A server that listens on a `Port`, and the drain that it awaits, which lasts until `let_go` or for ever."""

    def __init__(self, drain: Drain | None = None) -> None:
        self.windows: list[float] = []
        self.let_go = asyncio.Event()
        self.cut_short = False
        self.port = Port()
        self.server = Server(drain or self._drain)
        self.server.listen_success(self.port)

    async def _drain(self, window_s: float) -> None:
        assert not self.port.closed.is_set()
        self.windows.append(window_s)
        try:
            await self.let_go.wait()
        except asyncio.CancelledError:
            self.cut_short = True
            raise


async def test_told_to_stop_it_closes_its_port_and_ends_after_the_drain() -> None:
    stop = Stop()
    stop.server.told_to_stop()
    await stop.port.closed.wait()
    assert stop.windows == [7.0]
    assert not stop.server.stopped.is_set()
    stop.let_go.set()
    await stop.server.stopped.wait()
    assert not stop.cut_short


async def test_told_twice_it_cuts_the_drain_short_and_ends() -> None:
    stop = Stop()
    stop.server.told_to_stop()
    await stop.port.closed.wait()
    stop.server.told_to_stop()
    await stop.server.stopped.wait()
    assert stop.cut_short


async def test_a_drain_that_fails_ends_the_server_all_the_same(caplog: pytest.LogCaptureFixture) -> None:
    async def fails(_: float) -> None:
        raise ZeroDivisionError

    stop = Stop(fails)
    stop.server.told_to_stop()
    await stop.server.stopped.wait()
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == ["the drain failed"]


@pytest.fixture
async def running() -> AsyncIterator[asyncio.Task[Any]]:
    """An application that runs for as long as it may."""
    task = asyncio.get_running_loop().create_task(asyncio.Event().wait())
    yield task
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


async def test_what_runs_is_cancelled_though_a_request_is_half_here(running: asyncio.Task[Any]) -> None:
    """Daphne's own version stops at the half request with a KeyError, and cancels nothing."""
    server = Stop().server
    half, whole = SimpleNamespace(), SimpleNamespace()
    server.connections = {id(half): {"connected": 0.0}, id(whole): {"connected": 0.0, "application_instance": running}}
    await server.kill_all_applications().asFuture(asyncio.get_running_loop())
    assert running.cancelled()


async def test_with_nothing_running_there_is_nothing_to_wait_for() -> None:
    server = Stop().server
    server.connections = {}
    await server.kill_all_applications().asFuture(asyncio.get_running_loop())
