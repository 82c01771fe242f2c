"""Rooms that are handed on, forgotten and found again, and points that wait to be written. In virtual time."""

from __future__ import annotations

import asyncio
from typing import Any

from pong.cluster.drain import hand_over
from pong.messages.codes import Close
from pong.rooms.commands import Ready, WantRematch
from tests.support.cluster import Cluster, Person
from tests.support.virtual_time import run_virtually
from tests.unit.test_node import let_in_a_point, rising_by_one, score_of, ticks_of


async def sent_away(*people: Person) -> None:
    for person in people:
        await person.when(lambda who=person: who.closed_with is not None, "a goodbye", within_s=12)
        assert person.closed_with is Close.MOVING
        person.go()


def test_a_process_that_ends_gives_its_rooms_away_at_a_dead_ball_and_its_players_lose_nothing() -> None:
    async def scenario() -> None:
        cluster = Cluster("p", "q", "s")
        a, b = await cluster.match("p", "q", points_limit=21)
        await let_in_a_point(a, b)
        await b.frames(30)
        draining = asyncio.create_task(hand_over(cluster["p"], 10.0))
        await sent_away(a)
        again = await cluster.come("s")
        again.sit(a.token)
        frames = await again.frames(30)
        await draining
        assert rising_by_one(ticks_of(frames))
        assert "paused" not in b.statuses
        shown = ticks_of(b.all("game_update"))
        assert shown == sorted(shown), "no tick is played twice"
        assert b.closed_with is None
        assert len(cluster["p"].estate.rooms) == 0

    run_virtually(scenario())


def test_a_process_that_ends_alone_leaves_its_rooms_to_the_next() -> None:
    async def scenario() -> None:
        cluster = Cluster("p")
        a, b = await cluster.match("p", "p", points_limit=21)
        await a.frames(70)
        tick = a.last("game_update")["tick"]
        draining = asyncio.create_task(hand_over(cluster["p"], 10.0))
        await sent_away(a, b)
        await draining
        await cluster["p"].stop()
        cluster.nodes["q"] = cluster.start("q")
        people = [await cluster.come("q"), await cluster.come("q")]
        for person, old in zip(people, (a, b), strict=True):
            person.sit(old.token)
        frames = await people[0].frames(10)
        assert tick <= frames[1]["tick"] <= tick + 5

    run_virtually(scenario())


def test_a_point_is_shown_only_when_it_is_written() -> None:
    async def scenario() -> None:
        cluster = Cluster("p", "q")
        a, b = await cluster.match("p", "q", points_limit=21)
        journal = cluster["p"].estate.journal
        ledger = cluster["p"].ledger
        commit = ledger.commit
        written = asyncio.Event()

        async def slowly(*args: Any, **fields: Any) -> None:
            await written.wait()
            await commit(*args, **fields)

        ledger.commit = slowly  # type: ignore[method-assign]
        await let_in_a_point(a, b)
        await asyncio.sleep(4)
        assert journal.written("R")[2] == []
        assert {score_of(a), score_of(b)} == {(0, 0)}
        frozen = a.last("game_update")["tick"]
        await asyncio.sleep(1)
        assert a.last("game_update")["tick"] == frozen > 100, "paddles move on, but nobody serves"
        written.set()
        await b.when(lambda: sum(score_of(b)) == 1, "the point")
        assert a.last("game_update")["tick"] - frozen < 10

    run_virtually(scenario())


def test_who_comes_after_everybody_at_a_process_has_left_is_heard_of_for_as_long_as_it_stays() -> None:
    """A process numbers its roll calls, and a second outpost of a room must not begin from one again."""

    async def scenario() -> None:
        cluster = Cluster("p", "q")
        a, b = await cluster.match("p", "q", points_limit=21)
        await asyncio.sleep(9)
        b.go()
        await a.until("paused")
        await asyncio.sleep(5)
        again = await cluster.come("q")
        again.sit(b.token)
        await a.until("playing")
        await asyncio.sleep(12)
        assert a.statuses.count("paused") == 1
        assert await again.frames(1)

    run_virtually(scenario())


def test_who_comes_in_the_moment_in_which_a_room_is_forgotten_hears_it_all_the_same() -> None:
    async def scenario() -> None:
        cluster = Cluster("p", "q")
        a, b = await cluster.match("p", "q", points_limit=21)
        discard = cluster.layer.group_discard
        begun = asyncio.Event()

        async def slowly(group: str, channel: str) -> None:
            begun.set()
            await asyncio.sleep(0.05)
            await discard(group, channel)

        cluster.layer.group_discard = slowly  # type: ignore[method-assign]
        b.go()
        await begun.wait()
        again = await cluster.come("q")
        again.sit(b.token)
        await a.until("playing")
        assert rising_by_one(ticks_of((await again.frames(60, within_s=2))[2:]))

    run_virtually(scenario())


def test_a_room_that_was_handed_over_without_a_word_before_its_owner_died_is_found_by_its_members() -> None:
    async def scenario() -> None:
        cluster = Cluster("p", "q", "s")
        cluster["q"].start()
        await cluster.open("p", points_limit=21)
        a, b = await cluster.come("s"), await cluster.come("s")
        a.sit()
        b.sit()
        await a.until("waiting_for_ready")
        a.say(Ready(a))
        b.say(Ready(b))
        await b.frames(90)
        loop = cluster["p"].estate.rooms.get("R")
        assert loop is not None
        cluster["p"].bus.post = lambda process, letter: None  # type: ignore[method-assign]
        assert await cluster["p"].estate.hand_over(loop, "q")
        await cluster.kill("p")
        await b.frames(30, within_s=3.5)
        assert cluster["q"].estate.rooms.get("R") is not None

    run_virtually(scenario())


def test_players_of_a_finished_match_that_moves_are_told_at_once_when_both_are_back() -> None:
    async def scenario() -> None:
        cluster = Cluster("p", "q")
        cluster["q"].start()
        a, b = await cluster.match("p", "p", points_limit=1)
        await let_in_a_point(a, b)
        await b.until("game_over")
        draining = asyncio.create_task(hand_over(cluster["p"], 10.0))
        await sent_away(a, b)
        await draining
        people = [await cluster.come("q"), await cluster.come("q")]
        people[0].sit(a.token)
        people[0].say(WantRematch(people[0]))
        people[1].sit(b.token)
        await people[1].until("waiting_for_ready", within_s=0.2)

    run_virtually(scenario())
