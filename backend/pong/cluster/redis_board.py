"""The lobby's board of many processes, in one Redis. What the scripts do, and why, stands in scripts/lobby_*.lua."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from pong.cluster.ledger import Unavailable
from pong.cluster.redis_scripts import Argument, RedisScripts
from pong.lobby.ports import Answer, Ask, BoardUnavailable

# Several times what its process takes to show it again.
PAGE_KEPT_MS: Final = 8000
# An answer that got lost on its way is asked for again within a turn, or after an outage.
ANSWER_KEPT_MS: Final = 30_000
# Whoever is sent to a room is in it by then, or does not come.
SENT_KEPT_MS: Final = 8000


class RedisBoard:
    """Implements the port ``Board``."""

    def __init__(self, url: str, process: str, *, prefix: str = "pong:") -> None:
        """Connects at the first use. ``process`` and ``prefix`` are those of the ledger, whose lease counts."""
        self.process = process
        self._prefix = prefix
        # Of its own: a lobby full of people must not cost the rooms' ledger anything.
        self._scripts = RedisScripts(url, connections=1)

    async def post(self, page: bytes | None) -> None:
        """See `Board`, as for all operations below."""
        await self._ask("lobby_post", page or b"", PAGE_KEPT_MS)

    async def read(self) -> list[bytes]:
        return await self._ask("lobby_read")

    async def seek(self, asks: Sequence[Ask], open_rooms: Sequence[str]) -> list[Answer]:
        args: list[Argument] = [ANSWER_KEPT_MS, SENT_KEPT_MS, len(open_rooms), *open_rooms]
        for ask in asks:
            args += [ask.seeker, ask.person, int(ask.fresh), ask.code, len(ask.avoid), *ask.avoid]
        return [_answer(*reply) for reply in await self._ask("lobby_seek", *args)]

    async def forget(self, seekers: Sequence[str]) -> None:
        await self._ask("lobby_forget", *seekers)

    async def close(self) -> None:
        await self._scripts.close()

    async def _ask(self, script: str, *args: Argument) -> list[Any]:
        try:
            status, *values = await self._scripts.run(script, self._prefix, self.process, *args)
        except Unavailable as error:
            raise BoardUnavailable(str(error)) from None
        if status != b"ok":
            raise BoardUnavailable("this process's lease does not live")
        return values


def _answer(outcome: int, code: bytes) -> Answer:
    return Answer(code=code.decode() if outcome == 1 else None, elsewhere=outcome == 2)
