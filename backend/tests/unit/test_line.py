"""Frames go straight to the socket where nothing waits before them; the real one is in faults/test_slow_readers.py."""

from __future__ import annotations

import asyncio
import socket
from collections import deque
from collections.abc import Iterator
from functools import partial
from importlib.metadata import version
from types import SimpleNamespace
from typing import Any

import pytest
from autobahn.websocket.protocol import WebSocketProtocol

from pong.line import BUFFER_BYTES, Line, framed, line_of


class Transport:
    """Twisted's transport, as far as a line knows it, over a real socket."""

    TLS = False
    connected = True
    bufferSize = 65536

    def __init__(self, end: socket.socket) -> None:
        self.socket = end
        self.dataBuffer = b""
        self._tempDataBuffer: list[bytes] = []
        self.producer: Any = "the handshake's"

    @property
    def later(self) -> bytes:
        return b"".join(self._tempDataBuffer)

    def write(self, content: bytes) -> None:
        self._tempDataBuffer.append(content)

    def unregisterProducer(self) -> None:
        self.producer = None

    def registerProducer(self, producer: Any, streaming: bool) -> None:
        assert self.producer is None
        assert streaming
        self.producer = producer


class Protocol:
    """Autobahn's protocol, as far as a line knows it."""

    STATE_OPEN = WebSocketProtocol.STATE_OPEN

    def __init__(self, transport: Transport) -> None:
        self.transport = transport
        self.state = self.STATE_OPEN
        self.send_queue: deque[Any] = deque()
        self.sent: list[tuple[bytes, bool]] = []

    def sendMessage(self, payload: bytes, is_binary: bool) -> None:
        self.sent.append((payload, is_binary))


@pytest.fixture
def ends() -> Iterator[tuple[socket.socket, socket.socket]]:
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    theirs.setblocking(False)
    with ours, theirs:
        yield ours, theirs


@pytest.fixture
def protocol(ends: tuple[socket.socket, socket.socket]) -> Protocol:
    return Protocol(Transport(ends[0]))


@pytest.fixture
def line(protocol: Protocol) -> Line:
    return Line(protocol)


@pytest.mark.parametrize(
    ("size", "head"),
    [
        (0, b"\x81\x00"),
        (125, b"\x81\x7d"),
        (126, b"\x81\x7e\x00\x7e"),
        (65535, b"\x81\x7e\xff\xff"),
        (65536, b"\x81\x7f" + (65536).to_bytes(8, "big")),
    ],
)
def test_a_frame_has_the_length_that_the_rfc_asks_for(size: int, head: bytes) -> None:
    assert framed("x" * size) == head + b"x" * size


def test_a_frame_is_counted_in_bytes_and_built_once() -> None:
    text = "ö" * 70
    assert framed(text)[:4] == b"\x81\x7e\x00\x8c"
    assert framed(text) is framed(text)


def test_a_text_is_on_the_socket_when_send_returns(
    line: Line, protocol: Protocol, ends: tuple[socket.socket, socket.socket]
) -> None:
    line.send("first")
    line.send("second")
    assert ends[1].recv(99) == framed("first") + framed("second")
    assert protocol.transport.later == b""


@pytest.mark.parametrize("waits_in", ["_tempDataBuffer", "dataBuffer"])
def test_what_waits_in_the_transport_stays_first(
    line: Line, protocol: Protocol, ends: tuple[socket.socket, socket.socket], waits_in: str
) -> None:
    setattr(protocol.transport, waits_in, [b"handshake"] if waits_in == "_tempDataBuffer" else b"handshake")
    line.send("first")
    assert protocol.transport.later.endswith(framed("first"))
    with pytest.raises(BlockingIOError):
        ends[1].recv(99)


def test_under_tls_the_transport_writes(line: Line, protocol: Protocol) -> None:
    protocol.transport.TLS = True
    line.send("secret")
    assert protocol.transport.later == framed("secret")


def test_what_the_kernel_does_not_take_is_left_to_the_transport(
    line: Line, protocol: Protocol, ends: tuple[socket.socket, socket.socket]
) -> None:
    text = "x" * 60_000
    while not protocol.transport.later:
        line.send(text)
    line.send("last")
    received = b""
    while True:
        try:
            received += ends[1].recv(1 << 20)
        except BlockingIOError:
            break
    whole = received + protocol.transport.later
    assert whole == framed(text) * (len(whole) // len(framed(text))) + framed("last")


def test_a_lost_line_raises_nothing(line: Line, protocol: Protocol, ends: tuple[socket.socket, socket.socket]) -> None:
    ends[1].close()
    line.send("into the void")
    assert protocol.transport.later == framed("into the void")


def test_nothing_is_sent_on_a_websocket_that_closes(
    line: Line, protocol: Protocol, ends: tuple[socket.socket, socket.socket]
) -> None:
    protocol.state = WebSocketProtocol.STATE_CLOSING
    line.send("too late")
    with pytest.raises(BlockingIOError):
        ends[1].recv(99)


def test_what_autobahn_has_queued_stays_first(line: Line, protocol: Protocol) -> None:
    protocol.send_queue.append((b"fragment", True))
    line.send("second")
    assert protocol.sent == [(b"second", False)]


async def test_a_reader_that_reads_is_not_waited_for(line: Line, protocol: Protocol) -> None:
    assert not line.is_full
    await line.drained()
    assert protocol.transport.producer is line
    assert protocol.transport.bufferSize == BUFFER_BYTES


async def test_a_full_buffer_is_waited_for_until_it_has_been_read(line: Line) -> None:
    line.pauseProducing()
    line.pauseProducing()
    assert line.is_full
    waiting = asyncio.ensure_future(line.drained())
    await asyncio.sleep(0)
    assert not waiting.done()
    line.resumeProducing()
    line.resumeProducing()
    await waiting
    assert not line.is_full


async def test_nobody_waits_for_a_connection_that_is_lost(line: Line) -> None:
    line.pauseProducing()
    waiting = asyncio.ensure_future(line.drained())
    await asyncio.sleep(0)
    line.stopProducing()
    await waiting


async def test_whoever_gave_up_waiting_does_not_disturb_the_transport(line: Line) -> None:
    line.pauseProducing()
    waiting = asyncio.ensure_future(line.drained())
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    line.resumeProducing()
    await line.drained()


async def _send(*_: Any) -> None: ...


def test_only_a_send_that_is_bound_to_a_transport_has_a_line(protocol: Protocol) -> None:
    assert line_of(_send) is None
    assert line_of(partial(_send)) is None
    assert line_of(partial(_send, SimpleNamespace())) is None
    assert line_of(partial(_send, SimpleNamespace(transport=object()))) is None
    assert line_of(partial(_send, protocol)) is not None


def test_the_libraries_are_those_that_a_line_was_read_against() -> None:
    """It reads `dataBuffer`, `_tempDataBuffer`, `TLS`, `socket` of Twisted's and `state`, `send_queue` of autobahn's.

    After an upgrade: read pong/line.py beside their new sources, run tests/faults/test_slow_readers.py and `make
    bench`, and put the new versions here.
    """
    assert (version("twisted"), version("autobahn")) == ("26.10.0", "26.10.2")
