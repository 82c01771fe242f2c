"""Static files under ASGI: WhiteNoise, with whole files in its answers."""

import gzip
from functools import lru_cache
from http import HTTPStatus
from typing import Any

from asgiref.sync import iscoroutinefunction, markcoroutinefunction, sync_to_async
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from whitenoise.middleware import WhiteNoiseMiddleware  # type: ignore[import-untyped]  # it ships no types
from whitenoise.responders import StaticFile  # type: ignore[import-untyped]

_COMPRESSIBLE = ("text/", "application/javascript", "application/json", "image/svg+xml")


class StaticFilesMiddleware(WhiteNoiseMiddleware):  # type: ignore[misc]
    """WhiteNoise streams by a synchronous iterator; Django under ASGI warns of that, then reads the whole file anyway.

    So the file is read here, in a thread; the largest that we have is some 100 kB. And WhiteNoise knows no async: with
    its own ``__call__`` a thread of every request, whatever it asks for, would wait for the event loop; those in flight
    when the loop is stopped would wait for ever, and the process with them.
    """

    async_capable = True

    def __init__(self, get_response: Any) -> None:
        super().__init__(get_response)
        self._is_async = iscoroutinefunction(get_response)
        if self._is_async:
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> Any:
        return self._answer(request) if self._is_async else super().__call__(request)

    async def _answer(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(self.static_prefix):
            found = await sync_to_async(self._file, thread_sensitive=False)(request)
            if found is not None:
                return found
        return await self.get_response(request)  # type: ignore[no-any-return]

    def _file(self, request: HttpRequest) -> HttpResponse | None:
        path = request.path_info
        static_file = self.find_file(path) if self.autorefresh else self.files.get(path)
        return None if static_file is None else self.serve(static_file, request)

    @staticmethod
    def serve(static_file: StaticFile, request: HttpRequest) -> HttpResponse:
        found = static_file.get_response(request.method, request.META)
        content = b""
        if found.file is not None:
            with found.file as file:
                content = file.read()
        response = HttpResponse(content, status=int(found.status))
        del response["Content-Type"]
        for name, value in found.headers:
            response[name] = value
        if found.file is not None and found.status == HTTPStatus.OK:
            _compress(response, request)
        return response


def _compress(response: HttpResponse, request: HttpRequest) -> None:
    """Send text compressed to who takes it. The length is that of what is sent, whatever WhiteNoise found at start."""
    if response["Content-Type"].startswith(_COMPRESSIBLE):
        patch_vary_headers(response, ["Accept-Encoding"])
        if "gzip" in request.headers.get("Accept-Encoding", ""):
            response.content = _gzipped(response.content)
            response["Content-Encoding"] = "gzip"
    response["Content-Length"] = str(len(response.content))


@lru_cache(maxsize=512)
def _gzipped(content: bytes) -> bytes:
    """Compressed once: the files do not change while the process lives, and there are far fewer of them than this."""
    return gzip.compress(content, mtime=0)
