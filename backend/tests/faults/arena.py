"""The servers, the players and the eyes of the referee together, and what every round needs of them."""

from __future__ import annotations

import contextlib
import random
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import redis

from tests.faults.bots import World
from tests.faults.crew import SMOOTH_S, Crew, Table
from tests.faults.freezes import Window
from tests.faults.ledger_checks import LedgerRoom, Shown
from tests.faults.outcome import Outcome
from tests.faults.records import Ledger, Watcher, os_pid
from tests.faults.sightings import Gap
from tests.faults.stack import GameServer, Stack
from tests.support.servers import wait_until

NORMAL_FOR_S = 0.6
NORMAL_WITHIN_S = 15.0
SHOWS_WITHIN_S = 2.5
DEAD_AFTER_S = 5.0
LEASES_WITHIN_S = 2.0  # several heartbeats


@dataclass
class Arena:
    """Where rounds take place.

    Attributes:
        outages: when Redis was away.
        wakes: when stopped processes were woken.
        descriptors: what each server had open when it had just started.
        clustered: the servers keep leases in Redis. Without (a single server's release) a room is its creator's.
    """

    stack: Stack
    world: World
    crew: Crew
    ledger: Ledger
    watcher: Watcher
    chance: random.Random
    outages: list[Gap] = field(default_factory=list)
    wakes: list[float] = field(default_factory=list)
    descriptors: dict[int, int] = field(default_factory=dict)
    clustered: bool = False

    def owned(self) -> dict[str, LedgerRoom]:
        """The records of the rooms that are played in."""
        with contextlib.suppress(redis.RedisError):
            return self.ledger.rooms([table.code for table in self.crew.present])
        return {}

    def owner(self, table: Table, owned: dict[str, LedgerRoom]) -> GameServer:
        """The server that has this room."""
        room = owned.get(table.code)
        server = self.stack.of_pid(os_pid(room.owner)) if room else None
        return server or self.stack.servers[table.home]

    def rooms_by_server(self) -> Counter[int]:
        """place → how many rooms it has; a server without any is there too."""
        owned = self.owned()
        counts = Counter({server.place: 0 for server in self.stack.servers})
        counts.update(self.owner(table, owned).place for table in self.crew.present)
        return counts

    def busiest(self) -> GameServer:
        """The server that has most rooms."""
        return self.stack.servers[self.rooms_by_server().most_common(1)[0][0]]

    def restart(self, server: GameServer) -> None:
        """Start it again; returns when it answers and says in Redis that it is up."""
        server.start()
        self.until_up(server)

    def until_up(self, server: GameServer) -> None:
        server.until_healthy()
        if self.clustered:
            wait_until(lambda: self._lease(server) == "up", f"the lease of {server.name}", within_s=10.0)
        self.descriptors[server.place] = server.descriptors()

    def until_normal(self, since: float, outcome: Outcome, *, for_s: float = NORMAL_FOR_S) -> Window:
        """Wait until everybody has frames again, and note the rooms where somebody has not."""
        # Just after the fault everybody has just had a frame, and a lease that is not renewed runs for a second.
        # Until then there is no event to wait for: what is looked for is that nothing breaks off.
        time.sleep(max(0.0, since + SHOWS_WITHIN_S - time.monotonic()))
        self.crew.until_steady(for_s=for_s, within_s=NORMAL_WITHIN_S, hole_s=SMOOTH_S)
        outcome.dead = sorted({*outcome.dead, *(table.code for table in self.crew.unsteady(for_s=for_s))})
        return Window(since, time.monotonic())

    def prepare(self) -> list[Table]:
        """Before a round: bots go home, and no server is without rooms. The tables where play is not normal yet."""
        self.crew.bury()
        self._replace_dead()
        self.crew.move_home()
        # Who leaves while it is on its way home has no socket to say so with: its seat would be kept for a minute.
        self.crew.until_seated(within_s=NORMAL_WITHIN_S)
        self._replace_rooms()
        self.crew.until_steady(for_s=0.3, within_s=NORMAL_WITHIN_S)
        self.crew.bury()
        return self.crew.until_steady(for_s=NORMAL_FOR_S, within_s=NORMAL_WITHIN_S)

    def _replace_dead(self) -> None:
        """The round in which a room died has failed; the next one begins with rooms that live."""
        dead = self.crew.until_steady(for_s=0.3, within_s=DEAD_AFTER_S)
        self.crew.leave(dead)
        self.crew.open([table.place for table in dead])

    def _replace_rooms(self) -> None:
        """Rooms stay with whoever adopted them, so that a process that came back has none: others end, and new ones
        are opened there."""
        owned = self.owned()
        counts = self.rooms_by_server()
        fair = len(self.crew.present) // len(self.stack.servers)
        for place, count in counts.items():
            if count >= fair / 2:
                continue
            rich = counts.most_common(1)[0][0]
            theirs = [table for table in self.crew.present if self.owner(table, owned).place == rich]
            ending = self.chance.sample(theirs, min(len(theirs), fair - count))
            self.crew.leave(ending)
            counts[rich] -= len(ending)
            counts[place] += len(ending)
            self.crew.open([place + len(self.stack.servers) * i for i in range(len(ending))])

    def _lease(self, server: GameServer) -> str | None:
        with contextlib.suppress(redis.RedisError):
            states = self.ledger.processes()
            return next((state for name, state in states.items() if os_pid(name) == server.pid), None)
        return None


@contextlib.contextmanager
def open_arena(stack: Stack, *, rooms: int, seed: int, spread: bool) -> Iterator[Arena]:
    """An arena on a stack that runs, with so many rooms that are played in."""
    chance = random.Random(seed)
    ledger = Ledger(stack.redis.port)
    clustered = _has_leases(ledger)
    world = World([server.port for server in stack.servers], chance)
    crew = Crew(world, spread=spread)

    def shown() -> dict[str, Shown]:
        return {table.code: table.shown() for table in crew.present}

    try:
        with Watcher(stack.redis.port, shown) as watcher:
            arena = Arena(stack, world, crew, ledger, watcher, chance, clustered=clustered)
            for server in stack.servers:
                arena.until_up(server)
            crew.open(range(rooms))
            assert not (late := crew.until_steady(for_s=1.0, within_s=NORMAL_WITHIN_S)), (
                "play did not begin in " + "\n".join(log.story() for table in late[:2] for log in table.logs)
            )
            yield arena
    finally:
        crew.close()
        ledger.close()


def _has_leases(ledger: Ledger) -> bool:
    with contextlib.suppress(AssertionError):
        wait_until(lambda: bool(ledger.processes()), "a lease", within_s=LEASES_WITHIN_S)
        return True
    return False
