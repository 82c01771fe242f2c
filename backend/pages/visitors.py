"""Who looks at a page: reads and writes the cookie with the visitor's pass. Asks no database."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from pong import passes
from pong.visitors import Visitor, new_visitor


def visitor_of(request: HttpRequest) -> Visitor | None:
    """Whoever has been here before; a pass that cannot be read is none."""
    return passes.read(request.COOKIES.get(passes.COOKIE))


def visitor_or_new(request: HttpRequest) -> Visitor:
    """Whoever has been here before, or somebody new, for a page that then has to keep the pass."""
    return visitor_of(request) or new_visitor()


def keep_pass(request: HttpRequest, response: HttpResponse, visitor: Visitor) -> None:
    """Give the browser a pass if it has none, or has had the same for long enough that the key may have changed."""
    patch_vary_headers(response, ("Cookie",))
    if passes.read(request.COOKIES.get(passes.COOKIE), max_age_s=passes.RENEW_AFTER_S) != visitor:
        give_pass(request, response, visitor)


def give_pass(request: HttpRequest, response: HttpResponse, visitor: Visitor) -> None:
    """Have the browser show, from now on, that it is ``visitor``'s."""
    response.set_cookie(
        passes.COOKIE,
        passes.issue(visitor),
        max_age=passes.MAX_AGE_S,
        secure=settings.BEHIND_TLS or request.is_secure(),
        httponly=True,
        samesite="Lax",
    )


def take_pass(response: HttpResponse) -> None:
    """Have the browser forget whose it is."""
    response.delete_cookie(passes.COOKIE, samesite="Lax")
