"""Is the process alive, is it ready, what does it count. Knows no dependency: the checks come from outside."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest

log = logging.getLogger(__name__)

Check = Callable[[], Awaitable[None]]
"""Returns if all is well; raises `NotReady` with a reason for the public, or anything else, of which only the log
gets the text."""

AsyncView = Callable[[HttpRequest], Coroutine[Any, Any, HttpResponse]]


class NotReady(Exception):
    """The process should get no new players now. Everybody can read the message, so it holds no secret."""


class Readiness:
    """Runs named checks at the same time, each for at most ``time_limit_s``.

    A check that is still running when the next probe comes is waited for again, not started again: probes cannot
    pile up behind a dependency that does not answer.
    """

    def __init__(self, checks: Mapping[str, Check], *, time_limit_s: float = 1.0) -> None:
        self._checks = dict(checks)
        self._time_limit_s = time_limit_s
        self._running: dict[str, asyncio.Task[Exception | None]] = {}
        self._failing: set[str] = set()

    async def report(self) -> dict[str, str]:
        """``"ok"`` or the reason why not, for each check by its name."""
        reasons = await asyncio.gather(*(self._reason(name) for name in self._checks))
        return dict(zip(self._checks, reasons, strict=True))

    async def _reason(self, name: str) -> str:
        task = self._task(name)
        await asyncio.wait({task}, timeout=self._time_limit_s)
        error = task.result() if task.done() else NotReady(f"no answer within {self._time_limit_s:g} s")
        self._log_change(name, error)
        if error is None:
            return "ok"
        return str(error) if isinstance(error, NotReady) else f"failed: {type(error).__name__}"

    def _task(self, name: str) -> asyncio.Task[Exception | None]:
        task = self._running.get(name)
        loop = asyncio.get_running_loop()
        if task is None or task.done() or task.get_loop() is not loop:
            task = self._running[name] = loop.create_task(_outcome(self._checks[name]), name=f"readiness:{name}")
        return task

    def _log_change(self, name: str, error: Exception | None) -> None:
        if error is not None and name not in self._failing:
            self._failing.add(name)
            log.warning("not ready, %s: %s: %s", name, type(error).__name__, error)
        elif error is None and name in self._failing:
            self._failing.discard(name)
            log.info("ready again, %s", name)


async def _outcome(check: Check) -> Exception | None:
    try:
        await check()
    except Exception as error:
        # The frames of the traceback would keep the driver's objects alive until the next probe.
        return error.with_traceback(None)
    return None


@never_cache
@require_safe
async def healthz(request: HttpRequest) -> HttpResponse:
    """The event loop answers. Says nothing of dependencies: a restart would not bring them back."""
    return JsonResponse({"status": "ok"})


class ReadinessResponse(JsonResponse):
    """An answer that Django does not log: to it every 503 is an ERROR, and `Readiness` has logged what changed."""

    _has_been_logged = True


def readyz(readiness: Readiness) -> AsyncView:
    """The view of ``readiness``: 200, or 503 with the reasons."""

    @never_cache
    @require_safe
    async def view(request: HttpRequest) -> HttpResponse:
        checks = await readiness.report()
        is_ready = all(reason == "ok" for reason in checks.values())
        status = "ok" if is_ready else "not ready"
        return ReadinessResponse({"status": status, "checks": checks}, status=200 if is_ready else 503)

    return view


def metrics(registry: CollectorRegistry = REGISTRY) -> AsyncView:
    """The view of ``registry`` in Prometheus' text format."""

    @never_cache
    @require_safe
    async def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)

    return view
