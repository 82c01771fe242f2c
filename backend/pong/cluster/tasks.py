"""Tasks that somebody holds, by their names, and ends together."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from pong.cluster.ledger import LedgerError

log = logging.getLogger(__name__)


class Tasks:
    """A task that fails is a line in the log, and nobody else's trouble."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def spawn(self, name: str, work: Coroutine[Any, Any, None]) -> None:
        """Run ``work`` in a task of the running loop."""
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._discard)

    def once(self, name: str, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Spawn, unless one of that name is under way."""
        if all(task.get_name() != name for task in self._tasks):
            self.spawn(name, work())

    async def end(self) -> None:
        """Cancel them all, and wait until they have ended."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _discard(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("%s failed", task.get_name(), exc_info=error)


async def repeat(work: Callable[[], Awaitable[None]], every_s: float) -> None:
    """Do ``work`` again and again. A ledger that does not answer is met at the next time; the heart says it once."""
    while True:
        try:
            await work()
        except (LedgerError, OSError) as error:
            log.debug("%s: %s", type(error).__name__, error)
        # Spread, so that processes that were started together do not always look at the same moment.
        await asyncio.sleep(every_s * random.uniform(0.8, 1.2))
