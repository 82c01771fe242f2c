"""Who sits where. Pure: knows neither sockets nor the clock; whoever calls brings the time in seconds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID

from pong.bot import BotBrain
from pong.game_engine import STOP, Intent, Side
from pong.rooms.buckets import TokenBucket
from pong.rooms.ports import Member

ABSENCE_BUDGET_S = 30.0  # a phone that moves from Wi-Fi to 4G takes 3 to 8 s, and may do it more than once


@dataclass(slots=True, eq=False)
class Player:
    """One person (or bot) with a seat, for as long as it keeps the seat; connections come and go."""

    player_id: str
    name: str | None
    member: Member | None = None
    # How often it has come with its token; of two connections the later one is the player.
    generation: int = 1
    brain: BotBrain | None = None
    ready: bool = False
    wants_rematch: bool = False
    pausing: bool = False  # it is here, and the match waits for it all the same
    phrases: TokenBucket = field(default_factory=lambda: TokenBucket(per_second=0.5, burst=3))
    absence_used_s: float = 0.0
    absent_since: float | None = None
    intent: Intent = STOP
    wished: list[Intent] = field(default_factory=list)
    stamps: bool = False  # its connection says for which tick each of its wishes is
    visitor_id: UUID | None = None  # of a person with a pass; told to nobody

    @property
    def present(self) -> bool:
        """Whether the player can play right now; a bot always can."""
        return self.member is not None or self.brain is not None

    def absence_left_s(self, now: float) -> float:
        """How much longer this match waits for the player."""
        running = 0.0 if self.absent_since is None else now - self.absent_since
        return max(0.0, ABSENCE_BUDGET_S - self.absence_used_s - running)

    def start_absence(self, now: float) -> None:
        if self.absent_since is None:
            self.absent_since = now

    def end_absence(self, now: float) -> None:
        if self.absent_since is not None:
            self.absence_used_s += now - self.absent_since
            self.absent_since = None

    def fresh_for_match(self) -> None:
        """Forget all that belonged to the match before; a key that is held stays held."""
        self.ready = self.wants_rematch = self.pausing = False
        self.absence_used_s = 0.0
        self.absent_since = None

    def wish(self, intent: Intent) -> None:
        """Steer from the next tick on. Two wishes within a tick last a tick each, so that a tap is not lost."""
        del self.wished[1:]
        self.wished.append(intent)

    def next_intent(self) -> Intent:
        """What the player wants during the tick that begins now."""
        if self.wished:
            self.intent = self.wished.pop(0)
        return self.intent

    def let_go(self) -> None:
        """The connection is gone: no key is held, and nothing was promised."""
        self.member = None
        self.ready = self.wants_rematch = self.pausing = False
        self.intent = STOP
        self.stamps = False
        self.wished.clear()


class Seats:
    """Two seats. An absent player keeps its own during a match; before and after one, anybody may take it."""

    def __init__(self) -> None:
        self._players: dict[Side, Player | None] = {Side.LEFT: None, Side.RIGHT: None}

    def __iter__(self) -> Iterator[tuple[Side, Player]]:
        return ((side, player) for side, player in self._players.items() if player is not None)

    def at(self, side: Side) -> Player | None:
        return self._players[side]

    def side_of(self, player: Player) -> Side:
        return next(side for side, sitting in self if sitting is player)

    def by_member(self, member: Member) -> Player | None:
        return next((player for _, player in self if player.member is member), None)

    def by_id(self, player_id: str) -> Player | None:
        return next((player for _, player in self if player.player_id == player_id), None)

    def opponent_of(self, player: Player) -> Player | None:
        return self._players[self.side_of(player).other]

    @property
    def both_play(self) -> bool:
        """Whether both are here and neither wants the match to wait."""
        return self.both_present and not any(player.pausing for _, player in self)

    @property
    def both_present(self) -> bool:
        return all(player is not None and player.present for player in self._players.values())

    def free_seat(self, *, absent_keep_theirs: bool) -> Side | None:
        """A seat for a newcomer: an empty one, else (unless they are kept) one whose player is away."""
        for side, player in self._players.items():
            if player is None:
                return side
        if absent_keep_theirs:
            return None
        return next((side for side, player in self if not player.present), None)

    def sit(self, side: Side, player: Player) -> None:
        self._players[side] = player

    def vacate(self, player: Player) -> None:
        self._players[self.side_of(player)] = None

    def swap(self) -> None:
        left, right = self._players[Side.LEFT], self._players[Side.RIGHT]
        self._players = {Side.LEFT: right, Side.RIGHT: left}
