"""The edges of owning rooms: a ledger that fails in the middle, a room that is lost meanwhile, an unreadable record."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from pong.cluster.ledger import Fenced, Missing, Unavailable
from pong.messages.codes import Refusal
from pong.messages.wire import CreateRoom
from pong.rooms.commands import Ready
from pong.rooms.loop import RoomLoop
from pong.rooms.ports import Entry
from tests.support.cluster import Cluster
from tests.support.fakes import RecordingMember
from tests.support.virtual_time import run_virtually


class Trouble:
    """One operation of a ledger that waits, or fails so many times before it does what it should."""

    def __init__(self, ledger: Any, operation: str, error: Exception, times: int = 1) -> None:
        self.times = times
        self.calls = 0
        self.may_go_on = asyncio.Event()
        self.may_go_on.set()
        self._error = error
        self._real = getattr(ledger, operation)
        setattr(ledger, operation, self)

    async def __call__(self, *args: Any, **fields: Any) -> Any:
        self.calls += 1
        await self.may_go_on.wait()
        if self.calls <= self.times:
            raise self._error
        return await self._real(*args, **fields)


def room_of(cluster: Cluster, name: str, code: str = "R") -> RoomLoop:
    loop = cluster[name].estate.rooms.get(code)
    assert loop is not None
    return loop


def test_a_room_that_is_lost_while_it_is_handed_over_is_not_handed_over() -> None:
    async def scenario() -> None:
        cluster = Cluster("p", "q")
        a, _ = await cluster.pair("p", "q")
        node = cluster["p"]
        save = Trouble(node.ledger, "save", Fenced("it is q's"))
        save.may_go_on.clear()
        a.say(Ready(a))
        await asyncio.sleep(0.05)
        save.may_go_on.set()
        assert await node.estate.hand_over(room_of(cluster, "p"), "q") is False
        assert node.estate.rooms.get("R") is None

    run_virtually(scenario())


def test_a_room_whose_last_snapshot_cannot_be_written_stays_as_it_was_written_before(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def scenario() -> None:
        cluster = Cluster("p", "q")
        await cluster.pair("p", "q")
        Trouble(cluster["p"].ledger, "hand", Unavailable("silence"))
        assert await cluster["p"].estate.hand_over(room_of(cluster, "p"), "q") is False
        assert "room R could not be handed over: silence" in caplog.text
        assert cluster["p"].estate.rooms.get("R") is None
        await cluster["p"].stop()
        visitor = await cluster.come("q")
        visitor.watch()
        await visitor.until("waiting_for_ready")

    run_virtually(scenario())


def test_a_room_is_handed_over_once_and_a_closed_one_never() -> None:
    async def scenario() -> None:
        cluster = Cluster("p", "q")
        person = await cluster.open("p")
        estate = cluster["p"].estate
        await cluster.come("q")
        loop = room_of(cluster, "p")
        assert await estate.hand_over(loop, "q") is True
        assert await estate.hand_over(loop, "q") is False
        other = await cluster.open("p", "S")
        closing = room_of(cluster, "p", "S")
        other.go()
        await other.when(lambda: closing.closed, "the end")
        assert await estate.hand_over(closing, "q") is False
        assert person.closed_with is None

    run_virtually(scenario())


def test_a_record_of_an_unknown_format_is_said_and_purged(caplog: pytest.LogCaptureFixture) -> None:
    async def scenario() -> None:
        cluster = Cluster("p", "q")
        await cluster.open("p")
        cluster.store.rooms["R"].snapshot = b"of another version"
        await cluster.kill("p")
        await asyncio.sleep(1.5)
        assert await cluster["q"].find("R") is Refusal.ROOM_NOT_FOUND
        await asyncio.sleep(0.5)
        assert "room R was written by another version and cannot go on" in caplog.text
        assert "R" not in cluster.store.rooms

    run_virtually(scenario())


@pytest.mark.parametrize("error", [Unavailable("silence"), Missing("it has lost the room")])
def test_an_end_that_cannot_be_written_is_tried_again(error: Exception) -> None:
    async def scenario() -> None:
        cluster = Cluster("p")
        person = await cluster.open("p")
        purge = Trouble(cluster["p"].ledger, "purge", error, times=2)
        person.go()
        await asyncio.sleep(1)
        assert purge.calls == 3
        assert "R" not in cluster.store.rooms

    run_virtually(scenario())


def test_the_end_of_a_room_that_is_another_process_s_changes_nothing_there() -> None:
    async def scenario() -> None:
        cluster = Cluster("p")
        person = await cluster.open("p")
        purge = Trouble(cluster["p"].ledger, "purge", Fenced("it is q's"), times=9)
        person.go()
        await asyncio.sleep(1)
        assert purge.calls == 1

    run_virtually(scenario())


def test_a_room_of_a_dead_owner_is_taken_over_by_whoever_wants_its_name() -> None:
    async def scenario() -> None:
        cluster = Cluster("p", "q")
        await cluster.pair("p", "q")
        estate = cluster["q"].estate
        await cluster.kill("p")
        cluster.store.leases.pop("p", None)
        found = await estate.found("R", CreateRoom(), RecordingMember())
        assert found is Refusal.ROOM_EXISTS
        assert estate.rooms.get("R") is not None
        assert await estate.found("R", CreateRoom(), RecordingMember()) is Refusal.ROOM_EXISTS

    run_virtually(scenario())


def test_a_room_that_cannot_be_claimed_anew_is_claimed_a_moment_later() -> None:
    async def scenario() -> None:
        cluster = Cluster("p", "q")
        a, b = await cluster.match("p", "q", points_limit=21)
        restore = Trouble(cluster["p"].ledger, "restore", Unavailable("silence"), times=2)
        cluster.store.lose_everything()
        await asyncio.sleep(1)
        assert restore.calls >= 3
        assert cluster.store.rooms["R"].owner == "p"
        await a.frames(10)
        assert b.closed_with is None

    run_virtually(scenario())


def test_a_room_that_turns_out_to_be_another_s_when_it_is_claimed_anew_is_let_go() -> None:
    async def scenario() -> None:
        cluster = Cluster("p", "q")
        await cluster.pair("p", "q")
        Trouble(cluster["p"].ledger, "restore", Fenced("it is q's"))
        await cluster["p"].estate.reclaim_all()
        assert cluster["p"].estate.rooms.get("R") is None

    run_virtually(scenario())


def test_a_point_whose_answer_comes_while_its_room_is_put_back_is_put_back_too() -> None:
    """The old Redis had taken it and said so; the room's process read that after it had looked what to put back."""

    async def scenario() -> None:
        cluster = Cluster("p", "q")
        await cluster.match("p", "q")
        estate: Any = cluster["p"].estate
        ledger: Any = cluster["p"].ledger
        restore = ledger.restore
        late = Entry(room_of(cluster, "p").room.record(), point=(1, b"a point"))

        async def slowly(*args: Any, **fields: Any) -> Any:
            epoch = await restore(*args, **fields)
            if not estate.journal.written("R")[2]:
                estate.journal._note(estate.journal._scrolls["R"], late)  # noqa: SLF001 - as the answer does
            return epoch

        ledger.restore = slowly
        cluster.store.rooms.clear()
        await estate._restore("R")  # noqa: SLF001 - what its beat does when the ledger is another one
        assert cluster.store.rooms["R"].events == [b"a point"]

    run_virtually(scenario())
