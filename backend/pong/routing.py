"""Every WebSocket URL."""

from __future__ import annotations

from typing import Any

from channels.routing import URLRouter
from channels.security.websocket import WebsocketDenier
from django.urls import re_path

from pong.consumers import LobbyConsumer, PlayConsumer, VisitorOf
from pong.lobby.hall import Hall
from pong.rooms.connections import Connections
from pong.rooms.ports import Rooms


def websocket_router(
    *, rooms: Rooms, hall: Hall, connections: Connections, visitor_of: VisitorOf, release: str, server: str
) -> URLRouter:
    """The room of a path, or the lobby; any other path is refused without a traceback."""
    # Django's stubs know views only, and Channels routes ASGI applications with the same function.
    play: Any = PlayConsumer.as_asgi(
        rooms=rooms, connections=connections, visitor_of=visitor_of, release=release, server=server
    )
    lobby: Any = LobbyConsumer.as_asgi(hall=hall, connections=connections)
    deny: Any = WebsocketDenier.as_asgi()
    routes: Any = [
        re_path(r"^ws/game/(?P<room_code>[^/]*)/?$", play),
        re_path(r"^ws/lobby/?$", lobby),
        re_path(r"", deny),
    ]
    return URLRouter(routes)
