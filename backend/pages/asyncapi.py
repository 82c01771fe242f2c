"""The wire's document, for whoever writes a client."""

import hashlib
from functools import cache

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe

from pong.messages.asyncapi import render


@cache
def _document() -> bytes:
    return render().encode()


@cache
def _etag() -> str:
    return f'"{hashlib.sha256(_document()).hexdigest()[:16]}"'


@require_safe
@cache_control(public=True, max_age=3600)
@condition(etag_func=lambda request: _etag())
def asyncapi(request: HttpRequest) -> HttpResponse:
    """Every message as an AsyncAPI 3.0 document. It changes with the code only, so it is made once a process."""
    return HttpResponse(_document(), content_type="application/json")
