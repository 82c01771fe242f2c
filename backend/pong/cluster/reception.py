"""What the owner of a room does with what other processes say for their members, and they with what it says."""

from __future__ import annotations

from functools import partial

from pong.cluster.bus import Bus
from pong.cluster.guests import Guest, GuestHouse
from pong.cluster.mail import Asked, Attending, Here, Owned, RollCall, Said, command_of
from pong.cluster.outpost import Outpost
from pong.messages.codec import refusal
from pong.messages.codes import Refusal
from pong.replay import intent_of
from pong.rooms.commands import CatchUp, Command, Drop, Heard, Reattach, Steer, WithReceipt
from pong.rooms.loop import RoomLoop
from pong.rooms.ports import Standing

# A relay repeats its roll call every 2 s; one that has missed two of them is cut off, or dead.
FORGOTTEN_AFTER_S = 5.0


def hear_owner(letter: Said | Owned | Here, outpost: Outpost) -> None:
    """Take in what the owner of a room that runs elsewhere says, and call the roll if it cannot know all of ours."""
    is_news = letter.epoch > outpost.epoch or letter.process != outpost.owner
    if not outpost.follow(letter.process, letter.epoch):
        return
    complete = True
    if isinstance(letter, Said):
        complete = outpost.hear(letter)
    elif isinstance(letter, Here):
        complete = outpost.is_up_to_date(letter.serial, letter.call)
    if is_news or isinstance(letter, Owned) or not complete:
        outpost.call_roll()


def hear_guests(letter: RollCall | Asked, *, loop: RoomLoop, house: GuestHouse, bus: Bus, now: float) -> None:
    """Take in what another process says for its members, who are guests of the room here."""
    if isinstance(letter, RollCall):
        hear_roll(letter, loop=loop, house=house, bus=bus, now=now)
    else:
        hear_asked(letter, loop=loop, house=house)


def hear_roll(roll: RollCall, *, loop: RoomLoop, house: GuestHouse, bus: Bus, now: float) -> None:
    """Take in who is new, and drop who is not there any more. An older call than the last one says nothing any more."""
    if 0 < roll.call <= house.last_call.get(roll.process, 0):
        return
    house.last_call[roll.process] = roll.call
    house.called_at[roll.process] = now
    present = {attending.key for attending in roll.members}
    drop(house, loop, [guest for guest in house.of(roll.process) if guest.key not in present])
    agreed = [_hear_attending(attending, roll, loop, house) for attending in roll.members]
    bus.post(roll.process, Here(roll.room, house.voice.epoch, house.voice.process, house.voice.sent, roll.call))
    if not all(agreed):
        # They call again when they hear this, and what has been said here until now comes before it, if at all.
        bus.announce(roll.room, Owned(roll.room, house.voice.epoch, house.voice.process))


def hear_asked(asked: Asked, *, loop: RoomLoop, house: GuestHouse) -> None:
    """Pass a guest's command on to the room, once.

    Of a member that is not known here, only the wish to come in is taken, and only as its first one. Any other may have
    been in the room before it was ours, or have asked for something that is not here yet: its process has to say as
    what it is in, and repeats what was asked in its order.
    """
    comes_in = asked.seq == 1 and asked.command[:1] in (["sit"], ["watch"])
    if not house.has(asked.process, asked.key) and not comes_in:
        house.ask_for_roll(asked.process)
        return
    guest, _ = house.guest(asked.process, asked.key, extended=asked.extended)
    command = command_of(asked.command, guest)
    if command is not None:
        _act(guest, asked.seq, command, loop, house)


def drop(house: GuestHouse, loop: RoomLoop, guests: list[Guest]) -> None:
    """Their sockets are gone, or their process is."""
    for guest in guests:
        loop.submit(Drop(guest))
    house.forget(guests)


def drop_unheard(house: GuestHouse, loop: RoomLoop, *, living: set[str], now: float) -> None:
    """Drop the guests of processes that are dead, or have not called the roll for too long."""
    for process in house.processes():
        silent = now - house.called_at.setdefault(process, now) > FORGOTTEN_AFTER_S
        if silent or process not in living:
            drop(house, loop, house.of(process))


def _hear_attending(attending: Attending, roll: RollCall, loop: RoomLoop, house: GuestHouse) -> bool:
    """Take in what is said of one member; false if it knows otherwise than we whether it is in, for the first time."""
    guest, _ = house.guest(roll.process, attending.key, extended=attending.extended)
    is_in = loop.room.standing(guest) is not None
    doubted, guest.doubted = guest.doubted, False
    if attending.joined and not guest.is_known:
        guest.is_known = True
        standing = Standing(attending.player_id, attending.generation, intent_of(attending.intent))
        loop.submit(Reattach(guest, standing))
    elif guest.closed and roll.lost:
        guest.close_again()
    elif (is_in and roll.lost) or (attending.joined != is_in and doubted):
        loop.submit(CatchUp(guest))
    else:
        # What it was told may be on its way while the call is, and nobody is to hear it twice.
        guest.doubted = attending.joined != is_in
    for seq, cells in attending.unacted:
        command = command_of(cells, guest)
        if command is not None:
            _act(guest, seq, command, loop, house)
    return not guest.doubted


def _act(guest: Guest, seq: int, command: Command, loop: RoomLoop, house: GuestHouse) -> None:
    if isinstance(command, Steer | Heard):
        if seq > guest.steered_seq:
            guest.steered_seq = seq
            loop.submit(command)
    elif isinstance(command, Drop):
        loop.submit(command)
        house.forget([guest])
    elif seq <= guest.heard_seq:
        guest.say_again(seq)
    else:
        guest.heard_seq = seq
        if not loop.submit(WithReceipt(command, partial(guest.has_acted, seq))):
            guest.put_event(refusal(Refusal.BUSY, "The room has too much to do just now; try again."))
            guest.has_acted(seq)
