"""Daphne as this game needs it: ``python -m pong.server --bind 127.0.0.1 --port 8000``.

Sockets that are watched closely, and a stop that drains: at SIGTERM the ports close, the application's ``drain`` is
awaited, and the process ends with 0. A second signal shortens the drain to nothing. Knows neither rooms nor settings:
the application is a module, given by its name, with an ASGI ``application`` and a coroutine function ``drain``, which
takes the number of seconds that it may spread things over.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib
import logging
import os
import resource
import signal
import sys
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final

from daphne.endpoints import build_endpoint_description_strings  # type: ignore[import-untyped]
from daphne.server import Server, twisted_loop  # type: ignore[import-untyped]
from twisted.internet import defer
from twisted.internet import reactor as installed
from twisted.internet.interfaces import IListeningPort

from pong.incoming import bound_incoming
from pong.messages.codes import MAX_MESSAGE_BYTES

Drain = Callable[[float], Awaitable[None]]

HANDSHAKE_S: Final = 5  # also for the head of a request, and for a connection on which nothing is asked
PING_EVERY_S: Final = 10
PONG_WITHIN_S: Final = 15
CANCELLED_WITHIN_S: Final = 1.0
LONGEST_DRAIN_S: Final = 60.0

log = logging.getLogger(__name__)
reactor: Any = installed  # the one that daphne.server has chosen; Twisted's stubs know none of its interfaces


class GameServer(Server):  # type: ignore[misc]  # daphne ships no types
    """One listening socket and one application."""

    def __init__(self, application: Any, *, drain: Drain, drain_s: float, host: str, port: int) -> None:
        super().__init__(
            application,
            endpoints=build_endpoint_description_strings(host=host, port=port),
            signal_handlers=False,
            websocket_connect_timeout=HANDSHAKE_S,
            websocket_handshake_timeout=HANDSHAKE_S,
            websocket_max_message_size=MAX_MESSAGE_BYTES,
            websocket_max_frame_size=MAX_MESSAGE_BYTES,
            ping_interval=PING_EVERY_S,
            ping_timeout=PONG_WITHIN_S,
            ready_callable=self._get_ready,
            server_name="",
        )
        self.cannot_listen: Exception | None = None
        self._drain = drain
        self._drain_s = drain_s
        self._leaving: asyncio.Task[None] | None = None

    def listen_error(self, failure: Any) -> None:
        self.cannot_listen = failure.value
        self.stop()

    def told_to_stop(self) -> None:
        """Drain and end. Told again: at once."""
        if self._leaving is None:
            self._leaving = asyncio.get_running_loop().create_task(self._leave(), name="leave")
        else:
            self._leaving.cancel()

    def kill_all_applications(self) -> Any:
        """The drain is over, and the reactor is about to stop."""
        return defer.Deferred.fromFuture(asyncio.ensure_future(cancel_applications(self.connections)))

    def _get_ready(self) -> None:
        """The last thing before the reactor runs."""
        self.http_factory.timeOut = HANDSHAKE_S
        for number in (signal.SIGTERM, signal.SIGINT):
            twisted_loop.add_signal_handler(number, self.told_to_stop)

    async def _leave(self) -> None:
        drained = asyncio.ensure_future(self._drain(self._drain_s))
        try:
            await asyncio.sleep(0)  # readiness says no before the ports do
            close_ports()
            await drained
        except asyncio.CancelledError:
            drained.cancel()
            await asyncio.wait({drained})
        except Exception:
            log.exception("the drain failed")
        finally:
            self.stop()


def close_ports() -> None:
    """Take no new connection. Those that are here stay."""
    for reader in reactor.getReaders():
        if IListeningPort.providedBy(reader):
            reader.stopListening()


async def cancel_applications(connections: dict[Any, dict[str, Any]]) -> None:
    """Cancel what Daphne's ``connections`` still run, and wait until it has ended.

    Daphne's own version raises where a request is only half here, and then cancels nothing.
    """
    running = [task for details in connections.values() if (task := details.get("application_instance")) is not None]
    for task in running:
        task.cancel()
    if running:
        # A request whose thread hangs does not end by being cancelled.
        await asyncio.wait(running, timeout=CANCELLED_WITHIN_S)


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve until told to stop. Ends the program with a sentence where it cannot."""
    given = _parser().parse_args(arguments)
    _allow_descriptors()
    module: Any = importlib.import_module(given.application)
    bound_incoming()
    server = GameServer(module.application, drain=module.drain, drain_s=given.drain_s, host=given.bind, port=given.port)
    server.run()
    logging.shutdown()
    if server.cannot_listen is not None:
        reason = getattr(server.cannot_listen, "socketError", server.cannot_listen)
        sys.exit(f"Cannot listen on {given.bind} port {given.port}: {getattr(reason, 'strerror', None) or reason}")
    # Threads that hang (a database that does not answer) must not keep the process: what had to be written has had its
    # time in the drain.
    os._exit(0)


def _allow_descriptors() -> None:
    """A socket is a descriptor, and a shell's usual 1,024 are fewer than there may be sockets."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m pong.server", description="Serves the game.")
    parser.add_argument("--bind", default="127.0.0.1", metavar="HOST", help="the address to listen on (%(default)s)")
    parser.add_argument("--port", default=8000, type=_port, help="1 to 65535 (%(default)s)")
    parser.add_argument(
        "--drain-s",
        default=os.environ.get("DRAIN_S") or "10",
        type=_seconds,
        metavar="SECONDS",
        help="how long handing rooms over and sending clients away may take, each (DRAIN_S, else 10)",
    )
    parser.add_argument("--application", default="config.asgi", metavar="MODULE", help="what to serve (%(default)s)")
    return parser


def _port(text: str) -> int:
    if text.isdecimal() and 1 <= int(text) <= 65535:
        return int(text)
    raise argparse.ArgumentTypeError(f"a port is a number from 1 to 65535, not {text!r}")


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if 0.0 <= seconds <= LONGEST_DRAIN_S:
        return seconds
    raise argparse.ArgumentTypeError(f"a number from 0 to {LONGEST_DRAIN_S:g} is needed, not {text!r}")


if __name__ == "__main__":
    main()
