"""Finished matches for tests, and a database of their own that can really go away."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.core.management import call_command
from django.db import connections

from pong.game_engine import Aim, Finished, Hold, Side
from pong.game_rules import RULES
from pong.replay import FreezeAt, InputLog, IntentAt, decode_log, replay
from pong.rooms.ports import MatchResult, PointRecord

ENDED = datetime(2026, 11, 23, 20, 15, tzinfo=UTC)


def result_of(**changes: Any) -> MatchResult:
    """A match that player 1 won by 2 : 1."""
    result = MatchResult(
        match_id=uuid4(),
        room_code="ABC123",
        p1_name="Ada",
        p2_name="Zoë 🏓",
        p1_score=2,
        p2_score=1,
        winner=1,
        ended_by="points",
        points_limit=2,
        seed=2**32 - 1,
        rules_sha256="a" * 64,
        duration_ticks=754,
        started_at=ENDED - timedelta(seconds=13),
        ended_at=ENDED,
        points=(PointRecord(1, 200, 1, 1, 0), PointRecord(2, 500, 2, 1, 1), PointRecord(3, 754, 1, 2, 1)),
        p1_visitor=UUID(int=1),
        p2_visitor=None,
        log=InputLog((FreezeAt(0, 180), IntentAt(9, Side.LEFT, Hold(-1)), IntentAt(30, Side.RIGHT, Aim(12.5)))),
    )
    return replace(result, **changes)


def assert_replays(result: MatchResult) -> None:
    """Anybody can play the stored match again, and gets the stored result."""
    match = replay(
        seed=result.seed,
        points_limit=result.points_limit,
        freeze_ticks=0,
        log=decode_log(result.input_log),
        rules=RULES,
        duration_ticks=result.duration_ticks,
    )
    assert match.phase == Finished(Side(result.winner))
    assert (match.left_score, match.right_score, match.tick) == (
        result.p1_score,
        result.p2_score,
        result.duration_ticks,
    )


@contextlib.contextmanager
def sqlite_file(path: Path, *, patience_s: float = 0.05) -> Iterator[str]:
    """The default database is ``path`` for every thread, with the matches' tables in it.

    ``patience_s`` is how long a writer waits for another one: hardly, for tests of a database that cannot be written.
    """
    held, own = connections["default"], connections.databases["default"]
    databases = connections.databases
    databases["default"] = {
        **own,
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "CONN_MAX_AGE": 0,
        "OPTIONS": {"timeout": patience_s, "transaction_mode": "IMMEDIATE", "init_command": "PRAGMA journal_mode=WAL;"},
    }
    connections["default"] = connections.create_connection("default")
    try:
        call_command("migrate", "matches", verbosity=0)
        connections["default"].close()
        yield str(path)
    finally:
        connections["default"].close()
        databases["default"], connections["default"] = own, held
