"""The lobby's board of one process, in its memory; also the model that the Redis board's scripts are tested against.

It lies beside a ledger, whose leases and rooms it looks at.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from pong.cluster.memory_ledger import MemoryStore
from pong.cluster.redis_board import SENT_KEPT_MS
from pong.lobby.ports import Answer, Ask, BoardUnavailable


@dataclass(slots=True)
class MemoryLobby:
    """What the boards of all processes share; searches in the order in which they began."""

    pages: dict[str, bytes] = field(default_factory=dict)
    queue: dict[str, str] = field(default_factory=dict)  # seeker -> person
    met: dict[str, str] = field(default_factory=dict)  # seeker -> code
    sent_at_ms: dict[str, float] = field(default_factory=dict)  # code -> since when somebody is on the way

    def lose_everything(self) -> None:
        """As a Redis that is flushed or restarted empty."""
        for lost in (self.pages, self.queue, self.met, self.sent_at_ms):
            lost.clear()


class MemoryBoard:
    """Implements the port ``Board``; `BoardUnavailable` only without a lease."""

    def __init__(self, lobby: MemoryLobby, store: MemoryStore, process: str, clock: Callable[[], float]) -> None:
        """
        Args:
            clock: milliseconds, as the ledgers'.
        """
        self.process = process
        self._lobby = lobby
        self._store = store
        self._clock = clock

    async def post(self, page: bytes | None) -> None:
        """See `Board`, as for all operations below."""
        if page is None:
            self._lobby.pages.pop(self.process, None)
        else:
            self._lobby.pages[self.process] = page

    async def read(self) -> list[bytes]:
        return [page for process, page in self._lobby.pages.items() if self._lives(process)]

    async def seek(self, asks: Sequence[Ask], open_rooms: Sequence[str]) -> list[Answer]:
        if not self._lives(self.process):
            raise BoardUnavailable("this process's lease does not live")
        for seeker in list(self._lobby.queue):
            if not self._lives(seeker.rpartition("/")[0]):
                del self._lobby.queue[seeker]
        return [self._answer(ask, open_rooms) for ask in asks]

    async def forget(self, seekers: Sequence[str]) -> None:
        for seeker in seekers:
            self._lobby.queue.pop(seeker, None)
            self._lobby.met.pop(seeker, None)

    async def close(self) -> None:
        """There is nothing to close."""

    def _answer(self, ask: Ask, open_rooms: Sequence[str]) -> Answer:
        lobby = self._lobby
        if ask.seeker in lobby.met:
            return Answer(lobby.met[ask.seeker])
        if not self._goes_on(ask):
            return Answer(elsewhere=True)
        code = self._open_room(open_rooms, ask.avoid)
        if code is not None:
            self._meet(ask.seeker, code)
            return Answer(code)
        other = next((seeker for seeker in lobby.queue if seeker != ask.seeker), None)
        if other is None or ask.code in self._store.rooms:
            return Answer()
        self._meet(other, ask.code)
        self._meet(ask.seeker, ask.code)
        return Answer(ask.code)

    def _goes_on(self, ask: Ask) -> bool:
        """Whether the search goes on: it begins, or the person has not begun a later one."""
        queue = self._lobby.queue
        older = next((seeker for seeker, person in queue.items() if person == ask.person), ask.seeker)
        if older != ask.seeker:
            if not ask.fresh:
                return False
            del queue[older]
        queue.setdefault(ask.seeker, ask.person)
        return True

    def _open_room(self, codes: Sequence[str], avoid: Sequence[str]) -> str | None:
        now, sent = self._clock(), self._lobby.sent_at_ms
        for code in [code for code, since in sent.items() if now - since >= SENT_KEPT_MS]:
            del sent[code]
        for code in codes:
            if code not in avoid and code not in sent:
                sent[code] = now
                return code
        return None

    def _meet(self, seeker: str, code: str) -> None:
        self._lobby.queue.pop(seeker, None)
        self._lobby.met[seeker] = code

    def _lives(self, process: str) -> bool:
        lease = self._store.leases.get(process)
        return lease is not None and self._clock() <= lease.until_ms
