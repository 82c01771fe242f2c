"""What plain ``daphne config.asgi:application`` lacks, put in from the application's side. Does nothing elsewhere."""

from __future__ import annotations

import asyncio
import sys
from typing import Any, Final

from config.goodbye import say_goodbye
from config.runtime import Runtime

WINDOW_S: Final = 2.0  # nobody gives plain Daphne one, and container engines kill after 10 s


def fit_daphne(runtime: Runtime) -> None:
    """Bound what sockets send, and say goodbye before the reactor stops.

    ASGI's lifespan would be the place, but Daphne has none. Without this, SIGTERM cuts every connection (1006) and
    drops what waits for the database. pong.server does all of it itself.
    """
    if "daphne.server" not in sys.modules:
        return
    from daphne.server import Server  # type: ignore[import-untyped]
    from twisted.internet import defer
    from twisted.internet import reactor as installed

    from pong.incoming import bound_incoming
    from pong.server import cancel_applications, close_ports

    async def leave(connections: Any) -> None:
        await say_goodbye(runtime, WINDOW_S)
        await cancel_applications(connections)

    def kill_all_applications(server: Any) -> Any:
        close_ports()
        return defer.Deferred.fromFuture(asyncio.ensure_future(leave(server.connections)))

    bound_incoming()
    # Daphne calls it when its reactor is about to stop, and the reactor goes on until this is done. A trigger of our
    # own would not do: all are begun at once, so that the consumers were cancelled before they could say anything.
    Server.kill_all_applications = kill_all_applications
    # Rooms that the dead have left wait for nobody's visit. Later, because only then the event loop runs.
    reactor: Any = installed  # the stubs know no callLater
    reactor.callLater(0, runtime.node.start)
