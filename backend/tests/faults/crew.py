"""All rooms and their bots, in a thread and a loop of their own. loop.time() is time.monotonic(): one clock for all."""

from __future__ import annotations

import asyncio
import secrets
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

from tests.faults.bots import Bot, Part, World
from tests.faults.freezes import steady_since
from tests.faults.ledger_checks import Shown
from tests.faults.sightings import MemberLog

TICK_S = 0.02
SMOOTH_S = 0.25  # play with longer holes is not normal
ALIVE_S = 1.0  # and with longer ones than this it is none, on a machine that is busy with other things too
POINTS_LIMITS = (5, 5, 7, 5, 9, 5)
HANDSHAKES_APART_S = 0.01  # people do not all come in one moment
GOODBYE_S = 3.0


class Table:
    """One room: two players and an observer, each at another server if the room is spread."""

    def __init__(self, place: int, world: World, *, spread: bool) -> None:
        self.code = f"F{secrets.token_hex(6).upper()}"
        self.place = place
        self.home = place % len(world.ports)
        self.left_at: float | None = None
        self.logs = [MemberLog(self.code, name, name != "observer") for name in ("player A", "player B", "observer")]
        homes = [(place + i if spread else place) % len(world.ports) for i in range(3)]
        limit = POINTS_LIMITS[place % len(POINTS_LIMITS)]
        creator = Bot(Part(self.logs[0], homes[0], limit), world, on_seated=self._others_come)
        others = [Bot(Part(log, home), world) for log, home in zip(self.logs[1:], homes[1:], strict=True)]
        self.bots = [creator, *others]

    def start(self) -> None:
        self.bots[0].start()

    def shown(self) -> Shown:
        """The most that has been shown to a member."""
        return max(Shown(len(log.matches), log.matches[-1].points if log.matches else 0) for log in self.logs)

    def steady(self, now: float, *, for_s: float, hole_s: float) -> bool:
        """Whether every member has had its frames for so long."""
        begins = [steady_since(log, now, hole_s=hole_s) for log in self.logs]
        return all(begin is not None and now - begin >= for_s for begin in begins)

    def _others_come(self) -> None:
        for bot in self.bots[1:]:
            bot.start()


class Crew:
    """The tables. Methods may be called from any thread; logs are only appended to, so that anybody may read them.

    Attributes:
        tables: those that are played at, and those that have been left and may still be judged.
        lateness_s: the worst that a tick of the bots has been late since it was last set to 0: what the machine, and
            not the servers, takes from them.
    """

    def __init__(self, world: World, *, spread: bool) -> None:
        self.tables: list[Table] = []
        self.lateness_s = 0.0
        self._world = world
        self._spread = spread
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="bots", daemon=True)
        self._thread.start()

    @property
    def present(self) -> list[Table]:
        """The tables that are played at."""
        return [table for table in self.tables if table.left_at is None]

    def logs(self) -> list[MemberLog]:
        """Of all members who play or watch at present."""
        return [log for table in self.present for log in table.logs]

    def open(self, places: Sequence[int]) -> None:
        """Open a room for each of ``places``; the server of its creator follows from it."""
        self._call(self._open(places))

    def leave(self, tables: Sequence[Table]) -> None:
        """Everybody at these tables leaves for good."""

        async def leave() -> None:
            for table in tables:
                table.left_at = time.monotonic()
                for bot in table.bots:
                    bot.leave()

        self._call(leave())

    def forget(self) -> None:
        """Tables that had been left before the referee came have been judged for the last time."""
        # Those who have just left still have goodbyes under way, and forfeits that are not stored.
        now = time.monotonic()
        self.tables = [table for table in self.tables if table.left_at is None or now - table.left_at < GOODBYE_S]

    def move_home(self) -> int:
        """Bots that have been driven away go back to their server; how many did."""

        async def move() -> int:
            moved = 0
            for table in self.present:
                for bot in table.bots:
                    if bot.move_home():
                        moved += 1
                        await asyncio.sleep(HANDSHAKES_APART_S)
            return moved

        return int(self._call(move()))

    def bury(self) -> None:
        """Close all sockets that have been given up."""

        async def bury() -> None:
            for table in self.tables:
                for bot in table.bots:
                    bot.bury()

        self._call(bury())

    def unsteady(self, *, for_s: float, hole_s: float = ALIVE_S) -> list[Table]:
        """The tables where somebody has not had frames for so long."""
        now = time.monotonic()
        return [table for table in self.present if not table.steady(now, for_s=for_s, hole_s=hole_s)]

    def until_steady(self, *, for_s: float, within_s: float, hole_s: float = ALIVE_S) -> list[Table]:
        """Wait until play is normal everywhere; the tables where it is not by then."""
        deadline = time.monotonic() + within_s
        while (unsteady := self.unsteady(for_s=for_s, hole_s=hole_s)) and time.monotonic() < deadline:
            time.sleep(0.05)  # the bots play beside this thread; what they have seen is looked at again
        return unsteady

    def until_seated(self, *, within_s: float) -> None:
        """Wait until everybody has been let in, over the newest socket."""
        deadline = time.monotonic() + within_s
        while time.monotonic() < deadline and not all(bot.joined for table in self.present for bot in table.bots):
            time.sleep(0.02)  # the bots play beside this thread; whether they are in is looked at again

    def close(self) -> None:
        """End the thread; whoever still plays is cut off."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    async def _open(self, places: Sequence[int]) -> None:
        for place in places:
            table = Table(place, self._world, spread=self._spread)
            self.tables.append(table)
            table.start()
            await asyncio.sleep(HANDSHAKES_APART_S)

    def _call(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)

    def _run(self) -> None:
        ticking = self._loop.create_task(self._tick_all())
        try:
            self._loop.run_forever()
        finally:
            ticking.cancel()
            self._end_all()

    def _end_all(self) -> None:
        for table in self.tables:
            for bot in table.bots:
                bot.leave()
        tasks = asyncio.all_tasks(self._loop)
        for task in tasks:
            task.cancel()
        pause: Callable[[], Any] = lambda: asyncio.sleep(0.5)  # noqa: E731 - for the goodbyes
        self._loop.run_until_complete(asyncio.gather(*tasks, pause(), return_exceptions=True))
        self._loop.close()

    async def _tick_all(self) -> None:
        due = self._loop.time()
        while True:
            for table in self.tables:
                if table.left_at is None:
                    for bot in table.bots:
                        bot.tick()
            due = max(due + TICK_S, self._loop.time() - TICK_S)
            await asyncio.sleep(max(0.0, due - self._loop.time()))
            self.lateness_s = max(self.lateness_s, self._loop.time() - due)
