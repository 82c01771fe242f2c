"""What one socket still has to get. Knows asyncio, and of the socket only two coroutine functions."""

from __future__ import annotations

import asyncio
import logging
import types
from collections import deque
from collections.abc import Callable, Coroutine, Generator
from typing import Any

from pong.messages.codes import Close

log = logging.getLogger(__name__)

Sending = Coroutine[Any, Any, None]


class Outbox:
    """Hands texts to the server's ``send``; a room's loop never waits for it.

    A ``send`` hardly ever waits, so that it is run here and now: no task and no queue lie between a tick and the
    socket. Where it does wait (under Daphne for a reader that has stopped, see pong/line.py), what remains of it goes
    on in a task, and what comes meanwhile is kept: events in order, up to ``max_events``, and of frames only the
    newest, because old positions are worth nothing. A member whose events do not fit any more is closed as too slow.
    """

    remote = False

    def __init__(
        self, *, extended: bool, send: Callable[[str], Sending], close: Callable[[int], Sending], max_events: int = 32
    ) -> None:
        self.extended = extended
        self._send = send
        self._close = close
        self._max_events = max_events
        self._events: deque[str] = deque()
        self._frame: str | None = None
        self._waiting: asyncio.Task[None] | None = None
        self.closed = False
        self._goodbye: Close | None = None  # what the socket is closed with when all that waits is sent

    def put_event(self, text: str) -> None:
        """Send what must not be lost."""
        if self.closed:
            return
        if self._waiting is None:
            self._run(self._send(text))
        elif len(self._events) < self._max_events:
            if self._frame is not None:
                # It was said first: a frame after the end of its match would be a lie.
                self._events.append(self._frame)
                self._frame = None
            self._events.append(text)
        else:
            self._give_up()

    def put_frame(self, text: str) -> None:
        """Send what the next frame makes worthless."""
        if self.closed:
            return
        if self._waiting is None:
            self._run(self._send(text))
        else:
            self._frame = text

    def close(self, code: Close) -> None:
        """Close the socket after what waits for it; later texts go nowhere."""
        if self.closed:
            return
        self.closed = True
        self._frame = None
        if self._waiting is None:
            self._run(self._close(int(code)))
        else:
            self._goodbye = code

    def abandon(self) -> None:
        """The socket is gone: send nothing more and keep nothing."""
        self.closed = True
        self._events.clear()
        self._frame = None
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            waiting.cancel()

    def _give_up(self) -> None:
        """Close at once, past all that waits: a close behind it would wait for the reader that has stopped reading."""
        self.abandon()
        self._run(self._close(int(Close.TOO_FAST_OR_TOO_SLOW)))

    def _run(self, sending: Sending) -> None:
        try:
            waits_for = sending.send(None)
        except StopIteration:
            return
        except Exception:
            # One socket's trouble is not its room's; the server will tell its consumer.
            log.exception("a frame could not be sent")
            self.closed = True
            return
        self._waiting = asyncio.get_running_loop().create_task(self._finish(sending, waits_for), name="outbox")

    async def _finish(self, sending: Sending, waits_for: object) -> None:
        try:
            await _rest_of(sending, waits_for)
            while self._events or self._frame is not None:
                if self._events:
                    await self._send(self._events.popleft())
                elif self._frame is not None:
                    text, self._frame = self._frame, None
                    await self._send(text)
            if self._goodbye is not None:
                await self._close(int(self._goodbye))
        except Exception:
            log.exception("a frame could not be sent")
            self.closed = True
        finally:
            if self._waiting is asyncio.current_task():
                self._waiting = None


@types.coroutine
def _rest_of(coroutine: Sending, waits_for: object) -> Generator[object, object, None]:
    """Await what is left of a coroutine that has already been started and now waits for ``waits_for``."""
    while True:
        try:
            try:
                received = yield waits_for
            except BaseException as error:
                waits_for = coroutine.throw(error)
            else:
                waits_for = coroutine.send(received)
        except StopIteration:
            return
