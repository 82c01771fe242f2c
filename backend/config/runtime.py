"""The composition root: the one place where rooms meet Django, the database, Redis and the metrics."""

from __future__ import annotations

import math
import os
import secrets
import socket
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import cache, partial
from typing import cast

from channels.layers import get_channel_layer
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from config.draining import Draining
from config.metrics import PrometheusMeter, show
from matches.sink import DatabaseResultSink
from pong.cluster.drain import hand_over
from pong.cluster.layer import BatchedLayer
from pong.cluster.ledger import Ledger
from pong.cluster.mail import process_name
from pong.cluster.memory_board import MemoryBoard, MemoryLobby
from pong.cluster.memory_ledger import MemoryLedger, MemoryStore
from pong.cluster.node import Node
from pong.cluster.redis_board import RedisBoard
from pong.cluster.redis_ledger import RedisLedger
from pong.game_rules import RULES, RULES_SHA256
from pong.lobby.hall import Hall
from pong.lobby.ports import Board
from pong.room_codes import new_room_code
from pong.rooms.connections import Connections
from pong.rooms.ports import HouseRules
from pong.tokens import SignedSeatTokens


@dataclass(frozen=True, slots=True)
class Runtime:
    """What one server process is made of.

    Attributes:
        hand_over: gives the rooms to other processes, within so many seconds; awaited once, when the process stops.
    """

    node: Node
    hall: Hall
    connections: Connections
    results: DatabaseResultSink
    server: str
    hand_over: Callable[[float], Awaitable[None]]
    draining: Draining = field(default_factory=Draining)


@cache
def this_process() -> Runtime:
    """The runtime of this process, built when it is first asked for: sockets and health pages speak of the same one."""
    runtime = build_runtime()
    show(runtime)
    return runtime


def build_runtime() -> Runtime:
    """Everything that a process holds for as long as it lives; starts nothing yet."""
    server = process_name(socket.gethostname(), os.getpid(), secrets.token_hex(4))
    results = DatabaseResultSink()
    ledger, board = build_ledger(server)
    layer = get_channel_layer()
    if layer is None:
        raise ImproperlyConfigured("CHANNEL_LAYERS has no default")
    node = Node(
        ledger=ledger,
        layer=cast(BatchedLayer, layer),
        results=results,
        rules=HouseRules(
            tokens=SignedSeatTokens(), rules=RULES, rules_sha256=RULES_SHA256, new_seed=lambda: secrets.randbits(32)
        ),
        meter=PrometheusMeter(),
        max_rooms=settings.MAX_ROOMS,
    )
    results.on_stored = node.sweeper.note_stored
    hall = Hall(board=board, rooms=node.estate, new_code=new_room_code, wake_up=node.start)
    node.companions["lobby"] = hall.run
    return Runtime(
        node=node,
        hall=hall,
        connections=Connections(settings.MAX_CONNECTIONS),
        results=results,
        server=server,
        hand_over=partial(hand_over, node),
    )


def build_ledger(process: str) -> tuple[Ledger, Board]:
    """The ledger, and the lobby's board beside it: in Redis, if there is one; else in memory, for a process alone."""
    if settings.REDIS_URL:
        return RedisLedger(settings.REDIS_URL, process), RedisBoard(settings.REDIS_URL, process)
    store = MemoryStore(settled=True)
    ledger = MemoryLedger(store, process, _monotonic_ms, lease_ms=math.inf)
    return ledger, MemoryBoard(MemoryLobby(), store, process, _monotonic_ms)


def _monotonic_ms() -> float:
    return time.monotonic() * 1000
