"""The lobby's boards: what the model in memory does, the scripts on a real Redis have to do."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pong.cluster.redis_board import RedisBoard
from pong.lobby.ports import Answer, BoardUnavailable
from tests.support.ledgers import RedisWorld, World
from tests.support.lobby import BoardWorld, MemoryBoardWorld, RedisBoardWorld, ask
from tests.support.searches import STEPS, Searches
from tests.support.servers import redis_server


@pytest.fixture
async def boards(world: World) -> AsyncIterator[BoardWorld]:
    """The same for both boards."""
    boards = RedisBoardWorld(world) if isinstance(world, RedisWorld) else MemoryBoardWorld()
    yield boards
    await boards.aclose()


async def test_pages_of_the_living_are_read_and_those_of_the_dead_are_not(boards: BoardWorld) -> None:
    p, q = boards.board("p"), boards.board("q")
    for process in ("p", "q"):
        await boards.leases.ledger(process).beat()
    await p.post(b"one")
    await q.post(b"\x00two")
    assert sorted(await p.read()) == [b"\x00two", b"one"]
    await boards.leases.expire("q")
    assert await p.read() == [b"one"]
    await p.post(None)
    assert await p.read() == []


async def test_without_a_lease_nobody_is_paired(boards: BoardWorld) -> None:
    with pytest.raises(BoardUnavailable):
        await boards.board("p").seek([ask("p/1")], [])


async def test_an_answer_that_got_lost_is_given_again(boards: BoardWorld) -> None:
    board = boards.board("p")
    await boards.leases.ledger("p").beat()
    both = [ask("p/1"), ask("p/2")]
    first = await board.seek(both, [])
    assert first == [Answer(), Answer("NEW-p/2")]
    again = [ask("p/1", fresh=False), ask("p/2", fresh=False, code="OTHER")]
    assert await board.seek(again, []) == [Answer("NEW-p/2")] * 2


async def test_who_has_waited_longest_is_met_first(boards: BoardWorld) -> None:
    board = boards.board("p")
    await boards.leases.ledger("p").beat()
    await board.seek([ask("p/9")], [])
    await board.seek([ask("p/9", fresh=False), ask("p/1", "person of p/9")], [])
    await board.seek([ask("p/1", "person of p/9", fresh=False), ask("p/2")], [])
    assert await board.seek([ask("p/9", fresh=False)], []) == [Answer()]
    assert await board.seek([ask("p/1", "person of p/9", fresh=False)], []) == [Answer("NEW-p/2")]


async def test_a_code_that_is_a_rooms_already_is_not_given_out(boards: BoardWorld) -> None:
    board = boards.board("p")
    await boards.leases.ledger("p").beat()
    await boards.open_room("TAKEN")
    await board.seek([ask("p/1")], [])
    assert await board.seek([ask("p/2", code="TAKEN")], []) == [Answer()]
    assert await board.seek([ask("p/2", fresh=False, code="FREE")], []) == [Answer("FREE")]


async def test_one_guest_is_sent_to_a_room_that_waits(boards: BoardWorld) -> None:
    p, q = boards.board("p"), boards.board("q")
    for process in ("p", "q"):
        await boards.leases.ledger(process).beat()
    asks = [ask("p/1", avoid=("W1",)), ask("p/2")]
    assert await p.seek(asks, ["W1", "W2"]) == [Answer("W2"), Answer("W1")]
    assert await q.seek([ask("q/1")], ["W1", "W2"]) == [Answer()]


async def test_a_redis_that_is_not_there_is_one_clear_error() -> None:
    board = RedisBoard("redis://127.0.0.1:1/0", "p")
    for operation in (board.post(b"page"), board.read(), board.seek([ask("p/1")], []), board.forget(["p/1"])):
        with pytest.raises(BoardUnavailable):
            await operation
    await board.close()


def test_both_boards_answer_alike_whatever_happens() -> None:
    with tempfile.TemporaryDirectory() as folder, redis_server(Path(folder)) as url:

        @settings(max_examples=60, deadline=None)
        @given(st.lists(STEPS, max_size=25))
        def same(steps: list[tuple[object, ...]]) -> None:
            asyncio.run(_compare(url, steps))

        same()


async def _compare(url: str, steps: list[tuple[object, ...]]) -> None:
    leases = RedisWorld(url)
    await leases.lose_everything()
    redis, memory = RedisBoardWorld(leases), MemoryBoardWorld()
    try:
        ours, model = Searches(redis), Searches(memory)
        for searches in (ours, model):
            for step in steps:
                await searches.take(step)
            await searches.settle()
        assert ours.log == model.log
    finally:
        await redis.aclose()
        await leases.aclose()
