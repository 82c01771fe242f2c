"""What a process says when it cannot know where a room is, and how it finds out. In virtual time."""

from __future__ import annotations

import asyncio
from typing import Any

from pong.cluster.drain import hand_over
from pong.cluster.ledger import Unavailable
from pong.cluster.places import PATIENCE_S
from pong.messages.codes import Close, Refusal
from pong.messages.wire import CreateRoom
from pong.rooms.commands import Ready, TakeSeat
from tests.support.cluster import Cluster
from tests.support.fakes import RecordingMember
from tests.support.virtual_time import run_virtually


async def _silence(*args: Any, **fields: Any) -> Any:
    raise Unavailable("silence")


async def _for_ever(*args: Any) -> Any:
    await asyncio.Event().wait()


def now() -> float:
    return asyncio.get_running_loop().time()


def test_whoever_asks_while_the_ledger_is_silent_is_told_so_after_a_while() -> None:
    async def scenario() -> None:
        cluster = Cluster("p")
        ledger: Any = cluster["p"].ledger
        ledger.look = ledger.claim = _silence
        began = now()
        assert await cluster["p"].find("R") is Refusal.BUSY
        assert await cluster["p"].create("R", CreateRoom(), RecordingMember()) is Refusal.BUSY
        assert 2 * PATIENCE_S <= now() - began < 2 * PATIENCE_S + 1

    run_virtually(scenario())


def test_whoever_comes_before_the_first_beat_waits_for_it() -> None:
    async def scenario() -> None:
        cluster = Cluster("p")
        ledger: Any = cluster["p"].ledger
        beat, ledger.beat = ledger.beat, _silence
        assert await cluster["p"].find("R") is Refusal.BUSY
        finding = asyncio.create_task(cluster["p"].find("R"))
        await asyncio.sleep(1)
        assert not finding.done()
        ledger.beat = beat
        assert await finding is Refusal.ROOM_NOT_FOUND

    run_virtually(scenario())


def test_a_process_that_is_full_or_drains_takes_nobody_s_room() -> None:
    async def scenario() -> None:
        cluster = Cluster("p", "q", "s", max_rooms=1)
        await cluster.open("p")
        await cluster.open("q", "OTHER")
        await cluster.kill("p")
        await asyncio.sleep(1.5)
        assert await cluster["q"].find("R") is Refusal.BUSY
        await cluster["s"].begin_drain()
        assert await cluster["s"].find("R") is Refusal.BUSY
        assert await cluster["s"].create("NEW", CreateRoom(), RecordingMember()) is Refusal.BUSY
        assert cluster["s"].places.members_of("R") == []

    run_virtually(scenario())


def test_a_name_whose_owner_does_not_answer_is_in_use() -> None:
    async def scenario() -> None:
        cluster = Cluster("p", "q")
        await cluster.open("p")
        cluster["p"].estate.vacate = _for_ever  # type: ignore[method-assign]
        assert await cluster["q"].create("R", CreateRoom(), RecordingMember()) is Refusal.ROOM_EXISTS

    run_virtually(scenario())


def test_a_member_whose_owner_turns_out_not_to_be_one_is_brought_to_the_right_one() -> None:
    async def scenario() -> None:
        cluster = Cluster("p", "q", "s")
        await cluster.open("p")
        person = await cluster.come("q")
        await cluster.come("s")
        (outpost,) = list(cluster["q"].places)
        outpost.owner = "s"
        person.sit()
        await person.until("waiting_for_opponent", within_s=1.0)
        assert outpost.owner == "p"

    run_virtually(scenario())


def test_a_room_that_is_ours_without_our_knowing_is_taken_when_somebody_asks() -> None:
    async def scenario() -> None:
        cluster = Cluster("p", "q")
        await cluster.open("q", "OTHER")
        snapshot = cluster["q"].estate.rooms.get("OTHER").room.record()  # type: ignore[union-attr]
        await cluster.open("p", "ANOTHER")
        await cluster["p"].ledger.claim("R", fresh=snapshot)  # the answer to this has got lost
        person = await cluster.come("q")
        person.sit()
        await person.until("waiting_for_opponent", within_s=4.0)
        assert cluster["p"].estate.rooms.get("R") is not None

    run_virtually(scenario())


def test_a_room_that_has_crashed_is_closed_for_members_elsewhere_too() -> None:
    async def scenario() -> None:
        cluster = Cluster("p", "q")
        _, b = await cluster.match("p", "q")
        late = await cluster.come("q")
        loop: Any = cluster["p"].estate.rooms.get("R")
        loop.room.tick = lambda now: 1 / 0
        await b.when(lambda: b.closed_with is Close.MOVING, "the end")
        await late.when(lambda: late.room.closed, "the end")
        assert await cluster["q"].find("R") is Refusal.ROOM_NOT_FOUND

    run_virtually(scenario())


def test_members_of_a_room_that_is_nowhere_are_sent_to_find_out() -> None:
    async def scenario() -> None:
        cluster = Cluster("p", "q")
        _, b = await cluster.pair("p", "q")
        await cluster.kill("p")
        del cluster.store.rooms["R"]
        asked = RecordingMember()
        (outpost,) = list(cluster["q"].places)
        assert outpost.submit(TakeSeat(asked, None, None))
        await b.when(lambda: b.closed_with is Close.MOVING, "the end", within_s=20)
        assert asked.errors == ["room_not_found"]

    run_virtually(scenario())


def test_a_room_without_rest_is_handed_over_in_the_middle_of_a_rally_when_time_is_up() -> None:
    async def scenario() -> None:
        cluster = Cluster("p", "q")
        a, b = await cluster.match("p", "q", points_limit=21)
        loop: Any = cluster["p"].estate.rooms.get("R")
        type(loop.room).rest_s, rest = property(lambda room: 0.0), type(loop.room).rest_s
        try:
            began = now()
            await hand_over(cluster["p"], 2.0)
        finally:
            type(loop.room).rest_s = rest
        assert 1.6 <= now() - began < 2.0
        assert a.closed_with is Close.MOVING
        assert cluster["q"].estate.rooms.get("R") is not None
        assert b.closed_with is None

    run_virtually(scenario())


def test_a_drain_that_cannot_ask_who_is_there_leaves_its_rooms_written_down() -> None:
    async def scenario() -> None:
        cluster = Cluster("p", "q")
        a, b = await cluster.pair("p", "p")
        a.say(Ready(a))
        ledger: Any = cluster["p"].ledger
        ledger.peers = _silence
        await hand_over(cluster["p"], 2.0)
        assert {a.closed_with, b.closed_with} == {Close.MOVING}
        assert "R" in cluster.store.rooms
        assert len(cluster["p"].estate.rooms) == 0

    run_virtually(scenario())


def test_a_room_is_not_forgotten_while_somebody_is_about_to_come_in() -> None:
    """The house is kept just while the layer is asked: whoever then came in was never answered."""

    async def scenario() -> None:
        cluster = Cluster("p", "q")
        a = await cluster.open("p")
        a.sit()
        places, bus = cluster["q"].places, cluster["q"].bus
        asked, answered = asyncio.Event(), asyncio.Event()
        listen = bus.listen

        async def slowly(room: str) -> None:
            asked.set()
            await answered.wait()
            await listen(room)

        bus.listen = slowly  # type: ignore[method-assign]
        coming = asyncio.create_task(cluster.come("q"))
        await asked.wait()
        await places.keep_house()
        answered.set()
        b = await coming
        b.sit()
        await b.until("waiting_for_ready")

    run_virtually(scenario())
