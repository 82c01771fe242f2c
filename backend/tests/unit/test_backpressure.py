"""Daphne's ``send`` waits while its buffer is full. The real transport is in faults/test_slow_readers.py."""

from __future__ import annotations

import asyncio
from functools import partial
from types import SimpleNamespace
from typing import Any

from pong.backpressure import BUFFER_BYTES, Backpressure, backpressure_of


class Transport:
    """What Twisted's transports offer to producers."""

    bufferSize = 65536

    def __init__(self) -> None:
        self.producer: Any = "the handshake's"

    def getHandle(self) -> Any:
        raise OSError("the socket is gone")

    def unregisterProducer(self) -> None:
        self.producer = None

    def registerProducer(self, producer: Any, streaming: bool) -> None:
        assert self.producer is None
        assert streaming
        self.producer = producer


async def test_a_reader_that_reads_is_not_waited_for() -> None:
    transport = Transport()
    backpressure = Backpressure(transport)
    await backpressure.drained()
    assert transport.producer is backpressure
    assert transport.bufferSize == BUFFER_BYTES


async def test_a_full_buffer_is_waited_for_until_it_has_been_read() -> None:
    backpressure = Backpressure(Transport())
    backpressure.pauseProducing()
    backpressure.pauseProducing()
    waiting = asyncio.ensure_future(backpressure.drained())
    await asyncio.sleep(0)
    assert not waiting.done()
    backpressure.resumeProducing()
    backpressure.resumeProducing()
    await waiting


async def test_nobody_waits_for_a_connection_that_is_lost() -> None:
    backpressure = Backpressure(Transport())
    backpressure.pauseProducing()
    waiting = asyncio.ensure_future(backpressure.drained())
    await asyncio.sleep(0)
    backpressure.stopProducing()
    await waiting


async def test_whoever_gave_up_waiting_does_not_disturb_the_transport() -> None:
    backpressure = Backpressure(Transport())
    backpressure.pauseProducing()
    waiting = asyncio.ensure_future(backpressure.drained())
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    backpressure.resumeProducing()
    await backpressure.drained()


async def _send(*_: Any) -> None: ...


def test_only_a_send_that_is_bound_to_a_transport_has_backpressure() -> None:
    assert backpressure_of(_send) is None
    assert backpressure_of(partial(_send)) is None
    assert backpressure_of(partial(_send, SimpleNamespace())) is None
    assert backpressure_of(partial(_send, SimpleNamespace(transport=object()))) is None
    assert backpressure_of(partial(_send, SimpleNamespace(transport=Transport()))) is not None
