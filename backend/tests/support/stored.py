"""What the server's database says about finished matches, read past the server: SQLite or PostgreSQL."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import time
from contextlib import closing
from typing import Any, NamedTuple

import psycopg

from tests.support.client import PATIENCE_S
from tests.support.servers import RunningServer

QUERY = """
    SELECT p1_score, p2_score, winner, points_limit, ended_by,
           (SELECT count(*) FROM matches_point WHERE matches_point.match_id = matches_finishedmatch.id)
    FROM matches_finishedmatch WHERE room_code = {parameter} ORDER BY started_at
"""


class StoredMatch(NamedTuple):
    """One row; ``points`` is the number of points that were stored with it."""

    p1_score: int
    p2_score: int
    winner: int
    points_limit: int
    ended_by: str
    points: int


async def until_stored(server: RunningServer, room_code: str, *, matches: int) -> list[StoredMatch]:
    """The room's matches in the order in which they began, as soon as there are ``matches`` of them."""
    return await asyncio.to_thread(_until_stored, server, room_code, matches)


def _until_stored(server: RunningServer, room_code: str, matches: int) -> list[StoredMatch]:
    """The server stores off the tick path and tells nobody, so the database is asked until it knows."""
    deadline = time.monotonic() + PATIENCE_S
    while len(found := _stored(server, room_code)) < matches:
        assert time.monotonic() < deadline, f"{room_code}: {len(found)} of {matches} matches are stored: {found}"
        time.sleep(0.02)
    return found


def _stored(server: RunningServer, room_code: str) -> list[StoredMatch]:
    rows = _from_postgres(room_code) if server.sqlite_path is None else _from_sqlite(server, room_code)
    return [StoredMatch(*row) for row in rows]


def _from_sqlite(server: RunningServer, room_code: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(f"file:{server.sqlite_path}?mode=ro", uri=True, timeout=PATIENCE_S)) as database:
        return database.execute(QUERY.format(parameter="?"), (room_code,)).fetchall()


def _from_postgres(room_code: str) -> list[tuple[Any, ...]]:
    """The given server's database; the variables are those of the server itself (Compose sets them for both)."""
    address = {
        "host": os.environ["POSTGRES_HOST"],
        "port": os.environ.get("POSTGRES_PORT", "5432"),
        "dbname": os.environ.get("POSTGRES_DB", "pong"),
        "user": os.environ.get("POSTGRES_USER", "pong"),
        "password": os.environ.get("POSTGRES_PASSWORD", ""),
    }
    with psycopg.connect(**address, connect_timeout=3) as database:
        return database.execute(QUERY.format(parameter="%s"), (room_code,)).fetchall()
