"""What pages say: in whose language, escaped, and all of it from the catalogues."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import get_args

import pytest
from django.conf import settings
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.utils.safestring import mark_safe

from pages.client import keys_of
from pages.language import language_of
from pages.words import ENGLISH, LANGUAGES, plural_category
from pong.messages.wire import Phrase

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "words" / "plurals.json").read_text())
TEMPLATES = sorted((settings.FRONTEND_DIR / "templates").glob("*.html"))
ENTRIES = [path.name for path in (settings.FRONTEND_DIR / "js").glob("*.js")]
ARABIC, GERMAN = LANGUAGES["ar"], LANGUAGES["de"]
PATHS = ["/", "/room/ABC234/", "/room/ABC234/watch/?couch", "/practice/", "/local/", "/offline/", "/nowhere"]
# The name of the game, and what the head of a page says to browsers and messengers.
NO_WORDS = {"Pong", "width", "device", "initial", "scale", "viewport", "fit", "cover", "light", "dark", "noindex"}
NO_WORDS |= {"website", "summary", "large", "image"}
SAID = re.compile(r'{% say "([a-z_.]+)"')
BEGUN = re.compile(r'"([a-z_.]+\.)"\|add:')


@pytest.fixture
def client() -> Client:
    return Client()


@pytest.mark.parametrize(("code", "cases"), GOLDEN.items())
def test_plurals_are_chosen_as_browsers_do(code: str, cases: dict[str, str]) -> None:
    assert {count: plural_category(code, int(count)) for count in cases} == cases


def test_a_number_chooses_its_plural() -> None:
    assert [GERMAN.plain("bar.watchers", count=count) for count in (1, 2)] == ["1 schaut zu", "2 schauen zu"]


def test_a_text_is_html_and_so_are_its_parameters_unless_they_are_safe_already() -> None:
    assert ENGLISH.html("over.winner", name="<b>") == "&lt;b&gt; wins."
    assert ENGLISH.html("over.winner", name=mark_safe("<b>Bob</b>")) == "<b>Bob</b> wins."
    assert ENGLISH.plain("over.winner", name="<b>{name}") == "<b>{name} wins."


def test_a_name_is_kept_apart_from_a_text_that_runs_from_right_to_left() -> None:
    assert ARABIC.plain("room.away.title", name="Bob") == "انقطع اتصال \u2068Bob\u2069."
    assert "\u2068" not in ARABIC.html("room.invite.code", code=mark_safe("<b>X</b>"))


def test_what_no_catalogue_has_is_found_at_once() -> None:
    with pytest.raises(KeyError):
        ENGLISH.plain("no.such.key")
    with pytest.raises(KeyError):
        ENGLISH.plain("over.winner")


def test_a_template_speaks_english_where_nobody_is_known() -> None:
    assert Template('{% load words %}{% say "over.won" %}').render(Context()) == "You win."


def test_every_key_is_used_and_every_key_that_is_used_exists() -> None:
    templates = [path.read_text() for path in TEMPLATES]
    said = {key for text in templates for key in SAID.findall(text)}
    begun = tuple({prefix for text in templates for prefix in BEGUN.findall(text)})
    in_scripts = {key for entry in ENTRIES for key in keys_of(entry)}
    in_python = {key for path in Path(settings.BACKEND_DIR, "pages").rglob("*.py") for key in literals_of(path)}
    assert said <= ENGLISH.entries.keys()
    assert all(any(key.startswith(prefix) for key in ENGLISH.entries) for prefix in begun)
    unused = ENGLISH.entries.keys() - said - in_scripts - in_python
    assert {key for key in unused if not key.startswith(begun)} == set()


def literals_of(path: Path) -> set[str]:
    return set(re.findall(r'"([a-z_]+(?:\.[a-z_]+)+)"', path.read_text()))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_has_a_word_of_its_own(path: Path) -> None:
    text = path.read_text()
    text = re.sub(r"{#.*?#}|{%.*?%}|{{.*?}}|<!--.*?-->", "", text, flags=re.DOTALL)
    shown = re.findall(r'\b(?:title|placeholder|alt|aria-label|content)="([^"]*)"', text)
    shown += re.findall(r">([^<>]+)<", text)
    words = [word for part in shown for word in re.findall(r"[A-Za-z]{3,}", part.replace("_", " "))]
    assert [word for word in words if word not in NO_WORDS] == []


@pytest.mark.parametrize(
    ("query", "cookie", "accepted", "code"),
    [
        ("", "", "", "en"),
        ("", "", "de-AT,de;q=0.9,en;q=0.8", "de"),
        ("", "", "fr,es;q=0.5,ar;q=0.7", "ar"),
        ("", "", "fr,zh", "en"),
        ("", "", "*", "en"),
        ("", "", ";;;q=,,\x00", "en"),
        ("", "es", "de", "es"),
        ("", "xx", "de", "de"),
        ("?lang=ar", "es", "de", "ar"),
        ("?lang=xx", "es", "de", "es"),
    ],
)
def test_a_choice_comes_before_what_the_browser_asks_for(query: str, cookie: str, accepted: str, code: str) -> None:
    request = RequestFactory().get(f"/{query}", headers={"Accept-Language": accepted})
    request.COOKIES["lang"] = cookie
    assert language_of(request).code == code


@pytest.mark.parametrize(
    "path", ["/", "/room/ABC234/", "/room/ABC234/watch/?couch", "/practice/", "/local/", "/offline/", "/nowhere"]
)
@pytest.mark.parametrize("language", LANGUAGES.values(), ids=LANGUAGES)
def test_a_page_says_its_language_and_direction_and_has_the_words_of_its_script(
    client: Client, path: str, language: object
) -> None:
    spoken = LANGUAGES[str(getattr(language, "code", ""))]
    response = client.get(path, headers={"Accept-Language": spoken.code})
    text = response.content.decode()
    assert f'<html lang="{spoken.code}" dir="{spoken.direction}">' in text
    assert {"Accept-Language", "Cookie"} <= {name.strip() for name in response.headers["Vary"].split(",")}
    assert response.headers["Cache-Control"] == "private, no-cache"
    block = re.search(r'<script id="words" type="application/json">(.*?)</script>', text, re.DOTALL)
    if block:
        words = json.loads(block.group(1))
        assert words["language.direction"] == spoken.direction
        assert all(spoken.entries[key] == entry for key, entry in words.items())
    assert bool(block) == (path not in ("/offline/", "/nowhere"))


def test_a_chosen_language_is_kept_and_asked_for_no_more(client: Client) -> None:
    chosen = client.get("/?lang=de&points=3")
    assert chosen.cookies["lang"].value == "de"
    assert chosen.cookies["lang"]["samesite"] == "Lax"
    again = client.get("/")
    assert "lang" not in again.cookies
    assert '<html lang="de" dir="ltr">' in again.content.decode()
    assert "lang" not in client.get("/?lang=xx").cookies


def test_the_links_to_other_languages_keep_what_else_the_address_says(client: Client) -> None:
    text = client.get("/practice/?level=hard&lang=es&points=3").content.decode()
    assert 'href="?level=hard&amp;points=3&amp;lang=ar" lang="ar" dir="rtl"' in text
    assert 'href="?level=hard&amp;points=3&amp;lang=es" lang="es" dir="ltr" hreflang="es" aria-current="true"' in text


def test_the_page_offers_every_phrase_that_there_is_and_has_words_for_it() -> None:
    listed = re.search(r"PHRASES = \[(.*)\];", (settings.FRONTEND_DIR / "js" / "state" / "talk.js").read_text())
    assert listed
    assert re.findall(r'"(\w+)"', listed.group(1)) == list(get_args(Phrase))
    spoken = {key.removeprefix("phrase.") for key in keys_of("main.js") if key.startswith("phrase.")}
    assert spoken == set(get_args(Phrase))


def test_a_script_gets_what_it_says_and_what_its_later_modules_say_and_no_more() -> None:
    keys = keys_of("practice.js")
    assert {"over.won", "level.hard", "settings.title", "aloud.point"} <= keys
    assert "room.ready.go" not in keys
    assert "home.code.join" not in keys
