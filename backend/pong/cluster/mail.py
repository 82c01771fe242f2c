"""What processes say to each other, and how it is written. Knows rooms' commands; no channel layer and no task.

A room's owner speaks to the room's group (every process that has members of it), in one message a tick with all that
the room has said; everybody else speaks to a process. Nothing of an older epoch than the newest one heard is believed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import cast, get_args
from uuid import UUID

import msgspec

from pong.messages.wire import Phrase
from pong.replay import intent_cells, intent_of
from pong.rooms import commands
from pong.rooms.ports import Member
from pong.visitors import Visitor

Cells = list[int | float | str | bool | None]


class Mail(msgspec.Struct, frozen=True, array_like=True):
    """One message from one process to others."""


# What a room has said, in its order. ``process`` and ``key`` name one member.


class ToAll(Mail, frozen=True, tag="a"):
    text: str


class ToExtended(Mail, frozen=True, tag="x"):
    text: str


class Moved(Mail, frozen=True, tag="m"):
    """For the extended tier: what a later one of the same ``slot`` replaces."""

    slot: str
    text: str


class ToOne(Mail, frozen=True, tag="o"):
    process: str
    key: int
    text: str


class Admit(Mail, frozen=True, tag="i"):
    """The member hears what everybody hears, as that player or as an observer."""

    process: str
    key: int
    player_id: str | None
    generation: int


class Dismiss(Mail, frozen=True, tag="d"):
    process: str
    key: int


class CloseOne(Mail, frozen=True, tag="c"):
    process: str
    key: int
    code: int


class Acted(Mail, frozen=True, tag="s"):
    """The member's command of that number, and all before it, have been acted on."""

    process: str
    key: int
    seq: int


Spoken = ToAll | ToExtended | ToOne | Admit | Dismiss | CloseOne | Acted
Item = Spoken | Moved


class Frame(Mail, frozen=True):
    """A state that the next one replaces; ``last``: no other follows."""

    text: str
    tick: int
    last: bool = False


# From a room's owner to the room's group


class Said(Mail, frozen=True, tag="said"):
    """What the room has said since the last one: its items, and then the newest frame.

    ``serial`` counts all items of this epoch, these included, so that a hole is noticed.
    """

    room: str
    epoch: int
    process: str
    serial: int
    items: list[Item]
    frame: Frame | None


class Owned(Mail, frozen=True, tag="owned"):
    """The room is this process's now: say who your members are."""

    room: str
    epoch: int
    process: str


class Ended(Mail, frozen=True, tag="ended"):
    """The room is closed."""

    room: str
    epoch: int


# From one process to another


class Attending(Mail, frozen=True):
    """One member, as the process of its socket knows it; ``unacted`` are the commands that were not acted on yet."""

    key: int
    extended: bool
    joined: bool
    player_id: str | None
    generation: int
    intent: list[int | float | str]
    unacted: list[tuple[int, Cells]]


class RollCall(Mail, frozen=True, tag="roll"):
    """Everybody who is in the room by way of this process.

    ``lost`` says that it has missed something that the room said; ``call`` numbers the calls of this process.
    """

    room: str
    process: str
    members: list[Attending]
    lost: bool
    call: int = 0


class Here(Mail, frozen=True, tag="here"):
    """The answer of a room's owner to the roll call of that number."""

    room: str
    epoch: int
    process: str
    serial: int
    call: int = 0


class NotHere(Mail, frozen=True, tag="nothere"):
    """The answer of a process that does not own the room."""

    room: str
    process: str


class Asked(Mail, frozen=True, tag="asked"):
    """A member's command, the ``seq``-th of this member."""

    room: str
    process: str
    key: int
    extended: bool
    seq: int
    command: Cells


class Take(Mail, frozen=True, tag="take"):
    """The room has been handed to you."""

    room: str


class Vacate(Mail, frozen=True, tag="vacate"):
    """Somebody wants to open a room of this name: close yours if everybody has left it."""

    room: str
    process: str


class Vacated(Mail, frozen=True, tag="vacated"):
    room: str
    kept: bool


ToGroup = Said | Owned | Ended
ToProcess = RollCall | Here | NotHere | Asked | Take | Vacate | Vacated
Letter = ToGroup | ToProcess

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(list[Letter]).decode


def encode_letters(letters: list[Letter]) -> bytes:
    """Letters to one address, in their order."""
    return _encode(letters)


def decode_letters(body: bytes) -> list[Letter]:
    """The letters in ``body``; none, if a process of another version has written what this one cannot read."""
    try:
        return _decode(body)
    except msgspec.DecodeError:
        return []


def room_group(code: str) -> str:
    """The group of the processes that have members of a room."""
    return f"room-{code}"


def process_group(process: str) -> str:
    """The group in which one process is alone."""
    return f"process-{process}"


def process_name(host: str, pid: int, chance: str) -> str:
    """A name for a process that no other one has had: containers give their pids and host names again."""
    return f"{re.sub(r'[^A-Za-z0-9.]', '', host)[:40] or 'host'}-{pid}-{chance}"


_BARE: dict[Callable[[Member], commands.Command], str] = {
    commands.Watch: "watch",
    commands.Ready: "ready",
    commands.WantRematch: "rematch",
    commands.ClaimWin: "claim",
    commands.Pause: "pause",
    commands.Resume: "resume",
    commands.Leave: "leave",
}
_BARE_BY_WORD: dict[object, Callable[[Member], commands.Command]] = {word: kind for kind, word in _BARE.items()}


def command_cells(command: commands.Command) -> Cells:
    """A command without its member."""
    match command:
        case commands.Steer(_, intent, tick, seq):
            return ["steer", *intent_cells(intent), tick, seq]
        case commands.Heard(_, own_tick):
            return ["heard", own_tick]
        case commands.TakeSeat(_, name, token, visitor):
            return ["sit", name, token, *((visitor.id.hex, visitor.chosen_name) if visitor else ())]
        case commands.Drop(_, moving):
            return ["drop", moving]
        case commands.Say(_, phrase):
            return ["say", phrase]
        case commands.Rename(_, name):
            return ["rename", name]
        case commands.Reattach() | commands.CatchUp() | commands.WithReceipt():
            raise ValueError("a room's own process says this by itself")
        case bare:
            return [_BARE[type(bare)]]


def command_of(cells: Cells, member: Member) -> commands.Command | None:
    """The command of ``member`` that `command_cells` wrote; None if it is one that only a newer process knows."""
    match cells:
        case ["steer", str() as kind, int() | float() as number, int() | None as tick, int() as seq]:
            return commands.Steer(member, intent_of([kind, number]), tick, seq)
        case ["heard", int() as own_tick]:
            return commands.Heard(member, own_tick)
        case ["sit", str() | None as name, str() | None as token, *visitor]:
            return commands.TakeSeat(member, name, token, _visitor_of(visitor))
        case ["say", str() as phrase] if phrase in get_args(Phrase):
            return commands.Say(member, cast(Phrase, phrase))
        case ["rename", str() as name]:
            return commands.Rename(member, name)
        case ["drop", moving]:
            return commands.Drop(member, bool(moving))
        case [word] if word in _BARE_BY_WORD:
            return _BARE_BY_WORD[word](member)
        case _:
            return None


def _visitor_of(cells: Cells) -> Visitor | None:
    match cells:
        case [str() as visitor_id, str() | None as chosen_name]:
            return Visitor(UUID(hex=visitor_id), chosen_name)
        case _:
            return None
