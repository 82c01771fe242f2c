"""Files of this release, answered from memory."""

from http import HTTPStatus
from typing import Any, Final

# What asks for less than the whole file, or for nothing but whether it has changed.
_PARTIAL: Final = frozenset({b"range", b"if-none-match", b"if-modified-since", b"if-range"})
_Key = tuple[str, bool, bool]


class KeptFiles:
    """Repeats the answer that a file once had: its path has the release in it, so it stays the same for ever.

    A cold visit asks for more than a hundred files, and each that Django answers takes some milliseconds from the rooms
    of this process (``make bench``). Only what was found is kept, so there are at most as many answers as files, for
    each way to be sent. Whatever is not asked for plainly and whole goes on to Django.
    """

    def __init__(self, application: Any, *, prefix: str) -> None:
        self._application = application
        self._prefix = prefix
        self._kept: dict[_Key, list[dict[str, Any]]] = {}

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        headers = dict(scope["headers"])
        is_plain = scope["method"] == "GET" and _PARTIAL.isdisjoint(headers)
        if not is_plain or not scope["path"].startswith(self._prefix):
            await self._application(scope, receive, send)
            return
        is_secure = b"https" in (scope.get("scheme", "").encode(), headers.get(b"x-forwarded-proto"))
        key = (scope["path"], b"gzip" in headers.get(b"accept-encoding", b""), is_secure)
        if (kept := self._kept.get(key)) is None:
            kept = await self._answered(scope, receive)
            # Less than head and body came of it if its reader has gone meanwhile.
            is_whole = len(kept) > 1 and not kept[-1].get("more_body", False)
            if is_whole and kept[0]["status"] == HTTPStatus.OK:
                self._kept[key] = kept
        for message in kept:
            await send(message)

    async def _answered(self, scope: dict[str, Any], receive: Any) -> list[dict[str, Any]]:
        messages: list[dict[str, Any]] = []

        async def take(message: dict[str, Any]) -> None:
            messages.append(message)

        await self._application(scope, receive, take)
        return messages
