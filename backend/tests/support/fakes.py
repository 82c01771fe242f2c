"""The world around a room, as it can be written down and looked at: members, tokens, results, relay, meter."""

from __future__ import annotations

import json
from typing import Any

from pong.game_rules import RULES, RULES_SHA256
from pong.messages.codes import Close
from pong.rooms.ports import Entry, HouseRules, MatchResult, Member, Moves, ResultSink, RoomPorts, Standing, Turn
from pong.rooms.records import ScoredPoint, decode_point
from tests.support import traffic

Heard = dict[str, Any]
FRAME = "game_update"


class RecordingMember:
    """A connection that keeps what it is told, decoded and in order; once closed it takes nothing, as an Outbox."""

    def __init__(self, name: str = "someone", *, extended: bool = False, remote: bool = False, tier: str = "") -> None:
        self.name = name
        self.remote = remote
        self.extended = extended
        self.tier = tier or ("extended" if extended else "core")
        self.heard: list[Heard] = []
        self.acknowledged: list[int] = []
        self.closed = False
        self.closed_with: Close | None = None

    def __repr__(self) -> str:
        return f"<member {self.name}>"

    def put_event(self, text: str) -> None:
        self._hear(text)

    def put_frame(self, text: str, tick: int) -> None:
        message = self._hear(text)
        assert message["type"] == FRAME, f"{message} is no frame that the next one replaces"
        assert message["tick"] == tick

    def put_moves(self, moves: Moves, frame: tuple[str, int] | None) -> None:
        for _, text in moves:
            assert self._hear(text)["type"] in ("ball", "paddle", "hold"), f"{text} is no move"
        if frame is not None:
            self.put_frame(*frame)

    def acknowledge(self, tick: int) -> None:
        self.acknowledged.append(tick)

    def close(self, code: Close) -> None:
        if self.closed_with is None:
            self.closed, self.closed_with = True, code

    def _hear(self, text: str) -> Heard:
        traffic.heard(text, tier=self.tier)
        message: Heard = json.loads(text)
        if self.closed_with is None:
            self.heard.append(message)
        return message

    def take(self) -> list[Heard]:
        """What was heard since the last take."""
        heard, self.heard = self.heard, []
        return heard

    def all(self, kind: str) -> list[Heard]:
        return [message for message in self.heard if message["type"] == kind]

    def last(self, kind: str) -> Heard:
        return next(message for message in reversed(self.heard) if message["type"] == kind)

    @property
    def kinds(self) -> list[str]:
        return [message["type"] for message in self.heard]

    @property
    def statuses(self) -> list[str]:
        return [message["status"] for message in self.all("status_change")]

    @property
    def errors(self) -> list[str]:
        return [message["code"] for message in self.all("error")]

    @property
    def token(self) -> str:
        return str(self.last("joined_as_player")["token"])

    @property
    def player_num(self) -> int:
        return int(self.last("joined_as_player")["player_num"])


class PlainTokens:
    """Tokens that say what they mean."""

    def issue(self, room_code: str, player_id: str) -> str:
        return f"{room_code}/{player_id}"

    def player_id(self, room_code: str, token: str) -> str | None:
        code, _, player_id = token.partition("/")
        return player_id if code == room_code and player_id else None


class RecordingSink:
    def __init__(self) -> None:
        self.results: list[MatchResult] = []

    def match_finished(self, result: MatchResult) -> None:
        self.results.append(result)


class RecordingJournal:
    """Keeps what rooms write down. It is written at once, or, while ``waits``, when `catch_up` is called.

    Attributes:
        matches: how many matches have begun, written or not.
    """

    def __init__(self, results: ResultSink | None = None) -> None:
        self.entries: list[Entry] = []
        self.results = results or RecordingSink()
        self.waits = False
        self.matches = 0
        self._unwritten: list[Entry] = []

    def write(self, room_code: str, entry: Entry) -> None:
        self.matches += entry.new_match
        self._unwritten.append(entry)
        if not self.waits:
            self.catch_up()

    def catch_up(self, entries: int | None = None) -> None:
        """Write what waits, or so many entries of it."""
        number = len(self._unwritten) if entries is None else entries
        unwritten, self._unwritten = self._unwritten[:number], self._unwritten[number:]
        for entry in unwritten:
            self.entries.append(entry)
            if entry.result is not None:
                self.results.match_finished(entry.result)
            for call in entry.on_written:
                call()

    def lose_unwritten(self) -> None:
        """The process dies: nobody will ever hear of what waits."""
        self._unwritten.clear()

    @property
    def is_behind(self) -> bool:
        return bool(self._unwritten)

    @property
    def points(self) -> list[ScoredPoint]:
        """The written points of the newest match that is written."""
        begun = max((n for n, entry in enumerate(self.entries) if entry.new_match), default=0)
        return _points(self.entries[begun:])

    @property
    def all_points(self) -> list[ScoredPoint]:
        """The written points of all matches."""
        return _points(self.entries)


def _points(entries: list[Entry]) -> list[ScoredPoint]:
    return [decode_point(entry.point[1]) for entry in entries if entry.point is not None]


class RecordingRelay:
    """Keeps what every room has told the world, decoded and in order."""

    def __init__(self) -> None:
        self.published: list[Heard] = []
        self.admitted: dict[Member, Standing] = {}

    def admit(self, room_code: str, member: Member, standing: Standing) -> None:
        self.admitted[member] = standing

    def dismiss(self, room_code: str, member: Member) -> None:
        self.admitted.pop(member, None)

    def publish_event(self, room_code: str, text: str, *, extended_only: bool = False) -> None:
        if not extended_only:
            self.published.append(json.loads(text))

    def publish_turn(self, room_code: str, turn: Turn) -> None:
        self.published.append(json.loads(turn.frame))

    def count(self, kind: str) -> int:
        return sum(message["type"] == kind for message in self.published)


class AlwaysHolds:
    """A lease that never ends."""

    def holds(self, now: float) -> bool:
        return True


class RecordingMeter:
    def __init__(self) -> None:
        self.lateness_s: list[float] = []
        self.dropped_ticks: list[int] = []
        self.rooms_taken_over = self.rooms_lost = 0

    def ticked(self, lateness_s: float) -> None:
        self.lateness_s.append(lateness_s)

    def dropped(self, ticks: int) -> None:
        self.dropped_ticks.append(ticks)

    def taken_over(self) -> None:
        self.rooms_taken_over += 1

    def lost(self) -> None:
        self.rooms_lost += 1


def room_ports(
    *,
    results: RecordingSink | None = None,
    relay: RecordingRelay | None = None,
    journal: RecordingJournal | None = None,
    seed: int = 7,
) -> RoomPorts:
    """The real rules, everything else recorded; each match has the seed ``seed``."""
    return RoomPorts(
        house=house_rules(seed), journal=journal or RecordingJournal(results), relay=relay or RecordingRelay()
    )


def house_rules(seed: int = 7) -> HouseRules:
    """The real rules; each match has the seed ``seed``, and tokens say what they mean."""
    return HouseRules(tokens=PlainTokens(), rules=RULES, rules_sha256=RULES_SHA256, new_seed=lambda: seed)
