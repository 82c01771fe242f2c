"""Frames for the other processes, over the channel layer. A room's group holds processes, never sockets.

A process that has members of somebody else's room adds its channel to ``room_group(code)`` and says so to the group
``OWNERS`` every ``INTEREST_REPEAT_S``; the room's owner forgets it after ``INTEREST_S``. A room that nobody out there
wants publishes nothing. The rooms' loops never wait for the layer: they leave the newest frame of each room in a
slot, and one task drains all slots.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from channels.layers import BaseChannelLayer

log = logging.getLogger(__name__)

OWNERS = "pong-owners"
INTEREST_REPEAT_S = 2.0
INTEREST_S = 5.0
MAX_EVENTS = 32  # of one room, while the layer does not answer; older ones give way, and a listener joins anew
_FIRST_RETRY_S = 0.25
_LONGEST_RETRY_S = 8.0


def room_group(code: str) -> str:
    """The group of the processes that listen to a room."""
    return f"pong-room-{code}"


@dataclass(slots=True)
class _Unsent:
    events: deque[str] = field(default_factory=lambda: deque(maxlen=MAX_EVENTS))
    frame: str | None = None


class ChannelLayerRelay:
    """Implements the port ``Relay``."""

    def __init__(self, layer: BaseChannelLayer, *, now: Callable[[], float] = time.monotonic) -> None:
        self._layer = layer
        self._now = now
        self._rooms: set[str] = set()
        self._wanted_until: dict[str, float] = {}
        self._unsent: dict[str, _Unsent] = {}
        self._work = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    def open(self, room_code: str) -> None:
        """A room runs here from now on."""
        self._rooms.add(room_code)
        if not self._tasks:
            self._tasks = [
                asyncio.create_task(self._for_ever(self._hear), name="relay:hear"),
                asyncio.create_task(self._for_ever(self._send), name="relay:send"),
            ]

    def publish_event(self, room_code: str, text: str) -> None:
        """Hand on what must not be lost."""
        if self._wanted(room_code):
            unsent = self._unsent.setdefault(room_code, _Unsent())
            if unsent.frame is not None:  # it was said first
                unsent.events.append(unsent.frame)
                unsent.frame = None
            unsent.events.append(text)
            self._work.set()

    def publish_frame(self, room_code: str, text: str) -> None:
        """Hand on a frame; it replaces the one before if that has not been sent yet."""
        if self._wanted(room_code):
            self._unsent.setdefault(room_code, _Unsent()).frame = text
            self._work.set()

    def forget(self, room_code: str) -> None:
        """The room is closed; what it said last is still sent."""
        self._rooms.discard(room_code)
        self._wanted_until.pop(room_code, None)

    async def stop(self) -> None:
        """End both tasks."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []

    def _wanted(self, room_code: str) -> bool:
        until = self._wanted_until.get(room_code)
        if until is None:
            return False
        if until > self._now():
            return True
        del self._wanted_until[room_code]
        return False

    async def _hear(self) -> None:
        """Note which of this process's rooms other processes want."""
        channel = await self._layer.new_channel()
        await self._layer.group_add(OWNERS, channel)
        while True:
            message: dict[str, Any] = await self._layer.receive(channel)
            code = message.get("room")
            if message.get("type") == "relay.interest" and code in self._rooms:
                self._wanted_until[code] = self._now() + INTEREST_S

    async def _send(self) -> None:
        """Send whatever lies in the slots, one room after the other, so that a slow layer still gets newest frames."""
        while True:
            await self._work.wait()
            while self._unsent:
                code = next(iter(self._unsent))
                texts = self._unsent.pop(code)
                frames = [*texts.events, *([] if texts.frame is None else [texts.frame])]
                try:
                    await self._layer.group_send(
                        room_group(code), {"type": "relay.frames", "room": code, "frames": frames}
                    )
                except Exception:
                    self._put_back(code, texts)
                    raise
            self._work.clear()

    def _put_back(self, code: str, texts: _Unsent) -> None:
        """What could not be sent goes before what has come meanwhile; a frame, only if it is still the newest."""
        newer = self._unsent.get(code, _Unsent())
        texts.events.extend(newer.events)
        texts.frame = newer.frame or (None if newer.events else texts.frame)
        self._unsent[code] = texts

    async def _for_ever(self, work: Callable[[], Any]) -> None:
        """Local play goes on without the layer; so an outage is a line in the log and another try."""
        delay_s = 0.0
        while True:
            begun = self._now()
            try:
                await work()
            except Exception as error:
                log.warning("the channel layer failed (%s: %s); trying again", type(error).__name__, error)
            if self._now() - begun > _LONGEST_RETRY_S:
                delay_s = 0.0  # it had worked for a while
            delay_s = min(max(_FIRST_RETRY_S, delay_s * 2), _LONGEST_RETRY_S)
            await asyncio.sleep(delay_s)
