"""What the suite reads of Redis and of the database, past the servers; it writes to neither."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from tests.faults.ledger_checks import LedgerRoom, Sample, Shown
from tests.faults.referee import StoredMatch, StoredPoint

PREFIX = "pong:"
LOOK_EVERY_S = 0.2
ANSWER_LIMIT_S = 0.5
LEFTOVERS = (f"{PREFIX}room:*", f"{PREFIX}ev:*", f"{PREFIX}outbox*")
FIELDS = ("owner", "epoch", "n")

ROOMS = "SELECT value FROM json_each(?)"
MATCHES = f"""
    SELECT id, room_code, p1_score, p2_score, ended_by FROM matches_finishedmatch
    WHERE room_code IN ({ROOMS}) ORDER BY ended_at
"""
POINTS = f"""
    SELECT match_id, n, tick, p1_score, p2_score FROM matches_point
    WHERE match_id IN (SELECT id FROM matches_finishedmatch WHERE room_code IN ({ROOMS})) ORDER BY match_id, n
"""


class Ledger:
    """The keys of the rooms, in the Redis at ``port``. Raises redis.RedisError while that does not answer."""

    def __init__(self, port: int) -> None:
        self._redis = redis.Redis(
            port=port,
            decode_responses=True,
            socket_timeout=ANSWER_LIMIT_S,
            socket_connect_timeout=ANSWER_LIMIT_S,
            retry=Retry(NoBackoff(), 0),
        )

    def processes(self) -> dict[str, str]:
        """The living processes: name → up or draining."""
        keys = list(self._redis.scan_iter(f"{PREFIX}proc:*", count=1000))
        states = self._redis.mget(keys) if keys else []
        found = zip(keys, states, strict=True)
        return {str(key).removeprefix(f"{PREFIX}proc:"): str(state) for key, state in found if state}

    def rooms(self, codes: list[str]) -> dict[str, LedgerRoom]:
        """Those of ``codes`` that have a record, all at the same moment."""
        with self._redis.pipeline(transaction=True) as pipeline:
            for code in codes:
                pipeline.hmget(f"{PREFIX}room:{code}", *FIELDS)
                pipeline.llen(f"{PREFIX}ev:{code}")
            answers = pipeline.execute()
        found = {}
        for code, fields, events in zip(codes, answers[::2], answers[1::2], strict=True):
            owner, epoch, n = fields
            if owner is not None:
                found[code] = LedgerRoom(owner, int(epoch or 0), int(n or 0), int(events))
        return found

    def leftovers(self) -> list[str]:
        """The keys that are to be gone when everybody has left."""
        return sorted(key for pattern in LEFTOVERS for key in self._redis.scan_iter(pattern, count=1000))

    def flush(self) -> None:
        """FLUSHALL: the fault, and the one thing that the suite ever tells Redis."""
        self._redis.flushall()

    def close(self) -> None:
        self._redis.close()


def os_pid(process: str) -> int:
    """The process id in a process's name, ``host-1234-ab12``; -1 if there is none."""
    parts = process.rsplit("-", 2)
    return int(parts[-2]) if len(parts) == 3 and parts[-2].isdigit() else -1


class Watcher:
    """Looks at the ledger several times a second, in a thread of its own, for as long as its block lasts."""

    def __init__(self, port: int, shown: Callable[[], dict[str, Shown]]) -> None:
        self.samples: list[Sample] = []
        self._ledger = Ledger(port)
        self._shown = shown
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="watcher", daemon=True)

    def take(self) -> list[Sample]:
        """The samples since the last time; the newest one is there again, so that what follows has a beginning."""
        taken = list(self.samples)
        del self.samples[: len(taken) - 1]
        return taken

    def __enter__(self) -> Watcher:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join(10)
        self._ledger.close()

    def _watch(self) -> None:
        while not self._over.wait(LOOK_EVERY_S):
            # First what was shown, then what is committed: what comes in between can only be more.
            shown = self._shown()
            with contextlib.suppress(redis.RedisError):
                rooms = self._ledger.rooms(sorted(shown)) if shown else {}
                self.samples.append(Sample(time.monotonic(), rooms, shown))


def stored_matches(sqlite_path: Path, codes: Sequence[str]) -> dict[str, list[StoredMatch]]:
    """Every finished match of these rooms, by room and in the order in which they ended."""
    rooms = (json.dumps(codes),)
    with _read_only(sqlite_path) as database:
        points = defaultdict(list)
        for match_id, n, tick, p1, p2 in database.execute(POINTS, rooms):
            points[match_id].append(StoredPoint(n, tick, (p1, p2)))
        matches: dict[str, list[StoredMatch]] = defaultdict(list)
        for match_id, code, p1, p2, ended_by in database.execute(MATCHES, rooms):
            matches[code].append(StoredMatch(match_id, (p1, p2), ended_by, tuple(points[match_id])))
    return matches


@contextlib.contextmanager
def locked(sqlite_path: Path) -> Iterator[None]:
    """Nobody can write to the database during the block."""
    with contextlib.closing(sqlite3.connect(sqlite_path, isolation_level=None, timeout=10)) as database:
        database.execute("BEGIN EXCLUSIVE")
        try:
            yield
        finally:
            database.execute("ROLLBACK")


@contextlib.contextmanager
def _read_only(sqlite_path: Path) -> Iterator[sqlite3.Connection]:
    with contextlib.closing(sqlite3.connect(f"file:{sqlite_path}?mode=ro", uri=True, timeout=10)) as database:
        # Both tables as they are at the same moment.
        database.execute("BEGIN")
        yield database
