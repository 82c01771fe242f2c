"""The pages: what they answer, what they carry, and that they decide nothing."""

from __future__ import annotations

import gzip
import json
import re

import pytest
from django.conf import settings
from django.test import AsyncClient, Client, RequestFactory
from django.urls import reverse
from django.views.defaults import server_error

from pages.client import (
    HOME_MODULES,
    LOCAL_MODULES,
    ME_MODULES,
    PRACTICE_MODULES,
    ROOM_MODULES,
    later_modules_of,
)
from pages.views import NETCODE_MODES
from pong.bot import LEVELS_PATH
from pong.game_rules import CONSTANTS_PATH
from pong.room_codes import CODE_ALPHABET, new_room_code

INLINE_SCRIPT = re.compile(rb"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>")
JSON_BLOCK = r'<script id="{}" type="application/json">(.*?)</script>'


@pytest.fixture
def client() -> Client:
    return Client()


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/room/ABC234/",
        "/room/ABC234/watch/",
        "/practice/",
        "/local/",
        "/room/ABC234/?paddle",
        "/room/ABC234/watch/?couch",
        "/join?code=!",
        "/nowhere",
    ],
)
def test_every_page_has_a_strict_policy_and_nothing_inline(client: Client, path: str) -> None:
    response = client.get(path)
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "require-trusted-types-for 'script'" in policy
    assert "unsafe" not in policy
    assert "camera=()" in response.headers["Permissions-Policy"]
    assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert response.headers["X-Frame-Options"] == "DENY"
    assert not INLINE_SCRIPT.search(response.content)
    assert b"<style" not in response.content
    assert not re.search(rb"\s(style|on[a-z]+)=", response.content)


async def test_the_policy_is_there_under_asgi() -> None:
    response = await AsyncClient().get("/")
    assert response.status_code == 200
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/", "/room/ABC234/", "/practice/", "/sw.js", "/asyncapi.json"])
async def test_a_page_is_sent_compressed_to_who_takes_it(path: str) -> None:
    plain = await AsyncClient().get(path)
    packed = await AsyncClient().get(path, headers={"accept-encoding": "gzip, br"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(gzip.decompress(packed.content)) > 2 * len(packed.content)
    assert "Content-Encoding" not in plain.headers
    for response in (plain, packed):
        assert "Accept-Encoding" in response.headers["Vary"]
        assert int(response.headers["Content-Length"]) == len(response.content)


async def test_what_is_tiny_or_packed_already_is_sent_as_it_is() -> None:
    for path in ("/healthz", "/card.png"):
        response = await AsyncClient().get(path, headers={"accept-encoding": "gzip"})
        assert response.status_code == 200
        assert "Content-Encoding" not in response.headers


def test_the_home_page_offers_all_ways_into_a_game(client: Client) -> None:
    text = client.get("/").content.decode()
    assert f'action="{reverse("new_game")}"' in text
    assert f'action="{reverse("join")}"' in text
    assert all(f'name="points" value="{limit}"' in text for limit in (3, 5, 11))
    assert f'action="{reverse("practice")}"' in text
    assert all(f'name="level" value="{level}"' in text for level in ("calm", "easy", "normal", "hard", "pro"))
    assert all(f'href="{reverse(name)}"' in text for name in ("local", "couch", "me"))


def test_a_new_game_is_a_fresh_address_with_the_options(client: Client) -> None:
    first, second = (client.get("/new?points=11&countdown=0&bot=pro").headers["Location"] for _ in range(2))
    assert first != second
    assert re.fullmatch(rf"/room/[{CODE_ALPHABET}]{{6}}/\?points=11&countdown=0&bot=pro", first)


def test_a_couch_is_a_fresh_room_whose_options_go_to_the_phones(client: Client) -> None:
    first, second = (client.get("/couch/?points=3&bot=god").headers["Location"] for _ in range(2))
    assert first != second
    found = re.fullmatch(rf"/room/([{CODE_ALPHABET}]{{6}})/watch/\?couch&points=3", first)
    assert found
    screen = client.get(first).content.decode()
    assert 'data-layout="couch"' in screen
    phone_path = f"/room/{found.group(1)}/?paddle&amp;points=3"
    assert f'data-phone-path="{phone_path}"' in screen
    phone = client.get(phone_path.replace("&amp;", "&")).content.decode()
    assert 'data-layout="paddle"' in phone
    assert 'data-role="player"' in phone


@pytest.mark.parametrize("query", ["points=0", "points=22", "points=1e1", "countdown=11", "bot=god", "points=", "x=1"])
def test_options_that_no_room_knows_are_dropped(client: Client, query: str) -> None:
    assert "?" not in client.get(f"/new?{query}").headers["Location"]


def test_a_code_has_no_letter_that_looks_like_another() -> None:
    assert not set(CODE_ALPHABET) & set("ILO01")
    assert len({new_room_code() for _ in range(1000)}) == 1000


@pytest.mark.parametrize(("typed", "path"), [(" abc 234 ", "/room/abc234/"), ("A_-9", "/room/A_-9/")])
def test_a_typed_code_leads_to_its_room(client: Client, typed: str, path: str) -> None:
    assert client.get("/join", {"code": typed}).headers["Location"] == path


@pytest.mark.parametrize("path", ["/join", "/join?code=%3Cb%3E", f"/room/{'A' * 33}/", "/room/a%20b/watch/"])
def test_a_wrong_code_gets_a_page_that_says_so(client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert b"not a room code" in response.content
    assert b"<b>" not in response.content


def test_the_room_page_knows_its_room_and_role(client: Client) -> None:
    playing, watching = client.get("/room/abc234/").content, client.get("/room/abc234/watch/").content
    assert b'data-code="ABC234"' in playing
    assert b'data-role="player"' in playing
    assert b'data-role="observer"' in watching


def test_an_unknown_page_and_a_broken_one_have_our_design(client: Client) -> None:
    assert b"no page at this address" in client.get("/nowhere").content
    response = server_error(RequestFactory().get("/"))
    assert response.status_code == 500
    assert b"Our fault" in response.content


@pytest.mark.parametrize("path", ["/", "/new", "/join", "/practice/", "/local/", "/couch/", "/room/ABC234/"])
def test_pages_are_only_read(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405


@pytest.mark.parametrize(
    ("path", "sources", "first_bytes", "all_bytes"),
    [
        ("/", ["js/home.js", *HOME_MODULES], 25_000, 85_000),
        ("/room/ABC234/", ["js/main.js", *ROOM_MODULES], 39_000, 116_000),
        ("/practice/", ["js/practice.js", *PRACTICE_MODULES], 39_500, 75_000),
        ("/local/", ["js/local.js", *LOCAL_MODULES], 35_000, 70_000),
        pytest.param("/me/", ["js/me.js", *ME_MODULES], 10_000, 15_000, marks=pytest.mark.django_db),
    ],
)
def test_every_module_of_a_page_is_announced_and_its_script_is_light(
    client: Client, path: str, sources: list[str], first_bytes: int, all_bytes: int
) -> None:
    """As it is sent: until the first picture, and with all that the page may load after it or when it is asked for."""
    text = client.get(path).content.decode()
    assert all(f'"{settings.STATIC_URL}{name}"' in text for name in sources)
    assert "{#" not in text  # a comment of a template ends on its own line, or is shown
    later = later_modules_of(sources[0].removeprefix("js/"))
    assert block_of(text, "later") == [f"{settings.STATIC_URL}{name}" for name in later]
    assert not set(later) & set(sources)
    assert sent(sources) <= first_bytes
    assert sent([*sources, *later]) <= all_bytes


def sent(sources: list[str]) -> int:
    return sum(len(gzip.compress((settings.FRONTEND_DIR / name).read_bytes())) for name in sources)


def test_a_room_announces_no_bot_and_practice_no_connection() -> None:
    assert "js/net/connection.js" in ROOM_MODULES
    assert "js/engine/bot.js" in PRACTICE_MODULES
    assert not [name for name in ROOM_MODULES if name.startswith(("js/practice", "js/home", "js/netcode", "js/engine"))]
    assert not [name for name in PRACTICE_MODULES if name.startswith(("js/net/", "js/game", "js/main", "js/home"))]


def test_the_home_page_announces_nothing_that_it_may_load_later() -> None:
    assert "js/home/lobby.js" in HOME_MODULES
    at_once = set(HOME_MODULES) - {"js/state/settings.js"}  # the dialog is loaded later; whether to move is not
    assert not [name for name in at_once if name.startswith(("js/render/", "js/state/", "js/home/tv", "js/vendor"))]


def test_what_comes_after_the_first_picture_is_not_announced() -> None:
    for modules in (ROOM_MODULES, PRACTICE_MODULES, LOCAL_MODULES):
        assert not {"js/extras.js", "js/ui/settings.js", "js/ui/sounds.js", "js/input/pointer.js"} & set(modules)


def test_a_new_game_is_drawn_in_the_mode_that_was_asked_for(client: Client) -> None:
    modes = re.search(r"MODES = \[(.*)\];", (settings.FRONTEND_DIR / "js" / "netcode" / "modes.js").read_text())
    assert modes
    assert re.findall(r'"(\w+)"', modes.group(1)) == list(NETCODE_MODES)
    for mode in NETCODE_MODES:
        assert client.get(f"/new?points=3&net={mode}").headers["Location"].endswith(f"/?points=3&net={mode}")
    assert "?" not in client.get("/new?net=other").headers["Location"]


def test_a_press_before_the_script_is_there_is_answered_by_a_page_that_looks(client: Client) -> None:
    idle, looking = client.get("/").content.decode(), client.get("/?play=1").content.decode()
    assert re.search(r'<button type="submit" name="play" value="1" id="play-now" class="go">', idle)
    assert '<div id="seeking" class="seeking" hidden>' in idle
    assert 'id="play-now" class="go" hidden>' in looking
    assert '<div id="seeking" class="seeking">' in looking
    assert "?play" not in looking.split("<footer>")[1], "another language begins no search"


def test_a_room_that_two_were_sent_to_waits_for_the_other_one(client: Client) -> None:
    assert b"Waiting for the other player" in client.get("/room/ABC234/?paired").content
    assert b"Waiting for the other player" not in client.get("/room/ABC234/").content


def test_the_link_of_a_private_game_says_so(client: Client) -> None:
    assert client.get("/new?private=1").headers["Location"].endswith("/?private=1")
    assert "?" not in client.get("/new?private=").headers["Location"]


def block_of(text: str, name: str) -> object:
    found = re.search(JSON_BLOCK.format(name), text, re.DOTALL)
    assert found
    return json.loads(found.group(1))


def test_practice_plays_by_exactly_the_servers_numbers(client: Client) -> None:
    text = client.get("/practice/").content.decode()
    assert block_of(text, "rules") == json.loads(CONSTANTS_PATH.read_text())
    assert block_of(text, "levels") == json.loads(LEVELS_PATH.read_text())


@pytest.mark.parametrize(
    ("query", "level", "points"),
    [
        ("level=hard&points=11", "hard", "11"),
        ("level=calm", "calm", "5"),
        ("points=1", "normal", "1"),
        ("level=god&points=99", "normal", "5"),
        ("level=&points=%22%3E", "normal", "5"),
        ("", "normal", "5"),
    ],
)
def test_practice_takes_a_level_and_a_length_from_its_address(
    client: Client, query: str, level: str, points: str
) -> None:
    text = client.get(f"/practice/?{query}").content.decode()
    assert f'data-level="{level}" data-points="{points}"' in text


def test_a_room_draws_and_predicts_by_exactly_the_servers_numbers(client: Client) -> None:
    text = client.get("/room/ABC234/").content.decode()
    assert block_of(text, "rules") == json.loads(CONSTANTS_PATH.read_text())


@pytest.mark.django_db
def test_the_admin_lives_under_the_same_policy(client: Client) -> None:
    response = client.get("/admin/login/")
    assert response.status_code == 200
    policy = response.headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "trusted-types" not in policy  # jQuery would not start
    assert not INLINE_SCRIPT.search(response.content)
