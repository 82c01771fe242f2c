"""What one socket still has to get. Knows asyncio, and of the socket only two coroutine functions."""

from __future__ import annotations

import asyncio
import logging
import types
from collections import deque
from collections.abc import Callable, Coroutine, Generator
from typing import Any

from pong.messages.codes import Close
from pong.rooms.ports import Moves
from pong.rooms.window import Window

log = logging.getLogger(__name__)

Sending = Coroutine[Any, Any, None]

# A reader that acknowledges does it several times a second. This is a phone that has lost its network, not one that
# changes it; it comes back to a new socket and gets the present there.
PATIENCE_S = 10.0


class Outbox:
    """Hands texts to the server's ``send`` (one or more, in one go); a room's loop never waits for it.

    A ``send`` hardly ever waits, so that it is run here and now: no task and no queue lie between a tick and the
    socket. Where it does wait (under Daphne for a reader that has stopped, see pong/line.py), what remains of it goes
    on in a task. A reader that acknowledges frames can stop in a second way, which no buffer on the line hides: with
    too many of them unread (see window.py) nothing more is sent until it acknowledges one.

    What comes meanwhile is kept: events in order, up to ``max_events``, and of frames only the newest, because old
    positions are worth nothing. It keeps its place among the events: a frame after the end of its match would be a
    lie. A member whose events do not fit any more, or that acknowledges nothing for too long, is closed as too slow.
    """

    remote = False

    def __init__(
        self, *, extended: bool, send: Callable[..., Sending], close: Callable[[int], Sending], max_events: int = 32
    ) -> None:
        self.extended = extended
        self._send = send
        self._close = close
        self._max_events = max_events
        self._events: deque[str] = deque()
        self._moves: dict[str, str] = {}  # the newest of each slot; they are sent with the next frame
        self._frame: tuple[str, int] | None = None  # the newest, with its tick
        self._said_before = 0  # how many of the events come before that frame
        self._waiting: asyncio.Task[None] | None = None
        self._window = Window()
        self._patience: asyncio.TimerHandle | None = None  # runs for as long as the window is shut
        self.closed = False
        self._goodbye: Close | None = None  # what the socket is closed with when all that waits is sent

    def put_event(self, text: str) -> None:
        """Send what must not be lost."""
        if self.closed:
            return
        if self._waiting is None and self._patience is None:
            self._run(self._send(text))
        elif len(self._events) < self._max_events:
            self._events.append(text)
        else:
            self._give_up()

    def put_frame(self, text: str, tick: int) -> None:
        """Send what the next frame makes worthless."""
        if self.closed:
            return
        is_full = self._window.full
        if self._waiting is None and not is_full:
            self._window.sent(tick)
            self._run(self._send(*self._take_moves(), text))
            return
        self._frame, self._said_before = (text, tick), len(self._events)
        if is_full:
            self._shut()

    def put_moves(self, moves: Moves, frame: tuple[str, int] | None) -> None:
        """Send moves and a frame, in one go; if they have to wait, the newest of each."""
        if self.closed:
            return
        if self._waiting is None and self._patience is None and not (frame and self._window.full):
            texts = [text for _, text in moves]
            if frame is not None:
                self._window.sent(frame[1])
                texts.append(frame[0])
            self._run(self._send(*texts))
            return
        self._moves.update(moves)
        if frame is not None:
            self.put_frame(*frame)

    def acknowledge(self, tick: int) -> None:
        """The reader has the frame of ``tick``; of a tick that was not sent nothing is believed."""
        if self._window.acknowledge(tick) and self._patience is not None:
            self._open()
            self._drain()

    def close(self, code: Close) -> None:
        """Close the socket after what waits for it; later texts go nowhere."""
        if self.closed:
            return
        self.closed = True
        self._frame = None
        self._goodbye = code
        self._open()  # a goodbye waits for no acknowledgement
        self._drain()

    def abandon(self) -> None:
        """The socket is gone: send nothing more and keep nothing."""
        self._forget()
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            waiting.cancel()

    def _shut(self) -> None:
        """Keep everything from now on, for as long as a reader may be silent."""
        if self._patience is None:
            self._patience = asyncio.get_running_loop().call_later(PATIENCE_S, self._give_up)

    def _open(self) -> None:
        patience, self._patience = self._patience, None
        if patience is not None:
            patience.cancel()

    def _give_up(self) -> None:
        """Close at once, past all that waits: a close behind it would wait for the reader that has stopped reading."""
        self.abandon()
        self._run(self._close(int(Close.TOO_FAST_OR_TOO_SLOW)))

    def _forget(self) -> None:
        self.closed = True
        self._events.clear()
        self._moves.clear()
        self._frame = None
        self._goodbye = None
        self._open()

    def _drain(self) -> None:
        """Send what waits, until something has to be waited for."""
        while self._waiting is None and (sending := self._next()) is not None:
            self._run(sending)

    def _next(self) -> Sending | None:
        """What is to be sent next of all that waits; None if there is nothing, or the window is shut."""
        if self._patience is not None:
            return None
        if self._frame is not None and self._said_before == 0:
            (text, tick), self._frame = self._frame, None
            self._window.sent(tick)
            return self._send(*self._take_moves(), text)
        if self._events:
            self._said_before -= 1
            return self._send(self._events.popleft())
        code, self._goodbye = self._goodbye, None
        return None if code is None else self._close(int(code))

    def _take_moves(self) -> list[str]:
        texts = list(self._moves.values())
        self._moves.clear()
        return texts

    def _run(self, sending: Sending) -> None:
        try:
            waits_for = sending.send(None)
        except StopIteration:
            return
        except Exception:
            # One socket's trouble is not its room's; the server will tell its consumer.
            log.exception("a frame could not be sent")
            self._forget()
            return
        self._waiting = asyncio.get_running_loop().create_task(self._finish(sending, waits_for), name="outbox")

    async def _finish(self, sending: Sending, waits_for: object) -> None:
        try:
            await _rest_of(sending, waits_for)
            while (following := self._next()) is not None:
                await following
        except Exception:
            log.exception("a frame could not be sent")
            self._forget()
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
