"""Which language a visitor gets: what he has chosen, else what his browser asks for, else English."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header

from pages.words import ENGLISH, LANGUAGES, Language

QUERY = COOKIE = "lang"
_KEPT_FOR_S = 365 * 24 * 3600


def language_of(request: HttpRequest) -> Language:
    """The language of the answer to ``request``."""
    return _chosen_now(request) or LANGUAGES.get(request.COOKIES.get(COOKIE, "")) or _accepted(request) or ENGLISH


def context(request: HttpRequest) -> dict[str, object]:
    """For every template: the context processor of the settings."""
    return {"language": language_of(request)}


def remember(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Tell caches what a page depends on, and keep the choice that came with the address."""
    if not response.headers.get("Content-Type", "").startswith("text/html"):
        return response
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    # A page belongs to who asked for it, and the next release brings another one. A view may be stricter.
    response.headers.setdefault("Cache-Control", "private, no-cache")
    chosen = _chosen_now(request)
    if chosen is not None and request.COOKIES.get(COOKIE) != chosen.code:
        response.set_cookie(
            COOKIE, chosen.code, max_age=_KEPT_FOR_S, secure=settings.SESSION_COOKIE_SECURE, samesite="Lax"
        )
    return response


def _chosen_now(request: HttpRequest) -> Language | None:
    return LANGUAGES.get(request.GET.get(QUERY, ""))


def _accepted(request: HttpRequest) -> Language | None:
    for tag, _quality in parse_accept_lang_header(request.headers.get("Accept-Language", "").lower()):
        if language := LANGUAGES.get(tag.split("-")[0]):
            return language
    return None
