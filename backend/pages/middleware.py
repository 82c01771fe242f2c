"""Headers that every page carries."""

from collections.abc import Awaitable, Callable
from typing import cast

from asgiref.sync import iscoroutinefunction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.decorators import sync_and_async_middleware

from pages.language import remember

SyncHandler = Callable[[HttpRequest], HttpResponseBase]
AsyncHandler = Callable[[HttpRequest], Awaitable[HttpResponseBase]]
Finish = Callable[[HttpRequest, HttpResponseBase], HttpResponseBase]

# 'self' covers the WebSocket to the page's own host too. No page has inline scripts or styles, the admin included.
CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'self'",
        "worker-src 'self'",
        "manifest-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]
)
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
    response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
    return response


content_security_policy = _finishing(_protected)
"""Let a page load from its own origin only, and be framed by nobody."""

visitors_language = _finishing(remember)
"""Pages depend on the visitor's language, and a choice of it is kept."""
