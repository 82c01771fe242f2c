"""The tutorial design on the same engine, the same messages, the same server: what a room costs without our own.

A consumer a socket, every socket a member of its room's group, one ``group_send`` a tick, each receiver encoding for
itself. Served by ``daphne tests.load.baseline.asgi:application`` over the layer that the settings choose. It sleeps
to absolute deadlines and freezes the garbage collector as the product does, so that only the designs differ.
"""

from __future__ import annotations

import asyncio
import gc
import os
import secrets
import time
from typing import Any

import django
from channels.generic.http import AsyncHttpConsumer
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from channels.layers import get_channel_layer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import re_path
from prometheus_client import generate_latest

from config.metrics import PrometheusMeter
from pong.game_engine import STOP, Hold, Inputs, new_match, step
from pong.game_rules import RULES

TICK_S = 1.0 / RULES.ticks_per_second
DIRECTIONS = {"up": Hold(-1), "stop": STOP, "down": Hold(1)}
ACTIVE_ROOMS: dict[str, Room] = {}
METER = PrometheusMeter()


class Room:
    """Two players and their match."""

    def __init__(self, group: str, points_limit: int) -> None:
        self.group = group
        self.players = 0
        self.ready = 0
        self.intents = [STOP, STOP]
        self.match = new_match(seed=secrets.randbits(32), points_limit=points_limit, freeze_ticks=0, rules=RULES)
        self.task: asyncio.Task[None] | None = None

    async def run(self) -> None:
        layer = get_channel_layer()
        deadline = time.monotonic()
        while True:
            METER.ticked(max(0.0, time.monotonic() - deadline))
            self.match, _ = step(self.match, Inputs(*self.intents), RULES)
            await layer.group_send(self.group, {"type": "game_update", "state": self.state()})
            deadline = max(deadline + TICK_S, time.monotonic() - TICK_S)
            await asyncio.sleep(max(0.0, deadline - time.monotonic()))

    def state(self) -> dict[str, Any]:
        match = self.match
        return {
            "type": "game_update",
            "tick": match.tick,
            "p1_y": round(match.left.y, 3),
            "p2_y": round(match.right.y, 3),
            "ball_x": round(match.ball.x, 3),
            "ball_y": round(match.ball.y, 3),
            "p1_score": match.left_score,
            "p2_score": match.right_score,
        }


class TutorialConsumer(AsyncJsonWebsocketConsumer):
    """A player's socket."""

    async def connect(self) -> None:
        self.code = self.scope["url_route"]["kwargs"]["room_code"]
        self.seat = 0
        await self.channel_layer.group_add(f"room_{self.code}", self.channel_name)
        await self.accept()

    async def disconnect(self, code: int) -> None:
        await self.channel_layer.group_discard(f"room_{self.code}", self.channel_name)
        room = ACTIVE_ROOMS.pop(self.code, None)
        if room is not None and room.task is not None:
            room.task.cancel()

    async def receive_json(self, content: dict[str, Any], **kwargs: Any) -> None:
        match content["type"]:
            case "create_room":
                ACTIVE_ROOMS[self.code] = Room(f"room_{self.code}", content["points_limit"])
                await self.send_json({"type": "room_created"})
            case "join_game":
                room = ACTIVE_ROOMS[self.code]
                self.seat = room.players
                room.players += 1
                await self.send_json({"type": "joined_as_player", "player_num": self.seat + 1})
            case "player_ready":
                room = ACTIVE_ROOMS[self.code]
                room.ready += 1
                if room.ready == 2:
                    room.task = asyncio.create_task(room.run())
            case "move_paddle":
                ACTIVE_ROOMS[self.code].intents[self.seat] = DIRECTIONS[content["direction"]]

    async def game_update(self, event: dict[str, Any]) -> None:
        await self.send_json(event["state"])


class Metrics(AsyncHttpConsumer):
    """/healthz and /metrics."""

    async def handle(self, body: bytes) -> None:
        await self.send_response(200, generate_latest(), headers=[(b"Content-Type", b"text/plain")])


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()
websockets: Any = TutorialConsumer.as_asgi()
pages: Any = Metrics.as_asgi()
routes: Any = [re_path(r"^ws/game/(?P<room_code>[^/]+)/$", websockets)]
http: Any = [re_path(r"^(healthz|metrics)$", pages)]
application = ProtocolTypeRouter({"websocket": URLRouter(routes), "http": URLRouter(http)})
gc.collect()
gc.freeze()
