"""Listens, and gives each client a link of its own to one server on this machine."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from functools import partial
from types import TracebackType

from lagproxy.addresses import LOCALHOST, Address
from lagproxy.lane import Lane, Weather
from lagproxy.link import Link, reset_on_close
from lagproxy.meter import Meter
from lagproxy.profiles import Profile
from lagproxy.schedule import Direction, Schedule

BUFFER_BYTES = 256 * 1024
LEAST_BUFFER_BYTES, MOST_BUFFER_BYTES = 64 * 1024, 1024 * 1024
ANY_PORT = Address(LOCALHOST, 0)
_BACKLOG = 128
_BREATH_S = 0.1  # before the next try when no connection can be taken, as with no descriptors left


class LagProxy:
    """A relay to ``target``, which has to be on this machine, over a line as in ``profile``. Use it as a context.

    async with LagProxy(Address("127.0.0.1", 8000), PROFILES["150"], seed=7) as proxy:
        player = await open_client(f"ws://{proxy.address}", "ROOM")
        proxy.cut(refuse_for_s=5.0)

    Connections are numbered as they come; the number and the seed make each one's line (`Schedule`).

    Attributes:
        address: where it listens.
        meter: what has passed.
        opened, unanswered: how many connections there have been, and for how many of them there was no server.
    """

    def __init__(
        self,
        target: Address,
        profile: Profile,
        *,
        listen: Address = ANY_PORT,
        seed: int = 1,
        buffer_bytes: int = BUFFER_BYTES,
    ) -> None:
        """ValueError, with a sentence, for a target elsewhere or a buffer out of bounds."""
        if not target.is_loopback:
            raise ValueError(f"{target} is not this machine: the proxy talks to loopback addresses only.")
        if not LEAST_BUFFER_BYTES <= buffer_bytes <= MOST_BUFFER_BYTES:
            raise ValueError(f"A buffer has {LEAST_BUFFER_BYTES} to {MOST_BUFFER_BYTES} bytes.")
        self.address = listen
        self.opened = self.unanswered = 0
        self._target, self._profile, self._seed = target, profile, seed
        self._weather = Weather(buffer_bytes)
        self._refused_until_s = 0.0
        self._serving: set[asyncio.Task[None]] = set()

    @property
    def meter(self) -> Meter:
        return self._weather.meter

    @property
    def connections(self) -> int:
        """How many are open now."""
        return len(self._serving)

    def cut(self, *, refuse_for_s: float = 0.0) -> None:
        """Reset every connection at both ends, whatever is under way; new ones are reset for so many seconds."""
        self._refused_until_s = asyncio.get_running_loop().time() + refuse_for_s
        for task in self._serving:
            task.cancel()

    def freeze(self, seconds: float) -> None:
        """Nothing comes out anywhere for so long, and nobody is told: a tunnel, or a cable that was pulled.

        What comes in meanwhile is kept, within the buffer, and comes out at the end of it.
        """
        until_s = asyncio.get_running_loop().time() + seconds
        self._weather.frozen_until_s = max(self._weather.frozen_until_s, until_s)

    async def __aenter__(self) -> LagProxy:
        """OSError, with a sentence, if it cannot listen there."""
        try:
            self._listening = _listen(self.address)
        except OSError as error:
            raise OSError(f"Cannot listen on {self.address}: {error.strerror}.") from None
        self.address = Address(self.address.host, self._listening.getsockname()[1])
        self._accepting = asyncio.create_task(self._accept_all(), name="lag:accept")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        tasks = [self._accepting, *self._serving]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._listening.close()

    async def _accept_all(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                client, _ = await loop.sock_accept(self._listening)
            except OSError:
                await asyncio.sleep(_BREATH_S)
                continue
            if loop.time() < self._refused_until_s:
                _reset(client)
                continue
            self.opened += 1
            task = asyncio.create_task(self._serve(client, self.opened), name=f"lag:{self.opened}")
            self._serving.add(task)
            task.add_done_callback(partial(self._served, client))

    def _served(self, client: socket.socket, task: asyncio.Task[None]) -> None:
        self._serving.discard(task)
        _reset(client)  # of a task that was cancelled before it began; else the socket is closed already

    async def _serve(self, client: socket.socket, number: int) -> None:
        link = Link(self._lane(Direction.UP, number), self._lane(Direction.DOWN, number))
        loop = asyncio.get_running_loop()
        try:
            await loop.create_connection(lambda: link.server, *self._target)
            await loop.connect_accepted_socket(lambda: link.client, client)
            await link.run()
        except OSError:  # nobody listens there, or the client has gone while we asked
            self.unanswered += 1
        finally:
            await link.reset()

    def _lane(self, direction: Direction, number: int) -> Lane:
        schedule = Schedule(self._profile, seed=self._seed, connection=number, direction=direction)
        return Lane(direction, schedule, self._weather)


def _listen(address: Address) -> socket.socket:
    family, kind, protocol, _, where = socket.getaddrinfo(*address, type=socket.SOCK_STREAM)[0]
    with contextlib.ExitStack() as undo:
        listening = undo.enter_context(socket.socket(family, kind, protocol))
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(where)
        listening.listen(_BACKLOG)
        listening.setblocking(False)
        undo.pop_all()
    return listening


def _reset(sock: socket.socket) -> None:
    reset_on_close(sock)
    sock.close()
