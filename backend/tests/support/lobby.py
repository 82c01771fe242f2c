"""Boards of several processes over one store, halls at them, and people who look for each other."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from itertools import count
from typing import Any, Protocol

from pong.cluster.memory_board import MemoryBoard, MemoryLobby
from pong.cluster.memory_ledger import MemoryLedger, MemoryStore
from pong.cluster.node import Node
from pong.cluster.redis_board import RedisBoard
from pong.lobby.hall import Hall
from pong.lobby.ports import Ask, Board, BoardUnavailable
from pong.messages.lobby import ListedPlayer, Listing
from pong.room_codes import new_room_code
from pong.rooms.listing import Posted
from tests.support.fakes import RecordingMember
from tests.support.ledgers import HOUR_MS, MemoryWorld, RedisWorld, World, process_of


class BoardWorld(Protocol):
    """A store that processes share, with their leases."""

    leases: World

    def board(self, process: str) -> Board:
        """A process's view of it; its lease is the world's ledger's."""
        ...

    async def open_room(self, code: str) -> None:
        """There is a room of that code."""
        ...

    async def lose_everything(self) -> None:
        """The store is empty."""
        ...

    async def aclose(self) -> None: ...


class MemoryBoardWorld:
    """Implements `BoardWorld`."""

    def __init__(self) -> None:
        self.leases = MemoryWorld()
        self.lobby = MemoryLobby()

    def board(self, process: str) -> Board:
        return MemoryBoard(self.lobby, self.leases.store, process, self.leases.now_ms)

    async def open_room(self, code: str) -> None:
        ledger = await process_of(self.leases, "landlord")
        await ledger.claim(code, fresh=b"s")

    async def lose_everything(self) -> None:
        self.lobby.lose_everything()
        await self.leases.lose_everything()

    async def aclose(self) -> None: ...


class RedisBoardWorld:
    """Implements `BoardWorld`; ``leases`` is closed by whoever has made it."""

    def __init__(self, leases: RedisWorld) -> None:
        self.leases = leases
        self._boards: list[RedisBoard] = []

    def board(self, process: str) -> Board:
        self._boards.append(RedisBoard(self.leases.url, process))
        return self._boards[-1]

    async def open_room(self, code: str) -> None:
        ledger = await process_of(self.leases, "landlord")
        await ledger.claim(code, fresh=b"s")

    async def lose_everything(self) -> None:
        await self.leases.lose_everything()

    async def aclose(self) -> None:
        for board in self._boards:
            await board.close()


def ask(seeker: str, person: str = "", *, avoid: tuple[str, ...] = (), fresh: bool = True, code: str = "") -> Ask:
    """A search; the person is somebody of its own, and the code unheard of, unless they are given."""
    return Ask(seeker, person or f"person of {seeker}", avoid, fresh, code or f"NEW-{seeker}")


class FailingBoard:
    """A board that does not answer while ``fails``."""

    def __init__(self, board: Board) -> None:
        self.process = board.process
        self.fails = False
        self._board = board

    async def post(self, page: bytes | None) -> None:
        self._look()
        await self._board.post(page)

    async def read(self) -> list[bytes]:
        self._look()
        return await self._board.read()

    async def seek(self, asks: Any, open_rooms: Any) -> Any:
        self._look()
        return await self._board.seek(asks, open_rooms)

    async def forget(self, seekers: Any) -> None:
        self._look()
        await self._board.forget(seekers)

    async def close(self) -> None:
        await self._board.close()

    def _look(self) -> None:
        if self.fails:
            raise BoardUnavailable("no answer within 1 s")


class Halls:
    """Halls of several processes over one memory, in a virtual loop; each runs until the end."""

    def __init__(self, *processes: str) -> None:
        self.store = MemoryStore(settled=True)
        self.lobby = MemoryLobby()
        self.looks = dict.fromkeys(processes, 0)
        self.left: set[str] = set()  # rooms that are still there, with nobody in them
        self.rooms: dict[str, list[Posted]] = {process: [] for process in processes}
        self.boards = {process: FailingBoard(self._board(process)) for process in processes}
        codes = count(1)
        self.halls = {
            process: Hall(board=board, rooms=RoomsHere(self, process), new_code=lambda: f"CODE{next(codes)}")
            for process, board in self.boards.items()
        }
        self._tasks: dict[str, asyncio.Task[None]] = {}

    async def __aenter__(self) -> Halls:
        for process, hall in self.halls.items():
            await self.revive(process)
            self._tasks[process] = asyncio.create_task(hall.run())
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    async def revive(self, process: str) -> None:
        """The process's lease lives, for an hour."""
        await MemoryLedger(self.store, process, now_ms, lease_ms=HOUR_MS).beat()

    def kill(self, process: str) -> None:
        """The process is gone from one moment to the next."""
        self._tasks.pop(process).cancel()
        del self.store.leases[process]

    def visitor(self, process: str, name: str = "somebody") -> RecordingMember:
        """Somebody who enters the lobby there."""
        member = RecordingMember(name, tier="lobby")
        self.halls[process].enter(member)
        return member

    def seeker(self, process: str, person: str | None = None, avoid: list[str] | None = None) -> RecordingMember:
        """Somebody who enters and wants to play."""
        member = self.visitor(process)
        self.halls[process].seek(member, person, avoid or [])
        return member

    def _board(self, process: str) -> MemoryBoard:
        return MemoryBoard(self.lobby, self.store, process, now_ms)


class RoomsHere:
    """Implements `Rooms` for a process of some halls."""

    def __init__(self, halls: Halls, process: str) -> None:
        self._halls = halls
        self._process = process

    def listings(self) -> Iterable[Posted | None]:
        self._halls.looks[self._process] += 1
        return [None, *self._halls.rooms[self._process]]

    def listings_of(self, codes: Iterable[str]) -> Iterable[tuple[str, Posted | None]]:
        here = {posted.listing.room_code: posted for posted in self._halls.rooms[self._process]}
        return [(code, here.get(code)) for code in codes if code in here or code in self._halls.left]


def now_ms() -> float:
    return asyncio.get_running_loop().time() * 1000


def posted(code: str, *, epoch: int = 1, bots: int = 0, score: tuple[int, int] = (0, 0), **fields: Any) -> Posted:
    """A public room in which two play, the last ``bots`` of them by themselves."""
    players = [ListedPlayer(1, "Ada", False), ListedPlayer(2, "Bob", bots > 0)]
    listing = Listing(
        room_code=code,
        status=fields.pop("status", "playing"),
        points_limit=fields.pop("points_limit", 5),
        players=fields.pop("players", players),
        p1_score=score[0],
        p2_score=score[1],
        watchers=fields.pop("watchers", 0),
        match_number=fields.pop("match_number", 1),
    )
    assert not fields
    return Posted(epoch, listing)


def waiting(code: str) -> Posted:
    """A public room in which one waits for another."""
    return posted(code, status="waiting_for_opponent", players=[ListedPlayer(1, "Ada", False)])


def hall_of(node: Node) -> Hall:
    """The lobby of a process whose rooms are ``node``'s, alone in its memory."""
    board = MemoryBoard(MemoryLobby(), MemoryStore(settled=True), node.process, now_ms)
    return Hall(board=board, rooms=node.estate, new_code=new_room_code)
