"""What makes the site an app, and its links worth sharing."""

from __future__ import annotations

import json
import re
import struct

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

from pages.words import LANGUAGES

KEPT = re.compile(r"^self\.kept = (\{.*\});$", re.MULTILINE)


@pytest.fixture
def client() -> Client:
    return Client()


def png_size(content: bytes) -> tuple[int, int]:
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", content[16:24])
    return width, height


def file_of(address: str) -> bytes:
    found = finders.find(address.removeprefix(settings.STATIC_URL))
    assert isinstance(found, str)
    with open(found, "rb") as file:
        return file.read()


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_manifest_is_in_the_language_of_the_page_that_names_it(client: Client, code: str) -> None:
    page = client.get("/", headers={"Accept-Language": code}).content.decode()
    address = re.search(r'<link rel="manifest" href="([^"]+)">', page)
    assert address
    response = client.get(address.group(1))
    assert response.headers["Content-Type"] == "application/manifest+json"
    assert "lang" not in response.cookies
    manifest = json.loads(response.content)
    language = LANGUAGES[code]
    assert (manifest["lang"], manifest["dir"]) == (code, language.direction)
    assert manifest["name"] == language.plain("app.name")
    assert {manifest[name] for name in ("id", "start_url", "scope")} == {"/"}


def test_every_icon_is_there_and_has_the_size_that_it_claims(client: Client) -> None:
    icons = json.loads(client.get("/manifest.webmanifest").content)["icons"]
    pictures = [icon for icon in icons if icon["type"] == "image/png"]
    for icon in pictures:
        width, height = png_size(file_of(icon["src"]))
        assert icon["sizes"] == f"{width}x{height}"
    assert {icon["sizes"] for icon in pictures} == {"192x192", "512x512"}
    assert [icon["sizes"] for icon in icons if icon.get("purpose") == "maskable"] == ["512x512"]


def test_the_worker_keeps_pages_that_need_no_server_and_files_of_one_release(client: Client) -> None:
    response = client.get("/sw.js")
    assert response.headers["Content-Type"].startswith("text/javascript")
    assert response.headers["Cache-Control"] == "private, no-cache"
    found = KEPT.search(response.content.decode())
    assert found
    kept = json.loads(found.group(1))
    assert kept["release"] == settings.RELEASE
    assert kept["pages"] == ["/practice/", "/local/", "/offline/"]
    for page in kept["pages"]:
        assert kept["staticPath"] in client.get(page).content.decode()
    assert f"{settings.STATIC_URL}js/extras.js" in kept["files"]
    assert all(file_of(address) for address in kept["files"])
    assert not [address for address in kept["files"] if "/net/" in address or "/home/" in address]


def test_another_language_is_another_worker_and_the_same_one_is_not(client: Client) -> None:
    german, again, arabic = (client.get("/sw.js", headers={"Accept-Language": code}) for code in ("de", "de", "ar"))
    assert german.content == again.content != arabic.content
    assert {"Accept-Language", "Cookie"} <= {name.strip() for name in german.headers["Vary"].split(",")}


def test_a_page_lets_its_worker_and_its_manifest_be_its_own_only(client: Client) -> None:
    policy = client.get("/").headers["Content-Security-Policy"]
    assert "worker-src 'self'" in policy
    assert "manifest-src 'self'" in policy


def card_of(page: str) -> dict[str, str]:
    return dict(re.findall(r'<meta (?:property|name)="((?:og|twitter):[^"]+)" content="([^"]*)">', page))


def test_a_link_to_a_room_invites_with_a_picture(client: Client) -> None:
    page = client.get("/room/abc234/?points=3", headers={"Host": "localhost:8000", "Accept-Language": "de"})
    card = card_of(page.content.decode())
    assert card["og:title"] == "Du bist zu einem Spiel Pong eingeladen"
    assert card["og:description"].startswith("Raum ABC234: ")
    assert card["og:url"] == "http://localhost:8000/room/abc234/"
    assert card["og:image"] == "http://localhost:8000/card.png"
    assert card["twitter:card"] == "summary_large_image"


def test_any_other_page_tells_what_the_site_is(client: Client) -> None:
    card = card_of(client.get("/").content.decode())
    assert card["og:title"] == "Pong for two"
    assert len(card) == 10


def test_the_picture_has_the_size_that_messengers_want_and_is_asked_for_rarely(client: Client) -> None:
    response = client.get("/card.png")
    assert png_size(response.content) == (1200, 630)
    assert response.headers["Cache-Control"] == "public, max-age=86400"
    assert "Cookie" not in response.headers.get("Vary", "")
    again = client.get("/card.png", headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("path", ["/sw.js", "/manifest.webmanifest", "/card.png", "/offline/"])
def test_all_of_it_is_only_read(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405
