"""Static files as a browser gets them, through the real middleware."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import pytest
from asgiref.testing import ApplicationCommunicator
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.asgi import get_asgi_application
from django.test import AsyncClient, Client

from config.kept_files import KeptFiles

NAME = "admin/css/base.css"


async def get(client: AsyncClient, **headers: str) -> Any:
    return await client.get(settings.STATIC_URL + NAME, headers=headers)


def test_a_file_is_served_whole_and_not_as_a_stream(client: Client) -> None:
    response = client.get(settings.STATIC_URL + NAME)
    assert response.content == Path(str(finders.find(NAME))).read_bytes()
    assert not response.streaming
    assert response.headers["Content-Type"].startswith("text/css")
    assert int(response.headers["Content-Length"]) == len(response.content)
    assert "max-age=31536000" in response.headers["Cache-Control"]


async def test_a_part_of_a_file_can_be_asked_for(async_client: AsyncClient) -> None:
    whole = (await get(async_client)).content
    response = await get(async_client, range="bytes=10-19")
    assert (response.status_code, response.content) == (206, whole[10:20])


async def test_a_file_that_the_browser_has_is_not_sent_again(async_client: AsyncClient) -> None:
    modified = (await get(async_client)).headers["Last-Modified"]
    response = await get(async_client, if_modified_since=modified)
    assert (response.status_code, response.content) == (304, b"")


async def test_text_is_compressed_for_who_takes_it(async_client: AsyncClient) -> None:
    plain = await get(async_client)
    packed = await get(async_client, accept_encoding="gzip, br")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert int(packed.headers["Content-Length"]) == len(packed.content) < len(plain.content) / 2
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert "Accept-Encoding" in plain.headers["Vary"]


async def test_a_picture_is_not_compressed_again(async_client: AsyncClient) -> None:
    response = await async_client.get(f"{settings.STATIC_URL}img/screenshot.png", headers={"accept-encoding": "gzip"})
    assert "Content-Encoding" not in response.headers


async def test_the_head_of_a_file_has_no_body(async_client: AsyncClient) -> None:
    response = await async_client.head(settings.STATIC_URL + NAME, headers={"accept-encoding": "gzip"})
    assert (response.status_code, response.content) == (200, b"")


@pytest.mark.parametrize("name", ["nothing.js", "../manage.py", "js/%2e%2e/%2e%2e/backend/manage.py"])
async def test_what_is_no_static_file_is_not_found(async_client: AsyncClient, name: str) -> None:
    assert (await async_client.get(settings.STATIC_URL + name)).status_code == 404


class Counted:
    """Django, and how often it was asked."""

    def __init__(self) -> None:
        self._django = get_asgi_application()
        self.asked = 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.asked += 1
        await self._django(scope, receive, send)


async def asked(application: Any, name: str, *, method: str = "GET", **headers: str) -> list[dict[str, Any]]:
    """The answer's start and its one body."""
    fields = [
        (b"host", b"localhost"),
        *((key.replace("_", "-").encode(), text.encode()) for key, text in headers.items()),
    ]
    path = settings.STATIC_URL + name
    scope = {"type": "http", "method": method, "path": path, "headers": fields, "query_string": b"", "scheme": "http"}
    talk = ApplicationCommunicator(application, scope)
    await talk.send_input({"type": "http.request"})
    answer = [await talk.receive_output(), await talk.receive_output()]
    await talk.wait()
    return answer


async def test_a_file_is_answered_from_memory_the_second_time_as_it_was_the_first() -> None:
    django = Counted()
    files = KeptFiles(django, prefix=settings.STATIC_URL)
    plain = [await asked(files, NAME) for _ in range(2)]
    packed = [await asked(files, NAME, accept_encoding="gzip, br") for _ in range(2)]
    assert django.asked == 2
    assert plain[0] == plain[1] == await asked(django, NAME)
    assert packed[0] == packed[1]
    await asked(files, NAME, x_forwarded_proto="https")  # whose answer may have headers of its own
    assert django.asked == 4
    assert gzip.decompress(packed[1][1]["body"]) == plain[1][1]["body"]


async def test_what_is_not_asked_for_plainly_and_whole_goes_to_django() -> None:
    django = Counted()
    files = KeptFiles(django, prefix=settings.STATIC_URL)
    await asked(files, NAME)
    assert (await asked(files, NAME, range="bytes=0-9"))[0]["status"] == 206
    assert (await asked(files, NAME, method="HEAD"))[1]["body"] == b""
    for _ in range(2):
        assert (await asked(files, "nothing.js"))[0]["status"] == 404
    assert django.asked == 5
