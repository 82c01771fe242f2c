"""The members of this process's rooms whose sockets are other processes', and what rooms say to them."""

from __future__ import annotations

from collections.abc import Iterable

from pong.cluster.bus import Bus
from pong.cluster.mail import Acted, Admit, CloseOne, Dismiss, Frame, Item, Moved, Owned, ToAll, ToExtended, ToOne
from pong.cluster.voice import Voice
from pong.messages.codes import Close
from pong.rooms.ports import Member, Moves, Standing, Turn


class Guest:
    """A member somewhere else, as a room sees it; implements the port ``Member``."""

    remote = True

    def __init__(self, process: str, key: int, *, extended: bool, house: GuestHouse) -> None:
        self.process = process
        self.key = key
        self.extended = extended
        self.closed = False
        self.is_known = False  # the room has let it in once, or has been told that it was in before
        self.doubted = False  # its process has said otherwise than the room whether it is in
        self.heard_seq = 0  # of the newest command, and of the newest held direction
        self.steered_seq = 0
        self._acted_seq = 0
        self._closed_with: Close | None = None
        self._house = house

    def put_event(self, text: str) -> None:
        """Send what is for this member alone."""
        self._house.say(ToOne(self.process, self.key, text))

    def put_frame(self, text: str, tick: int) -> None:
        """Never called: the relay shows a frame to all of a process's members together."""
        self.put_event(text)

    def put_moves(self, moves: Moves, frame: tuple[str, int] | None) -> None:
        """Never called either."""
        for _, text in moves:
            self.put_event(text)

    def close(self, code: Close) -> None:
        """Have its socket closed, after what it was told before."""
        if not self.closed:
            self.closed, self._closed_with = True, code
            self.close_again()

    def close_again(self) -> None:
        """Its process may not have heard that it is closed."""
        if self._closed_with is not None:
            self._house.say(CloseOne(self.process, self.key, int(self._closed_with)))

    def has_acted(self, seq: int) -> None:
        """Its commands up to ``seq`` are done, and can be lost no more."""
        self._acted_seq = max(self._acted_seq, seq)
        self._house.say(Acted(self.process, self.key, seq))

    def say_again(self, seq: int) -> None:
        """A command has come twice: its receipt may have been lost."""
        if seq <= self._acted_seq:
            self.has_acted(seq)


class GuestHouse:
    """The guests of one room, and the room's voice."""

    def __init__(self, room: str, process: str, bus: Bus) -> None:
        self.voice = Voice(room, process, 0)
        self.called_at: dict[str, float] = {}  # when each process has last called the roll
        self.last_call: dict[str, int] = {}  # and the number of that call
        self._room = room
        self._process = process
        self._bus = bus
        self._guests: dict[tuple[str, int], Guest] = {}

    def __len__(self) -> int:
        return len(self._guests)

    def begin_epoch(self, epoch: int) -> None:
        """The room is ours, in this epoch: everything is numbered anew."""
        self.voice = Voice(self._room, self._process, epoch)

    def guest(self, process: str, key: int, *, extended: bool) -> tuple[Guest, bool]:
        """The guest of that key, and whether it is a new one."""
        guest = self._guests.get((process, key))
        if guest is not None:
            return guest, False
        guest = self._guests[process, key] = Guest(process, key, extended=extended, house=self)
        return guest, True

    def has(self, process: str, key: int) -> bool:
        """Whether there is a guest of that key."""
        return (process, key) in self._guests

    def ask_for_roll(self, process: str) -> None:
        """Somebody there is in the room, or was, and nobody here knows as what."""
        self._bus.post(process, Owned(self._room, self.voice.epoch, self._process))

    def of(self, process: str) -> list[Guest]:
        """All guests by way of that process."""
        return [guest for (where, _), guest in self._guests.items() if where == process]

    def processes(self) -> set[str]:
        """Whose guests are here."""
        return {process for process, _ in self._guests}

    def forget(self, guests: Iterable[Guest]) -> None:
        """They are gone."""
        for guest in guests:
            self._guests.pop((guest.process, guest.key), None)

    def say(self, item: Item) -> None:
        """Say what must not be lost, if anybody out there listens."""
        if self._guests:
            self.voice.say(item)
            self._bus.speak(self._room, self.voice)

    def show(self, turn: Turn) -> None:
        """Show what a tick has brought, likewise."""
        if self._guests:
            for slot, text in turn.moves:
                self.voice.say(Moved(slot, text))
            self.voice.show(Frame(turn.frame, turn.tick, turn.last))
            self._bus.speak(self._room, self.voice)


class GuestRelay:
    """Implements the port ``Relay``: a room that has no guests publishes nothing."""

    def __init__(self) -> None:
        self.houses: dict[str, GuestHouse] = {}

    def admit(self, room_code: str, member: Member, standing: Standing) -> None:
        if isinstance(member, Guest) and (house := self.houses.get(room_code)):
            member.is_known = True
            house.say(Admit(member.process, member.key, standing.player_id, standing.generation))

    def dismiss(self, room_code: str, member: Member) -> None:
        if isinstance(member, Guest) and (house := self.houses.get(room_code)):
            house.say(Dismiss(member.process, member.key))

    def publish_event(self, room_code: str, text: str, *, extended_only: bool = False) -> None:
        if house := self.houses.get(room_code):
            house.say(ToExtended(text) if extended_only else ToAll(text))

    def publish_turn(self, room_code: str, turn: Turn) -> None:
        if house := self.houses.get(room_code):
            house.show(turn)
