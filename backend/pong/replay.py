"""The input log of a match, and the match again from it. Knows the engine; nothing of rooms or storage.

A match is its seed, its rules and its log: every step is a pure function, so anybody can verify a stored result.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, assert_never

from pong.game_engine import (
    STOP,
    Aim,
    Finished,
    Hold,
    Inputs,
    Intent,
    Match,
    Phase,
    Rally,
    Rules,
    Serving,
    Side,
    finish,
    freeze,
    new_match,
    step,
)

CHECKSUM_TICKS = 60
"""A chain of checksums takes one link each this many ticks."""


@dataclass(frozen=True, slots=True)
class IntentAt:
    """From the step that leaves ``tick`` on, ``side`` wants ``intent``. Both want ``STOP`` until they say more."""

    tick: int
    side: Side
    intent: Intent


@dataclass(frozen=True, slots=True)
class FreezeAt:
    """Before the step that leaves ``tick``, the match is frozen for ``ticks`` ticks."""

    tick: int
    ticks: int


@dataclass(frozen=True, slots=True)
class FinishAt:
    """At ``tick`` the match is ended in favour of ``winner`` (forfeit or claimed win)."""

    tick: int
    winner: Side


LogEntry = IntentAt | FreezeAt | FinishAt


class InputLog:
    """A log that grows with its match, in the order of its ticks.

    Its entries lie in one flat list of numbers and words: the garbage collector walks through objects again and again,
    and those of 120 rooms stopped their process for 60 ms at a time.
    """

    __slots__ = ("_cells",)
    _WIDTH = 4

    def __init__(self, entries: Iterable[LogEntry] = ()) -> None:
        self._cells: list[int | float | str] = []
        for entry in entries:
            self.append(entry)

    def __len__(self) -> int:
        return len(self._cells) // self._WIDTH

    def append(self, entry: LogEntry) -> None:
        """Note what holds from its tick on."""
        row = _row(entry)
        self._cells += row
        self._cells += [""] * (self._WIDTH - len(row))

    def cells(self, start: int = 0) -> list[int | float | str]:
        """The entries from number ``start`` on, flat, as they can be written down; `extend` reads them back."""
        return self._cells[start * self._WIDTH :]

    def extend(self, cells: Iterable[int | float | str]) -> None:
        """Append entries as `cells` gave them."""
        self._cells += cells

    @property
    def intents(self) -> int:
        """How many entries say what a player wants."""
        kinds = self._cells[1 :: self._WIDTH]
        return kinds.count("hold") + kinds.count("aim")

    def entries(self) -> tuple[LogEntry, ...]:
        """All entries. Not for the tick path: a long log takes milliseconds."""
        cells, width = self._cells, self._WIDTH
        rows = (cells[start : start + width] for start in range(0, len(cells), width))
        return tuple(_entry([cell for cell in row if cell != ""]) for row in rows)


def encode_log(entries: Iterable[LogEntry]) -> bytes:
    """The log as zlib-compressed JSON: a list of ``[tick, kind, ...]``. Floats come back exactly."""
    return zlib.compress(json.dumps([_row(entry) for entry in entries], separators=(",", ":")).encode())


def decode_log(encoded: bytes) -> tuple[LogEntry, ...]:
    """The entries of `encode_log`. Raises ``ValueError`` on anything else."""
    try:
        rows = json.loads(zlib.decompress(encoded), parse_constant=_refuse_constant)
    except (zlib.error, RecursionError) as error:
        raise ValueError("not an input log") from error
    if not isinstance(rows, list):
        raise ValueError("not an input log")
    return tuple(_entry(row) for row in rows)


def _refuse_constant(name: str) -> float:
    raise ValueError(f"not a number of an input log: {name}")


def intent_cells(intent: Intent) -> list[int | float | str]:
    """An intent as the log has it: its kind and its number."""
    return ["hold", intent.direction] if isinstance(intent, Hold) else ["aim", intent.y]


def intent_of(cells: Sequence[int | float | str]) -> Intent:
    """The intent that `intent_cells` wrote. Raises ``ValueError`` on anything else."""
    match cells:
        case ["hold", int() as direction] if -1 <= direction <= 1:
            return Hold(direction)
        case ["aim", float() | int() as y]:
            return Aim(float(y))
    raise ValueError(f"not an entry of an input log: {cells!r}")


def _row(entry: LogEntry) -> list[int | float | str]:
    match entry:
        case IntentAt(tick, side, intent):
            kind, number = intent_cells(intent)
            return [tick, kind, int(side), number]
        case FreezeAt(tick, ticks):
            return [tick, "freeze", ticks]
        case FinishAt(tick, winner):
            return [tick, "finish", int(winner)]
    raise TypeError(entry)


def _entry(row: Any) -> LogEntry:
    match row:
        case [int(tick), "hold" | "aim" as kind, int(side), number]:
            return IntentAt(tick, Side(side), intent_of([kind, number]))
        case [int(tick), "freeze", int(ticks)]:
            return FreezeAt(tick, ticks)
        case [int(tick), "finish", int(winner)]:
            return FinishAt(tick, Side(winner))
    raise ValueError(f"not an entry of an input log: {row!r}")


def replayed(
    *, seed: int, points_limit: int, freeze_ticks: int, log: Sequence[LogEntry], rules: Rules, duration_ticks: int
) -> Iterator[Match]:
    """The match after each of its ``duration_ticks`` ticks, or until it is won. ``log`` is in the order of its ticks.

    What the log says for a tick holds before the step that leaves it; the last match yielded includes the entries
    of its own tick.
    """
    match = new_match(seed=seed, points_limit=points_limit, freeze_ticks=freeze_ticks, rules=rules)
    intents: dict[Side, Intent] = {Side.LEFT: STOP, Side.RIGHT: STOP}
    following = 0
    while True:
        while following < len(log) and log[following].tick <= match.tick:
            match = _applied(match, log[following], intents)
            following += 1
        yield match
        if match.tick >= duration_ticks or isinstance(match.phase, Finished):
            return
        match, _ = step(match, Inputs(intents[Side.LEFT], intents[Side.RIGHT]), rules)


def replay(
    *, seed: int, points_limit: int, freeze_ticks: int, log: Sequence[LogEntry], rules: Rules, duration_ticks: int
) -> Match:
    """The match as it ended."""
    matches = replayed(
        seed=seed,
        points_limit=points_limit,
        freeze_ticks=freeze_ticks,
        log=log,
        rules=rules,
        duration_ticks=duration_ticks,
    )
    return deque(matches, maxlen=1)[0]


def _applied(match: Match, entry: LogEntry, intents: dict[Side, Intent]) -> Match:
    match entry:
        case IntentAt(_, side, intent):
            intents[side] = intent
            return match
        case FreezeAt(_, ticks):
            return freeze(match, ticks)
        case FinishAt(_, winner):
            return finish(match, winner)
        case unreachable:
            assert_never(unreachable)


# Big-endian, as a JavaScript DataView writes by default: tick, rng, freeze_ticks, points_limit, left_score,
# right_score (uint32 each); phase (uint8: 0 serving, 1 rally, 2 finished), its count (uint32: ticks_left, hits, 0),
# its side (uint8: toward, 0, winner); left.y, right.y, ball.x, ball.y, ball.vx, ball.vy, ball.speed (float64 each).
_STATE = struct.Struct(">6I BIB 7d")


def checksum(match: Match, previous: int = 0) -> int:
    """CRC-32 (zlib's) over the whole state, chained onto ``previous``: the uint32 of the link before, 0 at first."""
    ball = match.ball
    packed = _STATE.pack(
        match.tick,
        match.rng,
        match.freeze_ticks,
        match.points_limit,
        match.left_score,
        match.right_score,
        *phase_fields(match.phase),
        match.left.y,
        match.right.y,
        ball.x,
        ball.y,
        ball.vx,
        ball.vy,
        ball.speed,
    )
    return zlib.crc32(packed, previous)


def phase_fields(phase: Phase) -> tuple[int, int, int]:
    """The phase as three numbers: which, its count, its side."""
    match phase:
        case Serving(ticks_left, toward):
            return 0, ticks_left, toward.value
        case Rally(hits):
            return 1, hits, 0
        case Finished(winner):
            return 2, 0, winner.value
        case unreachable:
            assert_never(unreachable)
