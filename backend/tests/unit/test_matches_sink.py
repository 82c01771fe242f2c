"""The result sink against a real SQLite file that goes away, is locked, refuses, and comes back."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from matches.sink import LAST_RETRY_S, DatabaseResultSink, retry_delay_s
from pong.rooms.ports import ResultSink
from tests.support.matches import result_of, sqlite_file

LOGGER = "matches.sink"


@pytest.fixture
def file_database(tmp_path: Path, django_db_blocker: Any) -> Iterator[str]:
    (tmp_path / "database").mkdir()
    with django_db_blocker.unblock(), sqlite_file(tmp_path / "database" / "matches.sqlite3") as path:
        yield path


async def logged(text: str) -> None:
    """Returns when the sink has logged ``text``."""
    heard = asyncio.Event()
    handler = logging.Handler()
    handler.emit = lambda record: heard.set() if text in record.getMessage() else None  # type: ignore[method-assign]
    logging.getLogger(LOGGER).addHandler(handler)
    try:
        await asyncio.wait_for(heard.wait(), 10)
    finally:
        logging.getLogger(LOGGER).removeHandler(handler)


def written(path: str) -> list[UUID]:
    with contextlib.closing(sqlite3.connect(path)) as reader:
        return [UUID(row[0]) for row in reader.execute("SELECT id FROM matches_finishedmatch ORDER BY rowid")]


@contextlib.contextmanager
def write_lock(path: str) -> Iterator[None]:
    """Another process's long transaction, as the database sees it."""
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def writers() -> list[asyncio.Task[object]]:
    return [task for task in asyncio.all_tasks() if task.get_name() == "match-writer"]


async def test_results_are_written_in_order(file_database: str) -> None:
    sink: ResultSink = DatabaseResultSink()
    results = [result_of() for _ in range(5)]
    for result in results:
        sink.match_finished(result)
    assert len(writers()) == 1
    assert await sink.drain(10)
    assert written(file_database) == [result.match_id for result in results]
    assert writers() == []


async def test_it_writes_again_after_it_was_idle(file_database: str) -> None:
    sink, first, second = DatabaseResultSink(), result_of(), result_of()
    assert await sink.drain(0)
    for result in (first, second, first):
        sink.match_finished(result)
        assert await sink.drain(10)
    assert written(file_database) == [first.match_id, second.match_id]


async def test_the_caller_does_not_wait_for_a_locked_database(
    file_database: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, LOGGER)
    sink, result = DatabaseResultSink(), result_of()
    with write_lock(file_database):
        before = time.perf_counter()
        sink.match_finished(result)
        assert time.perf_counter() - before < 0.05
        await logged("waits for the database, failure 3")
        assert not await sink.drain(0.01)
        assert str(result.match_id) in caplog.messages[-1]
        assert written(file_database) == []
    assert await sink.drain(10)
    assert written(file_database) == [result.match_id]
    assert f"match {result.match_id} is written at last, after" in caplog.text


async def test_a_database_that_comes_back_has_each_match_once(
    file_database: str, caplog: pytest.LogCaptureFixture
) -> None:
    sink, results = DatabaseResultSink(), [result_of() for _ in range(3)]
    folder = Path(file_database).parent
    away = folder.rename(folder.with_name("away"))
    for result in results:
        sink.match_finished(result)
    await logged("waits for the database")
    away.rename(folder)
    assert await sink.drain(10)
    assert written(file_database) == [result.match_id for result in results]
    assert caplog.text.count("waits for the database") == 1


async def test_a_refused_result_does_not_block_those_behind_it(
    file_database: str, caplog: pytest.LogCaptureFixture
) -> None:
    sink, good = DatabaseResultSink(), result_of()
    refused = [
        result_of(winner=2),
        result_of(p1_name="\ud800"),
        result_of(seed=2**70),
        result_of(duration_ticks=-1),
    ]
    for result in [*refused, good]:
        sink.match_finished(result)
    assert await sink.drain(10)
    assert written(file_database) == [good.match_id]
    for result in refused:
        assert f"match {result.match_id} is lost" in caplog.text


async def test_a_full_queue_gives_up_the_oldest_that_nobody_is_writing(
    file_database: str, caplog: pytest.LogCaptureFixture
) -> None:
    sink, results = DatabaseResultSink(capacity=3), [result_of() for _ in range(5)]
    with write_lock(file_database):
        for result in results:
            sink.match_finished(result)
        for lost in results[1:3]:
            assert f"match {lost.match_id} is lost" in caplog.text
    assert await sink.drain(10)
    assert written(file_database) == [results[i].match_id for i in (0, 3, 4)]


async def test_a_cancelled_writer_loses_nothing(file_database: str) -> None:
    sink, results = DatabaseResultSink(), [result_of(), result_of()]
    with write_lock(file_database):
        for result in results:
            sink.match_finished(result)
        await logged("waits for the database")
        (writer,) = writers()
        writer.cancel()
        await asyncio.wait({writer})
    assert await sink.drain(10)
    assert written(file_database) == [result.match_id for result in results]


def test_a_result_of_a_loop_that_has_ended_is_written_by_the_next_one(
    file_database: str, caplog: pytest.LogCaptureFixture
) -> None:
    sink, results = DatabaseResultSink(), [result_of() for _ in range(3)]
    sink.match_finished(results[0])
    assert "outside of the event loop" in caplog.text

    async def leave_at_once() -> None:
        sink.match_finished(results[1])

    async def finish() -> bool:
        sink.match_finished(results[2])
        return await sink.drain(10)

    asyncio.run(leave_at_once())
    assert asyncio.run(finish())
    assert written(file_database) == [result.match_id for result in results]


def test_a_retry_waits_longer_each_time_up_to_a_cap() -> None:
    assert 0.05 <= retry_delay_s(1) <= 0.1
    assert 0.1 <= retry_delay_s(2) <= 0.2
    for failures in (10, 2000, 10**9):
        assert LAST_RETRY_S / 2 <= retry_delay_s(failures) <= LAST_RETRY_S
    assert len({retry_delay_s(10) for _ in range(20)}) > 1
