"""The sockets of a process are counted and can be told goodbye together."""

from __future__ import annotations

import asyncio

import pytest

from pong.messages.codes import Close
from pong.rooms.connections import Connections
from pong.rooms.ports import Moves
from tests.support.virtual_time import run_virtually


class Socket:
    extended = False
    closed = False

    def __init__(self) -> None:
        self.codes: list[Close] = []

    def put_event(self, text: str) -> None: ...

    def put_frame(self, text: str, tick: int) -> None: ...

    def put_moves(self, moves: Moves, frame: tuple[str, int] | None) -> None: ...

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


def test_once_turned_away_newcomers_are_closed_and_whoever_is_here_stays() -> None:
    connections = Connections(limit=9)
    here, late = Socket(), Socket()
    connections.add(here)
    connections.turn_away(Close.MOVING)
    assert connections.add(late)
    assert (here.codes, late.codes) == ([], [Close.MOVING])


class TimedSocket(Socket):
    """Notes when it was closed."""

    def close(self, code: Close) -> None:
        super().close(code)
        self.at = asyncio.get_running_loop().time()


@pytest.mark.parametrize(
    ("number", "within_s", "duration_s"),
    [(2, 10.0, 0.01), (1000, 10.0, 5.0), (4000, 10.0, 10.0), (1000, 2.0, 2.0), (1000, 0.0, 0.0), (0, 10.0, 0.0)],
)
def test_goodbyes_are_spread_evenly_in_the_order_of_arrival(number: int, within_s: float, duration_s: float) -> None:
    connections = Connections(limit=9999)
    sockets = [TimedSocket() for _ in range(number)]
    for socket in sockets:
        connections.add(socket)

    async def leave() -> float:
        begun = asyncio.get_running_loop().time()
        await connections.close_evenly(Close.MOVING, within_s=within_s)
        return begun

    begun = run_virtually(leave())
    assert [socket.codes for socket in sockets] == [[Close.MOVING]] * number
    due = [begun + duration_s * n / number for n in range(number)]
    assert [socket.at for socket in sockets] == pytest.approx(due, abs=0.05)


def test_it_is_waited_for_the_last_one_to_go() -> None:
    async def wait() -> float:
        loop = asyncio.get_running_loop()
        connections, stays = Connections(limit=9), Socket()
        connections.add(stays)
        loop.call_later(0.25, connections.discard, stays)
        begun = loop.time()
        await connections.gone(within_s=1.0)
        return loop.time() - begun

    assert run_virtually(wait()) == pytest.approx(0.25, abs=0.01)


@pytest.mark.parametrize(("number", "waited_s"), [(1, 1.0), (0, 0.0)])
def test_it_is_waited_no_longer_than_that(number: int, waited_s: float) -> None:
    async def wait() -> float:
        connections = Connections(limit=9)
        for _ in range(number):
            connections.add(Socket())
        begun = asyncio.get_running_loop().time()
        await connections.gone(within_s=1.0)
        return asyncio.get_running_loop().time() - begun

    assert run_virtually(wait()) == pytest.approx(waited_s, abs=0.01)
