"""The lag proxy of tools/, for tests and benches: the one place that knows where it lives."""

from __future__ import annotations

import asyncio
import sys
import threading
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.support.client import PATIENCE_S

TOOLS = Path(__file__).resolve().parents[3] / "tools"
if str(TOOLS) not in sys.path:
    sys.path.append(str(TOOLS))  # last: what lies there must not hide a package of the same name

from lagproxy import (  # noqa: E402
    PROFILES,
    Address,
    Direction,
    LagProxy,
    Profile,
    Schedule,
    parse_address,
    percentile,
    release_times,
)

__all__ = [
    "PROFILES",
    "TOOLS",
    "Address",
    "Direction",
    "LagProxy",
    "Profile",
    "Schedule",
    "ThreadedLine",
    "bad_line",
    "parse_address",
    "percentile",
    "release_times",
]


def bad_line(server_url: str, profile: Profile, **options: Any) -> LagProxy:
    """A proxy to the server at ``server_url`` (``ws://…`` or ``http://…``), to be entered as a context."""
    url = urlsplit(server_url)
    assert url.hostname is not None
    assert url.port is not None
    return LagProxy(Address(url.hostname, url.port), profile, **options)


class ThreadedLine:
    """A proxy whose event loop runs in a thread, for tests that have none."""

    def __init__(self, server_url: str, profile: Profile, **options: Any) -> None:
        self._proxy = bad_line(server_url, profile, **options)
        self._started = threading.Event()
        self._thread = threading.Thread(target=asyncio.run, args=(self._run(),), name="lag", daemon=True)

    @property
    def url(self) -> str:
        return f"http://{self._proxy.address}"

    def cut(self, *, refuse_for_s: float = 0.0) -> None:
        self._loop.call_soon_threadsafe(partial(self._proxy.cut, refuse_for_s=refuse_for_s))

    def __enter__(self) -> ThreadedLine:
        self._thread.start()
        assert self._started.wait(PATIENCE_S), "the proxy did not start"
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join(PATIENCE_S)
        assert not self._thread.is_alive(), "the proxy did not end"

    async def _run(self) -> None:
        self._loop, self._over = asyncio.get_running_loop(), asyncio.Event()
        async with self._proxy:
            self._started.set()
            await self._over.wait()
