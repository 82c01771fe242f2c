"""What must answer before this process takes players: the database, and Redis if there is one."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

from channels.db import database_sync_to_async
from django.conf import settings
from django.db import connection
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from pages.health import Readiness

REDIS_TIMEOUT_S = 0.5


def build_readiness() -> Readiness:
    """The checks that the settings ask for."""
    if settings.REDIS_URL:
        return Readiness({"database": DatabaseCheck(), "redis": RedisCheck(settings.REDIS_URL)})
    return Readiness({"database": DatabaseCheck()})


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


class RedisCheck:
    """``PING`` over one held connection, which is made again when it is found closed."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._client: Redis | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    async def __call__(self) -> None:
        await self._client_of_this_loop().ping()

    async def aclose(self) -> None:
        """Close the connection; the next check opens another."""
        client, self._client = self._client, None
        if client is not None:
            await client.aclose()

    def _client_of_this_loop(self) -> Redis:
        loop = asyncio.get_running_loop()
        if self._client is None or self._loop is not loop:
            self._loop = loop
            self._client = Redis.from_url(
                self._url,
                socket_timeout=REDIS_TIMEOUT_S,
                socket_connect_timeout=REDIS_TIMEOUT_S,
                # The client's own default sleeps between ten tries, which is for callers that can wait.
                retry=Retry(NoBackoff(), 1),
            )
        return self._client
