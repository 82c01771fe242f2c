"""Which pages may open a socket here."""

from __future__ import annotations

from typing import Any

import pytest

from pong.origin import SameOriginOnly

ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", "pong.example", ".club.example"]
TRUSTED = ["https://trusted.example", "https://odd.example:8443", "https://*.wild.example", "no origin at all"]


async def is_let_in(headers: list[tuple[bytes, bytes]], scheme: str | None = "ws") -> bool:
    """Whether the application is reached; if not, the handshake must be refused in the ASGI way."""
    reached: list[bool] = []
    sent: list[dict[str, Any]] = []

    async def application(scope: Any, receive: Any, send: Any) -> None:
        reached.append(True)

    async def receive() -> dict[str, Any]:
        return {"type": "websocket.connect"} if not sent else {"type": "websocket.disconnect", "code": 1006}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    guard = SameOriginOnly(application, allowed_hosts=ALLOWED_HOSTS, trusted_origins=TRUSTED)
    scope: dict[str, Any] = {"type": "websocket", "path": "/ws/game/A/", "headers": headers}
    if scheme is not None:
        scope["scheme"] = scheme
    await guard(scope, receive, send)
    if not reached:
        assert [message["type"] for message in sent] == ["websocket.close"]
    return bool(reached)


@pytest.mark.parametrize(
    ("origin", "host", "scheme", "let_in"),
    [
        ("http://localhost:8000", "localhost:8000", "ws", True),
        ("http://localhost", "localhost", "ws", True),
        ("http://localhost:80", "localhost", "ws", True),
        ("http://localhost", "localhost:80", "ws", True),
        ("http://LOCALHOST", "localhost", "ws", True),
        ("http://localhost/", "localhost", "ws", True),
        ("http://127.0.0.1:8000", "127.0.0.1:8000", "ws", True),
        ("http://[::1]:8000", "[::1]:8000", "ws", True),
        ("https://pong.example", "pong.example", "wss", True),
        ("https://pong.example:443", "pong.example", "wss", True),
        ("https://a.club.example", "a.club.example", "wss", True),
        ("http://localhost", "localhost", None, True),
        ("https://trusted.example", "localhost", "ws", True),
        ("https://trusted.example:443", "anything", "ws", True),
        ("https://odd.example:8443", "localhost", "ws", True),
        ("https://any.wild.example", "localhost", "ws", True),
        ("https://very.any.wild.example", "localhost", "ws", True),
        ("http://any.wild.example", "localhost", "ws", False),
        ("https://notwild.example", "localhost", "ws", False),
        # another site
        ("http://evil.example", "localhost:8000", "ws", False),
        ("null", "localhost:8000", "ws", False),
        ("", "localhost:8000", "ws", False),
        ("localhost:8000", "localhost:8000", "ws", False),
        ("file://", "localhost", "ws", False),
        ("chrome-extension://abcdef", "localhost", "ws", False),
        # another port or scheme is another origin
        ("http://localhost:9000", "localhost:8000", "ws", False),
        ("http://localhost", "localhost:8000", "ws", False),
        ("https://localhost:8000", "localhost:8000", "ws", False),
        ("http://pong.example", "pong.example", "wss", False),
        ("http://trusted.example", "localhost", "ws", False),
        ("https://odd.example", "localhost", "ws", False),
        ("https://sub.trusted.example", "localhost", "ws", False),
        # hosts that only look alike
        ("http://localhost.evil.example", "localhost", "ws", False),
        ("http://evil-localhost", "localhost", "ws", False),
        ("http://pong.example.evil.example", "pong.example", "ws", False),
        ("https://trusted.example.evil.example", "localhost", "ws", False),
        ("http://localhost@evil.example", "localhost", "ws", False),
        ("http://evil.example@localhost", "localhost", "ws", False),
        ("http://localhost:8000@evil.example", "localhost:8000", "ws", False),
        # what is no origin
        ("http://[", "localhost", "ws", False),
        ("http://localhost:99999", "localhost", "ws", False),
        ("http://localhost:port", "localhost", "ws", False),
        ("http://", "localhost", "ws", False),
        ("http://localhost/path", "localhost", "ws", False),
        ("http://localhost?query", "localhost", "ws", False),
        ("http://localhost#part", "localhost", "ws", False),
        ("http://\xe9", "localhost", "ws", False),
        # a name that somebody points at this server (DNS rebinding)
        ("http://rebound.example", "rebound.example", "ws", False),
        ("http://localhost", "", "ws", False),
        ("http://localhost", "localhost@evil", "ws", False),
    ],
)
async def test_a_page_is_let_in_if_it_came_from_here(origin: str, host: str, scheme: str | None, let_in: bool) -> None:
    headers = [(b"host", host.encode("latin1")), (b"origin", origin.encode("latin1"))]
    assert await is_let_in(headers, scheme) is let_in


async def test_who_says_no_origin_is_a_script_and_let_in() -> None:
    assert await is_let_in([(b"host", b"localhost")])
    assert await is_let_in([])


async def test_two_origins_are_none() -> None:
    one = (b"origin", b"http://localhost")
    assert not await is_let_in([(b"host", b"localhost"), one, one])
    assert not await is_let_in([(b"host", b"localhost"), one, (b"origin", b"http://evil.example")])


async def test_an_origin_without_a_host_is_refused() -> None:
    assert not await is_let_in([(b"origin", b"http://localhost")])
