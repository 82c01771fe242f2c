"""Somebody who opens pages and sockets and is in no room."""

from __future__ import annotations

import urllib.error
import urllib.request

from tests.support.client import open_client
from tests.support.servers import RunningServer


def ask(server: RunningServer, path: str, **headers: str) -> tuple[int, str]:
    """The status of a page, and the page."""
    request = urllib.request.Request(f"{server.http_url}{path}", headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=15) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


async def server_of(url: str, room_code: str) -> str:
    """Which process answers there."""
    client = await open_client(url, room_code, subprotocols=["pong.v1"])
    try:
        return str((await client.expect("welcome"))["server"])
    finally:
        await client.close()
