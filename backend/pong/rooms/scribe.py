"""Writes a room down, and holds back what must not be told before it is written."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from pong.messages.wire import GameUpdate
from pong.rooms.audience import Audience
from pong.rooms.facts import RoomFacts
from pong.rooms.phases import Over
from pong.rooms.ports import Entry, MatchResult, RoomPorts
from pong.rooms.records import RoomRecord, SeatRecord, encode_record, phase_record


class Scribe:
    """Keeps a room's journal.

    Attributes:
        known_score: what everybody may know of the score, because it is written.
        owed: the last frame of a match, for when its end is written.
        receipts: called when what has been done so far is written down.
        on_written: called when the last thing that was waited for is written, at whatever moment; the loop sets it.
    """

    def __init__(self, facts: RoomFacts, audience: Audience, ports: RoomPorts) -> None:
        self.known_score = (0, 0)
        self.owed: GameUpdate | None = None
        self.receipts: list[Callable[[], None]] = []
        self.on_written: Callable[[], None] = lambda: None
        self._facts = facts
        self._audience = audience
        self._ports = ports
        self._unwritten = 0  # entries that something waits for

    def confirm(self) -> None:
        """All that was done needs no writing any more: it is safe."""
        receipts, self.receipts = self.receipts, []
        for receipt in receipts:
            receipt()

    def record(self, *, moved: bool = False) -> bytes:
        """The whole room but for its committed points; not while a contact is undecided."""
        facts = self._facts
        record = RoomRecord(
            options=facts.options,
            match_number=facts.match_number,
            seats=[
                SeatRecord(
                    side.value,
                    player.player_id,
                    player.name,
                    player.brain is not None,
                    player.ready,
                    player.wants_rematch,
                    player.absence_used_s,
                    player.generation,
                    player.visitor_id,
                )
                for side, player in facts.seats
            ],
            phase=phase_record(facts.phase),
            play=None if facts.play is None else facts.play.record(),
            moved=moved,
        )
        return encode_record(record)

    def write(
        self,
        *,
        point: tuple[int, bytes] | None = None,
        new_match: bool = False,
        result: MatchResult | None = None,
        awaited: bool = False,
    ) -> None:
        """Write down the room as it is, with what has happened. ``awaited``: nobody is told before it is written."""
        self._facts.unsaved = False
        if awaited:
            self._unwritten += 1
            self._audience.hold()
        score = self._facts.score
        calls = [partial(self._written, self._facts.match_number, score)] if awaited else []
        receipts, self.receipts = self.receipts, []
        entry = Entry(
            snapshot=self.record(),
            point=point,
            new_match=new_match,
            result=result,
            on_written=(*calls, *receipts),
        )
        self._ports.journal.write(self._facts.code, entry)

    def _written(self, match_number: int, score: tuple[int, int]) -> None:
        if match_number == self._facts.match_number:  # else the next match has begun meanwhile
            self.known_score = score
        self._unwritten -= 1
        if self._unwritten:
            return
        owed, self.owed = self.owed, None
        if owed is not None and isinstance(self._facts.phase, Over):
            self._audience.show(owed, to_all=True)
        self._audience.release()
        self.on_written()
