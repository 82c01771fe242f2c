"""The server's command line, and how it stops; with real sockets in faults/test_stopping.py."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from twisted.internet.protocol import Factory

from pong.server import GameServer, cancel_applications, reactor
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


class Server(GameServer):
    """Twisted's reactor never runs here, so that a server only says when it would stop it."""

    def __init__(self, drain: Any) -> None:
        super().__init__(None, drain=drain, drain_s=7.0, host="127.0.0.1", port=1)
        self.stopped = asyncio.Event()

    def stop(self) -> None:
        self.stopped.set()


@pytest.fixture
def port() -> Iterator[Any]:
    """A port that Twisted listens on."""
    listening: Any = reactor.listenTCP(0, Factory(), interface="127.0.0.1")
    yield listening
    listening.stopListening()


class Drain:
    """A drain that lasts for ever, or until it is let go."""

    def __init__(self, port: Any) -> None:
        self.begun, self.let_go = asyncio.Event(), asyncio.Event()
        self.cut_short = False
        self._port = port

    async def __call__(self, window_s: float) -> None:
        assert window_s == 7.0
        assert self._port.connected, "readiness says no before the ports do"
        self.begun.set()
        try:
            await self.let_go.wait()
        except asyncio.CancelledError:
            self.cut_short = True
            raise


async def test_told_to_stop_it_closes_its_ports_and_ends_after_the_drain(port: Any) -> None:
    drain = Drain(port)
    server = Server(drain)
    server.told_to_stop()
    await drain.begun.wait()
    await asyncio.sleep(0)
    assert (port.disconnecting or port.disconnected, server.stopped.is_set()) == (True, False)
    drain.let_go.set()
    await server.stopped.wait()
    assert not drain.cut_short


async def test_told_twice_it_cuts_the_drain_short_and_ends(port: Any) -> None:
    drain = Drain(port)
    server = Server(drain)
    server.told_to_stop()
    await drain.begun.wait()
    server.told_to_stop()
    await server.stopped.wait()
    assert drain.cut_short


async def test_a_drain_that_fails_ends_the_server_all_the_same(caplog: pytest.LogCaptureFixture) -> None:
    async def fails(_: float) -> None:
        raise ZeroDivisionError

    server = Server(fails)
    server.told_to_stop()
    await server.stopped.wait()
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
    half, whole = {"connected": 0.0}, {"connected": 0.0, "application_instance": running}
    await cancel_applications({"half": half, "whole": whole})
    assert running.cancelled()


async def test_with_nothing_running_there_is_nothing_to_wait_for() -> None:
    await cancel_applications({})
