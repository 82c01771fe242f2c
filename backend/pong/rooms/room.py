"""The life of one room: who may do what when, and who is told. Knows neither asyncio nor Django.

``waiting_for_opponent`` → ``waiting_for_ready`` → (``countdown``) → ``playing`` ⇄ ``paused`` → ``game_over`` →
rematch or closed. Whoever runs the room brings the time (seconds of a monotonic clock); see loop.py. Members come and
go in attendance.py, matches begin and end in course.py and are played in court.py.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import assert_never

from pong.game_engine import Side
from pong.messages.codes import Close, Refusal
from pong.messages.wire import CreateRoom, Phrase, PlayerNum, Said, Status
from pong.rooms.attendance import Attendance
from pong.rooms.audience import Audience
from pong.rooms.commands import (
    ClaimWin,
    Command,
    Heard,
    Pause,
    Ready,
    Rename,
    Resume,
    Say,
    Steer,
    WantRematch,
    WithReceipt,
)
from pong.rooms.course import PLANNED_PAUSE_S, Course
from pong.rooms.court import Court
from pong.rooms.facts import RoomFacts
from pong.rooms.herald import Herald
from pong.rooms.listing import Posted, listing_of
from pong.rooms.moves import Moves
from pong.rooms.phases import Lobby, Over, Paused
from pong.rooms.play import Play
from pong.rooms.ports import Member, RoomPorts, Standing
from pong.rooms.records import RoomRecord, ScoredPoint, phase_of
from pong.rooms.seats import Player

EMPTY_ROOM_GRACE_S = 60.0  # both players may lose their connection at once, and both may come back
# After a take-over members are back within milliseconds, or within their clients' time-outs. Until then the room is not
# deserted, and for the first moment nobody need hear of a pause that is over before it can be read.
TAKEN_OVER_GRACE_S = 10.0
TAKEN_OVER_QUIET_S = 0.3


class Room:
    """One place that hosts matches. Only its loop may call it."""

    def __init__(self, *, code: str, options: CreateRoom, ports: RoomPorts, creator: Member | None, now: float) -> None:
        self.code = code
        self.closed = False
        self._ports = ports
        self._facts = RoomFacts(code, options)
        self._seats = self._facts.seats
        self._audience = Audience(code, ports.relay)
        moves = Moves(self._facts, self._audience, ports.house.rules)
        self._herald = Herald(self._facts, self._audience, moves, ports.house.tokens)
        self._court = Court(self._facts, self._audience, self._herald, moves, ports)
        self._course = Course(self._facts, self._court, self._herald, ports.house)
        self._attendance = Attendance(self._facts, self._audience, self._herald, self._course, ports)
        self._empty_since: float | None = None
        self._kept_until = now
        if creator is not None:
            self._attendance.expect(creator)
        if options.opponent == "bot":
            name = f"Bot · {options.bot_level}"
            self._seats.sit(Side.RIGHT, Player(player_id="bot", name=name, brain=self._course.new_brain()))

    @classmethod
    def taken_over(
        cls, *, code: str, record: RoomRecord, points: Sequence[ScoredPoint], ports: RoomPorts, now: float
    ) -> Room:
        """The room that another process has written down. Nobody is in it yet; a match waits for its players."""
        room = cls(code=code, options=record.options, ports=ports, creator=None, now=now)
        facts = room._facts
        facts.match_number = record.match_number
        facts.phase = phase_of(record.phase)
        facts.play = None if record.play is None else Play.restored(record.play, points, ports.house.rules)
        facts.planned_pause = record.moved
        facts.forgetful = not record.moved
        room._kept_until = now + TAKEN_OVER_GRACE_S
        facts.quiet_until = now + (PLANNED_PAUSE_S if record.moved else TAKEN_OVER_QUIET_S)
        room._seat_all(record, now)
        room._herald.assume(_told(record, room._facts))
        room._court.restored()
        return room

    # What the loop and the owner of the room ask

    @property
    def ticking(self) -> bool:
        """Whether a match runs, so that ``tick`` wants to be called."""
        return self._court.ticking

    @property
    def rest_s(self) -> float:
        """For how long the room could stand still without anybody noticing."""
        return self._court.rest_s

    @property
    def epoch(self) -> int:
        """Grows with every change of the room's owner."""
        return self._facts.epoch

    @epoch.setter
    def epoch(self, epoch: int) -> None:
        self._facts.epoch = epoch

    def on_written(self, call: Callable[[], None]) -> None:
        """Whom to call when something is written down that the room has waited for."""
        self._court.scribe.on_written = call

    def standing(self, member: Member) -> Standing | None:
        """What the member is in this room; None for somebody who has not joined it."""
        return self._attendance.standing(member)

    def record(self, *, moved: bool = False) -> bytes:
        """The whole room but for its committed points, as `taken_over` takes it up."""
        return self._court.record(moved=moved)

    def listing(self) -> Posted | None:
        """What strangers may see of the room, if anything."""
        return listing_of(self._facts, len(self._audience.observers))

    def next_deadline(self, now: float) -> float | None:
        """When ``settle`` has something to do although nobody has said anything."""
        facts = self._facts
        reaped_at = None if self._empty_since is None else self._empty_since + EMPTY_ROOM_GRACE_S
        kept_until = self._kept_until if self._empty_since is not None and now < self._kept_until else None
        loud_at = facts.quiet_until if facts.is_quiet(now) else None
        state_due = None if facts.is_quiet(now) else self._herald.state_due
        deadlines = (state_due, reaped_at, kept_until, loud_at, facts.budget_ends_at(now))
        return min((due for due in deadlines if due is not None), default=None)

    def apply(self, command: Command, now: float) -> None:
        """Do what a member wants, or tell it why not."""
        match command:
            case Steer(member):
                if player := self._attendance.player(member):
                    self._court.steer(player, command)
                return
            case Heard(member, own_tick):
                if player := self._seats.by_member(member):
                    self._court.heard(player, own_tick)
                return
            case Ready() | WantRematch() | ClaimWin() | Pause() | Resume() | Rename():
                self._want(command, now)
            case Say(member, phrase):
                self._say(self._attendance.player(member), phrase, now)
                return
            case WithReceipt(wish, receipt):
                self.apply(wish, now)
                self._court.scribe.receipts.append(receipt)
            case _:
                self._attendance.apply(command, now)
        self._herald.sync_status(now)

    def tick(self, now: float) -> None:
        """Play one tick of the match and show it to everybody."""
        self._court.tick(now)

    def settle(self, now: float) -> None:
        """After some commands or a tick: write down and tell what has changed, and see whether anybody is left."""
        if isinstance(self._facts.phase, Paused | Lobby):
            self._herald.sync_status(now)  # what nobody need have heard of until now
        self._course.end_used_up_breaks(now)
        self._court.save()
        self._herald.tell_state_if_due(now)
        self._reap(now)

    def suspend(self, now: float) -> None:
        """This process may not play on for now: others may believe that it is dead, and own the room."""
        self._course.suspend()
        self._herald.sync_status(now)

    def unsuspend(self, now: float) -> None:
        """The room is ours again."""
        self._course.unsuspend()
        self._herald.sync_status(now)

    def close_if_deserted(self, now: float) -> None:
        """Somebody wants to open a room of this name, and whoever may still come back to this one is not here."""
        self.closed = self._attendance.deserted and now >= self._kept_until

    def make_final(self) -> None:
        """The room goes on elsewhere: no input can come any more that would change what has happened here."""
        self._court.make_final()

    def dismiss(self, code: Close) -> None:
        """Close the room, and everybody's connection with it."""
        self.closed = True
        self._audience.dismiss(code)

    # What players want

    def _want(self, command: Ready | WantRematch | ClaimWin | Pause | Resume | Rename, now: float) -> None:
        player = self._attendance.player(command.member)
        if player is None:
            return
        match command:
            case Ready():
                self._ready(player, now)
            case WantRematch(member):
                self._want_rematch(player, member, now)
            case ClaimWin(member):
                self._claim_win(player, member, now)
            case Pause(member):
                self._pause(player, member, now)
            case Resume():
                self._course.end_break(player, now)
            case Rename(name=name):
                self._attendance.rename(player, name, now)
            case unreachable:
                assert_never(unreachable)

    def _ready(self, player: Player, now: float) -> None:
        if player.ready or not isinstance(self._facts.phase, Lobby):
            return  # said too late or twice: it is true all the same
        player.ready = True
        self._facts.unsaved = True
        self._herald.touch(now)
        self._course.start_if_ready()

    def _want_rematch(self, player: Player, member: Member, now: float) -> None:
        if not isinstance(self._facts.phase, Over):
            self._audience.refuse(member, Refusal.WRONG_PHASE, "There is no finished match to repeat.")
            return
        self._facts.unsaved = self._facts.unsaved or not player.wants_rematch
        player.wants_rematch = True
        self._herald.touch(now)
        other = self._seats.opponent_of(player)
        if other is None or not other.present:
            self._course.open_lobby()
        elif other.wants_rematch or other.brain is not None:
            self._course.rematch(now)

    def _pause(self, player: Player, member: Member, now: float) -> None:
        if player.pausing:
            return
        if not self._course.take_break(player, now):
            self._audience.refuse(member, Refusal.WRONG_PHASE, "There is nothing to pause, or no time left for it.")
        self._herald.touch(now)

    def _say(self, player: Player | None, phrase: Phrase, now: float) -> None:
        if player is not None and player.phrases.take(1, now):
            num: PlayerNum = self._seats.side_of(player).value
            self._audience.announce_extended(Said(epoch=self._facts.epoch, player_num=num, phrase=phrase))

    def _claim_win(self, player: Player, member: Member, now: float) -> None:
        if not self._facts.claimable(now):
            self._audience.refuse(member, Refusal.WRONG_PHASE, "Your opponent still has time to come back.")
            return
        self._course.end(self._seats.side_of(player), "claim")

    # The beginning and the end

    def _seat_all(self, record: RoomRecord, now: float) -> None:
        for seat in record.seats:
            player = Player(
                player_id=seat.player_id,
                name=seat.name,
                brain=self._course.new_brain() if seat.is_bot else None,
                ready=seat.ready,
                wants_rematch=seat.wants_rematch,
                absence_used_s=seat.absence_used_s,
                generation=seat.generation,
                visitor_id=seat.visitor_id,
                absent_since=None if seat.is_bot else now,
            )
            self._seats.sit(Side(seat.side), player)

    def _reap(self, now: float) -> None:
        """Close the room when nobody is left: at once if nobody can come back, else after a while."""
        if not self._attendance.deserted:
            self._empty_since = None
            return
        if self._empty_since is None:
            self._empty_since = now
        awaited = now < self._kept_until or any(player.brain is None for _, player in self._seats)
        # The same sum as in next_deadline: a difference may round to just below, and the loop would spin meanwhile.
        if not awaited or now >= self._empty_since + EMPTY_ROOM_GRACE_S:
            self.closed = True


def _told(record: RoomRecord, facts: RoomFacts) -> Status:
    """What the members of a room have been told last, by the process that has written ``record``."""
    if record.phase.kind == "playing":
        return "countdown" if facts.play is not None and facts.play.match.freeze_ticks else "playing"
    if record.phase.kind == "lobby":
        return "waiting_for_ready" if len(record.seats) == len(Side) else "waiting_for_opponent"
    return facts.status()
