"""One socket's visit to the lobby: decode, limit the rate, hand on. Knows no transport."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import assert_never

from pong.lobby.hall import Hall
from pong.messages.codec import BadMessage, refusal
from pong.messages.codes import MAX_MESSAGE_BYTES, Close, Refusal
from pong.messages.lobby import FromVisitor, PlayNow, StopSeeking, decode_visitor, encode_to_visitor
from pong.messages.wire import Ping, Pong
from pong.rooms.buckets import TokenBucket
from pong.rooms.ports import Member


class Visit:
    """What one visitor may say. The search is the socket's own, whatever a message claims."""

    def __init__(self, *, visitor: Member, hall: Hall, now: Callable[[], float] = time.monotonic) -> None:
        self._visitor = visitor
        self._hall = hall
        self._now = now
        # Buttons and a ping a second, and not the keys of a game.
        self._messages = TokenBucket(per_second=10, burst=40)
        self._mistakes = TokenBucket(per_second=1, burst=20)
        hall.enter(visitor)

    def receive(self, frame: str | bytes) -> None:
        """One frame from the client, text or binary. Never raises for what a client sends."""
        if self._visitor.closed:
            return
        size = len(frame.encode("utf-8", "surrogatepass") if isinstance(frame, str) else frame)
        if size > MAX_MESSAGE_BYTES:
            self._visitor.close(Close.BAD_MESSAGES)
        elif not self._messages.take(1, self._now()):
            self._visitor.close(Close.TOO_FAST_OR_TOO_SLOW)
        elif isinstance(frame, bytes):
            self._refuse(Refusal.BINARY_FRAME, "Messages are text frames.")
        else:
            self._understand(frame)

    def end(self) -> None:
        """The socket is gone."""
        self._hall.leave(self._visitor)

    def _understand(self, text: str) -> None:
        try:
            message = decode_visitor(text)
        except BadMessage as bad:
            self._refuse(bad.refusal, bad.explanation)
        else:
            self._act(message)

    def _act(self, message: FromVisitor) -> None:
        match message:
            case PlayNow(person, avoid):
                self._hall.seek(self._visitor, person, avoid)
            case StopSeeking():
                self._hall.stop_seeking(self._visitor)
            case Ping(t=t):
                self._visitor.put_event(encode_to_visitor(Pong(t=t)))
            case unreachable:
                assert_never(unreachable)

    def _refuse(self, code: Refusal, explanation: str) -> None:
        if self._mistakes.take(1, self._now()):
            self._visitor.put_event(refusal(code, explanation))
        else:
            self._visitor.close(Close.BAD_MESSAGES)
