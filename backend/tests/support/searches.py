"""Searches for an opponent at the boards of three processes, and what must hold of them after every step."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count

from hypothesis import strategies as st

from pong.lobby.ports import Answer, Ask, Board, BoardUnavailable
from tests.support.lobby import BoardWorld, ask

PROCESSES = ("p", "q-r/s", "t")
PEOPLE = ("ann-0001", "bob-0002", "cyn-0003", "dee-0004")
ROOMS = ("W1", "W2")

# What may happen: somebody begins a search at a process, a process takes a turn (its answer may be lost on its way, and
# it may know of rooms that wait), a search is given up, a process dies or is back, everything is lost.
STEPS = st.one_of(
    st.tuples(st.just("begin"), st.sampled_from(PROCESSES), st.sampled_from(PEOPLE)),
    st.tuples(
        st.just("turn"),
        st.sampled_from(PROCESSES),
        st.booleans(),
        st.lists(st.sampled_from(ROOMS), unique=True),
    ),
    st.tuples(st.just("stop"), st.integers(0, 5)),
    st.tuples(st.just("die"), st.sampled_from(PROCESSES)),
)


@dataclass
class Search:
    """One search, as its process sees it."""

    process: str
    ask: Ask
    answer: Answer | None = None  # None: it goes on


class Searches:
    """All searches of a test, over one `BoardWorld`."""

    def __init__(self, world: BoardWorld) -> None:
        self.world = world
        self.boards: dict[str, Board] = {}
        self.searches: list[Search] = []
        self.log: list[list[Answer]] = []  # every answer, for a comparison with another world's
        self._numbers = count(1)

    async def take(self, step: tuple[object, ...]) -> None:
        """One step, and a look at what must hold."""
        match step:
            case ("begin", str(process), str(person)):
                number = next(self._numbers)
                avoid = (ROOMS[number % 2],)
                self.searches.append(Search(process, ask(f"{process}/{number}", person, avoid=avoid)))
            case ("turn", str(process), bool(answer_lost), list(rooms)):
                await self._turn(process, rooms, answer_lost=answer_lost)
            case ("stop", int(number)):
                await self._stop(number)
            case ("die", str(process)):
                await self._die(process)
        self._look()

    async def settle(self) -> None:
        """After some more turns of everybody who is left, at most one of different people still waits."""
        for process in PROCESSES * 3:
            await self._turn(process, [], answer_lost=False)
        self._look()
        left = [search for search in self.searches if search.answer is None]
        assert len({search.ask.person for search in left}) <= 1, left

    async def _board(self, process: str) -> Board:
        await self.world.leases.ledger(process).beat()
        return self.boards.setdefault(process, self.world.board(process))

    async def _turn(self, process: str, rooms: list[str], *, answer_lost: bool) -> None:
        board = await self._board(process)
        ours = [search for search in self.searches if search.process == process and search.answer is None]
        answers = await board.seek([search.ask for search in ours], rooms)
        self.log.append(answers)
        if answer_lost:
            return
        for search, answer in zip(ours, answers, strict=True):
            search.ask = ask(search.ask.seeker, search.ask.person, avoid=search.ask.avoid, fresh=False)
            if answer != Answer():
                search.answer = answer

    async def _stop(self, number: int) -> None:
        going_on = [search for search in self.searches if search.answer is None]
        if number < len(going_on):
            search = going_on[number]
            board = await self._board(search.process)
            await board.forget([search.ask.seeker])
            search.answer = Answer(elsewhere=True)

    async def _die(self, process: str) -> None:
        """Its searches die with it; with its next step it is back, without them."""
        await self.world.leases.expire(process)
        board = self.boards.setdefault(process, self.world.board(process))
        try:
            await board.seek([], [])
        except BoardUnavailable:
            pass
        else:
            raise AssertionError("a process without a lease was answered")
        for search in self.searches:
            if search.process == process and search.answer is None:
                search.answer = Answer(elsewhere=True)

    def _look(self) -> None:
        for code in {search.answer.code for search in self.searches if search.answer and search.answer.code}:
            met = [search for search in self.searches if search.answer and search.answer.code == code]
            if code in ROOMS:
                assert all(code not in search.ask.avoid for search in met), met
            else:
                people = [search.ask.person for search in met]
                assert len(people) == len(set(people)) <= 2, met
