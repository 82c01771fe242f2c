"""An event loop whose clock jumps to the next timer when nothing is ready: minutes of a room's life take no time."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")

# What one turn of the loop takes. Not nothing: code that waits for a moment that a rounding has put off would spin.
TURN_S = 1e-6


class _JumpingSelector(selectors.DefaultSelector):
    """Waits for no socket: it lets the waiting time pass at once."""

    def __init__(self) -> None:
        super().__init__()
        self.passed_s = 0.0

    def select(self, timeout: float | None = None) -> Any:
        ready = super().select(0)
        if not ready and timeout is None:
            raise RuntimeError("nothing in this loop will ever happen again")
        self.passed_s += TURN_S if ready else max(timeout or 0.0, TURN_S)
        return ready


class VirtualTimeLoop(asyncio.SelectorEventLoop):
    """``time()`` starts at ``STARTS_AT_S`` and passes only when everybody waits, or by ``advance``."""

    STARTS_AT_S = 1000.0

    def __init__(self) -> None:
        self._clock = _JumpingSelector()
        super().__init__(self._clock)

    def time(self) -> float:
        return self.STARTS_AT_S + self._clock.passed_s

    def advance(self, seconds: float) -> None:
        """The process stands still for so long."""
        self._clock.passed_s += seconds


def virtual_loop() -> VirtualTimeLoop:
    """The running loop."""
    loop = asyncio.get_running_loop()
    assert isinstance(loop, VirtualTimeLoop)
    return loop


def run_virtually(work: Coroutine[Any, Any, T]) -> T:
    """Run ``work`` to its end in a loop of its own."""
    with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
        return runner.run(work)
