"""What one room still has to say to other processes. Pure.

Items keep their order and are numbered, so that a process that has missed some can tell; of frames only the newest is
kept, because old positions are worth nothing.
"""

from __future__ import annotations

from collections import deque

from pong.cluster.mail import Frame, Item, Said, ToAll

# While the channel layer does not answer. What is beyond gives way: its listeners notice the hole and ask.
MAX_ITEMS = 64


class Voice:
    """The unsent part of what a room says, in one epoch of its ownership."""

    __slots__ = ("_frame", "_items", "_room", "epoch", "process", "serial")

    def __init__(self, room: str, process: str, epoch: int) -> None:
        self._room = room
        self.process = process
        self._items: deque[Item] = deque(maxlen=MAX_ITEMS)
        self._frame: Frame | None = None
        self.epoch = epoch
        self.serial = 0

    @property
    def is_silent(self) -> bool:
        """Whether there is nothing to send."""
        return not self._items and self._frame is None

    @property
    def sent(self) -> int:
        """The number of the last item that has been sent."""
        return self.serial - len(self._items)

    def say(self, item: Item) -> None:
        """Append what must not be lost."""
        if self._frame is not None:
            # It was said first: a frame after the end of its match would be a lie.
            self._append(ToAll(self._frame.text))
            self._frame = None
        self._append(item)

    def show(self, frame: Frame) -> None:
        """Put a frame in place of the one before."""
        self._frame = frame

    def take(self) -> Said:
        """All of it, to be sent."""
        said = Said(self._room, self.epoch, self.process, self.serial, list(self._items), self._frame)
        self._items.clear()
        self._frame = None
        return said

    def put_back(self, said: Said) -> None:
        """It could not be sent (or nobody knows whether it was): it goes before what has come meanwhile."""
        if said.epoch != self.epoch:
            return
        if said.frame is not None and not self._items and self._frame is None:
            self._frame = said.frame
        # The oldest items give way, not the newest.
        self._items = deque([*said.items, *self._items], maxlen=MAX_ITEMS)

    def _append(self, item: Item) -> None:
        self._items.append(item)
        self.serial += 1
