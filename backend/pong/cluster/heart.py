"""This process's lease: it beats, and says whether it may believe that its rooms are its own."""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import Awaitable, Callable

from pong.cluster.ledger import BEAT_EVERY_S, OWNED_FOR_S, Ledger, Unavailable

log = logging.getLogger(__name__)

# The ledger's own time-out has passed by then; a stall ends as soon as the ledger is back.
_RETRY_S = 0.05
# Two beats, and the time-out of a third that was under way when the ledger came back.
STEADY_S = 2 * BEAT_EVERY_S + 0.5


class Heart:
    """Beats for a process.

    ``on_regained`` is awaited, in a task of its own, after a beat that follows a lapse or a loss of the ledger's data:
    rooms that are ours have to be claimed anew before they may go on. ``on_lapsed`` is called when the lease lapses.

    Attributes:
        terms: how often the lease has begun; a room that was taken in an earlier term may be somebody else's by now.
    """

    def __init__(
        self,
        ledger: Ledger,
        *,
        on_regained: Callable[[], Awaitable[None]],
        on_lapsed: Callable[[], None] = lambda: None,
    ) -> None:
        self._ledger = ledger
        self._on_lapsed = on_lapsed
        self._on_regained = on_regained
        self._holds_until = -math.inf
        self._silent = False
        self._first = asyncio.Event()
        self._held_since = math.inf
        self._lapse: asyncio.TimerHandle | None = None
        self._regaining: asyncio.Task[None] | None = None
        self.terms = 1
        self.draining = False

    def holds(self, now: float) -> bool:
        """Whether the last answered beat began less than `OWNED_FOR_S` ago."""
        return now < self._holds_until

    def is_steady(self, now: float) -> bool:
        """Whether the lease has held for so long that whoever has none is dead.

        When the ledger was away for all, all leases have run out, and the first process that is heard again must not
        take the rooms of those that will be heard a moment later.
        """
        return self.holds(now) and now - self._held_since >= STEADY_S

    def margin_s(self, now: float) -> float:
        """How much longer the rooms may tick if no beat is answered any more."""
        return max(0.0, self._holds_until - now)

    async def first_beat(self) -> None:
        """Return when the lease lives for the first time."""
        await self._first.wait()

    async def run(self) -> None:
        """Beat until cancelled."""
        while True:
            began = _now()
            if await self.beat():
                await asyncio.sleep(max(0.0, began + BEAT_EVERY_S - _now()))
            else:
                await asyncio.sleep(_RETRY_S)

    async def beat(self) -> bool:
        """One beat; whether it was answered."""
        began = _now()
        try:
            beat = await self._ledger.beat(draining=self.draining)
        except Unavailable as error:
            self._note_silence(error)
            return False
        self._note_answer()
        # By the time of the answer: rooms that the lease has let go of while it was under way wait to be claimed.
        lapsed = self._first.is_set() and (not self.holds(_now()) or (beat.lapsed and not beat.lost_data))
        if lapsed:
            self.terms += 1
        if lapsed or not self._first.is_set():
            self._held_since = _now()
        self._hold_until(began + OWNED_FOR_S)
        self._first.set()
        if lapsed or beat.lost_data:
            self._regain()
        return True

    def _hold_until(self, until: float) -> None:
        self._holds_until = until
        if self._lapse is not None:
            self._lapse.cancel()
        self._lapse = asyncio.get_running_loop().call_at(until, self._on_lapsed)

    def stop(self) -> None:
        """The process is about to end: nobody need hear of a lapse."""
        if self._lapse is not None:
            self._lapse.cancel()

    def _regain(self) -> None:
        if self._regaining is None or self._regaining.done():
            self._regaining = asyncio.create_task(self._regain_all(), name="heart:regain")

    async def _regain_all(self) -> None:
        terms = 0
        while terms != self.terms:  # a stall in the middle of it is another lapse
            terms = self.terms
            await self._on_regained()

    def _note_silence(self, error: Unavailable) -> None:
        if not self._silent and not self.holds(_now()):
            self._silent = True
            log.warning("the ledger does not answer, so that rooms wait: %s", error)

    def _note_answer(self) -> None:
        if self._silent:
            self._silent = False
            log.warning("the ledger answers again")


class Holding:
    """One room's claim on the lease; implements the port ``Lease``."""

    def __init__(self, heart: Heart) -> None:
        self._heart = heart
        self._term = heart.terms

    def holds(self, now: float) -> bool:
        """Whether the lease holds, and has done so without a break since the room was last claimed."""
        return self._term == self._heart.terms and self._heart.holds(now)

    def renew(self, term: int) -> None:
        """The room was claimed anew in that term."""
        self._term = term


def _now() -> float:
    return asyncio.get_running_loop().time()
