"""Writes down what rooms do, in order, and keeps what is written, so that a ledger that has lost it gets it back.

One task a room, while it has something to write; nobody waits for it. Implements the port ``Journal``.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from pong.cluster.ledger import Fenced, Ledger, LedgerError, Missing
from pong.cluster.results import encode_result
from pong.rooms.ports import Entry, MatchResult, ResultSink

log = logging.getLogger(__name__)

_RETRY_S = 0.05
# A longer log takes milliseconds to pack, so a thread does it.
_SHORT_LOG_ENTRIES = 500


@dataclass(slots=True, eq=False)
class _Scroll:
    """What one room has written, and what it has still to write."""

    epoch: int
    snapshot: bytes
    events: list[bytes]
    pending: deque[Entry] = field(default_factory=deque)
    writer: asyncio.Task[None] | None = None


class LedgerJournal:
    """The journal of all rooms of this process.

    Args:
        on_fenced: called with the code of a room that turns out to be another process's.
        restore: puts a room back that the ledger has lost; raises `LedgerError` if it cannot just now.
    """

    def __init__(
        self,
        ledger: Ledger,
        results: ResultSink,
        *,
        on_fenced: Callable[[str], None],
        restore: Callable[[str], Awaitable[None]],
    ) -> None:
        self._ledger = ledger
        self._results = results
        self._on_fenced = on_fenced
        self._restore = restore
        self._scrolls: dict[str, _Scroll] = {}

    def open(self, code: str, *, epoch: int, snapshot: bytes, events: tuple[bytes, ...]) -> None:
        """The room is ours, and this is what is written of it."""
        self._scrolls[code] = _Scroll(epoch, snapshot, list(events))

    def drop(self, code: str) -> None:
        """The room is not ours any more: write nothing more of it."""
        scroll = self._scrolls.pop(code, None)
        if scroll is not None and scroll.writer is not None and scroll.writer is not asyncio.current_task():
            scroll.writer.cancel()

    def write(self, room_code: str, entry: Entry) -> None:
        """Write the entry as soon as those before it are written."""
        scroll = self._scrolls.get(room_code)
        if scroll is None:
            return
        # The first one may be on its way already.
        if len(scroll.pending) > 1 and scroll.pending[-1].is_bare:
            scroll.pending.pop()
        scroll.pending.append(entry)
        if scroll.writer is None:
            scroll.writer = asyncio.create_task(self._write_all(room_code, scroll), name=f"journal:{room_code}")

    async def idle(self, code: str) -> None:
        """Wait until everything of the room is written."""
        while (scroll := self._scrolls.get(code)) is not None and scroll.writer is not None:
            await asyncio.wait({scroll.writer})

    def written(self, code: str) -> tuple[int, bytes, list[bytes]]:
        """The room's epoch, and the snapshot and the events that are written. Raises ``KeyError``."""
        scroll = self._scrolls[code]
        return scroll.epoch, scroll.snapshot, scroll.events

    def begin_epoch(self, code: str, epoch: int) -> None:
        """The room was claimed anew."""
        if code in self._scrolls:
            self._scrolls[code].epoch = epoch

    async def _write_all(self, code: str, scroll: _Scroll) -> None:
        try:
            while scroll.pending:
                entry = scroll.pending[0]
                await self._write(code, scroll, entry)
                scroll.pending.popleft()
                self._note(scroll, entry)
        except Fenced:
            scroll.pending.clear()
            self._on_fenced(code)
        finally:
            scroll.writer = None

    def _note(self, scroll: _Scroll, entry: Entry) -> None:
        scroll.snapshot = entry.snapshot
        if entry.new_match:
            scroll.events = []
        if entry.point is not None:
            scroll.events.append(entry.point[1])
        if entry.result is not None:
            self._results.match_finished(entry.result)
        for call in entry.on_written:
            call()

    async def _write(self, code: str, scroll: _Scroll, entry: Entry) -> None:
        """Write one entry, however long the ledger is away. Raises `Fenced`."""
        result = b"" if entry.result is None else await _packed(entry.result)
        while True:
            try:
                await self._try(code, scroll.epoch, entry, result)
            except Fenced:
                raise
            except Missing:
                await self._put_back(code)
            except LedgerError:
                await asyncio.sleep(_RETRY_S)
            else:
                return

    async def _try(self, code: str, epoch: int, entry: Entry, result: bytes) -> None:
        n, event = entry.point or (0, None)
        if entry.result is not None:
            await self._ledger.finish(
                code,
                epoch=epoch,
                n=n,
                event=event,
                snapshot=entry.snapshot,
                match_id=str(entry.result.match_id),
                result=result,
            )
        elif event is not None:
            await self._ledger.commit(code, epoch=epoch, n=n, event=event, snapshot=entry.snapshot)
        else:
            await self._ledger.save(code, epoch=epoch, snapshot=entry.snapshot, new_match=entry.new_match)

    async def _put_back(self, code: str) -> None:
        try:
            await self._restore(code)
        except Fenced:
            raise
        except LedgerError:
            await asyncio.sleep(_RETRY_S)


async def _packed(result: MatchResult) -> bytes:
    if len(result.log) < _SHORT_LOG_ENTRIES:
        return encode_result(result)
    return await asyncio.to_thread(encode_result, result)
