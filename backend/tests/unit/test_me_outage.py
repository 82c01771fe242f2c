"""A visitor's own page while the database cannot be reached."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.cache import cache
from django.test import Client

from pong import passes
from pong.visitors import Visitor
from tests.support.matches import sqlite_file

ADA = Visitor(UUID(int=1), "Ada")


@pytest.fixture
def _no_database(tmp_path: Path, django_db_blocker: Any) -> Iterator[None]:
    folder, elsewhere = tmp_path / "database", tmp_path / "elsewhere"
    folder.mkdir()
    with django_db_blocker.unblock(), sqlite_file(folder / "matches.sqlite3"):
        folder.rename(elsewhere)
        yield
        elsewhere.rename(folder)


@pytest.mark.parametrize(
    ("ask", "status", "says"),
    [
        (lambda client: client.get("/me/"), 200, "They cannot be read just now."),
        (lambda client: client.get("/api/me/matches"), 503, "cannot be read just now"),
        (lambda client: client.post("/me/forget"), 503, "Not forgotten yet."),
        (lambda client: client.post("/me/name", {"name": "Grace"}), 302, ""),
        (lambda client: client.get("/room/ABC234/"), 200, "Ada"),
    ],
)
@pytest.mark.usefixtures("_no_database")
def test_without_the_database_everybody_is_told_and_keeps_the_pass(
    ask: Callable[[Client], Any], status: int, says: str, caplog: pytest.LogCaptureFixture
) -> None:
    cache.clear()
    client = Client()
    client.cookies[passes.COOKIE] = passes.issue(ADA)
    response = ask(client)
    assert response.status_code == status
    assert says in response.content.decode()
    kept = passes.read(client.cookies[passes.COOKIE].value)
    assert kept is not None
    assert kept.id == ADA.id
    assert not [record for record in caplog.records if record.exc_info]
