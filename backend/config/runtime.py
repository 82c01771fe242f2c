"""The composition root: the one place where rooms meet Django, the database, Redis and the metrics."""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import cache

from channels.layers import get_channel_layer
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from config.draining import Draining
from config.metrics import PrometheusMeter
from matches.sink import DatabaseResultSink
from pong.cluster.relay import ChannelLayerRelay
from pong.game_rules import RULES, RULES_SHA256
from pong.rooms.connections import Connections
from pong.rooms.registry import Registry
from pong.rooms.room import RoomPorts
from pong.tokens import SignedSeatTokens


async def _end_with_the_process(_: float) -> None:
    """Rooms that live in one process have nowhere to go."""


@dataclass(frozen=True, slots=True)
class Runtime:
    """What one server process is made of.

    Attributes:
        hand_over: gives the rooms to other processes, within so many seconds; awaited once, when the process stops.
    """

    rooms: Registry
    connections: Connections
    results: DatabaseResultSink
    relay: ChannelLayerRelay
    server: str
    draining: Draining = field(default_factory=Draining)
    hand_over: Callable[[float], Awaitable[None]] = _end_with_the_process


@cache
def this_process() -> Runtime:
    """The runtime of this process, built when it is first asked for: sockets and health pages speak of the same one."""
    return build_runtime()


def build_runtime() -> Runtime:
    """Everything that a process holds for as long as it lives; starts nothing yet."""
    results = DatabaseResultSink()
    layer = get_channel_layer()
    if layer is None:
        raise ImproperlyConfigured("CHANNEL_LAYERS has no default")
    relay = ChannelLayerRelay(layer)
    ports = RoomPorts(
        tokens=SignedSeatTokens(),
        results=results,
        relay=relay,
        rules=RULES,
        rules_sha256=RULES_SHA256,
        new_seed=lambda: secrets.randbits(32),
    )
    rooms = Registry(ports=ports, meter=PrometheusMeter(), max_rooms=settings.MAX_ROOMS)
    return Runtime(
        rooms=rooms,
        connections=Connections(settings.MAX_CONNECTIONS),
        results=results,
        relay=relay,
        server=f"{socket.gethostname()}-{os.getpid()}",
    )
