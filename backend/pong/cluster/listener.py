"""What is told of the rooms that a process owns."""

from __future__ import annotations

from typing import Protocol

from pong.rooms.loop import RoomLoop


class EstateListener(Protocol):
    """Who hears what becomes of rooms."""

    def opened(self, loop: RoomLoop, epoch: int) -> None:
        """The room runs here (still, or from now on), in that epoch."""
        ...

    def lost(self, code: str, to: str | None) -> None:
        """The room, which has run here, is another process's; None: nobody knows whose."""
        ...

    def ended(self, code: str) -> None:
        """The room has closed."""
        ...

    def lapsed(self) -> None:
        """The lease has lapsed."""
        ...

    def regained(self) -> None:
        """It is ours again, and rooms that are ours are claimed anew."""
        ...
