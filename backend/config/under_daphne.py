"""What plain ``daphne config.asgi:application`` lacks, put in from the application's side. Does nothing elsewhere."""

from __future__ import annotations

import asyncio
import sys
from typing import Any, Final

from config.goodbye import say_goodbye
from config.runtime import Runtime

WINDOW_S: Final = 2.0  # nobody gives plain Daphne one, and container engines kill after 10 s


def fit_daphne(runtime: Runtime) -> None:
    """Join the cluster at once, bound what sockets send, and say goodbye before the reactor stops.

    ASGI's lifespan would be the place, but Daphne has none. Without this, SIGTERM cuts every connection (1006) and
    drops what waits for the database. Where pong.server has said goodbye before, it is not said again.
    """
    if "daphne.server" not in sys.modules:
        return
    from twisted.internet import defer
    from twisted.internet import reactor as installed

    from pong.incoming import bound_incoming

    bound_incoming()
    reactor: Any = installed  # the stubs of addSystemEventTrigger do not know phases by their names

    def begin() -> Any:
        if runtime.draining.begun:
            return None
        return defer.Deferred.fromFuture(asyncio.ensure_future(say_goodbye(runtime, WINDOW_S)))

    # Triggers of a phase are called in the order of their registration: this comes before Daphne's own, which cancels
    # the consumers, and the reactor goes on running until all of them are done.
    reactor.addSystemEventTrigger("before", "shutdown", begin)
    # Rooms that the dead have left wait for nobody's visit. Later, because only then the event loop runs.
    reactor.callLater(0, runtime.node.start)
