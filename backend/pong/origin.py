"""Refuses sockets that another site's page opens (cross-site WebSocket hijacking)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from channels.security.websocket import WebsocketDenier
from django.http.request import split_domain_port, validate_host
from django.utils.http import is_same_domain

_DEFAULT_PORTS = {"http": 80, "https": 443}


class SameOriginOnly:
    """Lets through: the origin that the page itself came from, and the trusted ones.

    Channels' AllowedHostsOriginValidator ignores scheme and port, and both of its validators refuse a client without
    an Origin header: that is a script and no browser, and may play.
    """

    def __init__(self, application: Any, *, allowed_hosts: Sequence[str], trusted_origins: Sequence[str]) -> None:
        self._application = application
        self._allowed_hosts = allowed_hosts
        self._trusted = [origin for wish in trusted_origins if (origin := _parsed(wish)) is not None]

    async def __call__(self, scope: Any, receive: Any, send: Any) -> Any:
        origins = [value for name, value in scope["headers"] if name == b"origin"]
        if not origins or (len(origins) == 1 and self._allows(origins[0].decode("latin1"), scope)):
            return await self._application(scope, receive, send)
        return await WebsocketDenier()(scope, receive, send)

    def _allows(self, text: str, scope: dict[str, Any]) -> bool:
        origin = _parsed(text)
        if origin is None:
            return False
        if any(_matches(origin, trusted) for trusted in self._trusted):
            return True
        host = next((value.decode("latin1") for name, value in scope["headers"] if name == b"host"), "")
        scheme = "https" if scope.get("scheme") == "wss" else "http"
        # A host that is not ours is somebody's name that was pointed at us (DNS rebinding).
        ours = validate_host(split_domain_port(host)[0], self._allowed_hosts)
        return ours and origin == _parsed(f"{scheme}://{host}")


def _matches(origin: tuple[str, str, int], trusted: tuple[str, str, int]) -> bool:
    """Whether ``origin`` is ``trusted``, whose host may begin with ``*.`` as in Django's CSRF_TRUSTED_ORIGINS."""
    host = trusted[1].removeprefix("*") if trusted[1].startswith("*.") else trusted[1]
    return (origin[0], origin[2]) == (trusted[0], trusted[2]) and is_same_domain(origin[1], host)


def _parsed(text: str) -> tuple[str, str, int] | None:
    """Scheme, host and port of an origin; None if it is no web origin."""
    try:
        parts = urlsplit(text)
        port = parts.port or _DEFAULT_PORTS[parts.scheme]
    except (ValueError, KeyError):
        return None
    if not parts.hostname or parts.path not in ("", "/") or parts.query or parts.fragment or "@" in parts.netloc:
        return None
    return parts.scheme, parts.hostname, port
