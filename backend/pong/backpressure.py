"""Makes Daphne's ``send`` wait for a reader that has stopped reading. Knows Twisted's transport.

Daphne itself never waits: whatever is sent goes into the transport's buffer, without bound.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from typing import Any

# A second of frames. Behind it an outbox keeps the newest frame, so that a small buffer is also a fresh one.
BUFFER_BYTES = 8 * 1024
# The kernel's own buffer would grow to megabytes before Twisted's gets its first byte.
KERNEL_BUFFER_BYTES = 16 * 1024


class Backpressure:
    """Twisted's push producer of one socket: paused while the transport's buffer is full."""

    def __init__(self, transport: Any) -> None:
        self._resumed: asyncio.Future[None] | None = None
        with contextlib.suppress(OSError, AttributeError):  # no socket below, or it is gone already
            transport.getHandle().setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, KERNEL_BUFFER_BYTES)
        transport.bufferSize = BUFFER_BYTES
        # Until now the producer was the HTTP channel of the handshake, which stops *reading* when writing is slow.
        transport.unregisterProducer()
        transport.registerProducer(self, True)

    async def drained(self) -> None:
        """Return when the transport takes more: at once, or when the reader has read."""
        if self._resumed is not None:
            await self._resumed

    def pauseProducing(self) -> None:
        if self._resumed is None:
            self._resumed = asyncio.get_running_loop().create_future()

    def resumeProducing(self) -> None:
        resumed, self._resumed = self._resumed, None
        if resumed is not None and not resumed.done():
            resumed.set_result(None)

    def stopProducing(self) -> None:
        self.resumeProducing()


def backpressure_of(send: Any) -> Backpressure | None:
    """For the ``send`` of a WebSocket under Daphne, which is bound to the socket's protocol; else None.

    ASGI has no word for what a server buffers, so this looks behind it; a test against the real server holds it.
    """
    bound = getattr(send, "args", ())
    transport = getattr(bound[0], "transport", None) if bound else None
    return None if transport is None or not hasattr(transport, "registerProducer") else Backpressure(transport)
