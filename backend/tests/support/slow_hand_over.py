"""The real application, whose rooms take for ever to hand over. Served by ``python -m pong.server --application``."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from functools import partial

from config.asgi import application, runtime
from config.goodbye import say_goodbye

__all__ = ["application", "drain"]


async def _never_done(within_s: float) -> None:
    await asyncio.Event().wait()


drain = partial(say_goodbye, replace(runtime, hand_over=_never_done))
