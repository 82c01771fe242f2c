"""Headers that every page carries."""

from collections.abc import Awaitable, Callable
from typing import cast

from asgiref.sync import iscoroutinefunction
from django.http import HttpRequest
from django.http.response import HttpResponse, HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.decorators import sync_and_async_middleware

from pages.language import remember

SyncHandler = Callable[[HttpRequest], HttpResponseBase]
AsyncHandler = Callable[[HttpRequest], Awaitable[HttpResponseBase]]
Finish = Callable[[HttpRequest, HttpResponseBase], HttpResponseBase]

# What is not named is not loaded: no fonts, frames, media or plug-ins. 'self' covers the WebSocket to the page's own
# host too. No page has inline scripts or styles, the admin included.
_ALLOWED = [
    "default-src 'none'",
    *(f"{kind}-src 'self'" for kind in ("script", "style", "img", "connect", "manifest", "worker")),
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
]
# Nor may a script turn text into markup or into a script's address, so that a name never becomes either. The one
# exception names the service worker (js/worker/register.js).
_NO_MARKUP = ["require-trusted-types-for 'script'", "trusted-types worker"]
CONTENT_SECURITY_POLICY = "; ".join(_ALLOWED + _NO_MARKUP)
# Django's admin brings jQuery, which does.
ADMIN_POLICY = "; ".join(_ALLOWED)
# Sharing and the clipboard, which the page does use, are not among them.
UNUSED_FEATURES = ("accelerometer", "camera", "geolocation", "gyroscope", "microphone", "payment", "usb")
PERMISSIONS_POLICY = ", ".join(f"{feature}=()" for feature in UNUSED_FEATURES)


def _finishing(finish: Finish) -> Callable[[SyncHandler | AsyncHandler], SyncHandler | AsyncHandler]:
    """A middleware that gives each answer its last touch by ``finish``, in sync and async alike."""

    @sync_and_async_middleware
    def middleware(get_response: SyncHandler | AsyncHandler) -> SyncHandler | AsyncHandler:
        if iscoroutinefunction(get_response):
            answer_later = cast(AsyncHandler, get_response)

            async def asynchronous(request: HttpRequest) -> HttpResponseBase:
                return finish(request, await answer_later(request))

            return asynchronous
        answer = cast(SyncHandler, get_response)

        def synchronous(request: HttpRequest) -> HttpResponseBase:
            return finish(request, answer(request))

        return synchronous

    return cast(Callable[[SyncHandler | AsyncHandler], SyncHandler | AsyncHandler], middleware)


def _protected(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    found = request.resolver_match
    is_admin = found is not None and found.app_name == "admin"
    response.headers.setdefault("Content-Security-Policy", ADMIN_POLICY if is_admin else CONTENT_SECURITY_POLICY)
    response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
    return response


content_security_policy = _finishing(_protected)
"""Let a page load from its own origin only, and be framed by nobody."""

visitors_language = _finishing(remember)
"""Pages depend on the visitor's language, and a choice of it is kept."""


_COMPRESSED_TYPES = ("text/html", "text/javascript", "application/json", "application/manifest+json")


class CompressedPages(GZipMiddleware):
    """Pages are sent in a third of their bytes; static files see to it themselves, and pictures are small as they are.

    In a thread, as Django runs it, and of another length each time, so that nobody can guess at a page's secrets by it.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        kind = response.headers.get("Content-Type", "")
        if isinstance(response, HttpResponse) and kind.startswith(_COMPRESSED_TYPES):
            return super().process_response(request, response)
        return response
