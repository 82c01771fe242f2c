"""How many frames are under way to one reader that says what it has read. Knows no clock and no socket."""

from __future__ import annotations

from collections import deque

# A player's frames of a second, an observer's of three: more than a round trip to the other side of the world.
MAX_FRAMES_IN_FLIGHT = 30


class Window:
    """The ticks of the frames that were sent and not acknowledged.

    It applies from the first acknowledgement on: who never sends one is not waited for. Ticks are looked for, not
    compared as numbers, because they may go back: a new match begins at 0, and a rally may be played again.
    """

    __slots__ = ("_applies", "_ticks")

    def __init__(self) -> None:
        self._applies = False
        self._ticks: deque[int] = deque(maxlen=MAX_FRAMES_IN_FLIGHT)  # before it applies, the oldest gives way

    @property
    def full(self) -> bool:
        """Whether no frame may be sent before the next acknowledgement."""
        return self._applies and len(self._ticks) == MAX_FRAMES_IN_FLIGHT

    def sent(self, tick: int) -> None:
        """A frame is under way."""
        self._ticks.append(tick)

    def acknowledge(self, tick: int) -> bool:
        """The frame of ``tick`` was read, and so was all before it. False: there is none, and nothing changes."""
        if tick not in self._ticks:
            return False
        while self._ticks.popleft() != tick:
            pass
        self._applies = True
        return True
