"""Static files under ASGI: WhiteNoise, with whole files in its answers."""

import gzip
from functools import lru_cache
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from whitenoise.middleware import WhiteNoiseMiddleware  # type: ignore[import-untyped]  # it ships no types
from whitenoise.responders import StaticFile  # type: ignore[import-untyped]

_COMPRESSIBLE = ("text/", "application/javascript", "application/json", "image/svg+xml")


class StaticFilesMiddleware(WhiteNoiseMiddleware):  # type: ignore[misc]
    """WhiteNoise streams by a synchronous iterator; Django under ASGI warns of that, then reads the whole file anyway.

    So the file is read here, in the request's own thread; the largest that we have is some 100 kB.
    """

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
