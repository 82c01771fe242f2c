"""The HTML pages. They show a document and decide nothing: the game happens on the socket."""

import re
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

from pages.client import (
    BOT_LEVELS,
    ENGINE_RULES,
    HOME_MODULES,
    LOCAL_MODULES,
    PRACTICE_MODULES,
    ROOM_MODULES,
)
from pages.visitors import keep_pass, visitor_of, visitor_or_new
from pong.room_codes import new_room_code

ROOM_CODE = re.compile(r"[A-Za-z0-9_-]{1,32}")

POINT_LIMITS = (3, 5, 11)
# How the page draws a match; js/netcode/modes.js says what each does. Asked for to compare them.
NETCODE_MODES = ("terminal", "interp", "predict", "warp")


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What it is, the ways into a game, and the games that run."""
    context = {
        "point_limits": POINT_LIMITS,
        "bot_levels": BOT_LEVELS,
        "rules": ENGINE_RULES,
        "modules": HOME_MODULES,
        "visitor": visitor_of(request),
        # A press before the script was there comes back as a question; the script then takes it up.
        "seeks": "play" in request.GET,
    }
    return render(request, "home.html", context)


@require_safe
def practice(request: HttpRequest) -> HttpResponse:
    """The court of somebody who plays against the computer, which is his own: after this page no server is asked."""
    context = {
        "rules": ENGINE_RULES,
        "levels": BOT_LEVELS,
        "modules": PRACTICE_MODULES,
        "point_limits": POINT_LIMITS,
        "points": _whole_number(request.GET, "points", 1, 21) or "5",
        "level": _bot_level(request.GET, "level") or "normal",
    }
    return render(request, "practice.html", context)


@require_safe
def local(request: HttpRequest) -> HttpResponse:
    """The court of two people at one device; after this page no server is asked."""
    points = _whole_number(request.GET, "points", 1, 21) or "5"
    context = {"rules": ENGINE_RULES, "modules": LOCAL_MODULES, "point_limits": POINT_LIMITS, "points": points}
    return render(request, "local.html", context)


@require_safe
def new_game(request: HttpRequest) -> HttpResponseRedirect:
    """A fresh address for a room. The room itself begins when the first browser connects to it."""
    options = _room_options(request.GET)
    address = reverse("room", args=[new_room_code()])
    response = HttpResponseRedirect(f"{address}?{urlencode(options)}" if options else address)
    # Going back and asking again must give another room.
    response.headers["Cache-Control"] = "no-store"
    return response


@require_safe
def couch(request: HttpRequest) -> HttpResponseRedirect:
    """A fresh room for two phones before a big screen, which watches and never plays."""
    query = "&".join(["couch", *_room_query(request.GET)])
    response = HttpResponseRedirect(f"{reverse('watch', args=[new_room_code()])}?{query}")
    response.headers["Cache-Control"] = "no-store"
    return response


@require_safe
def join(request: HttpRequest) -> HttpResponse:
    """From a typed code to its room."""
    code = "".join(request.GET.get("code", "").split())
    return redirect("room", code=code) if ROOM_CODE.fullmatch(code) else _invalid_code(request, code)


@require_safe
def room(request: HttpRequest, code: str) -> HttpResponse:
    """The court, for whoever wants to play."""
    return _court(request, code, role="player", layout="paddle" if "paddle" in request.GET else "")


@require_safe
def watch(request: HttpRequest, code: str) -> HttpResponse:
    """The court, for whoever only wants to look on."""
    return _court(request, code, role="observer", layout="couch" if "couch" in request.GET else "")


@ensure_csrf_cookie  # the page tells the server when its visitor takes another name
def _court(request: HttpRequest, code: str, *, role: str, layout: str) -> HttpResponse:
    if not ROOM_CODE.fullmatch(code):
        return _invalid_code(request, code)
    # The first phone opens the room, so the options of the big screen's address go with it.
    phone = "&".join(["paddle", *_room_query(request.GET)])
    visitor = visitor_or_new(request)
    context = {
        "code": code.upper(),
        "role": role,
        "layout": layout,
        "paired": "paired" in request.GET,
        "phone_path": f"{reverse('room', args=[code.upper()])}?{phone}",
        "rules": ENGINE_RULES,
        "modules": ROOM_MODULES,
        "visitor": visitor,
    }
    response = render(request, "room.html", context)
    keep_pass(request, response, visitor)
    return response


def _invalid_code(request: HttpRequest, code: str) -> HttpResponse:
    return render(request, "invalid_code.html", {"code": code[:40]}, status=404)


def _room_options(query: QueryDict) -> dict[str, str]:
    """The options that a room understands; anything else is dropped, since a link may be old or mistyped."""
    options: dict[str, str] = {}
    for name, lowest, highest in (("points", 1, 21), ("countdown", 0, 10)):
        if text := _whole_number(query, name, lowest, highest):
            options[name] = text
    if query.get("private") == "1":
        options["private"] = "1"
    if level := _bot_level(query, "bot"):
        options["bot"] = level
    if (mode := query.get("net", "")) in NETCODE_MODES:
        options["net"] = mode
    return options


def _room_query(query: QueryDict) -> list[str]:
    options = urlencode(_room_options(query))
    return [options] if options else []


def _whole_number(query: QueryDict, name: str, lowest: int, highest: int) -> str:
    text = query.get(name, "")
    return text if re.fullmatch(r"[0-9]{1,2}", text) and lowest <= int(text) <= highest else ""


def _bot_level(query: QueryDict, name: str) -> str:
    level = query.get(name, "")
    return level if level in BOT_LEVELS else ""
