"""A room that changes its owner, at a table; and connections that believe nothing that cannot be true."""

from __future__ import annotations

from typing import Any

from pong.rooms.ports import OBSERVER_FRAME_TICKS
from pong.rooms.records import RoomRecord, decode_room
from pong.rooms.room import Room
from tests.support.fakes import Heard, RecordingMember
from tests.support.table import Table

EPOCH_STEP = 1000  # epochs are a ledger's milliseconds: more pass between two owners than players come back meanwhile


class MovingTable(Table):
    """The room dies with its process and is taken over, or it is handed over, as often as one likes."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.epoch = self.room.epoch = 1
        self._claimed = self.room.record()

    @property
    def state(self) -> RoomRecord:
        return decode_room(self.room.record())

    def crash(self) -> None:
        """The process is gone with everything that it has not written; another one adopts what is written."""
        self.journal.lose_unwritten()
        entries = self.journal.entries
        self._take_over(entries[-1].snapshot if entries else self._claimed)

    def hand_over(self) -> None:
        """The process gives the room away: nothing is lost."""
        self.journal.catch_up()
        self._take_over(self.room.record(moved=True))

    def lapse(self) -> None:
        """The lease has run out for a moment, and nobody has taken the room meanwhile."""
        self.room.suspend(self.now)
        self.epoch += EPOCH_STEP
        self.room.epoch = self.epoch
        self.room.unsuspend(self.now)
        self.room.settle(self.now)

    def _take_over(self, snapshot: bytes) -> None:
        self.epoch += EPOCH_STEP
        record, points = decode_room(snapshot), self.journal.points
        self.room = Room.taken_over(code="TABLE", record=record, points=points, ports=self.ports, now=self.now)
        self.room.epoch = self.epoch


class Witness(RecordingMember):
    """A connection that looks at every message when it comes.

    Attributes:
        came: its number among all connections, in the order in which the rooms let them in.
        is_behind: it was not in the room for a while, so that it has not seen every point.
    """

    def __init__(self, name: str, table: MovingTable) -> None:
        super().__init__(name, extended=name.endswith("+"))
        self.came = 0
        self.is_behind = False
        self._table = table
        self._match = 0
        self._epoch = 0
        self._tick: int | None = None
        self._score: tuple[int, int] | None = None

    def put_frame(self, text: str, tick: int) -> None:
        super().put_frame(text, tick)
        longest = OBSERVER_FRAME_TICKS if self.extended else 1
        assert self._tick is None or 0 < tick - self._tick <= longest, f"tick {tick} comes after {self._tick}"
        self._tick = tick

    def _hear(self, text: str) -> Heard:
        message = super()._hear(text)
        if self._match != self._table.journal.matches:
            self._match = self._table.journal.matches
            self._tick = self._score = None
        match message["type"]:
            case "status_change":
                self._hear_status(message["status"])
            case "game_update":
                self._hear_epoch(message["epoch"])
                self._see_score(message)
            case "game_over":
                told = (message["winner"], message["p1_score"], message["p2_score"])
                ends = [(end.winner, end.p1_score, end.p2_score) for end in self._table.results.results]
                assert told in ends, "it is told before it is written"
            case "room_state" if message["status"] not in {"waiting_for_opponent", "waiting_for_ready"}:
                self._see_score(message)
        return message

    def _hear_status(self, status: str) -> None:
        if status in {"waiting_for_opponent", "waiting_for_ready", "game_over"}:
            self._score = self._tick = None

    def _hear_epoch(self, epoch: int) -> None:
        assert epoch >= self._epoch
        if epoch > self._epoch:
            self._epoch, self._tick = epoch, None

    def _see_score(self, shown: Heard) -> None:
        score = (shown["p1_score"], shown["p2_score"])
        # Of any match: what was held back may be heard when the next match has begun already.
        written = [(scored.point.p1_score, scored.point.p2_score) for scored in self._table.journal.all_points]
        assert score in [(0, 0), *written], f"{score} is shown, and what is written is {written}"
        before, self._score = self._score, score
        if before is None:
            return
        gains = (score[0] - before[0], score[1] - before[1])
        assert min(gains) >= 0, f"{score} comes after {before}"
        assert sum(gains) <= 1 or self.is_behind, f"{score} comes after {before}"
        self.is_behind = False
