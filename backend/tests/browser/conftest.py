"""One server and one browser for all tests; a fresh set of people for each."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    WebSocket,
    expect,
    sync_playwright,
)

from pong.messages.codes import SUBPROTOCOL
from tests.browser.server import CHROMIUM_ARGS, CHROMIUM_PATH, CHROMIUM_SHELL_PATH, Server
from tests.browser.steps import NETWORK_CHANGED
from tests.support import traffic

# The fixture ``new_game``.
NewGame = Callable[..., str]
# How long a test waits at most: long, since it says nothing about the game that a machine is busy.
PATIENCE_MS = 20_000
expect.set_options(timeout=PATIENCE_MS)

# Lets a test cut the connection as a network does: the page's own code is not asked.
COLLECT_SOCKETS = """
window.testSockets = [];
window.WebSocket = class extends window.WebSocket {
  constructor(...args) { super(...args); window.testSockets.push(this); }
};
"""
NO_WORKER = "Service Worker registration blocked"
# A policy that is broken is told to the test. The event goes up from what broke it, through shadow trees too.
REPORT_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (violation) => window.testViolation([
  violation.effectiveDirective, violation.blockedURI, violation.sample, violation.sourceFile].join(" ")));
"""


class People:
    """Opens pages as different people do, and keeps an eye on what their browsers complain about."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._contexts: list[BrowserContext] = []
        self.complaints: list[str] = []
        self.expected: list[str] = [NETWORK_CHANGED, NO_WORKER]  # see steps.visit

    def browser_of_one(self, **options: Any) -> BrowserContext:
        """A browser with its own storage, as another person has."""
        # A software renderer paints these pages 60 times a second: the smaller the faster. A worker is installed only
        # where it is looked at (``service_workers="allow"``): what it asks for at once no test can hold back, and it is
        # a quarter of what a first visit to the home page costs.
        usual = {"viewport": {"width": 640, "height": 400}, "service_workers": "block"}
        context = self._browser.new_context(**{**usual, **options})
        context.set_default_timeout(PATIENCE_MS)
        context.add_init_script(COLLECT_SOCKETS)
        context.expose_binding("testViolation", self._on_violation)
        context.add_init_script(REPORT_VIOLATIONS)
        context.on("console", self._on_console)
        context.on("page", lambda page: page.on("websocket", listen_in))
        context.on("weberror", lambda error: self.complaints.append(f"uncaught: {error.error}"))
        self._contexts.append(context)
        return context

    def page(self, **options: Any) -> Page:
        return self.browser_of_one(**options).new_page()

    def expect_complaint(self, part: str) -> None:
        """What the browser itself logs in this test, and the page cannot help."""
        self.expected.append(part)

    def unexpected_complaints(self) -> list[str]:
        return [text for text in self.complaints if not any(part in text for part in self.expected)]

    def close(self) -> None:
        while self._contexts:
            self._contexts.pop().close()

    def _on_violation(self, _source: object, broken: str) -> None:
        self.complaints.append(f"violation: {broken}")

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(f"{message.type}: {message.text}")


def listen_in(socket: WebSocket) -> None:
    """Hold what our own client says and hears against the AsyncAPI document; a fault fails the test at its end."""
    tier = traffic.tier_of(SUBPROTOCOL, socket.url)
    socket.on("framesent", lambda text: note(traffic.said, text, tier))
    socket.on("framereceived", lambda text: note(traffic.heard, text, tier))


def note(hold_against: Callable[..., None], text: str, tier: str) -> None:
    with contextlib.suppress(traffic.Undocumented):
        hold_against(text, tier=tier)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(tmp_path_factory.mktemp("server"))
    running.migrate()
    running.start()
    try:
        yield running
    finally:
        running.stop()
    assert "Traceback" not in running.log, running.log


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    chromium = playwright.chromium.launch(executable_path=CHROMIUM_SHELL_PATH, args=CHROMIUM_ARGS)
    yield chromium
    chromium.close()


@pytest.fixture
def people(browser: Browser) -> Iterator[People]:
    with group_of(browser) as group:
        yield group


@pytest.fixture
def people_with_screens(playwright: Playwright) -> Iterator[People]:
    """With a whole browser each: the shell has no screen that could go to sleep."""
    chromium = playwright.chromium.launch(executable_path=CHROMIUM_PATH, args=CHROMIUM_ARGS)
    with group_of(chromium) as group:
        yield group
    chromium.close()


@contextlib.contextmanager
def group_of(browser: Browser) -> Iterator[People]:
    group = People(browser)
    yield group
    group.close()
    assert group.unexpected_complaints() == []


@pytest.fixture
def new_game(server: Server) -> NewGame:
    """The address of a new room; ``new_game(points=1, countdown=0)``."""

    def address(**options: object) -> str:
        query = "&".join(f"{name}={value}" for name, value in options.items())
        return f"{server.url}/new?{query}"

    return address


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
