"""One socket in the terms of ASGI: a scope, a ``receive`` and a ``send``, as Daphne brings them."""

from __future__ import annotations

import asyncio
import hashlib
import inspect
import json
from typing import Any
from uuid import UUID

import pytest
from autobahn.exception import Disconnected
from channels.consumer import AsyncConsumer
from channels.generic.websocket import AsyncWebsocketConsumer

from pong import passes
from pong.cluster.node import Node
from pong.game_rules import RULES_SHA256
from pong.messages.codes import SUBPROTOCOL, Refusal
from pong.rooms.connections import Connections
from pong.routing import websocket_router
from pong.sockets import SocketConsumer
from pong.visitors import Visitor
from tests.support import traffic
from tests.support.cluster import Cluster
from tests.support.lobby import hall_of

# The sources that SocketConsumer stands in for. If this fails after an upgrade of Channels: read what has changed,
# follow it in SocketConsumer.__call__ and dispatch if it matters for us, and put the new hashes here.
UPSTREAM = {
    AsyncConsumer.__call__: "__call__",
    AsyncConsumer.dispatch: "dispatch",
    AsyncWebsocketConsumer.accept: "accept",
}
DIGESTS = {"__call__": "e52238720872dbc3", "dispatch": "39f34e7d4fb0f655", "accept": "7197addbce7e6b2a"}

# Of the letters, ß, dotless i and long s are ASCII in upper case.
INVALID_CODES = ["", "a b", "x" * 33, "ä", "ß", "\u0131", "\u017f", "a\n", "a.b", "%41", "<script>", "\U0001d400"]


def one_process() -> Node:
    return Cluster("p")["p"]


class Wire:
    """The server's side of one socket."""

    def __init__(self, rooms: Node, path: str = "/ws/game/abc/", *, limit: int = 10, **scope: Any) -> None:
        connections = Connections(limit)
        self.connections = connections
        self.sent: list[dict[str, Any]] = []
        self.path = path
        self.inbox: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.error: Exception | None = None
        self.news = asyncio.Event()
        hall = hall_of(rooms)
        application = websocket_router(
            rooms=rooms, hall=hall, connections=connections, visitor_of=passes.visitor_of, release="r1", server="s1"
        )
        whole = {"type": "websocket", "path": path, "headers": [], "subprotocols": [], **scope}
        self.task = asyncio.get_running_loop().create_task(application(whole, self.inbox.get, self.send))

    async def send(self, message: dict[str, Any]) -> None:
        if self.error is not None:
            raise self.error
        self.sent.append(message)
        if message["type"] == "websocket.send":
            traffic.heard(message["text"], tier=self.tier)
        self.news.set()

    async def until(self, kind: str) -> dict[str, Any]:
        """Wait for the next message of ASGI's ``kind``, or of ours."""
        async with asyncio.timeout(5):
            while True:
                for message in [*self.sent, *self.heard]:
                    if message["type"].removeprefix("websocket.") == kind:
                        return message
                self.news.clear()
                await self.news.wait()

    async def come(self, *messages: dict[str, Any]) -> None:
        for message in messages:
            self.inbox.put_nowait(message)
        await turns()

    async def connect(self) -> Wire:
        await self.come({"type": "websocket.connect"})
        return self

    async def say(self, **message: Any) -> None:
        text = json.dumps(message)
        traffic.said(text, tier=self.tier)
        await self.come({"type": "websocket.receive", "text": text})

    async def hang_up(self) -> None:
        await self.come({"type": "websocket.disconnect", "code": 1001})
        await asyncio.wait_for(self.task, 5)

    @property
    def tier(self) -> str:
        return traffic.tier_of(self.sent[0].get("subprotocol"), self.path)

    @property
    def kinds(self) -> list[str]:
        return [message["type"].removeprefix("websocket.") for message in self.sent]

    @property
    def heard(self) -> list[dict[str, Any]]:
        return [json.loads(message["text"]) for message in self.sent if message["type"] == "websocket.send"]


async def turns(count: int = 20) -> None:
    for _ in range(count):
        await asyncio.sleep(0)


async def test_a_core_client_is_accepted_without_a_subprotocol_and_hears_nothing_unasked() -> None:
    wire = await Wire(one_process()).connect()
    assert wire.kinds == ["accept"]
    assert wire.sent[0]["subprotocol"] is None
    await wire.hang_up()


@pytest.mark.parametrize("offered", [[SUBPROTOCOL], ["chat", SUBPROTOCOL]])
async def test_an_extended_client_is_accepted_with_its_subprotocol_and_welcomed_first(offered: list[str]) -> None:
    wire = await Wire(one_process(), subprotocols=offered).connect()
    assert wire.kinds == ["accept", "send"]
    assert wire.sent[0]["subprotocol"] == SUBPROTOCOL
    assert wire.heard == [
        {
            "type": "welcome",
            "protocol": 1,
            "version": "r1",
            "tick_rate": 60,
            "rules_sha256": RULES_SHA256,
            "server": "s1",
        }
    ]
    await wire.hang_up()


async def test_a_subprotocol_of_somebody_else_gets_the_core_tier() -> None:
    wire = await Wire(one_process(), subprotocols=["chat"]).connect()
    assert wire.sent[0]["subprotocol"] is None
    await wire.hang_up()


@pytest.mark.parametrize("path", ["/ws/game/abc/", "/ws/game/ABC/", "/ws/game/aBc"])
async def test_room_codes_are_compared_in_upper_case(path: str) -> None:
    rooms = one_process()
    wire = await Wire(rooms, path).connect()
    await wire.say(type="create_room")
    assert wire.heard == [{"type": "room_created", "room_code": "ABC", "points_limit": 5}]
    assert not isinstance(await rooms.find("ABC"), Refusal)
    await wire.hang_up()


@pytest.mark.parametrize("code", INVALID_CODES)
async def test_an_invalid_room_code_is_explained_and_closed(code: str) -> None:
    rooms = one_process()
    wire = await Wire(rooms, f"/ws/game/{code}/").connect()
    assert wire.kinds == ["accept", "send", "close"]
    assert wire.heard[0]["code"] == "invalid_room_code"
    assert wire.sent[2]["code"] == 4000
    await wire.say(type="create_room")
    assert len(wire.sent) == 3
    assert len(rooms.estate.rooms) == 0
    await wire.hang_up()


@pytest.mark.parametrize("path", ["/", "/ws/", "/ws/game/a/b/", "/admin/"])
async def test_any_other_path_is_refused_without_a_traceback(path: str) -> None:
    wire = await Wire(one_process(), path).connect()
    await wire.until("close")
    assert wire.kinds == ["close"]
    await wire.hang_up()


@pytest.mark.parametrize(
    ("cookie", "name"),
    [
        (passes.issue(Visitor(UUID(int=1), "Ada")), "Ada"),
        ("forged", "Player 1"),
        ("", "Player 1"),
        ("\xff", "Player 1"),
    ],
)
async def test_a_socket_says_by_its_cookie_who_comes(cookie: str, name: str) -> None:
    headers = [(b"cookie", f"theme=dark; {passes.COOKIE}={cookie}".encode("latin1"))]
    wire = await Wire(one_process(), headers=headers).connect()
    await wire.say(type="create_room")
    await wire.say(type="join_game")
    assert (await wire.until("joined_as_player"))["name"] == name
    await wire.hang_up()


async def test_a_match_of_two_sockets() -> None:
    rooms = one_process()
    one, two = await Wire(rooms).connect(), await Wire(rooms).connect()
    await one.say(type="create_room")
    await one.say(type="join_game")
    await two.say(type="join_game")
    for wire in (one, two):
        await wire.say(type="player_ready")
    await two.until("game_update")
    statuses = [message["status"] for message in two.heard if message["type"] == "status_change"]
    assert statuses == ["waiting_for_ready", "playing"]
    await two.say(type="leave_game")
    assert (await one.until("game_over"))["winner"] == 1
    await one.hang_up()
    await two.hang_up()


async def test_a_binary_frame_is_refused_and_the_socket_stays_open() -> None:
    wire = await Wire(one_process()).connect()
    await wire.come({"type": "websocket.receive", "bytes": b"\x00"})
    await wire.come({"type": "websocket.receive", "text": None, "bytes": b""})
    assert [message["code"] for message in wire.heard] == ["binary_frame"] * 2
    await wire.say(type="ping", t=1)
    assert wire.heard[-1] == {"type": "pong", "t": 1}
    await wire.hang_up()


async def test_a_closed_socket_is_told_its_code() -> None:
    wire = await Wire(one_process()).connect()
    await wire.come({"type": "websocket.receive", "text": "x" * 2000})
    assert wire.sent[-1] == {"type": "websocket.close", "code": 4007}
    await wire.hang_up()


async def test_one_socket_too_many_is_closed_and_does_not_count() -> None:
    wire = await Wire(one_process(), limit=0).connect()
    assert wire.kinds == ["accept", "close"]
    assert wire.sent[1]["code"] == 4009
    await wire.say(type="create_room")
    assert len(wire.sent) == 2
    await wire.hang_up()
    assert len(wire.connections) == 0


async def test_an_unknown_message_of_the_server_is_ignored() -> None:
    wire = await Wire(one_process()).connect()
    await wire.come({"type": "hang_up"}, {"type": "room.frame"}, {"type": "_connect"})
    assert not wire.task.done()
    await wire.hang_up()


async def test_who_is_gone_before_the_handshake_leaves_nothing_behind() -> None:
    wire = Wire(one_process())
    await wire.come({"type": "websocket.receive", "text": "{}"})
    await wire.hang_up()
    assert wire.sent == []


async def fail(code: str) -> Any:
    raise ZeroDivisionError("a bug")


async def test_a_handler_that_raises_still_leaves_its_room() -> None:
    rooms = one_process()
    rooms.find = fail  # type: ignore[method-assign]
    wire = await Wire(rooms).connect()
    await wire.say(type="create_room")
    assert len(rooms.estate.rooms) == 1
    await wire.say(type="join_game")
    with pytest.raises(ZeroDivisionError):
        await wire.task
    await turns()
    assert len(rooms.estate.rooms) == 0
    assert len(wire.connections) == 0


async def test_a_consumer_that_is_cancelled_still_leaves_its_room() -> None:
    rooms = one_process()
    wire = await Wire(rooms).connect()
    await wire.say(type="create_room")
    wire.task.cancel()
    await asyncio.wait({wire.task})
    await turns()
    assert len(rooms.estate.rooms) == 0
    assert len(wire.connections) == 0


@pytest.mark.parametrize("error", [Disconnected("gone"), ConnectionResetError()])
async def test_a_client_that_has_just_gone_costs_no_line_in_the_log(
    error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    wire = await Wire(one_process()).connect()
    wire.error = error
    await wire.say(type="ping", t=1)
    await wire.come({"type": "websocket.receive", "text": "x" * 2000})
    assert not wire.task.done()
    await wire.hang_up()
    assert caplog.records == []


@pytest.mark.parametrize(("method", "name"), UPSTREAM.items(), ids=UPSTREAM.values())
def test_channels_still_does_what_this_consumer_replaces(method: Any, name: str) -> None:
    digest = hashlib.sha256(inspect.getsource(method).encode()).hexdigest()[:16]
    assert digest == DIGESTS[name], (
        f"AsyncConsumer.{name} has changed. Read the new one, see whether SocketConsumer (pong/sockets.py) has to "
        f"follow it (clean-up, cancelling, the connection's end), then write {digest!r} here."
    )


def test_the_consumer_replaces_both_and_asks_for_no_layer() -> None:
    assert SocketConsumer.__call__ is not AsyncConsumer.__call__
    assert SocketConsumer.dispatch is not AsyncConsumer.dispatch
    assert "channel_layer" not in inspect.getsource(SocketConsumer)
