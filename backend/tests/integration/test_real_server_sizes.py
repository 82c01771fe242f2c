"""What a socket may send in one message: told apart by its head, closed with 4007, and never kept."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator

import pytest

from tests.support.raw import CONTINUATION, TEXT, RawSocket, head
from tests.support.rooms import RoomFactory, new_room_code
from tests.support.servers import RunningServer

pytestmark = [pytest.mark.asyncio, pytest.mark.integration_real_server]

MAX_GROWTH_BYTES = 4 * 1024 * 1024
FLOOD_BYTES = 32 * 1024 * 1024
FRAGMENTS = 10_000


@pytest.fixture
async def raw(rooms: RoomFactory) -> AsyncIterator[RawSocket]:
    """A socket that says nothing by itself."""
    link = await RawSocket.open(rooms.server_url, new_room_code())
    yield link
    link.cut()


async def test_a_frame_of_1_gb_is_closed_at_its_head(raw: RawSocket) -> None:
    await raw.send(head(TEXT, 1 << 30))
    assert await raw.close_code() == 4007


async def test_the_content_of_a_frame_of_1_gb_is_not_kept_and_the_line_is_cut(
    raw: RawSocket, server: RunningServer
) -> None:
    before = server.resident_bytes()
    await raw.send(head(TEXT, 1 << 30))
    with contextlib.suppress(ConnectionError):
        for _ in range(FLOOD_BYTES // 65536):
            await raw.send(b" " * 65536)
        await raw.cut_by_the_server()
    assert server.resident_bytes() - before < MAX_GROWTH_BYTES


@pytest.mark.parametrize("length", [0, 1], ids=["empty", "one byte each"])
async def test_a_message_in_ten_thousand_fragments_is_closed_and_not_kept(
    raw: RawSocket, server: RunningServer, length: int
) -> None:
    before = server.resident_bytes()
    fragment = head(CONTINUATION, length, final=False) + b" " * length
    await raw.send(head(TEXT, 0, final=False))
    with contextlib.suppress(ConnectionError):
        await raw.send(fragment * FRAGMENTS)
    assert await raw.close_code() == 4007
    assert server.resident_bytes() - before < MAX_GROWTH_BYTES


async def test_a_message_of_1_kib_may_come_byte_by_byte(raw: RawSocket) -> None:
    await raw.send(head(TEXT, 1, final=False) + b" ")
    await raw.send((head(CONTINUATION, 1, final=False) + b" ") * 1022 + head(CONTINUATION, 1) + b" ")
    assert b"invalid_json" in (await raw.receive())[1]
