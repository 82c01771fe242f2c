"""What a process still does when it is told to stop: rooms move, clients are sent away, results are written."""

from __future__ import annotations

import asyncio
import logging

from config.runtime import Runtime
from pong.messages.codes import Close

log = logging.getLogger(__name__)

CLOSING_HANDSHAKE_S = 1.0  # the process ends then, and its lines with it, whether or not their clients said goodbye
RESULTS_S = 3.0


async def say_goodbye(runtime: Runtime, window_s: float) -> None:
    """Hand the rooms over, close every socket with 4012, evenly spread, and write what waits for the database.

    Handing over and closing take up to ``window_s`` each, the rest up to 4 s more. Whoever cancels this shortens the
    window to nothing: the sockets are closed and the results written all the same.
    """
    runtime.draining.begin()
    runtime.connections.turn_away(Close.MOVING)
    try:
        await _hand_over(runtime, window_s)
        await runtime.connections.close_evenly(Close.MOVING, within_s=window_s)
    finally:
        runtime.connections.close_all(Close.MOVING)
        await runtime.connections.gone(within_s=CLOSING_HANDSHAKE_S)
        await runtime.results.drain(RESULTS_S)
        await runtime.node.stop()


async def _hand_over(runtime: Runtime, window_s: float) -> None:
    try:
        async with asyncio.timeout(window_s):
            await runtime.hand_over(window_s)
    except TimeoutError:
        log.error("the rooms were not handed over within %g s", window_s)
    except Exception:
        # The clients are to be told all the same.
        log.exception("the rooms were not handed over")
