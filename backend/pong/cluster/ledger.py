"""Who owns which room, and what is written down of it: the port, and the values that go through it.

A process owns a room while its own lease lives. Every change of ownership gives the room a greater epoch, and nothing
that names an older one is taken. Knows neither Redis nor rooms: records are bytes in here. Two ledgers implement it:
redis_ledger.py for many processes, memory_ledger.py for one (and as the model that the scripts are tested against).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

# A kill is noticed this late at the worst; three beats may be lost before that.
LEASE_MS: Final = 1200
BEAT_EVERY_S: Final = 0.3
# A room ticks no longer than this after the start of the last beat that was answered: 0.2 s less than the lease, so
# that the old owner has stopped before anybody can take over.
OWNED_FOR_S: Final = 1.0
# A ledger that has just lost its data (or is new) says nothing of rooms for so long: owners put theirs back at their
# next beat, and until then "there is no such room" would be a lie.
SETTLING_MS: Final = 700


class LedgerError(Exception):
    """The ledger did not do what it was asked for."""


class Unavailable(LedgerError):
    """The ledger does not answer. Whether it has done the thing is unknown; every operation may be repeated."""


class Fenced(LedgerError):
    """The room belongs to another process, or to a later epoch of this one: let go of it."""


class Missing(LedgerError):
    """The ledger does not know the room, or not all of its events: it has lost data, and `restore` puts it back."""


class NoLease(LedgerError):
    """This process's own lease does not live: try again after the next beat, and never drop a room for it."""


class Unsettled(LedgerError):
    """The ledger has lost its data, and owners are still putting their rooms back: ask again in a moment."""


@dataclass(frozen=True, slots=True)
class Record:
    """A room as it is written down: the newest snapshot, and the events 1..n of its present match."""

    epoch: int
    snapshot: bytes
    events: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose room it is, and whether that process's lease lives."""

    process: str
    lives: bool


@dataclass(frozen=True, slots=True)
class Peer:
    """A process whose lease lives, this one included."""

    process: str
    draining: bool
    rooms: int


@dataclass(frozen=True, slots=True)
class Beat:
    """What a heartbeat found.

    Attributes:
        lapsed: the lease had run out, so that rooms may have been taken by others. A lease that was lost together with
            all else, before its time was over, had not run out.
        lost_data: the ledger is another one than at the beat before (flushed, or restarted empty).
    """

    lapsed: bool
    lost_data: bool


class Ledger(Protocol):
    """One process's view of the ledger. Every operation is atomic, and may raise `Unavailable`."""

    process: str
    outlives_its_process: bool

    async def beat(self, *, draining: bool = False) -> Beat:
        """Renew this process's lease for `LEASE_MS`. The first beat of a process is neither lapsed nor a loss."""
        ...

    async def leave(self) -> None:
        """End this process's lease at once. What it still owns is an orphan from now on."""
        ...

    async def claim(self, code: str, *, fresh: bytes | None = None) -> Record | Owner | None:
        """Own the room: a new one with the snapshot ``fresh``, one of a dead owner, or (with a new epoch) one's own.

        Returns:
            The record, with its new epoch ``max(epoch + 1, the ledger's clock in ms)``, if the room is ours now; the
            owner if it is a living one's, or a dead one's with a record that only other versions of this can read; None
            if there is no such room and ``fresh`` is None.

        Raises:
            NoLease, Unsettled (the latter only where there is no such room). After `Unavailable` the room may be ours
            without being known to be: claim it again until there is an answer.
        """
        ...

    async def look(self, code: str) -> Owner | None:
        """Whose room it is; None if there is none. Raises `Unsettled` where there is none."""
        ...

    async def save(self, code: str, *, epoch: int, snapshot: bytes, new_match: bool = False) -> None:
        """Replace the snapshot. With ``new_match`` the events are cleared: they are those of one match.

        Raises:
            Fenced, Missing.
        """
        ...

    async def commit(self, code: str, *, epoch: int, n: int, event: bytes, snapshot: bytes) -> None:
        """Append the ``n``-th event and replace the snapshot; nothing is appended if the n-th is there already.

        Raises:
            Fenced, Missing (also where the event before it is not there).
        """
        ...

    async def finish(
        self,
        code: str,
        *,
        epoch: int,
        n: int,
        event: bytes | None,
        snapshot: bytes,
        match_id: str,
        result: bytes,
    ) -> None:
        """Like `commit` (or, without an event, `save`), and put the match's result into the outbox, once.

        Raises:
            Fenced, Missing.
        """
        ...

    async def hand(self, code: str, *, epoch: int, to: str, snapshot: bytes) -> bool:
        """Give the room to the process ``to``, with a new epoch. False if that one does not live, or drains.

        Raises:
            Fenced, Missing.
        """
        ...

    async def restore(self, code: str, *, epoch: int, snapshot: bytes, events: Sequence[bytes]) -> int:
        """Put the whole room back from its owner's memory, over whatever the ledger has of ``epoch`` or older.

        Done again after `Unavailable`, it takes the same ``epoch``.

        Returns:
            The room's new epoch, as for `claim`.

        Raises:
            Fenced (the ledger has a later epoch, or the same with another owner), NoLease.
        """
        ...

    async def purge(self, code: str, *, epoch: int) -> None:
        """The room has ended: forget it, and whatever the ledger has of an earlier epoch. Raises `Fenced`.

        A room that is not there is no error.
        """
        ...

    async def orphans(self, limit: int) -> list[str]:
        """Up to ``limit`` codes of rooms whose owner's lease does not live."""
        ...

    async def peers(self) -> list[Peer]:
        """Every process whose lease lives."""
        ...

    async def outbox(self, limit: int, *, older_than_ms: int) -> list[tuple[str, bytes]]:
        """Up to ``limit`` finished matches (id, result) that have waited for so long, the oldest first."""
        ...

    async def stored(self, match_id: str) -> None:
        """The database has the match: take it out of the outbox."""
        ...

    async def close(self) -> None:
        """Close the connections. The lease is left as it is."""
        ...
