"""A visitor's pass: the cookie by which a browser is known again, signed with Django's key. Nothing of it is stored.

Whoever has the key of before as well (``SECRET_KEY_FALLBACKS``) reads the passes that it has signed, and pages give
them anew, so that a change of the key costs nobody a name.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.core import signing
from django.http.cookie import parse_cookie

from pong.names import clean_name
from pong.visitors import Visitor

COOKIE = "pong_visitor"
MAX_AGE_S = 400 * 24 * 60 * 60  # no browser keeps a cookie for longer
RENEW_AFTER_S = 24 * 60 * 60
_SALT = "pong.visitor"
_MAX_LENGTH = 4096  # no browser keeps a longer cookie either


def issue(visitor: Visitor) -> str:
    """The pass of ``visitor``, as the value of a cookie."""
    return signing.dumps([visitor.id.hex, visitor.chosen_name], salt=_SALT)


def read(text: str | None, *, max_age_s: int = MAX_AGE_S) -> Visitor | None:
    """Whose pass this is; None if there is none, or one that is forged, broken, or older than ``max_age_s``."""
    if text is None or len(text) > _MAX_LENGTH:
        return None
    try:
        visitor_id, name = signing.loads(text, salt=_SALT, max_age=max_age_s)
        # Cleaned again: what a name may be can have changed since.
        return Visitor(UUID(hex=visitor_id), clean_name(name))
    except (signing.BadSignature, ValueError, TypeError, AttributeError):
        return None


def visitor_of(headers: Iterable[tuple[bytes, bytes]]) -> Visitor | None:
    """Who opens a socket with these headers; None for a client without a pass of ours."""
    cookies = (value.decode("latin1") for name, value in headers if name == b"cookie")
    return read(parse_cookie("; ".join(cookies)).get(COOKIE))
