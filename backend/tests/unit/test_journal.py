"""What rooms write down: in order, however long the ledger is away, and never into another process's room."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from pong.cluster.journal import LedgerJournal
from pong.cluster.ledger import Fenced, LedgerError, Missing, NoLease, Unavailable
from pong.cluster.memory_ledger import MemoryLedger, MemoryStore
from pong.cluster.results import decode_result
from pong.game_engine import Hold, Side
from pong.replay import InputLog, IntentAt
from pong.rooms.ports import Entry, MatchResult
from tests.support.fakes import RecordingSink
from tests.support.table import Table
from tests.support.virtual_time import run_virtually


class Failing(MemoryLedger):
    """A ledger that raises what it is told to before it does anything, and notes what it has done."""

    def __init__(self) -> None:
        super().__init__(MemoryStore(settled=True), "p", lambda: 1000.0 * asyncio.get_running_loop().time())
        self.errors: list[LedgerError] = []
        self.saved: list[bytes] = []
        self.finished: list[bytes] = []

    async def save(self, code: str, *, epoch: int, snapshot: bytes, new_match: bool = False) -> None:
        await self._fail()
        self.saved.append(snapshot)
        await super().save(code, epoch=epoch, snapshot=snapshot, new_match=new_match)

    async def finish(self, code: str, **fields: Any) -> None:
        await self._fail()
        self.finished.append(fields["result"])
        await super().finish(code, **fields)

    async def _fail(self) -> None:
        await asyncio.sleep(0.01)
        if self.errors:
            raise self.errors.pop(0)


class Desk:
    """A journal with one room."""

    def __init__(self) -> None:
        self.ledger = Failing()
        self.results = RecordingSink()
        self.fenced: list[str] = []
        self.restored: list[str] = []
        self.restore_errors: list[LedgerError] = []
        self.journal = LedgerJournal(self.ledger, self.results, on_fenced=self.fenced.append, restore=self.restore)

    async def open(self) -> Desk:
        await self.ledger.beat()
        record = await self.ledger.claim("R", fresh=b"s0")
        self.journal.open("R", epoch=record.epoch, snapshot=b"s0", events=())  # type: ignore[union-attr]
        return self

    async def restore(self, code: str) -> None:
        if self.restore_errors:
            raise self.restore_errors.pop(0)
        self.restored.append(code)

    def write(self, *snapshots: bytes, **fields: Any) -> None:
        for snapshot in snapshots:
            self.journal.write("R", Entry(snapshot=snapshot, **fields))

    async def idle(self) -> Desk:
        await self.journal.idle("R")
        return self


def test_of_snapshots_that_wait_only_the_newest_is_written() -> None:
    async def scenario() -> None:
        desk = await Desk().open()
        desk.write(b"s1", b"s2", b"s3", b"s4")
        await desk.idle()
        assert desk.ledger.saved == [b"s1", b"s4"]
        assert desk.journal.written("R")[1:] == (b"s4", [])

    run_virtually(scenario())


def test_what_somebody_waits_for_is_written_in_its_order() -> None:
    async def scenario() -> None:
        desk = await Desk().open()
        told: list[str] = []
        desk.write(b"s1")
        desk.write(b"s2", new_match=True)
        desk.write(b"s3", on_written=(lambda: told.append("s3"),))
        desk.write(b"s4", b"s5", point=None)
        desk.write(b"s6", point=(1, b"e1"), on_written=(lambda: told.append("s6"),))
        await desk.idle()
        assert desk.ledger.saved == [b"s1", b"s2", b"s3"]  # s6 has all that s5 would say
        assert told == ["s3", "s6"]
        assert desk.journal.written("R")[1:] == (b"s6", [b"e1"])
        desk.write(b"s7", new_match=True)
        assert (await desk.idle()).journal.written("R")[2] == []

    run_virtually(scenario())


@pytest.mark.parametrize("error", [Unavailable("silence"), NoLease("a lapse")])
def test_an_entry_is_tried_until_the_ledger_answers(error: LedgerError) -> None:
    async def scenario() -> None:
        desk = await Desk().open()
        desk.ledger.errors = [error, error, error]
        desk.write(b"s1")
        await desk.idle()
        assert desk.ledger.saved == [b"s1"]
        assert not desk.fenced

    run_virtually(scenario())


def test_a_room_that_the_ledger_has_lost_is_put_back_before_the_entry() -> None:
    async def scenario() -> None:
        desk = await Desk().open()
        desk.ledger.errors = [Missing("lost"), Missing("lost")]
        desk.restore_errors = [NoLease("not yet")]
        desk.write(b"s1")
        await desk.idle()
        assert desk.restored == ["R"]
        assert desk.ledger.saved == [b"s1"]

    run_virtually(scenario())


@pytest.mark.parametrize("while_put_back", [False, True])
def test_a_room_of_another_process_is_let_go_and_nothing_more_is_written(while_put_back: bool) -> None:
    async def scenario() -> None:
        desk = await Desk().open()
        desk.ledger.errors = [Missing("lost") if while_put_back else Fenced("it is q's")]
        desk.restore_errors = [Fenced("it is q's")]
        told: list[str] = []
        desk.write(b"s1", b"s2", on_written=(lambda: told.append("never"),))
        await desk.idle()
        assert desk.fenced == ["R"]
        assert desk.ledger.saved == told == []

    run_virtually(scenario())


def test_a_room_that_is_dropped_writes_nothing_more() -> None:
    async def scenario() -> None:
        desk = await Desk().open()
        desk.write(b"s1")
        desk.journal.drop("R")
        desk.write(b"s2")
        desk.journal.drop("R")
        desk.journal.begin_epoch("R", 7)
        await desk.idle()
        await asyncio.sleep(1)
        assert desk.ledger.saved == []
        with pytest.raises(KeyError):
            desk.journal.written("R")

    run_virtually(scenario())


def test_a_room_that_was_claimed_anew_writes_in_its_new_epoch() -> None:
    async def scenario() -> None:
        desk = await Desk().open()
        epoch = await desk.ledger.restore("R", epoch=desk.journal.written("R")[0], snapshot=b"s0", events=[])
        desk.journal.begin_epoch("R", epoch)
        desk.write(b"s1")
        await desk.idle()
        assert desk.journal.written("R") == (epoch, b"s1", [])
        assert not desk.fenced

    run_virtually(scenario())


def finished_match() -> MatchResult:
    table = Table(points_limit=1).start()
    table.play_until_over()
    return table.results.results[0]


def with_long_log(result: MatchResult) -> MatchResult:
    result.log.extend(InputLog([IntentAt(n, Side.LEFT, Hold(n % 2)) for n in range(600)]).cells(0))
    return result


@pytest.mark.parametrize("lengthen", [lambda result: result, with_long_log], ids=["short", "long"])
def test_a_result_goes_to_the_outbox_and_then_to_the_database(lengthen: Callable[[MatchResult], MatchResult]) -> None:
    async def scenario() -> None:
        desk = await Desk().open()
        result = lengthen(finished_match())
        desk.write(b"s1", result=result)
        assert not desk.results.results
        await desk.idle()
        assert desk.results.results == [result]
        stored = decode_result(desk.ledger.finished[0])
        assert stored.match_id == result.match_id
        assert stored.input_log == result.input_log

    # A long log is packed by a thread, so this takes real time.
    asyncio.run(scenario())
