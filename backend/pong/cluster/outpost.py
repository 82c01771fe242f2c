"""This process's members of one room, wherever the room runs: here, or in another process.

A session never asks where; it says its commands to the outpost. What everybody's roll must say (who has joined as whom,
what is held, what was asked for and not yet acted on) is kept here, so that a room that moves, or whose owner dies,
finds its members again without a word from them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count

from pong.cluster.attendee import Attendee
from pong.cluster.mail import (
    Acted,
    Admit,
    Asked,
    CloseOne,
    Dismiss,
    Moved,
    RollCall,
    Said,
    Spoken,
    ToAll,
    ToExtended,
    ToOne,
    command_cells,
)
from pong.game_engine import STOP
from pong.messages.codec import encode, refusal
from pong.messages.codes import Close, Refusal
from pong.messages.wire import StatusChange
from pong.rooms.commands import Command, Drop, Heard, Steer, TakeSeat, Watch
from pong.rooms.loop import RoomLoop
from pong.rooms.ports import Member, Standing, Turn, show_turn

_STATUS = '{"type":"status_change"'  # whatever it is: if a match runs, a frame follows
# A click on everything there is to click, while the owner's death has not been noticed yet.
MAX_UNACTED = 16


class Outpost:
    """Implements the port ``RoomHandle``.

    Attributes:
        loop: the room itself, if it runs here.
        owner: the process that owns it, as far as is known; None for this one.
        epoch: the newest epoch that was heard of; what is older is not believed.
        sought: how many are about to come in by it.
    """

    # Of this process, and not of one outpost: a room that is left and entered again has another one.
    _keys = count(1)
    _call_numbers = count(1)

    def __init__(self, code: str, process: str, post: Callable[[str, Asked | RollCall], None]) -> None:
        self.code = code
        self.loop: RoomLoop | None = None
        self.owner: str | None = None
        self.epoch = 0
        self.moving = False
        self.unanswered_calls = 0
        self.sought = 0
        self._serial: int | None = None  # of the last item that was heard, if one was in this epoch
        self._newest_frame = (0, -1)  # after which item it was shown, and its tick
        self._lost = self._asked = False
        self._calls = 0
        self._lost_at = 0  # the number of the last call when something was found missing
        self._is_playing = False
        self._closed = False
        self._process = process
        self._post = post
        self._attendees: dict[Member, Attendee] = {}
        self._by_key: dict[int, Attendee] = {}

    def __len__(self) -> int:
        return len(self._attendees)

    def __iter__(self) -> Iterator[Member]:
        return iter(list(self._attendees))

    @property
    def closed(self) -> bool:
        return self._closed

    # What members want

    def submit(self, command: Command) -> bool:
        """Pass a command on to the room. False: it cannot be taken."""
        attendee = self._attendee(command.member)
        if isinstance(command, Drop):
            self._remove(attendee)
            command = Drop(command.member, moving=self.moving)
        if self.loop is not None and not self.loop.closed:
            return self.loop.submit(command)
        return self._ask(attendee, command)

    def _ask(self, attendee: Attendee, command: Command) -> bool:
        if isinstance(command, Steer):
            attendee.intent = command.intent
        elif not isinstance(command, Drop | Heard):
            if len(attendee.unacted) >= MAX_UNACTED:
                return False
            attendee.unacted.append((attendee.seq + 1, command))
        attendee.seq += 1
        if isinstance(command, Steer | Heard | Drop):
            self._post_asked(attendee, attendee.seq, command)
        else:
            # With all before that may have got lost: the owner takes each once, and none out of its order.
            for seq, unacted in attendee.unacted:
                self._post_asked(attendee, seq, unacted)
        return True

    def _post_asked(self, attendee: Attendee, seq: int, command: Command) -> None:
        if self.owner is not None:
            cells = command_cells(command)
            self._post(self.owner, Asked(self.code, self._process, attendee.key, attendee.member.extended, seq, cells))

    # Where the room is

    def settle_here(self, loop: RoomLoop, epoch: int) -> None:
        """The room runs here from now on: everybody comes along."""
        self.epoch = epoch
        if self.loop is loop:
            return
        self.loop, self.owner = loop, None
        for attendee in list(self._attendees.values()):
            known = attendee.is_known()
            if known is not None:
                loop.submit(known)
            while attendee.unacted:
                loop.submit(attendee.unacted.popleft()[1])

    def leave_for(self, owner: str | None) -> None:
        """The room, which has run here, is another process's now (None: nobody knows whose yet)."""
        loop, self.loop = self.loop, None
        self.owner, self._serial, self._newest_frame = owner, None, (0, -1)
        if loop is None:
            return
        for attendee in self._attendees.values():
            attendee.standing = loop.room.standing(attendee.member)
            attendee.intent = STOP if attendee.standing is None else attendee.standing.intent
        for command in loop.unheard:
            if command.member in self._attendees:
                self._ask(self._attendees[command.member], command)

    def follow(self, owner: str, epoch: int) -> bool:
        """The room is that process's, in that epoch; false if we know better."""
        if epoch < self.epoch or self.loop is not None:
            return False
        if epoch > self.epoch or owner != self.owner:
            # What was said last in the epoch before may never have been sent.
            self._serial, self._newest_frame = None, (0, -1)
            if self.epoch:
                self._note_loss()
        self.owner, self.epoch = owner, epoch
        self.unanswered_calls = 0
        return True

    def call_roll(self, *, again: bool = False) -> None:
        """Tell the owner who is here, and have it tell us anew what we have missed.

        That is asked for once, or ``again`` if no answer has come for long: everybody here is told it all.
        """
        if self.owner is not None:
            members = [attendee.attending() for attendee in self._attendees.values()]
            asks = self._lost and (again or not self._asked)
            self._asked = self._asked or asks
            self._calls = next(self._call_numbers)
            self._post(self.owner, RollCall(self.code, self._process, members, asks, self._calls))
            self.unanswered_calls += 1

    def hold(self) -> None:
        """Nothing comes from the owner any more, for a while: say that play is paused, in the owner's place."""
        if self._is_playing:
            self._is_playing = False
            text = encode(StatusChange(status="paused"))
            for attendee in self._attendees.values():
                if attendee.joined:
                    attendee.member.put_event(text)
        self._note_loss()  # what is missed meanwhile is asked for

    def close(self) -> None:
        """The room has ended."""
        self._closed = True
        for attendee in list(self._attendees.values()):
            if any(isinstance(command, TakeSeat | Watch) for _, command in attendee.unacted):
                text = refusal(Refusal.ROOM_NOT_FOUND, "This room has just been closed.")
                attendee.member.put_event(text)

    # What the room says

    def hear(self, said: Said) -> bool:
        """Pass on what the room has said; false if some of it was missed before, so that the roll has to be called."""
        if said.epoch != self.epoch or self.loop is not None:
            return True
        self.unanswered_calls = 0
        first = said.serial - len(said.items)
        heard = first if self._serial is None else self._serial
        moves: list[tuple[str, str]] = []
        for item in said.items[max(0, heard - first) :]:
            if isinstance(item, Moved):
                moves.append((item.slot, item.text))
            else:
                self._pass_moves(moves)
                self._pass_on(item)
        missed = first > heard
        self._serial = max(heard, said.serial)
        if said.frame is not None and (said.serial, said.frame.tick) > self._newest_frame:
            # Not what was sent again because nobody knew whether it had come.
            self._newest_frame = said.serial, said.frame.tick
            self._is_playing = True
            turn = Turn(tuple(moves), said.frame.text, said.frame.tick, said.frame.last)
            for attendee in self._attendees.values():
                if attendee.standing is not None:
                    attendee.end = ""
                    show_turn(turn, attendee.member, watches=attendee.standing.player_id is None)
        else:
            self._pass_moves(moves)
        if missed:
            self._note_loss()
        return not missed

    def is_up_to_date(self, serial: int, call: int) -> bool:
        """The owner has answered that roll call; false if something that it had said until then has not come."""
        self.unanswered_calls = 0
        if call > self._lost_at:
            self._lost = False  # it was told, and says it all anew
        heard = serial if self._serial is None else self._serial
        self._serial = max(heard, serial)
        if serial > heard:
            self._note_loss()
        return serial <= heard

    def _note_loss(self) -> None:
        """Something is missing: the next roll call says so."""
        self._lost, self._asked, self._lost_at = True, False, self._calls

    def _pass_moves(self, moves: list[tuple[str, str]]) -> None:
        """Pass on moves that no frame comes with."""
        for attendee in self._attendees.values() if moves else ():
            if attendee.joined and attendee.member.extended:
                attendee.member.put_moves(tuple(moves), None)
        moves.clear()

    def _pass_on(self, item: Spoken) -> None:
        match item:
            case ToAll(text) | ToExtended(text):
                extended_only = isinstance(item, ToExtended)
                self._is_playing = self._is_playing and not text.startswith(_STATUS)
                for attendee in self._attendees.values():
                    if attendee.joined and (attendee.member.extended or not extended_only):
                        attendee.hear(text)
            case ToOne() | Admit() | Dismiss() | CloseOne() | Acted():
                attendee_here = self._by_key.get(item.key) if item.process == self._process else None
                if attendee_here is not None:
                    self._tell(attendee_here, item)

    def _tell(self, attendee: Attendee, item: ToOne | Admit | Dismiss | CloseOne | Acted) -> None:
        match item:
            case ToOne(text=text):
                attendee.hear(text)
            case Admit(player_id=player_id, generation=generation):
                attendee.standing = Standing(player_id, generation)
            case Dismiss():
                attendee.standing = None
            case CloseOne(code=code):
                attendee.standing = None
                attendee.member.close(Close(code))
            case Acted(seq=seq):
                while attendee.unacted and attendee.unacted[0][0] <= seq:
                    attendee.unacted.popleft()

    def _attendee(self, member: Member) -> Attendee:
        attendee = self._attendees.get(member)
        if attendee is None:
            attendee = self._attendees[member] = Attendee(member, next(self._keys))
            self._by_key[attendee.key] = attendee
        return attendee

    def _remove(self, attendee: Attendee) -> None:
        self._attendees.pop(attendee.member, None)
        self._by_key.pop(attendee.key, None)
