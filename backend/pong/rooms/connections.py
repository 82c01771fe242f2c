"""All sockets of this process: their number is bounded, and they can be told goodbye together."""

from __future__ import annotations

from pong.messages.codes import Close
from pong.rooms.ports import Member


class Connections:
    """The open sockets, whatever room they are in."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._members: set[Member] = set()

    def __len__(self) -> int:
        return len(self._members)

    def add(self, member: Member) -> bool:
        """Take a socket in. False: the process has as many as it can bear."""
        if len(self._members) >= self._limit:
            return False
        self._members.add(member)
        return True

    def discard(self, member: Member) -> None:
        """The socket is gone."""
        self._members.discard(member)

    def close_all(self, code: Close) -> None:
        """Close every socket."""
        for member in list(self._members):
            member.close(code)
