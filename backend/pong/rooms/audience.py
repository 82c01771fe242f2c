"""Everybody who hears what a room says. A frame is encoded once, and the same text goes to all."""

from __future__ import annotations

from pong.messages.codec import encode, refusal
from pong.messages.codes import Close, Refusal
from pong.messages.wire import GameUpdate, ToClientMessage
from pong.rooms.ports import Member, Relay


class Audience:
    """The members of one room: players' connections and observers, without limit."""

    def __init__(self, room_code: str, relay: Relay) -> None:
        self._room_code = room_code
        self._relay = relay
        self._members: dict[Member, None] = {}  # in the order in which they came
        self.observers: set[Member] = set()

    def __len__(self) -> int:
        return len(self._members)

    def __contains__(self, member: Member) -> bool:
        return member in self._members

    def add_player(self, member: Member) -> None:
        self._members[member] = None
        self.observers.discard(member)

    def add_observer(self, member: Member) -> None:
        self._members[member] = None
        self.observers.add(member)

    def remove(self, member: Member) -> None:
        self._members.pop(member, None)
        self.observers.discard(member)

    def tell(self, member: Member, message: ToClientMessage) -> None:
        member.put_event(encode(message))

    def refuse(self, member: Member, code: Refusal, explanation: str) -> None:
        member.put_event(refusal(code, explanation))

    def announce(self, message: ToClientMessage) -> None:
        """Tell everybody what must not be lost."""
        text = encode(message)
        for member in self._members:
            member.put_event(text)
        self._relay.publish_event(self._room_code, text)

    def announce_extended(self, message: ToClientMessage) -> None:
        """Tell those who speak the extended tier."""
        text = ""
        for member in self._members:
            if member.extended:
                text = text or encode(message)
                member.put_event(text)

    def show(self, state: GameUpdate) -> None:
        """Show everybody a state that the next one replaces."""
        text, tick = encode(state), state.tick
        for member in self._members:
            member.put_frame(text, tick)
        self._relay.publish_frame(self._room_code, text)

    def dismiss(self, code: Close) -> None:
        """Close every connection."""
        for member in list(self._members):
            member.close(code)
        self._members.clear()
        self.observers.clear()
