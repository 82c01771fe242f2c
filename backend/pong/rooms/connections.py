"""All sockets of this process: their number is bounded, and they can be told goodbye together."""

from __future__ import annotations

import asyncio
import contextlib

from pong.messages.codes import Close
from pong.rooms.ports import Member

# Whoever is sent away comes back somewhere else at once. Two hundred a second are let in without a tick being late.
MAX_GOODBYES_PER_S = 200


class Connections:
    """The open sockets, whatever room they are in."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        # A dict, which keeps the order in which they came: people of one room came together.
        self._members: dict[Member, None] = {}
        self._turned_away_with: Close | None = None
        self._all_gone: asyncio.Event | None = None

    def __len__(self) -> int:
        return len(self._members)

    def add(self, member: Member) -> bool:
        """Take a socket in. False: the process has as many as it can bear."""
        if len(self._members) >= self._limit:
            return False
        self._members[member] = None
        if self._turned_away_with is not None:
            member.close(self._turned_away_with)
        return True

    def discard(self, member: Member) -> None:
        """The socket is gone."""
        self._members.pop(member, None)
        if self._all_gone is not None and not self._members:
            self._all_gone.set()

    def turn_away(self, code: Close) -> None:
        """From now on, close every new socket at once. Those that are here stay."""
        self._turned_away_with = code

    def close_all(self, code: Close) -> None:
        """Close every socket."""
        for member in list(self._members):
            member.close(code)

    async def close_evenly(self, code: Close, *, within_s: float) -> None:
        """Close every socket, in the order in which they came and evenly spread, so that they do not come back at once.

        It takes as long as ``MAX_GOODBYES_PER_S`` asks for, and never longer than ``within_s``.
        """
        leaving = list(self._members)
        duration_s = min(within_s, len(leaving) / MAX_GOODBYES_PER_S)
        loop = asyncio.get_running_loop()
        begun = loop.time()
        for number, member in enumerate(leaving):
            wait_s = begun + duration_s * number / len(leaving) - loop.time()
            if wait_s > 0:
                await asyncio.sleep(wait_s)
            member.close(code)

    async def gone(self, *, within_s: float) -> None:
        """Wait until no socket is left, or for so long."""
        self._all_gone = asyncio.Event()
        if self._members:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._all_gone.wait(), within_s)
