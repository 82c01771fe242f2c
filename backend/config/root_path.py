"""Where the application is mounted."""

from typing import Any


class FixedRootPath:
    """Serves from the root. Daphne takes the mount point from a header that any client may send."""

    def __init__(self, application: Any) -> None:
        self._application = application

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        scope["root_path"] = ""
        await self._application(scope, receive, send)
