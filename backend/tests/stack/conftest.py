"""The stack that `tools/stack` has brought up: two servers behind nginx, spoken to from outside."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator

import pytest
from playwright.sync_api import sync_playwright

from tests.browser.conftest import People
from tests.browser.server import CHROMIUM_ARGS, CHROMIUM_PATH
from tests.support.rooms import RoomFactory
from tests.support.servers import RunningServer


@pytest.fixture(scope="session")
def url() -> str:
    return os.environ["SERVER_URL"]


@pytest.fixture
def server(url: str) -> RunningServer:
    return RunningServer(url)


@pytest.fixture
async def rooms(server: RunningServer) -> AsyncIterator[RoomFactory]:
    """Rooms of this test's own; their sockets are closed at its end."""
    async with RoomFactory(server.url) as factory:
        yield factory


@pytest.fixture
def people() -> Iterator[People]:
    """People with a Chromium, which lives no longer than the test: Playwright's loop would be in the others' way."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM_PATH, args=CHROMIUM_ARGS)
        group = People(chromium)
        yield group
        group.close()
        chromium.close()
    assert group.unexpected_complaints() == []
