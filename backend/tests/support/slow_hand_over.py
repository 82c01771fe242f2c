"""The real application, whose rooms take for ever to hand over. Both servers serve it, by this module's name."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from functools import partial

from config.asgi import application, runtime
from config.goodbye import say_goodbye
from config.under_daphne import fit_daphne

__all__ = ["application", "drain"]


async def _never_done(within_s: float) -> None:
    await asyncio.Event().wait()


_slow = replace(runtime, hand_over=_never_done)
drain = partial(say_goodbye, _slow)
fit_daphne(_slow)
