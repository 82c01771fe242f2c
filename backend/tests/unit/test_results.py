"""Finished matches on their way to the database: as bytes, in the outbox, and swept up if they were left behind."""

from __future__ import annotations

import asyncio
from datetime import datetime
from uuid import uuid4

import msgspec
import pytest

from pong.cluster.ledger import Unavailable
from pong.cluster.memory_ledger import MemoryLedger, MemoryStore
from pong.cluster.results import decode_result, encode_result
from pong.cluster.sweeper import LEFT_BEHIND_MS, SWEEP_EVERY_S, Sweeper
from pong.cluster.tasks import repeat
from pong.rooms.ports import MatchResult
from tests.support.fakes import RecordingSink
from tests.support.table import UP, Table
from tests.support.virtual_time import run_virtually


@pytest.fixture(scope="module")
def result() -> MatchResult:
    table = Table(points_limit=2).start()
    table.aim("a", 12.345678901)
    table.tick(10)
    table.steer("a", UP)
    table.play_until_over()
    return table.results.results[0]


def test_a_result_comes_back_as_it_was(result: MatchResult) -> None:
    back = decode_result(encode_result(result))
    names = [name for name in result.__dataclass_fields__ if name != "log"]
    assert [getattr(back, name) for name in names] == [getattr(result, name) for name in names]
    assert back.log.entries() == result.log.entries()
    assert isinstance(back.ended_at, datetime)


def changed(result: MatchResult, **fields: object) -> bytes:
    whole = msgspec.msgpack.decode(encode_result(result))
    return msgspec.msgpack.encode(whole | fields)


def test_what_another_version_has_written_otherwise_is_a_value_error(result: MatchResult) -> None:
    for encoded in (
        msgspec.msgpack.encode([1, 2]),
        msgspec.msgpack.encode({"match_id": str(uuid4())}),
        changed(result, input_log="text"),
        changed(result, winner=3),
        changed(result, p1_score="seven"),
        changed(result, match_id="no id"),
        b"\xc1",
        b"",
        encode_result(result)[:-1],
        changed(result, input_log=b"not compressed"),
        changed(result, points=[[1]]),
    ):
        with pytest.raises(ValueError):  # noqa: PT011  # whatever it says, it is one
            decode_result(encoded)


class Shelf:
    """A sweeper at an outbox."""

    def __init__(self) -> None:
        self.now_ms = 0.0
        self.ledger = MemoryLedger(MemoryStore(settled=True), "p", lambda: self.now_ms)
        self.results = RecordingSink()
        self.sweeper = Sweeper(self.ledger, self.results)

    async def leave(self, match_id: str, result: bytes) -> None:
        await self.ledger.beat()
        record = await self.ledger.claim("R", fresh=b"")
        epoch = record.epoch  # type: ignore[union-attr]
        fields = {"snapshot": b"", "match_id": match_id, "result": result}
        await self.ledger.finish("R", epoch=epoch, n=0, event=None, **fields)  # type: ignore[arg-type]


def test_only_what_was_left_behind_is_swept_up_until_it_is_stored(result: MatchResult) -> None:
    async def scenario() -> None:
        shelf = Shelf()
        await shelf.leave(str(result.match_id), encode_result(result))
        await shelf.sweeper.sweep()
        assert not shelf.results.results
        shelf.now_ms += LEFT_BEHIND_MS
        await shelf.sweeper.sweep()
        await shelf.sweeper.sweep()
        assert [each.match_id for each in shelf.results.results] == [result.match_id] * 2
        await shelf.sweeper.note_stored(result.match_id)
        await shelf.sweeper.sweep()
        assert len(shelf.results.results) == 2

    run_virtually(scenario())


def test_a_result_of_another_version_is_said_and_stops_no_other(
    result: MatchResult, caplog: pytest.LogCaptureFixture
) -> None:
    async def scenario() -> None:
        shelf = Shelf()
        await shelf.leave("0", msgspec.msgpack.encode("news"))
        await shelf.leave("1", b"\xc1")
        await shelf.leave(str(result.match_id), encode_result(result))
        shelf.now_ms += LEFT_BEHIND_MS
        await shelf.sweeper.sweep()
        assert [each.match_id for each in shelf.results.results] == [result.match_id]
        assert "match 0 in the outbox is left to a process of its own version" in caplog.text
        assert "match 1 in the outbox" in caplog.text

    run_virtually(scenario())


class Silent(MemoryLedger):
    """A ledger whose outbox does not answer at first."""

    silences = 1

    async def outbox(self, limit: int, *, older_than_ms: int) -> list[tuple[str, bytes]]:
        if self.silences:
            self.silences -= 1
            raise Unavailable("silence")
        return await super().outbox(limit, older_than_ms=older_than_ms)

    async def stored(self, match_id: str) -> None:
        raise Unavailable("silence")


def test_an_outbox_that_does_not_answer_is_swept_the_next_time(
    result: MatchResult, caplog: pytest.LogCaptureFixture
) -> None:
    async def scenario() -> None:
        shelf = Shelf()
        shelf.ledger.__class__ = Silent
        await shelf.leave(str(result.match_id), encode_result(result))
        shelf.now_ms += LEFT_BEHIND_MS
        sweeping = asyncio.create_task(repeat(shelf.sweeper.sweep, SWEEP_EVERY_S))
        await asyncio.sleep(3 * SWEEP_EVERY_S)
        assert shelf.results.results[0].match_id == result.match_id
        await shelf.sweeper.note_stored(result.match_id)
        assert not sweeping.done()
        assert "WARNING" not in caplog.text

    run_virtually(scenario())
