"""What the lobby needs from the world, as protocols. Knows no adapter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from pong.rooms.listing import Posted


class BoardUnavailable(Exception):
    """The board does not answer. Whether it has done the thing is unknown; every operation may be repeated."""


@dataclass(frozen=True, slots=True)
class Ask:
    """Somebody looks for an opponent.

    Attributes:
        seeker: the search, in all processes: ``{process}/{number}``. It ends with its process's lease.
        person: whose search it is. Of one person only the newest goes on, and nobody meets himself.
        avoid: rooms that the person has a seat in already.
        fresh: the search begins now, in place of an older one of this person.
        code: a room for this seeker and another one, which nobody has.
    """

    seeker: str
    person: str
    avoid: tuple[str, ...]
    fresh: bool
    code: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What has come of it so far.

    Attributes:
        code: the room to go to; None while nobody has been found.
        elsewhere: the same person has begun another search since, so that this one is over.
    """

    code: str | None = None
    elsewhere: bool = False


class Rooms(Protocol):
    """What strangers may see of the rooms that run in this process."""

    def listings(self) -> Iterable[Posted | None]:
        """Of each room, one after the other; None for one of which they may not see anything."""
        ...

    def listings_of(self, codes: Iterable[str]) -> Iterable[tuple[str, Posted | None]]:
        """Of those of these rooms that run here, with their codes."""
        ...


class Board(Protocol):
    """What the processes of the cluster tell each other in the lobby. Every operation is atomic.

    All of it belongs to a process's lease: what the dead have written is not there. Each may raise `BoardUnavailable`.
    """

    process: str

    async def post(self, page: bytes | None) -> None:
        """Show ``page`` as this process's, in place of the one before; None: it has nothing to show."""
        ...

    async def read(self) -> list[bytes]:
        """The pages of all living processes."""
        ...

    async def seek(self, asks: Sequence[Ask], open_rooms: Sequence[str]) -> list[Answer]:
        """Pair each with whoever waits: in a room of ``open_rooms`` (the first that nobody has just been sent to), else
        the seeker who has waited longest. Who finds nobody waits from now on, and is found by others.

        Asked again, a search that has been paired gets the same answer.
        """
        ...

    async def forget(self, seekers: Sequence[str]) -> None:
        """They look for nobody any more."""
        ...

    async def close(self) -> None:
        """Close the connections."""
        ...
