"""A TCP proxy of a test's own, for what a killed or stopped server cannot show: lines that go silent, one by one."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator


class Proxy:
    """Passes bytes on to 127.0.0.1:``port``.

    Attributes:
        port: where it listens.
        is_cut: nothing is passed on, and nobody is told: a cable that was pulled.
        swallows: from these bytes of a client on, nothing of that client's is passed on any more.
        swallowed: set when that has happened.
    """

    def __init__(self, target: int) -> None:
        self._target = target
        self._whole = asyncio.Event()
        self._whole.set()
        self.port = 0
        self.swallows: bytes | None = None
        self.swallowed = asyncio.Event()

    @property
    def is_cut(self) -> bool:
        return not self._whole.is_set()

    @is_cut.setter
    def is_cut(self, cut: bool) -> None:
        (self._whole.clear if cut else self._whole.set)()

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[Proxy]:
        pumps: set[asyncio.Task[None]] = set()

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            there, back = await asyncio.open_connection("127.0.0.1", self._target)
            both = [asyncio.create_task(self._pump(reader, back, swallow=True))]
            both.append(asyncio.create_task(self._pump(there, writer, swallow=False)))
            pumps.update(both)
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
            for task in both:
                task.cancel()
            back.close()
            writer.close()

        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()
            for task in pumps:
                task.cancel()
            await asyncio.gather(*pumps, return_exceptions=True)
            await asyncio.sleep(0)  # the connections are closed by whoever waited for these

    async def _pump(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, *, swallow: bool) -> None:
        with contextlib.suppress(OSError):
            while content := await source.read(65536):
                await self._whole.wait()
                if swallow and self.swallows is not None and self.swallows in content:
                    self.swallowed.set()
                    await asyncio.get_running_loop().create_future()
                sink.write(content)
                await sink.drain()
