"""The ledger's scripts on a Redis, and what a Redis that does not answer looks like. Knows nothing of rooms."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any, Final

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.commands.core import AsyncScript
from redis.exceptions import RedisError

from pong.cluster.ledger import Unavailable

SOCKET_TIMEOUT_S: Final = 0.5
# A free connection, a new one and the answer together: no caller hangs for longer, whatever adds up.
ANSWER_WITHIN_S: Final = 1.0

Argument = str | bytes | int

_FOLDER = Path(__file__).with_name("scripts")
_TEXTS = {path.stem: path.read_text() for path in _FOLDER.glob("*.lua")}
_COMMON = _TEXTS.pop("common")


class RedisScripts:
    """Runs a script by its name, over at most ``connections`` connections; who finds none free waits for one."""

    def __init__(self, url: str, *, connections: int) -> None:
        pool = BlockingConnectionPool.from_url(
            url,
            max_connections=connections,
            timeout=None,  # `run` has one
            socket_timeout=SOCKET_TIMEOUT_S,
            socket_connect_timeout=SOCKET_TIMEOUT_S,
            # Said, and not left to the client, whose defaults are up to ten tries with sleeps between:
            # a lease would be over before anybody heard of it.
            retry=Retry(NoBackoff(), 0),
            # With version 3 the pool looks no longer whether a connection that lay there is still one.
            protocol=2,
        )
        self._redis = Redis.from_pool(pool)
        self._scripts: dict[str, AsyncScript] = {
            name: self._redis.register_script(f"{_COMMON}\n{text}") for name, text in _TEXTS.items()
        }

    async def run(self, name: str, *args: Argument) -> list[Any]:
        """What the script ``name`` answers.

        Raises:
            Unavailable: it may have run or not, and may still run later.
        """
        try:
            async with asyncio.timeout(ANSWER_WITHIN_S):
                reply: list[Any] = await self._scripts[name](args=args)
                return reply
        except (RedisError, OSError, TimeoutError) as error:
            reason = str(error) or f"no answer within {ANSWER_WITHIN_S} s"
            raise Unavailable(f"{name}: {type(error).__name__}: {reason}") from error

    async def close(self) -> None:
        """Close the connections."""
        await self._redis.aclose()
