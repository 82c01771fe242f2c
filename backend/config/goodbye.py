"""What a process still does when it is told to stop: clients are sent away properly, results are written."""

from __future__ import annotations

import asyncio
import sys
from typing import Any

from config.runtime import Runtime
from pong.messages.codes import Close

GRACE_S = 3.0  # container engines kill after 10 s


async def say_goodbye(runtime: Runtime) -> None:
    """Close every socket with 4012 and wait, for a while, until they are gone and every match is written."""
    runtime.connections.close_all(Close.MOVING)
    await runtime.results.drain(GRACE_S)
    await runtime.node.stop()


def on_shutdown_of_daphne(runtime: Runtime) -> None:
    """Say goodbye before Daphne's reactor stops. ASGI's lifespan would be the place, but Daphne has none.

    Without this, SIGTERM cuts every connection (1006) and drops what waits for the database. Does nothing under
    another server, or under ``manage.py``.
    """
    if "daphne.server" not in sys.modules:
        return
    from twisted.internet import defer
    from twisted.internet import reactor as installed

    reactor: Any = installed  # the stubs of addSystemEventTrigger do not know phases by their names

    def begin() -> Any:
        return defer.Deferred.fromFuture(asyncio.ensure_future(say_goodbye(runtime)))

    # Triggers of a phase are called in the order of their registration: this comes before Daphne's own, which cancels
    # the consumers, and the reactor goes on running until all of them are done.
    reactor.addSystemEventTrigger("before", "shutdown", begin)
