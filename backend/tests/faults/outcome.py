"""What is measured of a round, and what was promised for it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.faults.freezes import Window, freeze_s, percentile, reconnects, refusals
from tests.faults.referee import Violation
from tests.faults.sightings import MemberLog


@dataclass(frozen=True)
class Promise:
    """The limits of a fault; None where nothing is promised.

    Attributes:
        worst_s, p99_s: of the freezes of all clients, in a round and over all rounds.
        back_s: after the moment from which things are as they should be.
        reconnects: the most that a client may have to make in the round.
    """

    worst_s: float | None = None
    p99_s: float | None = None
    back_s: float | None = None
    reconnects: int | None = None


@dataclass
class Outcome:
    """One round.

    Attributes:
        freezes: seconds, one for each client.
        reconnects: handshakes, one number for each client.
        refusals: how often clients were told that their room is unknown or busy.
        dead: codes of the rooms that were not played in again.
        back_s: how long after the end of the fault the last client had a frame again; None where it was not asked.
        bots_late_s: the worst that the bots themselves were late: what a freeze may owe to this machine.
        found: what must not be, in words.
        stories: what the members of the rooms concerned saw last.
    """

    fault: str
    number: int
    freezes: list[float] = field(default_factory=list)
    reconnects: list[int] = field(default_factory=list)
    refusals: int = 0
    dead: list[str] = field(default_factory=list)
    back_s: float | None = None
    bots_late_s: float = 0.0
    violations: list[Violation] = field(default_factory=list)
    found: list[str] = field(default_factory=list)
    stories: str = ""

    @property
    def worst_s(self) -> float:
        return max(self.freezes, default=0.0)

    @property
    def lost(self) -> int:
        """Points that were seen and are not there. Each is seen by several members, so the worst of a room counts."""
        return _by_room(self.violations, "lost")

    @property
    def doubled(self) -> int:
        return _by_room(self.violations, "doubled")

    @property
    def failures(self) -> list[str]:
        """All that is wrong with the round; empty if it is as promised."""
        dead = [f"rooms are dead: {', '.join(self.dead)}"] if self.dead else []
        return [*dead, *(str(violation) for violation in self.violations), *self.found]

    def measure(self, logs: Sequence[MemberLog], window: Window) -> None:
        """Take the figures of the clients."""
        self.freezes = [freeze_s(log, window) for log in logs]
        self.reconnects = [reconnects(log, window) for log in logs]
        self.refusals = sum(refusals(log, window) for log in logs)

    def hold_against(self, promise: Promise, logs: Sequence[MemberLog]) -> None:
        """Note which limits were not kept; ``logs`` are those that were measured."""
        worst = [
            f"{log.room} {log.name} waited {freeze:.2f} s, more than {promise.worst_s} s"
            for log, freeze in zip(logs, self.freezes, strict=True)
            if promise.worst_s is not None and freeze > promise.worst_s
        ]
        self.found += worst[:5]
        # Of a round's 90 clients the 99th of 100 is the worst one; it is asked for over all rounds (see the report).
        p95 = percentile(self.freezes, 0.95) - self.bots_late_s
        if promise.p99_s is not None and p95 > promise.p99_s:
            self.found.append(f"95 of 100 clients waited up to {p95:.3f} s, more than {promise.p99_s} s")
        if promise.back_s is not None and self.back_s is not None and self.back_s > promise.back_s:
            self.found.append(f"play was back {self.back_s:.2f} s after, not within {promise.back_s} s")
        most = max(self.reconnects, default=0)
        if promise.reconnects is not None and most > promise.reconnects:
            self.found.append(f"a client had to come back {most} times, not {promise.reconnects}")


def _by_room(violations: Sequence[Violation], what: str) -> int:
    rooms: dict[str, int] = {}
    for violation in violations:
        rooms[violation.room] = max(rooms.get(violation.room, 0), getattr(violation, what))
    return sum(rooms.values())
