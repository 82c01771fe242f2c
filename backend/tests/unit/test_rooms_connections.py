"""The sockets of a process are counted and can be told goodbye together."""

from __future__ import annotations

from pong.messages.codes import Close
from pong.rooms.connections import Connections


class Socket:
    extended = False
    closed = False

    def __init__(self) -> None:
        self.codes: list[Close] = []

    def put_event(self, text: str) -> None: ...

    def put_frame(self, text: str, tick: int) -> None: ...

    def close(self, code: Close) -> None:
        self.codes.append(code)


def test_no_more_sockets_than_the_limit_are_taken_in_and_a_gone_one_makes_room() -> None:
    connections = Connections(limit=2)
    first, second, third = Socket(), Socket(), Socket()
    assert [connections.add(socket) for socket in (first, second, third)] == [True, True, False]
    connections.discard(first)
    connections.discard(first)
    assert connections.add(third)
    assert len(connections) == 2


def test_goodbye_reaches_everybody_who_is_still_here() -> None:
    connections = Connections(limit=9)
    stays, left = Socket(), Socket()
    connections.add(stays)
    connections.add(left)
    connections.discard(left)
    connections.close_all(Close.MOVING)
    assert (stays.codes, left.codes) == ([Close.MOVING], [])
