"""Health over the real URLs, with a real Redis and a real database that go away and come back."""

from __future__ import annotations

import asyncio
import json
import logging
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import AsyncClient, AsyncRequestFactory
from django.urls import path as url_path
from prometheus_client import CollectorRegistry, Counter

from config.draining import Draining
from config.readiness import DatabaseCheck, LeaseCheck, RedisCheck, build_readiness
from pages.health import Check, NotReady, Readiness, metrics, readyz
from pong.cluster.heart import Heart
from pong.cluster.memory_ledger import MemoryLedger, MemoryStore
from tests.support.matches import sqlite_file
from tests.support.servers import free_port, redis_server


@pytest.fixture
def file_database(tmp_path: Path, django_db_blocker: Any) -> Iterator[str]:
    (tmp_path / "database").mkdir()
    with django_db_blocker.unblock(), sqlite_file(tmp_path / "database" / "health.sqlite3") as path:
        yield path


@pytest.fixture
def probes(async_rf: AsyncRequestFactory) -> AsyncRequestFactory:
    return async_rf


async def probe(probes: AsyncRequestFactory, readiness: Readiness) -> tuple[int, dict[str, Any]]:
    response: HttpResponse = await readyz(readiness)(probes.get("/readyz"))
    return response.status_code, json.loads(response.content)


async def well() -> None:
    """A check of something that is always there."""


@pytest.mark.parametrize("path", ["/healthz", "/metrics"])
async def test_life_and_metrics_are_told_without_a_database(async_client: AsyncClient, path: str) -> None:
    # pytest-django fails any query of a test that has not asked for the database.
    response = await async_client.get(path)
    assert response.status_code == 200
    assert "no-store" in response.headers["Cache-Control"]
    assert response.cookies == {}


async def test_healthz_says_ok(async_client: AsyncClient) -> None:
    assert (await async_client.get("/healthz")).json() == {"status": "ok"}


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
async def test_probes_only_read(async_client: AsyncClient, file_database: str, path: str) -> None:
    assert (await async_client.post(path)).status_code == 405
    head = await async_client.head(path)
    assert (head.status_code, head.content) == (200, b"")


async def test_metrics_are_in_prometheus_text_format(probes: AsyncRequestFactory, async_client: AsyncClient) -> None:
    registry = CollectorRegistry()
    Counter("pong_things", "Things.", registry=registry).inc(3)
    response = await metrics(registry)(probes.get("/metrics"))
    assert response.headers["Content-Type"].startswith("text/plain; version=")
    assert b"pong_things_total 3.0" in response.content
    assert b"python_info" in (await async_client.get("/metrics")).content


def a_heart() -> Heart:
    """Of a process that is alone; it has not beaten yet."""

    async def nothing() -> None: ...

    ledger = MemoryLedger(MemoryStore(settled=True), "p", lambda: time.monotonic() * 1000)
    return Heart(ledger, on_regained=nothing)


async def test_readyz_is_well_with_a_database_alone(
    async_client: AsyncClient, file_database: str, settings: Any
) -> None:
    response = await async_client.get("/readyz")
    assert response.status_code == 200
    assert response.json()["checks"]["database"] == "ok"
    assert "no-store" in response.headers["Cache-Control"]
    settings.REDIS_URL = ""
    draining = Draining()
    assert await build_readiness(draining, a_heart()).report() == {"draining": "ok", "database": "ok"}
    draining.begin()
    report = await build_readiness(draining, a_heart()).report()
    assert report == {"draining": "the process has been told to stop", "database": "ok"}


async def test_a_database_that_is_away_makes_it_not_ready_until_it_is_back(
    probes: AsyncRequestFactory, file_database: str, caplog: pytest.LogCaptureFixture
) -> None:
    readiness = Readiness({"database": DatabaseCheck()})
    assert await probe(probes, readiness) == (200, {"status": "ok", "checks": {"database": "ok"}})
    folder = Path(file_database).parent
    away = folder.rename(folder.with_name("away"))
    for _ in range(3):
        status, body = await probe(probes, readiness)
        assert (status, body["checks"]) == (503, {"database": "failed: OperationalError"})
    assert [record.message for record in caplog.records] == [
        "not ready, database: OperationalError: unable to open database file"
    ]
    away.rename(folder)
    assert (await probe(probes, readiness))[0] == 200


async def test_redis_going_and_coming_back_is_followed(
    probes: AsyncRequestFactory, tmp_path: Path, settings: Any, caplog: pytest.LogCaptureFixture, file_database: str
) -> None:
    caplog.set_level(logging.INFO, "pages.health")
    port = free_port()
    check = RedisCheck(f"redis://127.0.0.1:{port}/0")
    readiness = Readiness({"database": DatabaseCheck(), "redis": check})
    with redis_server(tmp_path, port=port):
        for _ in range(2):
            assert await probe(probes, readiness) == (
                200,
                {"status": "ok", "checks": {"database": "ok", "redis": "ok"}},
            )
    for _ in range(3):
        status, body = await probe(probes, readiness)
        assert (status, body["status"]) == (503, "not ready")
        assert body["checks"] == {"database": "ok", "redis": "failed: ConnectionError"}
    with redis_server(tmp_path, port=port):
        assert (await probe(probes, readiness))[0] == 200
    assert [record.levelname for record in caplog.records if record.name == "pages.health"] == ["WARNING", "INFO"]


async def test_a_503_is_no_error_of_the_server(
    async_client: AsyncClient, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    readiness = Readiness({"redis": RedisCheck(f"redis://127.0.0.1:{free_port()}/0")})
    settings.ROOT_URLCONF = type("Urls", (), {"urlpatterns": [url_path("readyz", readyz(readiness))]})
    for _ in range(2):
        assert (await async_client.get("/readyz")).status_code == 503
    assert [record.name for record in caplog.records] == ["pages.health"]


def test_a_check_follows_the_loop_that_asks(tmp_path: Path) -> None:
    with redis_server(tmp_path) as url:
        readiness = Readiness({"redis": RedisCheck(url)})
        assert [asyncio.run(readiness.report()) for _ in range(2)] == [{"redis": "ok"}] * 2


async def test_the_settings_choose_the_checks(tmp_path: Path, settings: Any, file_database: str) -> None:
    settings.REDIS_URL = f"redis://:a-secret@127.0.0.1:{free_port()}/0"
    report = await build_readiness(Draining(), a_heart()).report()
    assert report == {
        "draining": "ok",
        "database": "ok",
        "redis": "failed: ConnectionError",
        "lease": "the lease of this process is not renewed, so that its rooms wait",
    }


async def test_a_process_whose_heart_beats_has_its_lease() -> None:
    heart = a_heart()
    readiness = Readiness({"lease": LeaseCheck(heart)})
    assert (await readiness.report())["lease"] != "ok"
    assert await heart.beat()
    assert await readiness.report() == {"lease": "ok"}


async def test_a_silent_redis_is_given_up_in_time(
    probes: AsyncRequestFactory, caplog: pytest.LogCaptureFixture
) -> None:
    with ExitStack() as sockets:
        silent = sockets.enter_context(socket.create_server(("127.0.0.1", 0)))
        check = RedisCheck(f"redis://:a-secret@127.0.0.1:{silent.getsockname()[1]}/0")
        loop = asyncio.get_running_loop()
        before = loop.time()
        status, body = await probe(probes, Readiness({"redis": check, "other": well}))
        assert loop.time() - before < 1.5
        assert (status, body["checks"]["other"]) == (503, "ok")
        assert body["checks"]["redis"] != "ok"
    assert "a-secret" not in caplog.text + json.dumps(body)


async def test_probes_do_not_pile_up_behind_a_check_that_hangs() -> None:
    started, release = 0, asyncio.Event()

    async def hangs() -> None:
        nonlocal started
        started += 1
        await release.wait()

    readiness = Readiness({"slow": hangs, "well": well}, time_limit_s=0.02)
    reports = await asyncio.gather(*(readiness.report() for _ in range(10)), readiness.report())
    assert reports == [{"slow": "no answer within 0.02 s", "well": "ok"}] * 11
    assert started == 1
    release.set()
    assert await readiness.report() == {"slow": "ok", "well": "ok"}
    assert started == 2


@pytest.mark.parametrize(
    ("error", "shown"),
    [(NotReady("draining"), "draining"), (ValueError("password=hunter2"), "failed: ValueError")],
)
async def test_only_reasons_that_are_meant_for_the_public_are_shown(
    probes: AsyncRequestFactory, error: Exception, shown: str
) -> None:
    async def fails() -> None:
        raise error

    check: Check = fails
    assert await probe(probes, Readiness({"it": check})) == (503, {"status": "not ready", "checks": {"it": shown}})
