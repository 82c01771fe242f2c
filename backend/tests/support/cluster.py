"""Several processes of a cluster in one event loop: real nodes on one ledger and one channel layer in memory."""

from __future__ import annotations

import asyncio
from typing import Any

from pong.cluster.layer import BatchedInMemoryChannelLayer
from pong.cluster.memory_ledger import MemoryLedger, MemoryStore
from pong.cluster.node import Node
from pong.messages.codes import Refusal
from pong.messages.wire import CreateRoom
from pong.rooms.commands import Command, Drop, Ready, TakeSeat, Watch
from pong.rooms.ports import RoomHandle
from tests.support.fakes import RecordingMember, RecordingMeter, RecordingSink, house_rules


class Cluster:
    """Nodes by name, and people at them."""

    def __init__(self, *names: str, max_rooms: int = 50) -> None:
        self.store = MemoryStore(settled=True)
        self.layer = BatchedInMemoryChannelLayer()
        self.max_rooms = max_rooms
        self.sinks: dict[str, RecordingSink] = {}
        self.nodes = {name: self.start(name) for name in names}

    def __getitem__(self, name: str) -> Node:
        return self.nodes[name]

    def start(self, name: str) -> Node:
        """One more process."""
        loop = asyncio.get_running_loop()
        sink = self.sinks[name] = RecordingSink()
        ledger = MemoryLedger(self.store, name, lambda: loop.time() * 1000)
        return Node(
            ledger=ledger,
            layer=self.layer,  # type: ignore[arg-type]  # Channels' own layer is untyped
            results=sink,
            rules=house_rules(),
            meter=RecordingMeter(),
            max_rooms=self.max_rooms,
        )

    async def kill(self, name: str) -> None:
        """The process is gone from one moment to the next, and its sockets with it."""
        node = self.nodes.pop(name)
        for loop in node.estate.rooms:
            node.estate.journal.drop(loop.room.code)
            loop.release()
        await node.stop(leave=False)

    async def open(self, name: str, code: str = "R", **options: Any) -> Person:
        """A person at that node who has just opened a room."""
        person = Person(self.nodes[name], code)
        room = await person.node.create(code, CreateRoom(**options), person)
        assert not isinstance(room, Refusal), room
        person.room = room
        return person

    async def come(self, name: str, code: str = "R", *, extended: bool = False) -> Person:
        """A person at that node who has found the room."""
        person = Person(self.nodes[name], code, extended=extended)
        room = await person.node.find(code)
        assert not isinstance(room, Refusal), room
        person.room = room
        return person

    async def pair(self, first: str, second: str, code: str = "R", **options: Any) -> tuple[Person, Person]:
        """Two seated players."""
        a = await self.open(first, code, **options)
        a.say(TakeSeat(a, None, None))
        b = await self.come(second, code)
        b.say(TakeSeat(b, None, None))
        await b.until("waiting_for_ready")
        await a.until("waiting_for_ready")
        return a, b

    async def match(self, first: str, second: str, code: str = "R", **options: Any) -> tuple[Person, Person]:
        """Two players at the beginning of a match."""
        a, b = await self.pair(first, second, code, **options)
        a.say(Ready(a))
        b.say(Ready(b))
        await a.until("playing")
        await b.until("playing")
        return a, b


class Person(RecordingMember):
    """A connection to one node."""

    def __init__(self, node: Node, code: str, *, extended: bool = False) -> None:
        super().__init__(node.process, extended=extended)
        self.node = node
        self.code = code
        self.room: RoomHandle

    def say(self, *commands: Command) -> None:
        for command in commands:
            assert self.room.submit(command)

    def sit(self, token: str | None = None) -> None:
        self.say(TakeSeat(self, None, token))

    def watch(self) -> None:
        self.say(Watch(self))

    def go(self) -> None:
        self.say(Drop(self))

    async def until(self, status: str, *, within_s: float = 10.0) -> None:
        """Wait until this is the newest status that was heard."""
        await self.when(lambda: bool(self.statuses) and self.statuses[-1] == status, status, within_s=within_s)

    async def frames(self, number: int, *, within_s: float = 10.0) -> list[dict[str, Any]]:
        """So many more frames."""
        before = len(self.all("game_update"))
        await self.when(lambda: len(self.all("game_update")) >= before + number, f"{number} frames", within_s=within_s)
        return self.all("game_update")[before:]

    async def when(self, condition: Any, what: str, *, within_s: float = 10.0) -> None:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + within_s
        while not condition():
            assert loop.time() < deadline, f"{self.name} waited {within_s} s for {what}; heard {self.heard[-5:]}"
            await asyncio.sleep(0.005)
