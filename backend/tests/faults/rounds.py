"""The faults. Each one does its damage, undoes it, and says over which time its clients are to be measured."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from dataclasses import dataclass

from tests.faults.arena import Arena
from tests.faults.freezes import Window, back_after_s, reconnects, server_at
from tests.faults.outcome import Outcome, Promise
from tests.faults.records import locked, os_pid
from tests.faults.referee import matches_over
from tests.faults.sightings import Gap
from tests.faults.stack import GameServer
from tests.support.servers import wait_until

STOPPED_S = 5.0
STALL_S = 3.0
SHORT_STALL_S = 0.5
LOCKED_S = 5.0
MATCH_S = 30.0
QUIET_S = 3.0
ADOPTED_WITHIN_S = 5.0


@dataclass(frozen=True)
class Fault:
    """``run`` does it; ``drains``: it is the product's own server that is to be told to stop, not plain Daphne."""

    run: Callable[[Arena, Outcome], Window]
    promise: Promise
    drains: bool = False


def quiet(arena: Arena, outcome: Outcome) -> Window:
    """Nothing: what the measurement itself makes of play that nobody disturbs."""
    since = time.monotonic()
    time.sleep(QUIET_S)  # the undisturbed time is what is measured
    return arena.until_normal(since, outcome)


def kill(arena: Arena, outcome: Outcome) -> Window:
    """kill -9 of the process with most rooms."""
    victim = arena.busiest()
    since = time.monotonic()
    victim.kill()
    window = arena.until_normal(since, outcome)
    arena.restart(victim)
    return window


def stop(arena: Arena, outcome: Outcome) -> Window:
    """The process with most rooms stands still for 5 s; what it wakes up with is of the past."""
    victim = arena.busiest()
    arena.world.keeps_silent = True
    since = time.monotonic()
    victim.send(signal.SIGSTOP)
    time.sleep(STOPPED_S)  # the fault itself: so long is the process stopped
    before = arena.owned()
    victim.send(signal.SIGCONT)
    arena.wakes.append(time.monotonic())
    window = arena.until_normal(since, outcome, for_s=2.0)
    arena.world.keeps_silent = False
    for code, room in arena.owned().items():
        if code in before and os_pid(room.owner) == victim.pid != os_pid(before[code].owner):
            outcome.found.append(f"{code} went back from {before[code]} to the woken process: {room}")
    return window


def rolling(arena: Arena, outcome: Outcome) -> Window:
    """All three are told to stop and started again, one after the other."""
    since = time.monotonic()
    for server in arena.stack.servers:
        _drain(arena, server, outcome)
    return Window(since, time.monotonic())


def _drain(arena: Arena, server: GameServer, outcome: Outcome) -> None:
    began = time.monotonic()
    server.send(signal.SIGTERM)
    code = server.exit_code()
    if code != 0:
        server.kill()
        outcome.found.append(f"{server.name} ended with {code}" if code is not None else f"{server.name} did not end")
    arena.restart(server)
    window = arena.until_normal(began, outcome)
    wrong = []
    for log in arena.crew.logs():
        due = int(server_at(log, began) == server.place)
        if (made := reconnects(log, window)) != due:
            wrong.append(f"{log.room} {log.name} made {made}, not {due}")
    if wrong:
        outcome.found.append(f"reconnects in the drain of {server.name}: {len(wrong)} wrong: {'; '.join(wrong[:5])}")


def stall(arena: Arena, outcome: Outcome) -> Window:
    """Redis stands still for 3 s."""
    return _stall(arena, outcome, STALL_S)


def short_stall(arena: Arena, outcome: Outcome) -> Window:
    """Redis stands still for half a second."""
    return _stall(arena, outcome, SHORT_STALL_S)


def _stall(arena: Arena, outcome: Outcome, seconds: float) -> Window:
    since = time.monotonic()
    arena.stack.redis.send(signal.SIGSTOP)
    time.sleep(seconds)  # the fault itself: so long does it stand still
    arena.stack.redis.send(signal.SIGCONT)
    return _redis_is_back(arena, outcome, since)


def redis_restart(arena: Arena, outcome: Outcome) -> Window:
    """kill -9 of Redis, which comes back empty, or with what its log has if it keeps one."""
    since = time.monotonic()
    arena.stack.redis.kill()
    arena.stack.redis.start()
    arena.stack.redis.until_healthy()
    return _redis_is_back(arena, outcome, since)


def flush(arena: Arena, outcome: Outcome) -> Window:
    """FLUSHALL."""
    since = time.monotonic()
    arena.ledger.flush()
    return _redis_is_back(arena, outcome, since)


def _redis_is_back(arena: Arena, outcome: Outcome, since: float) -> Window:
    moment = time.monotonic()
    arena.outages.append(Gap(since, moment))
    window = arena.until_normal(since, outcome)
    outcome.back_s = max(back_after_s(log, moment, window.until) for log in arena.crew.logs())
    return window


def database(arena: Arena, outcome: Outcome) -> Window:
    """Nobody can write to the database for 5 s, in which matches end."""
    over = _matches_over(arena)
    since = time.monotonic()
    with locked(arena.stack.sqlite_path):
        time.sleep(LOCKED_S)  # the fault itself: so long can nobody write
        # Matches that began together end together, and a round in which none does shows nothing.
        wait_until(lambda: _matches_over(arena) > over, "a match to end", within_s=MATCH_S)
    return arena.until_normal(since, outcome)


def _matches_over(arena: Arena) -> int:
    return sum(matches_over(log) for log in arena.crew.logs())


def kill_during_drain(arena: Arena, outcome: Outcome) -> Window:
    """The process with most rooms is told to stop, and killed while it hands them over."""
    victim = arena.busiest()
    since = time.monotonic()
    victim.send(signal.SIGTERM)
    victim.exit_code(within_s=arena.chance.uniform(0.05, 0.6))
    victim.kill()
    window = arena.until_normal(since, outcome)
    arena.restart(victim)
    return window


def kill_two(arena: Arena, outcome: Outcome) -> Window:
    """The process with most rooms is killed, and then the one that has taken one of them over."""
    owned = arena.owned()
    victim = arena.busiest()
    theirs = [code for code, room in owned.items() if os_pid(room.owner) == victim.pid]
    since = time.monotonic()
    victim.kill()
    adopter = _adopter(arena, theirs, since + ADOPTED_WITHIN_S)
    if adopter is None:
        outcome.found.append(f"nobody took a room of {victim.name} over")
    else:
        adopter.kill()
    window = arena.until_normal(since, outcome)
    for server in arena.stack.servers:
        if not server.lives:
            arena.restart(server)
    return window


def _adopter(arena: Arena, codes: list[str], deadline: float) -> GameServer | None:
    """The first living process that has one of ``codes``."""
    while time.monotonic() < deadline:
        for code, room in arena.owned().items():
            if code in codes and (server := arena.stack.of_pid(os_pid(room.owner))):
                return server
        time.sleep(0.01)  # other processes tell nobody that they have taken a room: they are asked again
    return None


# The product's promises (context/operations.md).
FAULTS: dict[str, Fault] = {
    "quiet": Fault(quiet, Promise(worst_s=0.25, reconnects=0)),
    "kill": Fault(kill, Promise(worst_s=2.0)),
    "stop": Fault(stop, Promise(worst_s=2.0)),
    "stall": Fault(stall, Promise(back_s=1.0)),
    "short_stall": Fault(short_stall, Promise(worst_s=SHORT_STALL_S + 0.25, reconnects=0)),
    "redis_restart": Fault(redis_restart, Promise()),
    "flush": Fault(flush, Promise()),
    "database": Fault(database, Promise(worst_s=0.25, reconnects=0)),
    "kill_two": Fault(kill_two, Promise(worst_s=4.0)),
    "rolling": Fault(rolling, Promise(worst_s=2.0, p99_s=0.25), drains=True),
    "kill_during_drain": Fault(kill_during_drain, Promise(worst_s=4.0), drains=True),
}
IN_EVERY_CI = ("kill", "stop", "stall", "redis_restart", "flush", "rolling")
