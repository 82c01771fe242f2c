"""The outbox: finished matches that the database has not got yet, whoever was to write them."""

from __future__ import annotations

import logging
from uuid import UUID

from pong.cluster.ledger import Ledger, LedgerError
from pong.cluster.results import decode_result
from pong.rooms.ports import ResultSink

log = logging.getLogger(__name__)

SWEEP_EVERY_S = 5.0
# Whoever has finished a match writes it at once; what is older has been left behind.
LEFT_BEHIND_MS = 5000
_AT_ONCE = 20


class Sweeper:
    """Writes what others have left behind, and takes out of the outbox what is written."""

    def __init__(self, ledger: Ledger, results: ResultSink) -> None:
        self._ledger = ledger
        self._results = results

    async def sweep(self) -> None:
        """Hand what has waited for too long to the database: a match that is there already stays as it is."""
        for match_id, result in await self._ledger.outbox(_AT_ONCE, older_than_ms=LEFT_BEHIND_MS):
            try:
                self._results.match_finished(decode_result(result))
            except ValueError as error:
                log.error("match %s in the outbox is left to a process of its own version: %s", match_id, error)

    async def note_stored(self, match_id: UUID) -> None:
        """The database has it."""
        try:
            await self._ledger.stored(str(match_id))
        except LedgerError as error:
            log.debug("match %s stays in the outbox until the next sweep: %s", match_id, error)
