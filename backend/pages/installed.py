"""What makes the site an app that can be installed and played without a network, and its links worth sharing."""

import hashlib
import json
from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import condition, require_safe

from pages.client import later_modules_of
from pages.language import language_of

_CARD = settings.FRONTEND_DIR / "img" / "card.png"
_WORKER = settings.FRONTEND_DIR / "js" / "worker" / "worker.js"
# The two halves of the icon; what a system paints while it starts the app.
_PAPER, _BLUE = "#f4f0e4", "#1d1da8"
# Pages that need no server after they were loaded.
_KEPT_PAGES = ("practice", "local", "offline")
_DAY_S = 24 * 3600


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """What the service worker shows instead of a page that needs the network."""
    return render(request, "offline.html")


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, with the release and the language that it keeps. Another one is another text, which browsers
    take for a new worker; it is asked for anew each time."""
    kept = {
        "release": settings.RELEASE,
        "language": language_of(request).code,
        "staticPath": settings.STATIC_URL,
        "pages": [reverse(name) for name in _KEPT_PAGES],
        "offline": reverse("offline"),
        "files": [static(name) for name in _later_files()],
    }
    script = f"self.kept = {json.dumps(kept)};\n{_worker_source()}"
    response = HttpResponse(script, content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    return response


@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """The web app's manifest. Its address has the language, since browsers ask for it without cookies."""
    language = language_of(request)
    content = {
        "id": "/",
        "start_url": "/",
        "scope": "/",
        "name": language.plain("app.name"),
        "short_name": language.plain("app.short_name"),
        "description": language.plain("app.description"),
        "lang": language.code,
        "dir": language.direction,
        "display": "standalone",
        "theme_color": _BLUE,
        "background_color": _PAPER,
        "categories": ["games"],
        "icons": _icons(),
        "shortcuts": [
            {"name": language.plain("action.new_game"), "url": reverse("new_game")},
            {"name": language.plain("action.practise"), "url": reverse("practice")},
        ],
    }
    response = JsonResponse(content, content_type="application/manifest+json")
    response.headers["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    return response


@cache
def _card() -> tuple[bytes, str]:
    picture = _CARD.read_bytes()
    return picture, f'"{hashlib.sha256(picture).hexdigest()[:16]}"'


def _card_tag(_request: HttpRequest) -> str:
    return _card()[1]


@require_safe
@condition(etag_func=_card_tag)
def card(request: HttpRequest) -> HttpResponse:
    """The picture of a shared link. Its address stays over releases: messengers keep it with the link."""
    response = HttpResponse(_card()[0], content_type="image/png")
    response.headers["Cache-Control"] = f"public, max-age={_DAY_S}"
    return response


@cache
def _worker_source() -> str:
    return str(_WORKER.read_text(encoding="utf-8"))


@cache
def _later_files() -> list[str]:
    """What the kept pages load only later; what they load at once, the worker reads from the pages themselves."""
    later = {module for name in ("practice.js", "local.js") for module in later_modules_of(name)}
    return sorted({*later, "css/settings.css"})


def _icons() -> list[dict[str, str]]:
    sizes = [("icon-192.png", "192x192"), ("icon-512.png", "512x512")]
    icons = [{"src": static(f"img/{name}"), "sizes": size, "type": "image/png"} for name, size in sizes]
    icons.append({"src": static("img/icon.svg"), "sizes": "any", "type": "image/svg+xml"})
    maskable = {"src": static("img/maskable-512.png"), "sizes": "512x512", "type": "image/png", "purpose": "maskable"}
    return [*icons, maskable]
