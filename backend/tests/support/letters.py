"""Processes that write to each other about one room, and a post office that is as bad as one likes. No event loop."""

from __future__ import annotations

from collections import Counter
from typing import Any

from pong.cluster.guests import GuestHouse, GuestRelay
from pong.cluster.mail import (
    Asked,
    Attending,
    Here,
    Item,
    Letter,
    NotHere,
    Owned,
    RollCall,
    Said,
    ToAll,
    ToExtended,
    ToOne,
    decode_letters,
    encode_letters,
)
from pong.cluster.outpost import Outpost
from pong.cluster.reception import hear_guests, hear_owner
from pong.cluster.voice import Voice
from pong.messages.wire import CreateRoom
from pong.rooms.commands import Command, Drop, Leave, Watch, WithReceipt
from pong.rooms.ports import RoomPorts
from pong.rooms.records import RoomRecord, decode_room
from pong.rooms.room import Room
from tests.support.fakes import Heard, RecordingJournal, RecordingMember, house_rules

CODE = "R"


class SyncLoop:
    """Runs a room as its loop does, but at once."""

    def __init__(self, room: Room, office: Office) -> None:
        self.room = room
        self.unheard: list[Command] = []
        self.acted: Counter[tuple[str, int, int]] = Counter()  # process, key and number of guests' commands
        self._office = office

    @property
    def closed(self) -> bool:
        return self.room.closed

    def submit(self, command: Command) -> bool:
        if isinstance(command, WithReceipt):
            guest: Any = command.member
            self.acted[guest.process, guest.key, command.receipt.args[0]] += 1  # type: ignore[attr-defined]
        if isinstance(command, Drop):
            self._forget(command.member)
        self.room.apply(command, self._office.now)
        self.room.settle(self._office.now)
        return True

    def _forget(self, member: Any) -> None:
        """A guest that comes again after this is a new one."""
        for asked in [
            asked for asked in self.acted if asked[:2] == (getattr(member, "process", ""), getattr(member, "key", 0))
        ]:
            del self.acted[asked]
            self._office.acted.add(asked)


class Office:
    """The letters under way, and who is connected.

    Attributes:
        said: of each epoch, what the room has said that must not be lost.
        asked, acted: commands of guests, each by its process, its member's key and its number.
    """

    def __init__(self) -> None:
        self.now = 100.0
        self.epoch = 0
        self.processes: dict[str, Process] = {}
        self.under_way: list[tuple[str, bytes]] = []
        self.cut_off: set[str] = set()
        self.said: dict[int, list[Item]] = {}
        self.asked: set[tuple[str, int, int]] = set()
        self.acted: set[tuple[str, int, int]] = set()

    def send(self, sender: str, to: str, letters: list[Letter]) -> None:
        if not {sender, to} & self.cut_off:
            self.under_way.append((to, encode_letters(letters)))

    def deliver(self, number: int, *, keep: bool = False) -> None:
        to, body = self.under_way[number] if keep else self.under_way.pop(number)
        process = self.processes.get(to)
        if process is not None and to not in self.cut_off:
            for letter in decode_letters(body):
                process.hear(letter)

    def deliver_all(self) -> None:
        """In order, and whatever is answered."""
        while self.under_way or any(process.flush() for process in list(self.processes.values())):
            if self.under_way:
                self.deliver(0)


class Process:
    """One process: its outpost, and the room if it owns it. As node.py, without tasks and ledger; its own bus, too."""

    def __init__(self, name: str, office: Office) -> None:
        self.name = name
        self.office = office
        self.outpost = Outpost(CODE, name, self.post)
        self.relay = GuestRelay()
        self.loop: SyncLoop | None = None
        self._letters: dict[str, list[Letter]] = {}
        self._speaking: Voice | None = None
        office.processes[name] = self

    # The bus

    def post(self, process: str, letter: Letter) -> None:
        match letter:
            case Asked(command=[kind, *_]) if kind not in {"steer", "drop"}:
                self.office.asked.add((letter.process, letter.key, letter.seq))
        self._letters.setdefault(process, []).append(letter)

    def announce(self, room: str, letter: Letter) -> None:
        self._flush_voice()
        for name in self.office.processes:
            if name != self.name:
                self.post(name, letter)

    def speak(self, room: str, voice: Voice) -> None:
        self._speaking = voice

    def flush(self) -> bool:
        """Send what has come together; whether there was anything."""
        self._flush_voice()
        letters, self._letters = self._letters, {}
        for to, mail in letters.items():
            self.office.send(self.name, to, mail)
        return bool(letters)

    def _flush_voice(self) -> None:
        voice, self._speaking = self._speaking, None
        if voice is None or voice.is_silent:
            return
        said = voice.take()
        self.office.said.setdefault(said.epoch, []).extend(said.items)
        for name in self.office.processes:
            if name != self.name:
                self.post(name, said)

    # The room

    def open(self, snapshot: bytes | None = None) -> None:
        """The room is this process's from now on; a new one without a snapshot."""
        journal = RecordingJournal()
        ports = RoomPorts(house=house_rules(), journal=journal, relay=self.relay)
        now = self.office.now
        if snapshot is None:
            room = Room(code=CODE, options=CreateRoom(points_limit=21), ports=ports, creator=KEEPER, now=now)
        else:
            room = Room.taken_over(code=CODE, record=decode_room(snapshot), points=[], ports=ports, now=now)
        self.office.epoch += 1
        room.epoch = self.office.epoch
        house = self.relay.houses[CODE] = GuestHouse(CODE, self.name, self)  # type: ignore[arg-type]  # as a bus
        house.begin_epoch(room.epoch)
        self.loop = SyncLoop(room, self.office)
        self.announce(CODE, Owned(CODE, room.epoch, self.name))
        # What was asked for here is done without a letter.
        self.office.acted |= {asked for asked in self.office.asked if asked[0] == self.name}
        self.outpost.settle_here(self.loop, room.epoch)  # type: ignore[arg-type]  # as a loop

    def let_go(self, to: str | None) -> bytes:
        """The room is another process's; returns how it was."""
        assert self.loop is not None
        loop, self.loop = self.loop, None
        self.note_acted(loop)
        del self.relay.houses[CODE]
        self.outpost.leave_for(to)
        return loop.room.record(moved=True)

    @property
    def state(self) -> RoomRecord:
        assert self.loop is not None
        return decode_room(self.loop.room.record())

    @property
    def status(self) -> str:
        """What the room tells somebody who comes now."""
        assert self.loop is not None
        visitor = RecordingMember("visitor")
        self.loop.submit(Watch(visitor))
        self.loop.submit(Leave(visitor))
        return visitor.statuses[-1]

    def attending(self, member: RecordingMember) -> Attending:
        """What this process would say of its member in a roll call."""
        before = list(self.outpost)
        letters, self._letters = self._letters, {}
        self.outpost.call_roll()
        roll = next(letter for mail in self._letters.values() for letter in mail)
        self._letters = letters
        return roll.members[before.index(member)]

    def note_acted(self, loop: SyncLoop) -> None:
        self.office.acted |= set(loop.acted)
        assert max(loop.acted.values(), default=1) == 1

    def tick(self) -> None:
        assert self.loop is not None
        self.office.now += 1 / 60
        if self.loop.room.ticking:
            self.loop.room.tick(self.office.now)
        self.loop.room.settle(self.office.now)

    # What node.py does with letters

    def hear(self, letter: Letter) -> None:
        match letter:
            case Said() | Owned() | Here():
                if self.outpost.loop is None:
                    hear_owner(letter, self.outpost)
            case NotHere(process=process):
                if self.outpost.loop is None and self.outpost.owner == process:
                    self.outpost.owner = None
            case RollCall() | Asked():
                self._hear_relay(letter)

    def call_roll(self) -> None:
        """With a look into the ledger, if nobody knows the owner, or it does not answer."""
        if self.loop is None:
            if self.outpost.owner is None or self.outpost.unanswered_calls > 1:
                owner = next(process.name for process in self.office.processes.values() if process.loop is not None)
                self.outpost.follow(owner, self.outpost.epoch)
            self.outpost.call_roll(again=True)

    def come_back(self) -> None:
        """It was cut off, and knows."""
        self.call_roll()
        if self.loop is not None:
            self.announce(CODE, Owned(CODE, self.loop.room.epoch, self.name))

    def _hear_relay(self, letter: RollCall | Asked) -> None:
        house = self.relay.houses.get(CODE)
        if self.loop is None or house is None:
            self.post(letter.process, NotHere(CODE, self.name))
        else:
            hear_guests(letter, loop=self.loop, house=house, bus=self, now=self.office.now)  # type: ignore[arg-type]


KEEPER = RecordingMember("keeper")


class Correspondent(RecordingMember):
    """A member that notes by which epoch it has heard what."""

    def __init__(self, process: Process, name: str) -> None:
        super().__init__(name, extended=name.endswith("+"))
        self.process = process
        self.texts: dict[int, list[str]] = {}
        self._epoch = 0

    def put_event(self, text: str) -> None:
        super().put_event(text)
        if self.process.loop is None:
            self.texts.setdefault(self.process.outpost.epoch, []).append(text)

    def _hear(self, text: str) -> Heard:
        message = super()._hear(text)
        if message["type"] == "game_update":
            assert message["epoch"] >= self._epoch, "an older epoch comes after a newer one"
            self._epoch = message["epoch"]
        return message

    def heard_in_order(self) -> bool:
        """Whether what was heard of each epoch was said in it, in this order, and each thing at most once."""
        return all(self._is_part_of(epoch, texts) for epoch, texts in self.texts.items())

    def _is_part_of(self, epoch: int, texts: list[str]) -> bool:
        said = iter(
            [
                item.text
                for item in self.process.office.said.get(epoch, [])
                if isinstance(item, ToAll | ToExtended | ToOne)
            ]
        )
        return all(text in said for text in texts)
