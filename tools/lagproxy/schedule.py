"""When each chunk comes out at the other end. Pure: the same seed and the same arrivals give the same times."""

from __future__ import annotations

import math
from collections.abc import Iterable
from enum import Enum
from random import Random

from lagproxy.profiles import Profile


class Direction(Enum):
    UP = "up"  # from the client to the server
    DOWN = "down"


class Schedule:
    """One direction of one connection. Times are seconds since the connection began.

    The jitter belongs to the chunk's number and the stalls belong to the time, so that two clients of different
    talkativeness meet the same stalls.
    """

    def __init__(self, profile: Profile, *, seed: int, connection: int, direction: Direction) -> None:
        name = f"{seed}/{connection}/{direction.value}"
        self._profile = profile
        self._jitter = Random(f"{name}/jitter")
        self._losses = Random(f"{name}/losses")
        self._stalls = _Stalls(profile, Random(f"{name}/stalls"))
        # On this machine a connection is there at once. On a real line its handshake takes a round trip, before
        # which a client cannot say anything.
        self._opens_s = profile.rtt_s if direction is Direction.UP else 0.0
        self._last_s = 0.0

    def release_s(self, arrival_s: float) -> float:
        """When the chunk comes out that has come in at ``arrival_s``; to be asked in the order of the arrivals."""
        profile = self._profile
        way_s = profile.least_one_way_s + profile.jitter_width_s * self._jitter.random()
        if self._losses.random() < profile.loss_share:
            way_s += profile.repair_s
        due_s = max(arrival_s, self._opens_s) + way_s
        self._last_s = self._stalls.over_s(max(due_s, self._last_s))
        return self._last_s


class _Stalls:
    """Spans in which nothing comes out, of one length, at random (a Poisson process) and never overlapping."""

    def __init__(self, profile: Profile, chance: Random) -> None:
        self._length_s = profile.repair_s
        self._between_s = _mean_between_s(profile)
        self._chance = chance
        self._start_s = self._end_s = 0.0
        self._next()

    def over_s(self, moment_s: float) -> float:
        """The end of the stall that there is at ``moment_s``, else the moment itself; to be asked in order."""
        while moment_s >= self._end_s:
            self._next()
        return self._end_s if moment_s >= self._start_s else moment_s

    def _next(self) -> None:
        wait_s = self._chance.expovariate(1.0 / self._between_s) if self._between_s < math.inf else math.inf
        self._start_s = self._end_s + wait_s
        self._end_s = self._start_s + self._length_s


def _mean_between_s(profile: Profile) -> float:
    share = profile.stall_share
    return profile.repair_s * (1.0 - share) / share if share > 0.0 else math.inf


def release_times(schedule: Schedule, arrivals_s: Iterable[float]) -> list[float]:
    """The release times of a whole series."""
    return [schedule.release_s(arrival_s) for arrival_s in arrivals_s]
