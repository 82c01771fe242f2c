"""What a real server does with clients that send nonsense: it says so, and nobody else notices."""

from __future__ import annotations

import asyncio
import contextlib
import json

import pytest
from websockets.exceptions import ConnectionClosed

from tests.support.client import Client
from tests.support.rooms import RoomFactory

pytestmark = [pytest.mark.asyncio, pytest.mark.integration_real_server]

# 1,024 bytes are allowed.
LARGEST = json.dumps({"type": "ping", "t": 1}).ljust(1024)

BAD_MESSAGES = {
    "malformed": ("{this is not json", "invalid_json"),
    "cut short": ('{"type":"ping","t":', "invalid_json"),
    "two values": ('{"type":"ping","t":1}{"type":"ping","t":2}', "invalid_json"),
    "single quotes": ("{'type':'ping','t':1}", "invalid_json"),
    "empty": ("", "invalid_json"),
    "space": ("   ", "invalid_json"),
    "NaN": ('{"type":"ping","t":NaN}', "invalid_json"),
    "Infinity": ('{"type":"ping","t":-Infinity}', "invalid_json"),
    "lone surrogate": ('{"type":"join_game","name":"\\ud800"}', "invalid_json"),
    "deep list": ("[" * 1000, "invalid_json"),
    "deep object": ('{"type":"ping","t":' + '{"a":' * 150 + "1" + "}" * 151, "invalid_message"),
    "list": ("[]", "invalid_message"),
    "string": ('"player_ready"', "invalid_message"),
    "number": ("7", "invalid_message"),
    "null": ("null", "invalid_message"),
    "no type": ('{"direction":"up"}', "invalid_message"),
    "type is a number": ('{"type":7}', "invalid_message"),
    "type is null": ('{"type":null}', "invalid_message"),
    "type is a list": ('{"type":["ping"]}', "invalid_message"),
    "unknown type": ('{"type":"teleport","y":3}', "unknown_type"),
    "type of the server": ('{"type":"game_over","winner":1}', "unknown_type"),
    "method name": ('{"type":"websocket_disconnect"}', "unknown_type"),
    "extended type": ('{"type":"paddle_target","y":3}', "unknown_type"),
    "missing field": ('{"type":"move_paddle"}', "invalid_message"),
    "unknown field": ('{"type":"move_paddle","direction":"up","player_num":2}', "invalid_message"),
    "field of another type": ('{"type":"player_ready","direction":"up"}', "invalid_message"),
    "unknown direction": ('{"type":"move_paddle","direction":"left"}', "invalid_message"),
    "direction in capitals": ('{"type":"move_paddle","direction":"UP"}', "invalid_message"),
    "direction is null": ('{"type":"move_paddle","direction":null}', "invalid_message"),
    "unknown role": ('{"type":"join_game","role":"admin"}', "invalid_message"),
    "long name": (json.dumps({"type": "join_game", "name": "x" * 65}), "invalid_message"),
    "long token": (json.dumps({"type": "join_game", "token": "x" * 257}), "invalid_message"),
    "no points": ('{"type":"create_room","points_limit":0}', "invalid_message"),
    "negative points": ('{"type":"create_room","points_limit":-5}', "invalid_message"),
    "too many points": ('{"type":"create_room","points_limit":22}', "invalid_message"),
    "half a point": ('{"type":"create_room","points_limit":1.5}', "invalid_message"),
    "points as text": ('{"type":"create_room","points_limit":"5"}', "invalid_message"),
    "true for a number": ('{"type":"create_room","points_limit":true}', "invalid_message"),
    "number for true": ('{"type":"create_room","private":1}', "invalid_message"),
    "long countdown": ('{"type":"create_room","countdown":11}', "invalid_message"),
    "unknown bot": ('{"type":"create_room","opponent":"bot","bot_level":"god"}', "invalid_message"),
    "1e999": ('{"type":"ping","t":1e999}', "invalid_message"),
    "true for a time": ('{"type":"ping","t":true}', "invalid_message"),
    "time as text": ('{"type":"ping","t":"1"}', "invalid_message"),
    "23 digits": ('{"type":"create_room","points_limit":' + "9" * 23 + "}", "invalid_message"),
    "900 digits": ('{"type":"create_room","points_limit":' + "9" * 900 + "}", "invalid_message"),
}


class TestBadMessages:
    @pytest.mark.parametrize(("frame", "code"), BAD_MESSAGES.values(), ids=BAD_MESSAGES)
    async def test_it_is_an_error_and_changes_nothing(self, rooms: RoomFactory, frame: str, code: str) -> None:
        player = await playing_player(rooms)
        await player.send_unchecked(frame)
        error = await player.until_error(code)
        assert set(error) == {"type", "code", "message"}
        await unharmed(player)

    @pytest.mark.parametrize("frame", [b"", b"\x00\xff", b'{"type":"ping","t":1}'], ids=["empty", "bytes", "ping"])
    async def test_a_binary_frame_is_an_error(self, rooms: RoomFactory, frame: bytes) -> None:
        player = await playing_player(rooms)
        await player.send_unchecked(frame)
        await player.until_error("binary_frame")
        await unharmed(player)

    async def test_bad_messages_before_joining_are_errors_too(self, rooms: RoomFactory) -> None:
        client = await rooms.connect()
        for frame, code in BAD_MESSAGES.values():
            if len(client.seen) == 5:
                break
            await client.send_unchecked(frame)
            await client.until_error(code)
        await client.create_room()
        await client.join()


class TestPing:
    @pytest.mark.parametrize("t", [0, -1, 1.5, -0.25, 2**53 + 1, 2**63 - 1, -(2**63), 1e308, 5e-324, 1e22])
    async def test_any_number_comes_back(self, rooms: RoomFactory, t: float) -> None:
        client = await rooms.connect()
        await client.send("ping", t=t)
        pong = await client.expect("pong")
        assert pong["t"] == t

    async def test_the_largest_message_is_read(self, rooms: RoomFactory) -> None:
        client = await rooms.connect()
        await client.send_text(LARGEST)
        await client.expect("pong", t=1)

    async def test_a_message_in_fragments_is_one_message(self, rooms: RoomFactory) -> None:
        client = await rooms.connect()
        await client.send_text(['{"type":', '"ping"', "", ',"t":3}'])
        await client.expect("pong", t=3)


class TestTooMuch:
    @pytest.mark.parametrize(
        "frame",
        [
            LARGEST + " ",
            '{"type":"ping","t":' + "9" * 5000 + "}",
            "x" * 100_000,
            json.dumps({"type": "join_game", "name": "é" * 600}, ensure_ascii=False),
            b"\x00" * 1025,
            [" " * 100] * 11,
        ],
        ids=["one byte more", "5000 digits", "100 kB", "1 KiB in bytes", "binary", "fragments"],
    )
    async def test_a_message_above_1_kib_closes_the_socket(
        self, rooms: RoomFactory, frame: str | bytes | list[str]
    ) -> None:
        first, second = await rooms.ready_pair()
        observer = await rooms.observer(first.room_code)
        await observer.send_unchecked(frame)
        assert await observer.closed() == 4007
        await asyncio.gather(first.ping(), second.ping())

    async def test_a_flood_closes_the_socket_and_pauses_nobody_else(self, rooms: RoomFactory) -> None:
        first, second = await rooms.ready_pair()
        observer = await rooms.observer(first.room_code)
        await flood(observer, json.dumps({"type": "ping", "t": 1}), 1000)
        assert await observer.closed() == 4008
        await asyncio.gather(first.ping(), second.ping())
        assert [player.statuses[-1] for player in (first, second)] == ["playing", "playing"]

    async def test_a_burst_of_200_inputs_is_no_flood(self, rooms: RoomFactory) -> None:
        first, _ = await rooms.ready_pair()
        for number in range(200):
            await first.steer(("up", "stop", "down", "stop")[number % 4])
        await first.ping()

    async def test_a_burst_of_200_pings_is_answered_in_full(self, rooms: RoomFactory) -> None:
        client = await rooms.connect()
        for t in range(200):
            await client.send("ping", t=t)
        for t in range(200):
            await client.expect("pong", t=t)

    async def test_too_many_bad_messages_close_the_socket(self, rooms: RoomFactory) -> None:
        client = await rooms.connect()
        await flood(client, "{this is not json", 235)
        assert await client.closed() == 4007
        assert {message["code"] for message in client.seen} == {"invalid_json"}


async def playing_player(rooms: RoomFactory) -> Client:
    first, _ = await rooms.ready_pair()
    return first


async def unharmed(player: Client) -> None:
    """The socket is alive, the match goes on, no paddle has moved and nothing was joined or created."""
    await player.ping()
    frame = await player.until("game_update")
    assert (frame["p1_y"], frame["p2_y"]) == (50.0, 50.0)
    since = [message["type"] for message in player.seen].index("error")
    assert {message["type"] for message in player.seen[since:]} == {"error", "pong", "game_update"}


async def flood(client: Client, frame: str, number: int) -> None:
    """Send until the server has had enough, and read meanwhile: who does not would be too slow as well."""
    with contextlib.suppress(ConnectionClosed):
        for _ in range(number):
            await client.send_unchecked(frame)
            await asyncio.sleep(0)
