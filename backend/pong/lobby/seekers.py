"""Who of this process looks for an opponent. The board pairs them; this tells them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from pong.lobby.ports import Answer, Ask, Board
from pong.messages.lobby import Paired, Seeking, SeekingEnded, ToVisitor, encode_to_visitor
from pong.rooms.ports import Member

# Nobody has been found for so long: say so, and offer something else. There are no ratings yet, so that everybody is
# met at once who waits, and there is nothing to widen.
HONEST_AFTER_S = 5.0


@dataclass(slots=True, eq=False)
class _Search:
    visitor: Member
    seeker: str
    person: str
    avoid: tuple[str, ...]
    since: float
    fresh: bool = True
    told: bool = False  # that nobody has been found yet

    def say(self, now: float) -> None:
        waited_ms = round((now - self.since) * 1000)
        self.tell(Seeking(waited_ms=waited_ms, nobody_yet=self.told))

    def tell(self, message: ToVisitor) -> None:
        self.visitor.put_event(encode_to_visitor(message))


class Seekers:
    """The searches of one process, by their sockets."""

    def __init__(self, process: str, new_code: Callable[[], str]) -> None:
        self._process = process
        self._new_code = new_code
        self._numbers = count(1)
        self._searches: dict[Member, _Search] = {}
        self._over: list[str] = []  # that the board does not know of yet

    def __len__(self) -> int:
        return len(self._searches)

    def __iter__(self) -> Iterator[Member]:
        return iter(list(self._searches))

    def add(self, visitor: Member, person: str | None, avoid: tuple[str, ...], now: float) -> None:
        """A search begins, or goes on that has begun already."""
        search = self._searches.get(visitor)
        if search is None:
            seeker = f"{self._process}/{next(self._numbers)}"
            # A colon is in nobody's own word for himself.
            search = _Search(visitor, seeker, person or f":{seeker}", avoid, now)
            self._searches[visitor] = search
        search.say(now)

    def remove(self, visitor: Member) -> bool:
        """The search is over, if there was one; whether there was."""
        search = self._searches.pop(visitor, None)
        if search is not None:
            self._over.append(search.seeker)
        return search is not None

    def stop(self, visitor: Member) -> None:
        """The visitor does not want to any more; it is told so, even if it had not wanted to before."""
        self.remove(visitor)
        visitor.put_event(encode_to_visitor(SeekingEnded(reason="stopped")))

    async def ask(self, board: Board, open_rooms: Sequence[str]) -> None:
        """One turn at the board, for all of them. Raises `BoardUnavailable`."""
        while self._over:
            over = list(self._over)
            await board.forget(over)
            del self._over[: len(over)]
        searches = list(self._searches.values())
        if searches:
            for search, answer in zip(searches, await board.seek(self._asks(searches), open_rooms), strict=True):
                search.fresh = False
                if self._searches.get(search.visitor) is search:
                    self._hear(search, answer)

    def be_honest(self, now: float) -> None:
        """Tell those who have waited for long that nobody has come."""
        for search in self._searches.values():
            if not search.told and now - search.since >= HONEST_AFTER_S:
                search.told = True
                search.say(now)

    def say_again(self, now: float) -> None:
        """Tell everybody that the search goes on."""
        for search in self._searches.values():
            search.say(now)

    def _asks(self, searches: list[_Search]) -> list[Ask]:
        return [Ask(each.seeker, each.person, each.avoid, each.fresh, self._new_code()) for each in searches]

    def _hear(self, search: _Search, answer: Answer) -> None:
        if answer.code is None and not answer.elsewhere:
            return
        del self._searches[search.visitor]
        if answer.code is not None:
            search.tell(Paired(room_code=answer.code))
        else:
            search.tell(SeekingEnded(reason="elsewhere"))
