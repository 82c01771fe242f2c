"""A room with words for what people do at it. No event loop: the table brings the commands and the time."""

from __future__ import annotations

from typing import Any

from pong.game_engine import Aim, Hold, Intent
from pong.game_rules import RULES
from pong.messages.wire import CreateRoom
from pong.rooms.commands import ClaimWin, Command, Drop, Leave, Ready, Steer, TakeSeat, WantRematch, Watch
from pong.rooms.room import Room
from tests.support.fakes import RecordingJournal, RecordingMember, RecordingRelay, RecordingSink, room_ports

TICK_S = 1.0 / RULES.ticks_per_second
LONGEST_MATCH_TICKS = 30 * 60 * RULES.ticks_per_second
UP, DOWN, STILL = Hold(-1), Hold(1), Hold(0)


class Table:
    """One room. People are called by names; who is new gets a connection, extended if the name ends in ``+``."""

    def __init__(self, *, creator: str = "a", code: str = "TABLE", seed: int = 7, **options: Any) -> None:
        self.now = 100.0
        self.results = RecordingSink()
        self.journal = RecordingJournal(self.results)
        self.relay = RecordingRelay()
        self.members: dict[str, RecordingMember] = {}
        self.tokens: dict[str, str] = {}
        self.ports = room_ports(journal=self.journal, relay=self.relay, seed=seed)
        wishes = CreateRoom(**options)
        self.room = Room(code=code, options=wishes, ports=self.ports, creator=self[creator], now=self.now)

    def __getitem__(self, who: str) -> RecordingMember:
        if who not in self.members:
            self.members[who] = RecordingMember(who, extended=who.endswith("+"))
        return self.members[who]

    def apply(self, *commands: Command) -> None:
        """All of these come between two ticks."""
        for command in commands:
            self.room.apply(command, self.now)
        self.room.settle(self.now)

    def join(self, who: str, *, name: str | None = None, token: str | None = None) -> RecordingMember:
        self.apply(TakeSeat(self[who], name, token))
        return self[who]

    def watch(self, who: str) -> RecordingMember:
        self.apply(Watch(self[who]))
        return self[who]

    def ready(self, *who: str) -> None:
        self.apply(*(Ready(self[one]) for one in who))

    def steer(self, who: str, *intents: Intent) -> None:
        self.apply(*(Steer(self[who], intent) for intent in intents))

    def aim(self, who: str, y: float) -> None:
        self.steer(who, Aim(y))

    def rematch(self, *who: str) -> None:
        self.apply(*(WantRematch(self[one]) for one in who))

    def claim(self, who: str) -> None:
        self.apply(ClaimWin(self[who]))

    def leave(self, *who: str) -> None:
        self.apply(*(Leave(self[one]) for one in who))

    def drop(self, *who: str) -> None:
        self.apply(*(Drop(self[one]) for one in who))

    def start(self, *watching: str, players: tuple[str, str] = ("a", "b")) -> Table:
        """``players`` play, ``watching`` watch; the match has begun and no tick has passed."""
        for who in players:
            self.join(who)
        for who in watching:
            self.watch(who)
        self.ready(*players)
        return self

    def tick(self, ticks: int = 1) -> None:
        """So many ticks' time passes, as the loop has it: only a match that runs is played."""
        for _ in range(ticks):
            self.now += TICK_S
            if self.room.ticking:
                self.room.tick(self.now)
            self.room.settle(self.now)

    def wait(self, seconds: float) -> None:
        """Time passes without a match, and the room looks up when it has asked to."""
        until = self.now + seconds
        while (due := self.room.next_deadline(self.now)) is not None and due <= until and not self.room.closed:
            self.now = max(due, self.now + 1e-6)
            self.room.settle(self.now)
        self.now = until
        self.room.settle(self.now)

    def play_until_over(self) -> None:
        """Both hold their paddles in a corner until somebody has won."""
        for _ in range(LONGEST_MATCH_TICKS):
            if not self.room.ticking:
                return
            self.tick()
        raise AssertionError("this match never ends")

    def forget(self) -> None:
        """What has been heard so far is of no interest, but for the tokens."""
        for who, member in self.members.items():
            if member.all("joined_as_player"):
                self.tokens[who] = member.token
            member.take()
