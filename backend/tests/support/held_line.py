"""A line to a server that can hold back what clients say, as a network does that has lost a packet."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass, field


@dataclass(eq=False)
class _Line:
    client: asyncio.StreamWriter
    server: asyncio.StreamWriter
    open: asyncio.Event = field(default_factory=asyncio.Event)
    answered: asyncio.Event = field(default_factory=asyncio.Event)


class HeldLine:
    """Listens on a free port of 127.0.0.1 and talks on to ``port``. What is held arrives later, even if the client has
    hung up by then."""

    def __init__(self, port: int) -> None:
        self._target = port
        self._lines: list[_Line] = []
        self._held: list[_Line] = []
        self._tasks: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> HeldLine:
        self._listening = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.port: int = self._listening.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._listening.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for line in self._lines:
            line.client.close()
            line.server.close()
        await self._listening.wait_closed()

    @property
    def connections(self) -> int:
        """How many there have been."""
        return len(self._lines)

    def hold(self) -> None:
        """From now on nothing arrives of what is said on the connections that there are; new ones are not held."""
        self._held = list(self._lines)
        for line in self._held:
            line.open.clear()

    async def deliver(self) -> None:
        """Let it arrive, and wait until the server has answered."""
        said = [line for line in self._held if not line.answered.is_set()]
        for line in self._held:
            line.open.set()
        await asyncio.gather(*(line.answered.wait() for line in said))

    async def _accept(self, client_reader: asyncio.StreamReader, client: asyncio.StreamWriter) -> None:
        server_reader, server = await asyncio.open_connection("127.0.0.1", self._target)
        line = _Line(client, server)
        line.open.set()
        line.answered.set()
        self._lines.append(line)
        self._tasks += [
            asyncio.create_task(self._say(client_reader, line)),
            asyncio.create_task(self._answer(server_reader, line)),
        ]

    async def _say(self, reader: asyncio.StreamReader, line: _Line) -> None:
        while words := await reader.read(65_536):
            line.answered.clear()
            await line.open.wait()
            line.server.write(words)

    async def _answer(self, reader: asyncio.StreamReader, line: _Line) -> None:
        while words := await reader.read(65_536):
            line.answered.set()
            with contextlib.suppress(ConnectionError):
                line.client.write(words)
