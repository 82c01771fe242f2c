"""A player who stays in the match whatever happens to the socket, and writes down what is seen meanwhile."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable

from websockets.exceptions import ConnectionClosed, InvalidHandshake

from tests.support.client import Client, Message, Unexpected, open_client

SILENCE_S = 10.0  # without a word from the server; the promises are less, and each test holds its own
BACK_WITHIN_S = 30.0
NEWS_WITHIN_S = 30.0
RETRY_S = 0.05
NEAR = 3.0  # of the ball, in the court's units


class SteadfastPlayer:
    """Comes back with its token as soon as its socket is closed.

    It follows the ball, and well enough for rallies; but as long as fewer than ``points`` have been made, it runs away
    from the ball. (To stand in a corner is not enough: two who do so can play a rally for ever.)

    Attributes:
        codes: what its sockets were closed with.
        servers: the processes that its sockets led to, in order; one more than ``codes``.
        scores: each score that it was shown, in order.
        epoch: of the newest frame.
        longest_gap_s: the longest time between two frames.
    """

    def __init__(self, url: str, room_code: str) -> None:
        self.room_code = room_code
        self.points = 0
        self.codes: list[int] = []
        self.servers: list[str] = []
        self.scores: list[tuple[int, int]] = []
        self.epoch = 0
        self.longest_gap_s = 0.0
        self._url = url
        self._client: Client | None = None
        self._token: str | None = None
        self._number = 0
        self._held = "stop"
        self._news = asyncio.Event()
        self._frame_at: float | None = None

    @property
    def left(self) -> list[str]:
        """The servers that it has left."""
        return self.servers[: len(self.codes)]

    @property
    def score(self) -> tuple[int, int]:
        return self.scores[-1] if self.scores else (0, 0)

    async def sit(self, **options: object) -> None:
        """Take a seat, in a new room if there are ``options`` for it; or the seat that is ours already."""
        client = await open_client(self._url, self.room_code, subprotocols=["pong.v1"])
        try:
            server = (await client.expect("welcome"))["server"]
            if options:
                await client.create_room(**options)
            joined = await client.join(**({"token": self._token} if self._token else {}))
        except BaseException:
            await client.close()
            raise
        self._token, self._number = joined["token"], joined["player_num"]
        self._client, self._held = client, "stop"
        self.servers.append(server)

    async def play(self) -> Message:
        """Get ready, and play until the game is over."""
        await self._socket.until_status("waiting_for_ready")
        await self._socket.ready()
        while True:
            try:
                message = await self._socket.receive(within=SILENCE_S)
            except Unexpected:
                # Fails if the socket is open and silent.
                self.codes.append(await self._socket.closed(within=0.1))
                await self._come_back()
                continue
            if message["type"] == "game_over":
                return message
            if message["type"] == "game_update":
                await self._see(message)

    async def until_score(self, points: int) -> None:
        """Let so many points be made in all, while somebody else awaits `play`."""
        self.points = points
        await self._when(lambda: sum(self.score) >= points)

    async def until_taken_over(self, epoch: int) -> None:
        """Until a frame of a later epoch has come, while somebody else awaits `play`."""
        await self._when(lambda: self.epoch > epoch)

    async def __aenter__(self) -> SteadfastPlayer:
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._client is not None:
            await self._client.close()

    async def _when(self, condition: Callable[[], bool]) -> None:
        try:
            async with asyncio.timeout(NEWS_WITHIN_S):
                while not condition():
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            seen = [] if self._client is None else self._client.seen[-8:]
            raise AssertionError(f"{self.scores} {self.codes} {self.servers}, and at the end {seen}") from None

    @property
    def _socket(self) -> Client:
        assert self._client is not None, "nobody sits"
        return self._client

    async def _come_back(self) -> None:
        async with asyncio.timeout(BACK_WITHIN_S):
            while True:
                with contextlib.suppress(OSError, InvalidHandshake, ConnectionClosed, Unexpected):
                    await self.sit()
                    return
                await asyncio.sleep(RETRY_S)

    async def _see(self, frame: Message) -> None:
        now = time.monotonic()
        if self._frame_at is not None:
            self.longest_gap_s = max(self.longest_gap_s, now - self._frame_at)
        self._frame_at, self.epoch = now, frame["epoch"]
        score = (frame["p1_score"], frame["p2_score"])
        if not self.scores or score != self.scores[-1]:
            self.scores.append(score)
        self._news.set()
        wish = self._wish(frame)
        if wish != self._held:
            self._held = wish
            with contextlib.suppress(ConnectionClosed):  # what is still to be read of it comes first
                await self._socket.steer(wish)

    def _wish(self, frame: Message) -> str:
        offset = frame["ball_y"] - frame[f"p{self._number}_y"]
        if sum(self.score) < self.points:
            return "down" if offset < 0.0 else "up"
        return "stop" if abs(offset) < NEAR else "down" if offset > 0.0 else "up"
