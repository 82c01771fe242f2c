"""What a socket gets, when its server's ``send`` takes everything at once, waits, or fails."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

import pytest

from pong.messages.codes import Close
from pong.rooms.outbox import Outbox


class Socket:
    """Where texts go; ``open_gate`` lets them through, if they have to wait."""

    def __init__(self, *, waits: bool = False) -> None:
        self.sent: list[str | int] = []
        self.gate = asyncio.Event()
        self.error: Exception | None = None
        self.close_waits = True
        if not waits:
            self.gate.set()

    async def send(self, *texts: str) -> None:
        await self.gate.wait()
        if self.error is not None:
            raise self.error
        self.sent += texts

    async def close(self, code: int) -> None:
        if self.close_waits:
            await self.gate.wait()
        self.sent.append(code)

    def outbox(self, max_events: int = 32) -> Outbox:
        return Outbox(extended=False, send=self.send, close=self.close, max_events=max_events)


async def turns(count: int = 20) -> None:
    for _ in range(count):
        await asyncio.sleep(0)


async def test_a_send_that_does_not_wait_is_done_before_put_returns() -> None:
    socket = Socket()
    outbox = socket.outbox()
    tasks = asyncio.all_tasks()
    outbox.put_event("event")
    outbox.put_frame("frame", 1)
    outbox.close(Close.GOODBYE)
    assert socket.sent == ["event", "frame", 4000]
    assert asyncio.all_tasks() == tasks


async def test_after_the_close_nothing_more_is_sent() -> None:
    socket = Socket()
    outbox = socket.outbox()
    outbox.close(Close.GOODBYE)
    outbox.close(Close.REPLACED)
    outbox.put_event("event")
    outbox.put_frame("frame", 1)
    assert socket.sent == [4000]


async def test_while_the_socket_waits_events_are_kept_and_of_frames_the_newest() -> None:
    socket = Socket(waits=True)
    outbox = socket.outbox()
    outbox.put_event("first")
    outbox.put_frame("frame 1", 1)
    outbox.put_frame("frame 2", 2)
    await turns()
    assert socket.sent == []
    socket.gate.set()
    await turns()
    assert socket.sent == ["first", "frame 2"]
    outbox.put_event("later")
    assert socket.sent[-1] == "later", "who has caught up gets everything at once again"


async def test_what_was_said_first_is_sent_first() -> None:
    """A frame of a match must not come after its game_over, nor one after ``paused``."""
    socket = Socket(waits=True)
    outbox = socket.outbox()
    outbox.put_frame("frame 1", 1)
    outbox.put_frame("frame 2", 2)
    outbox.put_event("paused")
    outbox.put_event("playing")
    outbox.put_frame("frame 3", 3)
    outbox.put_frame("frame 4", 4)
    socket.gate.set()
    await turns()
    assert socket.sent == ["frame 1", "paused", "playing", "frame 4"]


async def test_the_newest_frame_keeps_its_place_among_the_events() -> None:
    socket = Socket(waits=True)
    outbox = socket.outbox()
    outbox.put_frame("frame 1", 1)
    outbox.put_event("point")
    outbox.put_frame("frame 2", 2)
    outbox.put_event("game over")
    socket.gate.set()
    await turns()
    assert socket.sent == ["frame 1", "point", "frame 2", "game over"]


async def test_a_frame_that_waits_itself_is_followed_by_the_newest() -> None:
    socket = Socket(waits=True)
    outbox = socket.outbox()
    outbox.put_frame("frame 1", 1)
    outbox.put_frame("frame 2", 2)
    socket.gate.set()
    await turns()
    assert socket.sent == ["frame 1", "frame 2"]


async def test_a_close_waits_for_the_events_before_it() -> None:
    socket = Socket(waits=True)
    outbox = socket.outbox()
    outbox.put_event("first")
    outbox.put_event("second")
    outbox.put_frame("frame", 1)
    outbox.close(Close.REPLACED)
    outbox.put_event("too late")
    socket.gate.set()
    await turns()
    assert socket.sent == ["first", "second", 4001]


async def test_who_cannot_keep_up_with_events_is_closed_as_too_slow_and_not_waited_for() -> None:
    socket = Socket(waits=True)
    outbox = socket.outbox(max_events=3)
    socket.close_waits = False  # Daphne takes a close at once, and cuts the line when the reader does not answer it
    for number in range(6):
        outbox.put_event(f"event {number}")
    assert socket.sent == [4008]
    assert outbox.closed
    await turns()
    socket.gate.set()
    await turns()
    assert socket.sent == [4008]


async def test_a_close_of_a_slow_socket_that_waits_itself_is_gone_on_with() -> None:
    socket = Socket(waits=True)
    outbox = socket.outbox(max_events=1)
    for number in range(3):
        outbox.put_event(f"event {number}")
    await turns()
    assert socket.sent == []
    socket.gate.set()
    await turns()
    assert socket.sent == [4008]


async def test_any_number_of_frames_is_no_reason_to_close() -> None:
    socket = Socket(waits=True)
    outbox = socket.outbox(max_events=3)
    for number in range(1000):
        outbox.put_frame(f"frame {number}", number)
    socket.gate.set()
    await turns()
    assert socket.sent == ["frame 0", "frame 999"]


@pytest.mark.parametrize("turns_before", [0, 1, 5])
@pytest.mark.parametrize("is_closing", [False, True])
async def test_an_abandoned_socket_gets_nothing_more(turns_before: int, is_closing: bool) -> None:
    socket = Socket(waits=True)
    outbox = socket.outbox()
    outbox.put_event("first")
    outbox.put_event("second")
    outbox.put_frame("frame", 1)
    if is_closing:
        outbox.close(Close.GOODBYE)
    await turns(turns_before)
    outbox.abandon()
    outbox.put_event("third")
    outbox.put_frame("frame", 1)
    outbox.close(Close.GOODBYE)
    await turns()
    socket.gate.set()
    await turns()
    assert socket.sent == []
    assert [task for task in asyncio.all_tasks() if task.get_name() == "outbox"] == []


async def test_an_abandoned_idle_socket_gets_nothing_more() -> None:
    socket = Socket()
    outbox = socket.outbox()
    outbox.abandon()
    outbox.put_event("event")
    assert socket.sent == []


@pytest.mark.parametrize("waits", [False, True])
async def test_a_socket_that_fails_is_left_alone_and_its_room_does_not_notice(
    waits: bool, caplog: pytest.LogCaptureFixture
) -> None:
    socket = Socket(waits=waits)
    socket.error = ConnectionError("gone")
    outbox = socket.outbox()
    outbox.put_event("first")
    outbox.put_event("second")
    outbox.close(Close.GOODBYE)
    socket.gate.set()
    await turns()
    outbox.put_event("third")
    assert socket.sent == []
    (record,) = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert record.getMessage() == "a frame could not be sent"


async def sleeping_nothing(text: str, sent: list[str]) -> None:
    """Gives way once without waiting for anything."""
    await asyncio.sleep(0)
    sent.append(text)


async def waiting_twice(text: str, sent: list[str]) -> None:
    for _ in range(2):
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        asyncio.get_running_loop().call_soon(future.set_result, None)
        await future
    sent.append(text)


async def catching_an_error(text: str, sent: list[str]) -> None:
    future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    asyncio.get_running_loop().call_soon(future.set_exception, OSError())
    try:
        await future
    except OSError:
        sent.append(text)


@pytest.mark.parametrize("way", [sleeping_nothing, waiting_twice, catching_an_error])
async def test_every_way_of_waiting_is_gone_on_with(way: Callable[[str, list[str]], Awaitable[None]]) -> None:
    sent: list[str] = []

    async def send(text: str) -> None:
        await way(text, sent)

    async def close(code: int) -> None:
        sent.append(str(code))

    outbox = Outbox(extended=True, send=send, close=close)
    assert outbox.extended
    outbox.put_event("one")
    outbox.put_event("two")
    assert sent == []
    await turns()
    assert sent == ["one", "two"]
