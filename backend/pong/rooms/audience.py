"""Everybody who hears what a room says. A frame is encoded once, and the same text goes to all.

What a room says may have to wait until a point is written down (see course.py): between ``hold`` and ``release`` only
frames are shown, and what must not be lost is said in its order afterwards.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from functools import partial

from pong.messages.codec import encode, refusal
from pong.messages.codes import Close, Refusal
from pong.messages.wire import GameUpdate, ToClientMessage
from pong.rooms.ports import Member, Relay, Standing, Turn, show_turn


class Audience:
    """The members of one room: players' connections and observers, without limit."""

    def __init__(self, room_code: str, relay: Relay) -> None:
        self._room_code = room_code
        self._relay = relay
        self._members: dict[Member, None] = {}  # in the order in which they came
        self._here: dict[Member, None] = {}  # those whose sockets are this process's
        self.observers: set[Member] = set()
        self._held: deque[Callable[[], None]] | None = None
        self._came_while_held: set[Member] = set()
        self._moves: list[tuple[str, str]] = []

    def __len__(self) -> int:
        return len(self._members)

    def __contains__(self, member: Member) -> bool:
        return member in self._members

    def add_player(self, member: Member, standing: Standing) -> None:
        self._add(member, standing)
        self.observers.discard(member)

    def add_observer(self, member: Member) -> None:
        self._add(member, Standing())
        self.observers.add(member)

    def admit(self, member: Member, standing: Standing) -> None:
        """Have a remote member hear what everybody hears."""
        if member.remote:
            self._say(self._relay.admit, self._room_code, member, standing)

    def remove(self, member: Member) -> None:
        self._members.pop(member, None)
        self._here.pop(member, None)
        self.observers.discard(member)
        if member.remote:
            self._say(self._relay.dismiss, self._room_code, member)

    def tell(self, member: Member, message: ToClientMessage) -> None:
        self._say(member.put_event, encode(message))

    def tell_made(self, member: Member, make: Callable[[], ToClientMessage | None]) -> None:
        """Tell what is true when it is told: frames go past what is held, and none may come after a newer one."""
        self._say(self._tell_made, member, make)

    def refuse(self, member: Member, code: Refusal, explanation: str) -> None:
        self._say(member.put_event, refusal(code, explanation))

    def close(self, member: Member, code: Close) -> None:
        """Close one connection, after what it was told before."""
        self._say(member.close, code)

    def announce(self, message: ToClientMessage) -> None:
        """Tell everybody what must not be lost."""
        self._say(self._announce, encode(message))

    def announce_extended(self, message: ToClientMessage) -> None:
        """Tell those who speak the extended tier."""
        self._say(self._announce_extended, message)

    def move(self, slot: str, message: ToClientMessage) -> None:
        """Tell the extended tier, with the next frame, what a later message of the same ``slot`` replaces."""
        self._moves.append((slot, encode(message)))

    def show(self, state: GameUpdate, *, to_all: bool = False) -> None:
        """Show everybody a state that the next one replaces, with the moves before it. ``to_all``: no other follows."""
        turn = Turn(tuple(self._moves), encode(state), state.tick, to_all)
        self._moves.clear()
        for member in self._here:
            if member not in self._came_while_held:
                show_turn(turn, member, watches=member in self.observers)
        self._relay.publish_turn(self._room_code, turn)

    def hold(self) -> None:
        """From now on, keep what must not be lost."""
        if self._held is None:
            self._held = deque()

    def release(self) -> None:
        """Say what was kept, and hold nothing back any more."""
        held, self._held = self._held, None
        self._came_while_held.clear()
        for say in held or ():
            say()

    @property
    def is_held(self) -> bool:
        return self._held is not None

    def dismiss(self, code: Close) -> None:
        """Close every connection."""
        self._held = None
        for member in list(self._members):
            member.close(code)
        self._members.clear()
        self._here.clear()
        self.observers.clear()

    def _add(self, member: Member, standing: Standing) -> None:
        self._members[member] = None
        if member.remote:
            self.admit(member, standing)
            return
        self._here[member] = None
        if self._held is not None:
            self._came_while_held.add(member)

    def _say(self, say: Callable[..., None], *what: object) -> None:
        if self._held is None:
            say(*what)
        else:
            self._held.append(partial(say, *what))

    def _tell_made(self, member: Member, make: Callable[[], ToClientMessage | None]) -> None:
        message = make()
        if message is not None:
            member.put_event(encode(message))

    def _announce(self, text: str) -> None:
        for member in self._here:
            member.put_event(text)
        self._relay.publish_event(self._room_code, text)

    def _announce_extended(self, message: ToClientMessage) -> None:
        text = encode(message)
        for member in self._here:
            if member.extended:
                member.put_event(text)
        self._relay.publish_event(self._room_code, text, extended_only=True)
