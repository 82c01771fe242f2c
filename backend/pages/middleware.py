"""Headers that every page carries."""

from collections.abc import Awaitable, Callable
from typing import cast

from asgiref.sync import iscoroutinefunction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.decorators import sync_and_async_middleware

SyncHandler = Callable[[HttpRequest], HttpResponseBase]
AsyncHandler = Callable[[HttpRequest], Awaitable[HttpResponseBase]]

# 'self' covers the WebSocket to the page's own host too. No page has inline scripts or styles, the admin included.
CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]
)
# Sharing and the clipboard, which the page does use, are not among them.
UNUSED_FEATURES = ("accelerometer", "camera", "geolocation", "gyroscope", "microphone", "payment", "usb")
PERMISSIONS_POLICY = ", ".join(f"{feature}=()" for feature in UNUSED_FEATURES)


@sync_and_async_middleware
def content_security_policy(get_response: SyncHandler | AsyncHandler) -> SyncHandler | AsyncHandler:
    """Let a page load from its own origin only, and be framed by nobody."""
    if iscoroutinefunction(get_response):
        answer_later = cast(AsyncHandler, get_response)

        async def asynchronous(request: HttpRequest) -> HttpResponseBase:
            return _protected(await answer_later(request))

        return asynchronous
    answer = cast(SyncHandler, get_response)

    def synchronous(request: HttpRequest) -> HttpResponseBase:
        return _protected(answer(request))

    return synchronous


def _protected(response: HttpResponseBase) -> HttpResponseBase:
    response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
    return response
