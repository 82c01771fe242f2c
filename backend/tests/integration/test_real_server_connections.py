"""How sockets to a real server begin and end: room codes, origins, cut lines, clients that go in the middle."""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit

import pytest
from websockets.asyncio.client import connect as open_socket
from websockets.exceptions import InvalidStatus

from tests.support.client import open_client
from tests.support.raw import CLOSE, RawSocket, head
from tests.support.rooms import RoomFactory, new_room_code, ready_pair, seat_pair

pytestmark = [pytest.mark.asyncio, pytest.mark.integration_real_server]


class TestRoomCodes:
    @pytest.mark.parametrize("code", ["A" * 32, "0", "a_b-C9"])
    async def test_a_good_code_is_let_in(self, rooms: RoomFactory, code: str) -> None:
        client = await rooms.connect(code)
        await client.ping()

    @pytest.mark.parametrize(
        "code", ["", "A" * 33, "A%20B", "%C3%84", "A.B", "%00", "A%0A", "A~B", "A'B", "%F0%9F%8F%93"]
    )
    async def test_a_bad_code_is_said_to_be_bad(self, rooms: RoomFactory, code: str) -> None:
        client = await rooms.connect(code)
        await client.expect("error", code="invalid_room_code")
        assert await client.closed() == 4000

    async def test_there_is_no_other_door(self, rooms: RoomFactory) -> None:
        for path in ("/", "/ws/", "/ws/game/ROOM/more/", "/ws/other/ROOM/"):
            with pytest.raises(InvalidStatus) as refused:
                await open_socket(f"{rooms.server_url}{path}", proxy=None)
            assert refused.value.response.status_code == 403


class TestOrigin:
    async def test_the_servers_own_origin_is_let_in(self, rooms: RoomFactory) -> None:
        client = await rooms.connect(origin=own_origin(rooms))
        await client.ping()

    async def test_a_script_sends_none_and_is_let_in(self, rooms: RoomFactory) -> None:
        client = await rooms.connect()
        await client.ping()

    @pytest.mark.parametrize(
        "origin",
        [
            "http://evil.example",
            "null",
            "http://{host}:1",
            "https://{netloc}",
            "ftp://{netloc}",
            "http://{host}.evil.example:{port}",
            "http://evil.example.{netloc}",
            "http://evil@{netloc}",
        ],
    )
    async def test_a_foreign_origin_is_refused_in_the_handshake(self, rooms: RoomFactory, origin: str) -> None:
        assert await handshake_status(rooms, origin) == 403

    @pytest.mark.parametrize(
        "nonsense",
        [
            "",
            "http://",
            "http://[",
            "http://[::1",
            "{netloc}",
            "http://{netloc}.evil.example",
            "http://{host}:port",
            "http://{host}:99999999",
            "javascript:alert(1)",
        ],
    )
    async def test_what_is_no_origin_at_all_is_refused_too(self, rooms: RoomFactory, nonsense: str) -> None:
        """Daphne itself says 400 to most of these, before the application sees them."""
        assert await handshake_status(rooms, nonsense) in {400, 403}


class TestEnds:
    async def test_a_goodbye_may_be_answered_late(self, rooms: RoomFactory) -> None:
        """By a busy page, or over a long line: cut before it had read the code, it would come back."""
        link = await RawSocket.open(rooms.server_url, "A.B")
        try:
            assert await link.close_code() == 4000
            with pytest.raises(TimeoutError):
                await link.receive(within=1.5)  # the time is what is tested; autobahn's own second is over by then
            await link.send(head(CLOSE, 2) + (4000).to_bytes(2, "big"))
            with pytest.raises(asyncio.IncompleteReadError):  # a line that is cut raises ConnectionResetError
                await link.receive()
        finally:
            link.cut()

    async def test_a_client_may_close_while_frames_are_on_their_way(self, rooms: RoomFactory) -> None:
        first, second = await rooms.ready_pair()
        observers = await rooms.observers(first.room_code, 20)
        await asyncio.gather(*(observer.close() for observer in observers))
        await asyncio.gather(first.frames(5), second.frames(5))

    async def test_a_cut_line_of_an_observer_costs_nobody_anything(self, rooms: RoomFactory) -> None:
        first, second = await rooms.ready_pair()
        observers = await rooms.observers(first.room_code, 20)
        await asyncio.gather(*(observer.cut() for observer in observers))
        await asyncio.gather(first.frames(5), second.frames(5))
        assert first.statuses[-1] == "playing"

    async def test_a_client_may_go_right_after_any_message(self, rooms: RoomFactory) -> None:
        for wishes in (["create_room"], ["create_room", "join_game"], ["create_room", "join_game", "player_ready"]):
            for goes in ("close", "cut"):
                client = await rooms.connect()
                for wish in wishes:
                    await client.send(wish)
                await getattr(client, goes)()
        await (await rooms.connect()).ping()

    async def test_a_client_may_go_before_it_says_anything(self, rooms: RoomFactory) -> None:
        url = urlsplit(rooms.server_url)
        for start in (b"", b"GET /ws/game/HALF/ HTTP/1.1\r\nHost: x\r\n", b"\x16\x03\x01\x00"):
            _, writer = await asyncio.open_connection(url.hostname, url.port)
            writer.write(start)
            await writer.drain()
            writer.transport.abort()
        await (await rooms.connect()).ping()

    async def test_who_has_left_may_watch(self, rooms: RoomFactory) -> None:
        first, _ = await rooms.seated_pair()
        await first.send("leave_game")
        await first.join("observer")
        await first.until_status("waiting_for_opponent")


class TestTiers:
    async def test_a_core_client_hears_nothing_of_the_extended_tier(self, rooms: RoomFactory) -> None:
        first, _ = await rooms.finished_pair()
        assert {message["type"] for message in first.seen} == {
            "room_created",
            "joined_as_player",
            "status_change",
            "game_update",
            "game_over",
        }

    async def test_an_extended_client_is_welcomed_first_and_gets_the_state_of_the_room(
        self, rooms: RoomFactory
    ) -> None:
        client = await rooms.connect(subprotocols=["pong.v1"])
        await client.expect("welcome", protocol=1, tick_rate=60)
        await client.create_room(points_limit=3)
        await client.join(name="Ada")
        state = await client.until("room_state", status="waiting_for_opponent")
        assert (state["room_code"], state["points_limit"]) == (client.room_code, 3)
        assert [(player["player_num"], player["name"]) for player in state["players"]] == [(1, "Ada")]

    async def test_a_paddle_goes_to_its_target_and_stops_there(self, rooms: RoomFactory) -> None:
        first = await rooms.connect(subprotocols=["pong.v1"])
        await seat_pair(first, second := await rooms.connect(first.room_code))
        await ready_pair(first, second)
        await first.send("paddle_target", y=41.5)
        await second.until("game_update", where=lambda frame: frame["p1_y"] == 41.5)
        assert {frame["p1_y"] for frame in await second.frames(5)} == {41.5}

    async def test_nobody_claims_the_win_over_an_opponent_who_has_time_left(self, rooms: RoomFactory) -> None:
        first = await rooms.connect(subprotocols=["pong.v1"])
        await seat_pair(first, second := await rooms.connect(first.room_code))
        await ready_pair(first, second)
        await second.cut()
        state = await first.until("room_state", status="paused")
        assert (state["can_claim"], state["players"][1]["connected"]) == (False, False)
        assert 25_000 < state["players"][1]["absence_left_ms"] <= 30_000
        await first.send("claim_win")
        await first.until_error("wrong_phase")

    async def test_an_unknown_subprotocol_makes_a_core_client(self, rooms: RoomFactory) -> None:
        client = await rooms.connect(subprotocols=["pong.v99"])
        await client.create_room()


def own_origin(rooms: RoomFactory) -> str:
    return rooms.server_url.replace("ws", "http", 1)


async def handshake_status(rooms: RoomFactory, origin: str) -> int:
    """The HTTP status with which the server refuses a socket from ``origin``."""
    url = urlsplit(rooms.server_url)
    header = {"Origin": origin.format(netloc=url.netloc, host=url.hostname, port=url.port)}
    with pytest.raises(InvalidStatus) as refused:
        await open_client(rooms.server_url, new_room_code(), additional_headers=header)
    return refused.value.response.status_code
