"""A visitor's own page: the name, the last games, and the way to be forgotten. There is no account behind it."""

from __future__ import annotations

import logging
from dataclasses import replace
from http import HTTPStatus
from typing import Any

from django.core.cache import cache
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from matches.selectors import OwnMatch, Record, head_to_head, visitor_matches
from matches.services import visitor_forget
from pages.client import ME_MODULES
from pages.visitors import give_pass, keep_pass, take_pass, visitor_of, visitor_or_new
from pong.names import clean_name
from pong.visitors import Visitor

log = logging.getLogger(__name__)

SHOWN_MATCHES = 30
COUNTED_MATCHES = 500  # for the records; who has played more is asked for the last ones only
SHOWN_OPPONENTS = 20
MAX_NAME_LENGTH = 64  # code points, as on the wire; shown are at most 16 graphemes
NAMES_A_MINUTE = 10

NO_SUCH_NAME = "me.no_such_name"  # keys of what is said
TOO_MANY_NAMES = "me.too_many_names"


@never_cache
@require_safe
def me(request: HttpRequest) -> HttpResponse:
    """The page."""
    return _page(request, visitor_or_new(request))


@never_cache
@require_POST
def rename(request: HttpRequest) -> HttpResponse:
    """Another name; an empty one is the name that the visitor had in the beginning."""
    visitor = visitor_or_new(request)
    typed = request.POST.get("name", "").strip()
    name = clean_name(typed[:MAX_NAME_LENGTH])
    if typed and name is None:
        return _page(request, visitor, complaint=NO_SUCH_NAME, status=HTTPStatus.BAD_REQUEST)
    if name != visitor.chosen_name and _renames_too_often(visitor):
        return _page(request, visitor, complaint=TOO_MANY_NAMES, status=HTTPStatus.TOO_MANY_REQUESTS)
    response = redirect("me")
    give_pass(request, response, replace(visitor, chosen_name=name))
    return response


@never_cache
@require_POST
def forget(request: HttpRequest) -> HttpResponse:
    """Take the visitor off all matches, and the pass from the browser."""
    visitor = visitor_of(request)
    if visitor is not None:
        try:
            visitor_forget(visitor_id=visitor.id)
        except (OperationalError, InterfaceError) as error:
            log.warning("a visitor could not be forgotten: %s", error)
            return render(request, "not_forgotten.html", status=HTTPStatus.SERVICE_UNAVAILABLE)
    response: HttpResponseRedirect = redirect("home")
    take_pass(response)
    return response


@never_cache
@require_safe
def own_matches(request: HttpRequest) -> JsonResponse:
    """The last games and the records as JSON; of nobody, nothing. Nobody's id is in it, the visitor's neither."""
    visitor = visitor_of(request)
    matches = _matches_of(visitor)
    if matches is None:
        return JsonResponse({"error": "The games cannot be read just now."}, status=HTTPStatus.SERVICE_UNAVAILABLE)
    return JsonResponse(
        {
            "name": visitor and visitor.name,
            "matches": [_public(match) for match in matches[:SHOWN_MATCHES]],
            "opponents": [_public_record(record) for record in head_to_head(matches)[:SHOWN_OPPONENTS]],
        }
    )


def _page(
    request: HttpRequest, visitor: Visitor, *, complaint: str = "", status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    matches = _matches_of(visitor)
    context = {
        "visitor": visitor,
        "complaint": complaint,
        "away": matches is None,
        "matches": (matches or [])[:SHOWN_MATCHES],
        "records": head_to_head(matches or [])[:SHOWN_OPPONENTS],
        "modules": ME_MODULES,
    }
    response = render(request, "me.html", context, status=status)
    keep_pass(request, response, visitor)
    return response


def _matches_of(visitor: Visitor | None) -> list[OwnMatch] | None:
    """The visitor's last matches, the newest first; None while the database is away."""
    if visitor is None:
        return []
    try:
        return visitor_matches(visitor_id=visitor.id, limit=COUNTED_MATCHES)
    except (OperationalError, InterfaceError) as error:
        log.warning("a visitor's matches cannot be read: %s", error)
        return None


def _renames_too_often(visitor: Visitor) -> bool:
    """Counts in this process only: a name costs next to nothing, and this keeps it so."""
    key = f"renames.{visitor.id.hex}"
    cache.add(key, 0, timeout=60)
    try:
        return cache.incr(key) > NAMES_A_MINUTE
    except ValueError:  # the minute is over since the line above
        return False


def _public(match: OwnMatch) -> dict[str, Any]:
    """All but whose id the opponent's is."""
    return {
        "room_code": match.room_code,
        "opponent": match.opponent,
        "own_score": match.own_score,
        "opponent_score": match.opponent_score,
        "result": match.result,
        "ended_by": match.ended_by,
        "ended_at": match.ended_at.isoformat(),
    }


def _public_record(record: Record) -> dict[str, Any]:
    return {"opponent": record.opponent, "won": record.won, "lost": record.lost}
