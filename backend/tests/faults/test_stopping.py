"""How a server ends that is told to stop, and that it does not stand still before. ``native_server`` sends SIGTERM at
its block's end, and wants exit code 0 and a clean log."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.support.raw import TEXT, RawSocket, handshake, head
from tests.support.rooms import RoomFactory, new_room_code
from tests.support.servers import (
    BACKEND_DIR,
    STOP_LIMIT_S,
    RunningServer,
    free_port,
    is_healthy,
    native_server,
    serve_command,
    server_environment,
    wait_until,
)

pytestmark = pytest.mark.faults

SERVERS = pytest.mark.parametrize("own", [True, False], ids=["pong.server", "daphne"])
CREATE_ROOM = b'{"type":"create_room"}'
PIPE_BYTES = 4096
MANY_LINES = 300  # some 50 kB
HALF_OPEN = {
    "nothing": b"",
    "half a head": b"GET / HTTP/1.1\r\nHost: localhost\r\n",
    "a head without its body": b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nhalf",
    "half a handshake": handshake("ws://localhost", "HALF")[:-2],
}


@contextlib.contextmanager
def slow_server(folder: Path, *, own: bool = True) -> Iterator[RunningServer]:
    """It hands its rooms over for as long as it is let."""
    application = "tests.support.slow_hand_over:application"
    with native_server(folder, own=own, application=application, outages=True) as running:
        yield running


def connected(server: RunningServer) -> socket.socket:
    url = urlsplit(server.http_url)
    assert url.hostname is not None
    assert url.port is not None
    return socket.create_connection((url.hostname, url.port), timeout=5)


def is_accepting(server: RunningServer) -> bool:
    try:
        connected(server).close()
    except ConnectionError:
        return False
    return True


def tell_to_stop(server: RunningServer, number: signal.Signals = signal.SIGTERM) -> None:
    assert server.pid is not None
    os.kill(server.pid, number)


def ask(link: http.client.HTTPConnection, path: str, **headers: str) -> tuple[int, dict[str, Any]]:
    """The status and the JSON of an answer, over a connection that is kept."""
    link.request("GET", path, headers=headers)
    answer = link.getresponse()
    text = answer.read()
    return answer.status, json.loads(text) if answer.status in {200, 503} else {}


@contextlib.contextmanager
def unread_server(folder: Path, *, own: bool) -> Iterator[tuple[RunningServer, subprocess.Popen[bytes]]]:
    """A server whose standard error nobody reads. Plain Daphne writes its access log to standard output: see
    context/operations.md."""
    port, reading, writing = free_port(), *os.pipe()
    fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, PIPE_BYTES)
    env = server_environment(folder / "db.sqlite3", "")
    migrate = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(migrate, cwd=BACKEND_DIR, env=env, check=True)
    stdout = writing if own else subprocess.DEVNULL
    command = serve_command(port, own=own)
    process = subprocess.Popen(command, cwd=BACKEND_DIR, env=env, stdout=stdout, stderr=writing)
    try:
        server = RunningServer(f"ws://127.0.0.1:{port}", process.pid)
        wait_until(lambda: is_healthy(server.http_url), "the server")
        yield server, process
    finally:
        process.kill()
        process.wait()
        os.close(reading)
        os.close(writing)


@SERVERS
@pytest.mark.parametrize("sent", HALF_OPEN.values(), ids=HALF_OPEN)
async def test_what_is_half_open_does_not_keep_a_server(tmp_path: Path, own: bool, sent: bytes) -> None:
    """Nor does a client that answers no goodbye. All of them stay connected until the process is gone."""
    with contextlib.ExitStack() as links, native_server(tmp_path, own=own) as server:
        for _ in range(3):
            links.enter_context(connected(server)).sendall(sent)
        silent = await RawSocket.open(server.url, new_room_code())
        links.callback(silent.cut)
        await silent.send(head(TEXT, len(CREATE_ROOM)) + CREATE_ROOM)
        await silent.receive()


@SERVERS
async def test_a_process_that_drains_says_so_and_lets_nobody_in(tmp_path: Path, own: bool) -> None:
    """Whoever is here plays on, and is told goodbye at the end."""
    with slow_server(tmp_path, own=own) as server:
        kept = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=5)
        with contextlib.closing(kept):
            assert ask(kept, "/readyz")[0] == 200
            async with RoomFactory(server.url) as factory:
                pair = await factory.ready_pair()
                tell_to_stop(server)
                wait_until(lambda: not is_accepting(server), "the port to close")
                status, said = ask(kept, "/readyz")
                assert (status, said["checks"]["draining"]) == (503, "the process has been told to stop")
                assert ask(kept, "/healthz")[0] == 200
                await pair[0].frames(30)
                if own:  # plain Daphne's window ends by itself, and soon
                    tell_to_stop(server)
                assert [await client.closed() for client in pair] == [4012, 4012]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_told_twice_a_server_ends_at_once_and_its_clients_are_told(
    tmp_path: Path, number: signal.Signals
) -> None:
    with slow_server(tmp_path) as server:
        async with RoomFactory(server.url) as factory:
            pair = await factory.ready_pair()
            tell_to_stop(server)
            wait_until(lambda: not is_accepting(server), "the port to close")
            tell_to_stop(server, number)
            assert [await client.closed() for client in pair] == [4012, 4012]


async def test_a_socket_that_comes_in_the_middle_of_a_drain_is_sent_on(tmp_path: Path) -> None:
    """A kept-alive connection may still be upgraded when the port is closed."""
    with slow_server(tmp_path) as server:
        reader, writer = await asyncio.open_connection(*urlsplit(server.url).netloc.split(":"))
        writer.write(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        await reader.readuntil(b'"ok"}')
        tell_to_stop(server)
        wait_until(lambda: not is_accepting(server), "the port to close")
        late = RawSocket(reader, writer)
        await late.send(handshake(server.url, new_room_code()))
        await reader.readuntil(b"\r\n\r\n")
        assert await late.close_code() == 4012
        late.cut()


@SERVERS
async def test_a_log_that_nobody_reads_stops_nothing(tmp_path: Path, own: bool) -> None:
    with unread_server(tmp_path, own=own) as (server, process):
        async with RoomFactory(server.url) as factory:
            first, second = await factory.ready_pair(points_limit=21)
            kept = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=5)
            with contextlib.closing(kept):
                for _ in range(MANY_LINES):  # each is a line in the log
                    assert ask(kept, "/", Host="nobody.example")[0] == 400
            frames = await first.frames(60)
            assert [frame["tick"] for frame in frames] == list(range(frames[0]["tick"], frames[0]["tick"] + 60))
            await second.ping()
        assert is_healthy(server.http_url)
        process.send_signal(signal.SIGTERM)
        assert process.wait(STOP_LIMIT_S) == 0
