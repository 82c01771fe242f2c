"""What must hold before this process takes players: it stays, and the database answers, and Redis if there is one."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

from channels.db import database_sync_to_async
from django.conf import settings
from django.db import connection
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from config.draining import Draining
from pages.health import Check, NotReady, Readiness
from pong.cluster.heart import Heart

REDIS_TIMEOUT_S = 0.5


def build_readiness(draining: Draining, heart: Heart) -> Readiness:
    """The checks that the settings ask for, and whether the process is ``draining``."""
    checks: dict[str, Check] = {"draining": draining, "database": DatabaseCheck()}
    if settings.REDIS_URL:
        checks["redis"] = RedisCheck(settings.REDIS_URL)
        checks["lease"] = LeaseCheck(heart)
    return Readiness(checks)


class DatabaseCheck:
    """``SELECT 1``, in a thread of its own: a database that does not answer blocks nothing but this check."""

    def __init__(self) -> None:
        thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="readiness-database")
        self._select_one = database_sync_to_async(_select_one, thread_sensitive=False, executor=thread)

    async def __call__(self) -> None:
        await self._select_one()


def _select_one() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


class LeaseCheck:
    """This process may own rooms: its last heartbeat was answered a moment ago."""

    def __init__(self, heart: Heart) -> None:
        self._heart = heart

    async def __call__(self) -> None:
        if not self._heart.holds(time.monotonic()):
            raise NotReady("the lease of this process is not renewed, so that its rooms wait")


class RedisCheck:
    """``PING`` over a connection of its own.

    A held one would have to be closed at shutdown, made again after each restart of Redis, and bound to one loop; and
    `Readiness` runs no check twice at a time, so that a flood of probes is no flood of connections.
    """

    def __init__(self, url: str) -> None:
        self._url = url

    async def __call__(self) -> None:
        async with Redis.from_url(
            self._url,
            socket_timeout=REDIS_TIMEOUT_S,
            socket_connect_timeout=REDIS_TIMEOUT_S,
            # The client's own default sleeps between ten tries, which is for callers that can wait.
            retry=Retry(NoBackoff(), 0),
        ) as client:
            await client.ping()
