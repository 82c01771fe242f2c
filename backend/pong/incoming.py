"""What a WebSocket may send, held at Daphne's protocol: what is too much is closed by its head, and never kept.

And how one ends, so that the close code reaches the client, who goes by it.

The session has the same limit, for other servers; there, a message is in memory before it is looked at.
"""

from __future__ import annotations

from typing import Any

from daphne.ws_protocol import WebSocketFactory, WebSocketProtocol  # type: ignore[import-untyped]

from pong.messages.codes import MAX_MESSAGE_BYTES, Close


class BoundedProtocol(WebSocketProtocol):  # type: ignore[misc]  # daphne ships no types
    """Closes with 4007 where autobahn alone would cut the line, and the client would never learn why."""

    # Autobahn copies the server's options only where the protocol has none of its own.
    maxMessagePayloadSize = MAX_MESSAGE_BYTES
    maxFramePayloadSize = MAX_MESSAGE_BYTES
    # So long may a client's own goodbye take, s; then the line is cut. Autobahn has 1 s, and its timers (txaio's) end
    # at whole seconds of the clock, up to a second early: of clients that answer after 100 ms every tenth was cut, knew
    # no code, and came back for a seat that a newer socket had taken (4001).
    closeHandshakeTimeout = 4

    def onMessageFrameBegin(self, length: int) -> None:
        """The head of a frame has been read; of its ``length`` bytes none need be here yet."""
        super().onMessageFrameBegin(length)
        # Empty fragments add nothing to the size, and an entry each to the list: no message needs more than its bytes.
        if not self.failedByMe and len(self.message_data) > MAX_MESSAGE_BYTES:
            self._max_message_size_exceeded(self.message_data_total_length, MAX_MESSAGE_BYTES, "too many fragments")

    def onPing(self, payload: bytes) -> None:
        """Answer, unless what was said before has not been read either: pongs are bounded by nothing else."""
        if not self.transport.producerPaused:
            super().onPing(payload)

    def dropConnection(self, abort: bool = False) -> None:
        """After goodbyes from both sides, close; autobahn resets the line even then, which proxies take for a fault."""
        super().dropConnection(abort=abort and not self.wasClean)

    def _max_message_size_exceeded(self, msg_size: int, max_msg_size: int, reason: str) -> None:
        """Autobahn's hook for what is too large. From here on it throws away what comes, and cuts the line in some
        seconds if no goodbye comes back."""
        self.failedByMe = True
        self.sendClose(code=int(Close.BAD_MESSAGES))


def bound_incoming() -> None:
    """Give every WebSocket that Daphne accepts from now on a `BoundedProtocol`."""
    factory: Any = WebSocketFactory
    factory.protocol = BoundedProtocol
