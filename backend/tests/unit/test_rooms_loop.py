"""The task that runs a room: deadlines, stalls, the inbox, and the room's end. Minutes pass in virtual time."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from pong.game_engine import Hold
from pong.messages.codes import Close
from pong.messages.wire import CreateRoom
from pong.rooms.commands import Command, Drop, Leave, Ready, Steer, TakeSeat, Watch
from pong.rooms.loop import INBOX_LIMIT, MAX_CATCH_UP_TICKS, RoomLoop
from pong.rooms.ports import Turn
from pong.rooms.room import Room
from tests.support.fakes import (
    AlwaysHolds,
    RecordingMember,
    RecordingMeter,
    RecordingRelay,
    RecordingSink,
    room_ports,
)
from tests.support.virtual_time import TURN_S, run_virtually, virtual_loop

TICK_S = 1 / 60


class Running:
    """A room that runs in a task of its own, with players ``a`` and ``b``."""

    def __init__(self, **options: Any) -> None:
        self.a, self.b = RecordingMember("a"), RecordingMember("b", extended=True)
        self.meter = RecordingMeter()
        self.relay = RecordingRelay()
        self.results = RecordingSink()
        self.ended: list[RoomLoop] = []
        room = Room(
            code="LOOP",
            options=CreateRoom(**options),
            ports=room_ports(relay=self.relay, results=self.results),
            creator=self.a,
            now=virtual_loop().time(),
        )
        self.loop = RoomLoop(
            room, ticks_per_second=60, meter=self.meter, lease=AlwaysHolds(), on_closed=self.ended.append
        )
        self.task = asyncio.get_running_loop().create_task(self.loop.run())

    def say(self, *commands: Command) -> None:
        for command in commands:
            assert self.loop.submit(command)

    async def start(self) -> Running:
        self.say(TakeSeat(self.a, None, None), TakeSeat(self.b, None, None), Ready(self.a), Ready(self.b))
        await turns()
        assert self.loop.room.ticking
        return self

    async def end(self) -> None:
        self.say(Leave(self.a), Leave(self.b), Drop(self.a))
        await self.task
        assert self.loop.closed


async def turns(count: int = 10) -> None:
    """The loop runs what is ready; next to no time passes."""
    for _ in range(count):
        await asyncio.sleep(0)


@contextmanager
def crashing(room: Room, method: str) -> Iterator[None]:
    """The room's next ``method`` raises."""

    def crash(*_: object) -> None:
        raise ZeroDivisionError("a bug")

    original = getattr(room, method)
    setattr(room, method, crash)
    try:
        yield
    finally:
        setattr(room, method, original)


def test_a_match_ticks_sixty_times_a_second_without_drift() -> None:
    async def scenario() -> None:
        running = await Running(points_limit=21).start()
        await asyncio.sleep(30)
        assert len(running.meter.lateness_s) == pytest.approx(30 * 60, abs=1)
        assert max(running.meter.lateness_s) < 20 * TURN_S
        assert running.meter.dropped_ticks == []
        await running.end()

    run_virtually(scenario())


def test_commands_are_heard_at_once_outside_a_match_and_with_the_next_tick_within() -> None:
    async def scenario() -> None:
        running = Running()
        running.say(TakeSeat(running.a, None, None))
        await turns()
        assert running.a.statuses == ["waiting_for_opponent"]
        running.say(TakeSeat(running.b, None, None), Ready(running.a), Ready(running.b))
        await asyncio.sleep(6.5 * TICK_S)
        running.say(Steer(running.a, Hold(-1)))
        before = running.a.last("game_update")
        await turns()
        assert running.a.last("game_update") == before
        await asyncio.sleep(TICK_S)
        assert running.a.last("game_update")["p1_y"] < before["p1_y"]
        await running.end()

    run_virtually(scenario())


def test_after_a_short_stall_every_tick_is_made_up_for() -> None:
    async def scenario() -> None:
        running = await Running().start()
        await asyncio.sleep(0.5)
        virtual_loop().advance(0.9 * MAX_CATCH_UP_TICKS * TICK_S)
        await asyncio.sleep(0.5)
        assert running.meter.dropped_ticks == []
        ticks = [frame["tick"] for frame in running.a.all("game_update")]
        assert ticks == list(range(1, len(ticks) + 1))
        assert len(ticks) == pytest.approx(60 + 0.9 * MAX_CATCH_UP_TICKS, abs=1.5)
        await running.end()

    run_virtually(scenario())


def test_after_a_long_stall_a_bounded_number_of_ticks_is_made_up_for_and_the_rest_counted_as_dropped() -> None:
    async def scenario() -> None:
        running = await Running().start()
        await asyncio.sleep(0.5)
        ticked = len(running.meter.lateness_s)
        virtual_loop().advance(10)
        await turns(3 * MAX_CATCH_UP_TICKS)
        assert len(running.meter.lateness_s) - ticked == pytest.approx(MAX_CATCH_UP_TICKS, abs=1)
        assert sum(running.meter.dropped_ticks) == pytest.approx(600 - MAX_CATCH_UP_TICKS, abs=1)
        ticks = [frame["tick"] for frame in running.a.all("game_update")]
        assert ticks == list(range(1, len(ticks) + 1)), "a dropped tick is time that the match does not know of"
        await asyncio.sleep(0.5)
        assert running.meter.lateness_s[-1] < 20 * TURN_S, "afterwards it is on time again"
        await running.end()

    run_virtually(scenario())


def test_a_room_whose_ticks_take_longer_than_a_tick_lets_others_run() -> None:
    async def scenario() -> None:
        running = await Running(points_limit=1).start()
        seen: list[int] = []

        def slowly(room_code: str, turn: Turn) -> None:
            virtual_loop().advance(2 * TICK_S)
            seen.append(len(running.meter.lateness_s))

        running.relay.publish_turn = slowly  # type: ignore[method-assign]
        await asyncio.sleep(1.0)
        assert len(seen) < 60, "somebody else in the process waits until the match is over"
        running.say(Drop(running.a), Leave(running.b))
        await asyncio.sleep(0.1)
        assert running.results.results[0].winner == 1
        await running.task

    run_virtually(scenario())


def test_a_crash_ends_the_room_and_sends_its_members_away_to_come_again(caplog: pytest.LogCaptureFixture) -> None:
    async def scenario() -> None:
        running = await Running().start()
        observer = RecordingMember("o")
        running.say(Watch(observer))
        await asyncio.sleep(0.1)
        with crashing(running.loop.room, "tick"):
            await asyncio.sleep(TICK_S * 2)
        await running.task
        assert running.loop.closed
        assert running.ended == [running.loop]
        assert {m.closed_with for m in (running.a, running.b, observer)} == {Close.MOVING}

    run_virtually(scenario())
    (record,) = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert record.getMessage() == "room LOOP crashed"
    assert record.exc_info is not None


def test_who_was_about_to_join_a_room_that_crashes_is_told_so() -> None:
    async def scenario() -> None:
        running = Running()
        late, silent = RecordingMember("late"), RecordingMember("silent")
        with crashing(running.loop.room, "apply"):
            running.say(Ready(running.a), TakeSeat(late, None, None), Watch(silent), Ready(silent))
            await running.task
        assert late.errors == ["room_not_found"]
        assert silent.errors == ["room_not_found"]

    run_virtually(scenario())


def test_who_is_found_gone_while_it_is_told_something_is_missed_at_once() -> None:
    class Fragile(RecordingMember):
        def put_event(self, text: str) -> None:
            super().put_event(text)
            running.loop.submit(Drop(self))

    async def scenario() -> None:
        nonlocal running
        running = Running()
        running.say(TakeSeat(running.b, None, None), TakeSeat(Fragile("f"), None, None))
        await turns()
        assert running.b.statuses == ["waiting_for_opponent", "waiting_for_ready", "waiting_for_opponent"]
        running.say(Leave(running.b), Drop(running.a))
        await running.task

    running: Running
    run_virtually(scenario())


def test_an_empty_room_is_reaped_after_its_minute_by_its_own_clock() -> None:
    async def scenario() -> None:
        running = await Running().start()
        began = virtual_loop().time()
        running.say(Drop(running.a), Drop(running.b))
        await running.task
        assert virtual_loop().time() - began == pytest.approx(60, abs=0.1)
        assert running.ended == [running.loop]
        assert running.results.results == []

    run_virtually(scenario())


def test_the_win_becomes_claimable_by_the_rooms_own_clock() -> None:
    async def scenario() -> None:
        running = await Running().start()
        running.say(Drop(running.a))
        await asyncio.sleep(29.5)
        assert not running.b.last("room_state")["can_claim"]
        await asyncio.sleep(0.6)
        assert running.b.last("room_state")["can_claim"]
        await asyncio.sleep(3600)
        assert not running.loop.closed
        running.say(Drop(running.b))
        await running.task

    run_virtually(scenario())


def test_a_full_inbox_refuses_everything_but_the_news_that_somebody_is_gone() -> None:
    async def scenario() -> None:
        running = await Running().start()
        steer = Steer(running.a, Hold(1))
        assert [running.loop.submit(steer) for _ in range(INBOX_LIMIT + 2)] == [True] * INBOX_LIMIT + [False] * 2
        assert running.loop.submit(Drop(running.a))
        await asyncio.sleep(TICK_S * 2)
        assert running.b.statuses[-1] == "paused"
        assert running.loop.submit(Drop(running.b))
        await running.task

    run_virtually(scenario())


def test_a_deserted_room_ends_at_once_when_its_name_is_wanted() -> None:
    async def scenario() -> None:
        running = Running()
        running.say(TakeSeat(running.b, None, None), Drop(running.a), Drop(running.b))
        await turns()
        assert not running.loop.closed, "its player may come back"
        await running.loop.close_if_deserted()
        assert running.loop.closed
        await running.task

    run_virtually(scenario())


def test_a_room_with_somebody_in_it_stays_when_its_name_is_wanted() -> None:
    async def scenario() -> None:
        running = Running()
        running.say(TakeSeat(running.b, None, None))
        await asyncio.gather(running.loop.close_if_deserted(), running.loop.close_if_deserted())
        assert not running.loop.closed
        running.say(TakeSeat(running.a, None, None), Ready(running.a), Ready(running.b))
        await turns()
        await running.loop.close_if_deserted()
        assert running.loop.room.ticking
        await running.end()

    run_virtually(scenario())


def test_who_asks_and_then_goes_away_is_not_missed() -> None:
    async def scenario() -> None:
        running = await Running().start()
        asking = asyncio.create_task(running.loop.close_if_deserted())
        await asyncio.sleep(0)
        asking.cancel()
        await asyncio.sleep(0.1)
        assert not running.loop.closed
        await running.end()

    run_virtually(scenario())


def test_a_cancelled_room_is_still_forgotten() -> None:
    async def scenario() -> None:
        running = await Running().start()
        running.task.cancel()
        await asyncio.wait({running.task})
        assert running.ended == [running.loop]

    run_virtually(scenario())


def test_a_waiting_room_costs_nothing() -> None:
    async def scenario() -> None:
        running = Running()
        running.say(TakeSeat(running.a, None, None))
        await asyncio.sleep(0.1)
        began = virtual_loop().time()
        await asyncio.sleep(3600)
        assert virtual_loop().time() - began < 3600 + 10 * TURN_S, "each turn of the loop takes a little"
        running.say(Leave(running.a), Drop(running.a))
        await running.task

    run_virtually(scenario())
