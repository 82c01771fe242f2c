"""Rooms across processes: played from anywhere, and outliving the process that runs them. In virtual time."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from pong.cluster.ledger import Beat
from pong.game_engine import Hold
from pong.messages.codes import Close, Refusal
from pong.messages.wire import CreateRoom
from pong.rooms.commands import Leave, Ready, Steer, WantRematch
from tests.support.cluster import Cluster, Person
from tests.support.fakes import RecordingMember
from tests.support.virtual_time import run_virtually


def ticks_of(frames: list[dict[str, Any]]) -> list[int]:
    return [frame["tick"] for frame in frames]


def rising_by_one(ticks: list[int]) -> bool:
    return ticks == list(range(ticks[0], ticks[0] + len(ticks)))


async def let_in_a_point(*players: Person) -> None:
    for player in players:
        player.say(Steer(player, Hold(-1)))


def test_two_players_at_two_processes_play_and_a_third_watches() -> None:
    async def scenario() -> None:
        cluster = Cluster("p", "q", "s")
        a, b = await cluster.match("p", "q", points_limit=21)
        watcher = await cluster.come("s")
        watcher.watch()
        for person in (a, b, watcher):
            frames = await person.frames(60)
            assert rising_by_one(ticks_of(frames))
        assert watcher.kinds[0] == "joined_as_observer"
        assert b.kinds[0] == "joined_as_player"
        before = (await a.frames(1))[0]["p2_y"]
        b.say(Steer(b, Hold(-1)))
        await a.frames(20)
        assert a.last("game_update")["p2_y"] < before

    run_virtually(scenario())


def test_a_room_that_nobody_has_opened_anywhere_is_not_found() -> None:
    async def scenario() -> None:
        cluster = Cluster("p", "q")
        assert await cluster["p"].find("R") is Refusal.ROOM_NOT_FOUND

    run_virtually(scenario())


def test_a_name_in_use_in_another_process_is_refused_and_a_deserted_one_is_given_away() -> None:
    async def scenario() -> None:
        cluster = Cluster("p", "q")
        a, b = await cluster.pair("p", "p")
        other = RecordingMember("other")
        assert await cluster["q"].create("R", CreateRoom(), other) is Refusal.ROOM_EXISTS
        a.go()
        b.go()
        room = await cluster["q"].create("R", CreateRoom(), other)
        assert not isinstance(room, Refusal)
        assert len(cluster["p"].estate.rooms) == 0

    run_virtually(scenario())


@pytest.mark.parametrize("seats", [("p", "q"), ("q", "s")])
def test_when_the_owner_is_killed_another_process_goes_on_with_the_score_kept(seats: tuple[str, str]) -> None:
    async def scenario() -> None:
        cluster = Cluster("p", "q", "s")
        creator = await cluster.open("p", points_limit=21)
        a = creator if seats[0] == "p" else await cluster.come(seats[0])
        b = await cluster.come(seats[1])
        for person in (a, b):
            person.sit()
        await b.until("waiting_for_ready")
        a.say(Ready(a))
        b.say(Ready(b))
        await b.until("playing")
        await let_in_a_point(a, b)
        await b.when(lambda: sum(score_of(b)) >= 2, "two points")
        score = score_of(b)
        epoch = b.last("game_update")["epoch"]
        token = a.token
        loop = asyncio.get_running_loop()
        killed_at = loop.time()
        await cluster.kill("p")
        if seats[0] == "p":
            a = await cluster.come("s")
            a.sit(token)
        await b.when(lambda: b.last("game_update")["epoch"] > epoch, "a newer epoch")
        frames = await b.frames(30)
        assert loop.time() - killed_at < 2.5
        assert rising_by_one(ticks_of(frames))
        assert sum(score_of(b)) >= sum(score)
        assert "paused" not in b.statuses or seats[0] == "p"
        await a.frames(10)

    run_virtually(scenario())


def score_of(person: Person) -> tuple[int, int]:
    frame = person.last("game_update")
    return frame["p1_score"], frame["p2_score"]


def test_a_lobby_survives_its_process() -> None:
    async def scenario() -> None:
        cluster = Cluster("p", "q", "s")
        await cluster.open("p")
        a, b = await cluster.come("q"), await cluster.come("s")
        a.sit()
        b.sit()
        await a.until("waiting_for_ready")
        a.say(Ready(a))
        await asyncio.sleep(0.1)
        await cluster.kill("p")
        b.say(Ready(b))
        await b.until("playing")
        await a.until("playing")

    run_virtually(scenario())


def test_a_process_that_has_stood_still_for_long_gets_nothing_accepted_and_its_members_follow() -> None:
    async def scenario() -> None:
        cluster = Cluster("p", "q")
        a, b = await cluster.match("p", "q", points_limit=21)
        await b.frames(10)
        heart = cluster["p"].estate.heart
        beat, heart.beat = heart.beat, _never  # type: ignore[method-assign]
        await b.when(lambda: "R" in {loop.room.code for loop in cluster["q"].estate.rooms}, "q to take over")
        epoch = cluster["q"].estate.rooms.get("R").room.epoch  # type: ignore[union-attr]
        heart.beat = beat  # type: ignore[method-assign]
        await a.when(lambda: a.last("game_update")["epoch"] == epoch, "a to follow")
        assert len(cluster["p"].estate.rooms) == 0
        epochs = [frame["epoch"] for frame in b.all("game_update")]
        assert epochs == sorted(epochs)
        assert rising_by_one(ticks_of(await a.frames(30)))

    run_virtually(scenario())


async def _never() -> bool:
    return False


def test_rooms_wait_while_the_lease_cannot_be_renewed_and_go_on_when_it_is() -> None:
    async def scenario() -> None:
        cluster = Cluster("p")
        a, b = await cluster.match("p", "p", points_limit=21)
        heart = cluster["p"].estate.heart
        beat, heart.beat = heart.beat, _never  # type: ignore[method-assign]
        await a.until("paused", within_s=1.5)
        before = len(a.all("game_update"))
        await asyncio.sleep(3)
        assert len(a.all("game_update")) == before
        heart.beat = beat  # type: ignore[method-assign]
        await a.until("playing", within_s=1.0)
        await b.frames(10)

    run_virtually(scenario())


def test_rooms_go_on_when_a_beat_is_answered_after_they_have_begun_to_wait() -> None:
    """It was sent while the lease held, and the ledger has not seen it run out; the rooms have."""

    async def scenario() -> None:
        cluster = Cluster("p")
        a, b = await cluster.match("p", "p", points_limit=21)
        ledger = cluster["p"].ledger
        beat = ledger.beat

        async def slow_beat(*, draining: bool = False) -> Beat:
            ledger.beat = beat  # type: ignore[method-assign]
            await asyncio.sleep(0.8)
            return await beat(draining=draining)

        ledger.beat = slow_beat  # type: ignore[method-assign]
        await a.until("paused", within_s=1.5)
        await a.until("playing", within_s=1.0)
        await b.frames(10)

    run_virtually(scenario())


def test_a_ledger_that_loses_everything_gets_every_room_back_and_play_goes_on() -> None:
    async def scenario() -> None:
        cluster = Cluster("p", "q")
        a, b = await cluster.match("p", "q", points_limit=3)
        await let_in_a_point(a, b)
        await b.when(lambda: sum(score_of(b)) >= 1, "a point")
        before = len(a.all("game_update"))
        cluster.store.lose_everything()
        await asyncio.sleep(0.5)
        assert len(a.all("game_update")) - before >= 29, "nobody has noticed"
        await b.until("game_over", within_s=60)
        over = b.last("game_over")
        assert cluster.sinks["p"].results[0].winner == over["winner"]
        assert [point.n for point in cluster.sinks["p"].results[0].points] == [
            n + 1 for n in range(over["p1_score"] + over["p2_score"])
        ]

    run_virtually(scenario())


def test_a_rematch_between_processes_swaps_sides_for_both() -> None:
    async def scenario() -> None:
        cluster = Cluster("p", "q")
        a, b = await cluster.match("p", "q", points_limit=1)
        await let_in_a_point(a, b)
        await b.until("game_over")
        a.say(WantRematch(a))
        b.say(WantRematch(b))
        await b.when(lambda: b.player_num == 1, "the other side")
        await b.until("playing")
        assert a.player_num == 2

    run_virtually(scenario())


def test_a_player_who_leaves_from_another_process_forfeits() -> None:
    async def scenario() -> None:
        cluster = Cluster("p", "q")
        a, b = await cluster.match("p", "q")
        await a.frames(5)
        b.say(Leave(b))
        await a.until("game_over")
        assert a.last("game_over")["winner"] == 1

    run_virtually(scenario())


def test_a_newer_socket_of_a_seat_at_another_process_replaces_the_old_one() -> None:
    async def scenario() -> None:
        cluster = Cluster("p", "q", "s")
        a, b = await cluster.match("p", "q", points_limit=21)
        again = await cluster.come("s")
        again.sit(b.token)
        await again.frames(5)
        assert b.closed_with is Close.REPLACED
        assert "paused" not in a.statuses

    run_virtually(scenario())


def test_members_of_a_process_that_dies_are_missed_and_come_back_elsewhere() -> None:
    async def scenario() -> None:
        cluster = Cluster("p", "q", "s")
        a, b = await cluster.match("p", "q", points_limit=21)
        await cluster.kill("q")
        await a.until("paused", within_s=2.0)
        again = await cluster.come("s")
        again.sit(b.token)
        await a.until("playing")
        await again.frames(5)

    run_virtually(scenario())
