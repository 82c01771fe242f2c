"""The rooms of a process: opened once a name, found while they live, removed once, and never somebody else's."""

from __future__ import annotations

import asyncio
from typing import Any

from pong.messages.codes import Refusal
from pong.messages.wire import CreateRoom
from pong.rooms.commands import Command, Drop, Leave, Ready, TakeSeat
from pong.rooms.loop import RoomLoop
from pong.rooms.ports import Member, RoomHandle
from tests.support.cluster import Cluster
from tests.support.fakes import RecordingMember
from tests.support.virtual_time import run_virtually


class House:
    """A process that is alone."""

    def __init__(self, max_rooms: int = 10) -> None:
        self.rooms = Cluster("p", max_rooms=max_rooms)["p"]

    @property
    def number(self) -> int:
        return len(self.rooms.estate.rooms)

    def loop(self, code: str = "R") -> RoomLoop:
        loop = self.rooms.estate.rooms.get(code)
        assert loop is not None
        return loop

    async def open(self, code: str, creator: Member | None = None, **options: Any) -> RoomHandle:
        room = await self.rooms.create(code, CreateRoom(**options), creator or RecordingMember())
        assert not isinstance(room, Refusal)
        return room

    async def play(self, code: str = "R") -> tuple[RoomHandle, RecordingMember, RecordingMember]:
        """A room with a match that runs."""
        a, b = RecordingMember("a"), RecordingMember("b")
        room = await self.open(code, a)
        say(room, TakeSeat(a, None, None), TakeSeat(b, None, None), Ready(a), Ready(b))
        await asyncio.sleep(0.1)
        assert a.statuses[-1] == "playing"
        return room, a, b


def say(room: RoomHandle, *commands: Command) -> None:
    for command in commands:
        assert room.submit(command)


def test_a_room_is_found_until_it_is_closed() -> None:
    async def scenario() -> None:
        house, creator = House(), RecordingMember()
        assert await house.rooms.find("R") is Refusal.ROOM_NOT_FOUND
        room = await house.open("R", creator)
        assert await house.rooms.find("R") is room
        say(room, Drop(creator))
        await asyncio.sleep(0.01)
        assert await house.rooms.find("R") is Refusal.ROOM_NOT_FOUND
        await asyncio.sleep(0.1)
        assert house.number == 0

    run_virtually(scenario())


def test_two_players_who_leave_in_the_same_instant_end_in_one_clean_removal() -> None:
    """The brief's bug 1: the second of two disconnects found the room's entry gone, and raised KeyError."""

    async def scenario() -> None:
        house = House()
        room, a, b = await house.play()
        say(room, Leave(a), Leave(b), Drop(a), Drop(b))
        await asyncio.sleep(0.1)
        assert room.closed
        assert house.number == 0

    run_virtually(scenario())


def test_two_connections_that_break_in_the_same_instant_end_in_one_clean_removal_a_minute_later() -> None:
    async def scenario() -> None:
        house = House()
        room, a, b = await house.play()
        say(room, Drop(a), Drop(b))
        await asyncio.sleep(59)
        assert await house.rooms.find("R") is room
        await asyncio.sleep(2)
        assert house.number == 0

    run_virtually(scenario())


def test_the_end_of_an_old_room_leaves_a_newer_one_of_the_same_name_alone() -> None:
    """The brief's bug 1, the other way round: the late one of two ends must not remove what is not its own."""

    async def scenario() -> None:
        house = House()
        old, a, b = await house.play()
        loop = house.loop()
        say(old, Drop(a), Drop(b))
        creator = RecordingMember()
        new = await house.open("R", creator)
        assert old.closed
        await loop.run()  # it ends once more
        assert await house.rooms.find("R") is new
        say(new, Drop(creator))
        await asyncio.sleep(0.1)
        assert house.number == 0

    run_virtually(scenario())


def test_a_name_in_use_is_refused() -> None:
    async def scenario() -> None:
        house = House()
        room, _, _ = await house.play()
        assert await house.rooms.create("R", CreateRoom(), RecordingMember()) is Refusal.ROOM_EXISTS
        assert await house.rooms.find("R") is room

    run_virtually(scenario())


def test_of_two_who_want_the_name_of_a_deserted_room_at_once_one_gets_it() -> None:
    async def scenario() -> None:
        house = House()
        old, a, b = await house.play()
        say(old, Drop(a), Drop(b))
        answers = await asyncio.gather(
            *(house.rooms.create("R", CreateRoom(), RecordingMember(str(number))) for number in range(3))
        )
        assert answers[0] is await house.rooms.find("R")
        assert answers[1:] == [Refusal.ROOM_EXISTS] * 2
        assert house.number == 1

    run_virtually(scenario())


def test_the_number_of_rooms_is_bounded_and_an_end_makes_place() -> None:
    async def scenario() -> None:
        house, creator = House(max_rooms=2), RecordingMember()
        first = await house.open("A", creator)
        await house.open("B")
        assert await house.rooms.create("C", CreateRoom(), RecordingMember()) is Refusal.TOO_MANY_ROOMS
        say(first, Drop(creator))
        await asyncio.sleep(0.1)
        await house.open("C")

    run_virtually(scenario())


def test_a_room_that_crashes_leaves_the_others_alone() -> None:
    async def scenario() -> None:
        house = House()
        broken, _, _ = await house.play("BROKEN")
        fine, a, _ = await house.play("FINE")
        house.loop("BROKEN").room.tick = lambda now: 1 / 0  # type: ignore[method-assign, assignment, return-value]
        await asyncio.sleep(1)
        assert broken.closed
        assert await house.rooms.find("BROKEN") is Refusal.ROOM_NOT_FOUND
        assert not fine.closed
        assert a.closed_with is None
        assert len(a.all("game_update")) > 60

    run_virtually(scenario())


def test_the_task_of_a_room_has_its_name() -> None:
    async def scenario() -> None:
        await House().open("NAMED")
        assert "room:NAMED" in {task.get_name() for task in asyncio.all_tasks()}

    run_virtually(scenario())
