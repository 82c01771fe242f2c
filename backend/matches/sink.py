"""From the tick path to the database: a bounded queue and one writer. Knows no room, only finished results."""

from __future__ import annotations

import asyncio
import logging
import random
from collections import deque
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

from channels.db import database_sync_to_async
from django.db import InterfaceError, OperationalError, connection

from matches.services import match_record
from pong.rooms.ports import MatchResult

log = logging.getLogger(__name__)

FIRST_RETRY_S = 0.1
LAST_RETRY_S = 5.0


def retry_delay_s(failures: int) -> float:
    """Seconds to wait after so many failures in a row: doubles up to a cap, less up to half of it at random.

    Without chance, all processes would come back to a database that has just started at the same moment.
    """
    # The exponent is capped too: 2.0**1024, less than two hours into an outage, is an OverflowError.
    longest = min(LAST_RETRY_S, FIRST_RETRY_S * 2.0 ** min(failures - 1, 16))
    return longest * random.uniform(0.5, 1.0)


class DatabaseResultSink:
    """The port ``ResultSink`` over the ORM: each result is written once, for as long as the process lives.

    The queue holds ``capacity`` results (two at least); when it is full, the oldest one that is not being written is
    given up for the newest. The writer is a task that lives while there is something to write, so a sink belongs to no
    loop and needs no start.
    """

    def __init__(self, *, capacity: int = 1000, on_stored: Callable[[UUID], Awaitable[None]] | None = None) -> None:
        """
        Args:
            on_stored: awaited for every match that the database has (from now on, or since before).
        """
        self.on_stored = on_stored
        self._waiting: deque[MatchResult] = deque()
        self._capacity = capacity
        self._writer: asyncio.Task[None] | None = None
        # A thread of its own: a database that does not answer must hold up neither pages nor sockets.
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="match-writer")

    def match_finished(self, result: MatchResult) -> None:
        """Store the match some time soon, if it is not waiting for that already. Returns at once and never raises."""
        if any(waiting.match_id == result.match_id for waiting in self._waiting):
            return
        if len(self._waiting) >= self._capacity:
            # Not the first one: the writer may be at it.
            lost = self._waiting[1]
            del self._waiting[1]
            log.error("match %s is lost: %d results wait for the database already", lost.match_id, self._capacity)
        self._waiting.append(result)
        self._ensure_writer()

    async def drain(self, timeout_s: float) -> bool:
        """Wait up to ``timeout_s`` until everything is written; if it is not, false, and the ids are in the log."""
        self._ensure_writer()
        if self._writer is not None:
            await asyncio.wait({self._writer}, timeout=timeout_s)
        if self._waiting:
            log.error("matches not written yet: %s", ", ".join(str(result.match_id) for result in self._waiting))
        return not self._waiting

    def _ensure_writer(self) -> None:
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            log.error("a match finished outside of the event loop; it is written with the next one")
            return
        # A writer of another loop has died with it, in the middle of whatever it did.
        is_alive = self._writer is not None and not self._writer.done() and self._writer.get_loop() is loop
        if not is_alive:
            self._writer = loop.create_task(self._write_all(), name="match-writer") if self._waiting else None

    async def _write_all(self) -> None:
        while self._waiting:
            result = self._waiting[0]
            try:
                await self._write(result)
            except Exception:
                log.exception("match %s is lost: the database refuses it", result.match_id)
            self._waiting.popleft()

    async def _write(self, result: MatchResult) -> None:
        """Write one result, however long the database is away."""
        write = database_sync_to_async(_record_and_disconnect, thread_sensitive=False, executor=self._thread)
        failures = 0
        while True:
            try:
                await write(result)
            except (OperationalError, InterfaceError) as error:
                failures += 1
                level = logging.WARNING if failures == 1 else logging.DEBUG
                log.log(level, "match %s waits for the database, failure %d: %s", result.match_id, failures, error)
                await asyncio.sleep(retry_delay_s(failures))
            else:
                break
        if self.on_stored is not None:
            await self.on_stored(result.match_id)
        if failures:
            log.info("match %s is written at last, after %d failures", result.match_id, failures)


def _record_and_disconnect(result: MatchResult) -> None:
    # Matches end minutes apart: a connection kept for the next one would only be found dead by it.
    try:
        match_record(result=result)
    finally:
        connection.close()
