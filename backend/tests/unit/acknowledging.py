"""A reader that acknowledges frames, for the tests of its window."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from pong.rooms.outbox import Outbox


@dataclass
class Line:
    """A socket: what was handed to it, and a gate that may keep a ``send`` waiting."""

    sent: list[str | int] = field(default_factory=list)
    gate: asyncio.Event = field(default_factory=asyncio.Event)

    async def send(self, text: str) -> None:
        self.sent.append(text)
        await self.gate.wait()

    async def close(self, code: int) -> None:
        self.sent.append(code)


def open_line() -> tuple[Line, Outbox]:
    line = Line()
    line.gate.set()
    return line, Outbox(extended=True, send=line.send, close=line.close)


def acknowledging() -> tuple[Line, Outbox]:
    """A reader that has just acknowledged its first frame, of tick 0."""
    line, outbox = open_line()
    outbox.put_frame("f0", 0)
    outbox.acknowledge(0)
    line.sent.clear()
    return line, outbox


def show(outbox: Outbox, ticks: range) -> None:
    for tick in ticks:
        outbox.put_frame(f"f{tick}", tick)


def frames(ticks: range) -> list[str]:
    return [f"f{tick}" for tick in ticks]
