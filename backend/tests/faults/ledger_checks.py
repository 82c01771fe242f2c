"""What Redis said of the rooms while they were played, and what must hold of it (I2, I3). Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tests.faults.referee import Violation

UNCOMMITTED_FOR_S = 2.0  # a ledger that has lost its data is filled again within a beat or two
UNCOMMITTED_LOOKS = 5  # while Redis is away nobody looks


class LedgerRoom(NamedTuple):
    """A room's record at one moment; ``events`` is the length of its list."""

    owner: str
    epoch: int
    n: int
    events: int


class Shown(NamedTuple):
    """What its members had been shown of a room just before: the points of its how-manieth match."""

    match: int
    points: int


class Sample(NamedTuple):
    """One look at Redis; a room that it does not know is not in ``rooms``."""

    at: float
    rooms: dict[str, LedgerRoom]
    shown: dict[str, Shown]


def judge_ledger(samples: Sequence[Sample]) -> list[Violation]:
    """All that can be said of the records of all rooms that were played in."""
    rooms = sorted({code for sample in samples for code in (*sample.rooms, *sample.shown)})
    return [
        violation
        for code in rooms
        for violation in (*_judge_epochs(code, samples), *_judge_numbers(code, samples), *_judge_shown(code, samples))
    ]


def _judge_epochs(code: str, samples: Sequence[Sample]) -> list[Violation]:
    """I3: an epoch never falls, and another owner has a greater one."""
    found: list[Violation] = []
    last: LedgerRoom | None = None
    for room in (sample.rooms[code] for sample in samples if code in sample.rooms):
        if last is not None and room.epoch < last.epoch:
            found.append(Violation("I3", code, "Redis", f"epoch {last.epoch} of {last.owner} became {room.epoch}"))
        elif last is not None and room.owner != last.owner and room.epoch == last.epoch:
            what = f"{last.owner} and {room.owner} have had the same epoch {room.epoch}"
            found.append(Violation("I3", code, "Redis", what))
        last = room
    return found


def _judge_numbers(code: str, samples: Sequence[Sample]) -> list[Violation]:
    """I2: the record counts as many events as there are."""
    wrong = [s.rooms[code] for s in samples if code in s.rooms and s.rooms[code].n != s.rooms[code].events]
    return [Violation("I2", code, "Redis", f"n is {room.n}, with {room.events} events") for room in wrong[:1]]


def _judge_shown(code: str, samples: Sequence[Sample]) -> list[Violation]:
    """I2: what was shown has been committed. A reset or an empty ledger may last for a moment only."""
    began: float | None = None
    match = looks = 0
    for sample in samples:
        shown, room = sample.shown.get(code), sample.rooms.get(code)
        committed = room.n if room else 0
        if shown is None or committed >= shown.points:
            began = None
        elif began is None or shown.match != match:
            began, match, looks = sample.at, shown.match, 0
        elif (looks := looks + 1) >= UNCOMMITTED_LOOKS and sample.at - began > UNCOMMITTED_FOR_S:
            what = f"{shown.points} points of match {match} were shown and {committed} are committed"
            return [Violation("I2", code, "Redis", what, lost=shown.points - committed)]
    return []
