"""Every WebSocket URL."""

from __future__ import annotations

from typing import Any

from channels.routing import URLRouter
from channels.security.websocket import WebsocketDenier
from django.urls import re_path

from pong.consumers import PlayConsumer, VisitorOf
from pong.rooms.connections import Connections
from pong.rooms.ports import Rooms


def websocket_router(
    *, rooms: Rooms, connections: Connections, visitor_of: VisitorOf, release: str, server: str
) -> URLRouter:
    """The room of a path; any other path is refused without a traceback."""
    # Django's stubs know views only, and Channels routes ASGI applications with the same function.
    play: Any = PlayConsumer.as_asgi(
        rooms=rooms, connections=connections, visitor_of=visitor_of, release=release, server=server
    )
    deny: Any = WebsocketDenier.as_asgi()
    routes: Any = [re_path(r"^ws/game/(?P<room_code>[^/]*)/?$", play), re_path(r"", deny)]
    return URLRouter(routes)
