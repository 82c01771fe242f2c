"""Pairs of headless players, each a Node process of its own, over a bad line of their own."""

from __future__ import annotations

import asyncio
import contextlib
import json
import shutil
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support.lag import PROFILES, bad_line
from tests.support.servers import BACKEND_DIR, RunningServer, end_with_the_parent

PLAY = BACKEND_DIR.parent / "frontend" / "tests" / "bench" / "feel" / "play.js"
LONGEST_MATCH_S = 120.0  # play.js waits so long for the end of a match
GRACE_S = 30.0


@dataclass(frozen=True)
class Wish:
    """How a pair plays. ``points``: of a match; ``logs``: a folder for a line a picture, or None."""

    seconds: float
    seed: int
    points: int = 5
    logs: Path | None = None


class PairFailed(RuntimeError):
    """A pair could not play; the text says why."""


async def play(servers: Sequence[RunningServer], line: str, mode: str, wish: Wish) -> list[dict[str, Any]]:
    """Two players' reports. With two servers each player has its own one. PairFailed if they could not play."""
    async with contextlib.AsyncExitStack() as stack:
        urls = [await stack.enter_async_context(_line_to(server, line, wish.seed)) for server in servers]
        node = await asyncio.create_subprocess_exec(
            *_command(urls, f"{mode}-{line}", mode, wish),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            preexec_fn=end_with_the_parent,
        )
        return await _reports(node, wish.seconds + LONGEST_MATCH_S + GRACE_S)


async def _reports(node: asyncio.subprocess.Process, within_s: float) -> list[dict[str, Any]]:
    try:
        async with asyncio.timeout(within_s):
            out, errors = await node.communicate()
    except TimeoutError:
        raise PairFailed(f"no end within {within_s:g} s") from None
    finally:
        if node.returncode is None:
            node.kill()
            await node.wait()
    if node.returncode != 0:
        raise PairFailed(errors.decode(errors="replace").strip() or f"ended with {node.returncode}")
    return [json.loads(row) for row in out.decode().splitlines()]


@contextlib.asynccontextmanager
async def _line_to(server: RunningServer, line: str, seed: int) -> AsyncIterator[str]:
    async with bad_line(server.url, PROFILES[line], seed=seed) as proxy:
        yield f"ws://{proxy.address}"


def _command(urls: Sequence[str], name: str, mode: str, wish: Wish) -> list[str]:
    node = shutil.which("node")
    if node is None:
        raise PairFailed("this needs Node 20 or newer")
    command = [node, "--experimental-websocket", "--no-warnings", str(PLAY), "--mode", mode, "--url", urls[0]]
    command += ["--second-url", urls[-1], "--seconds", str(wish.seconds), "--seed", str(wish.seed)]
    command += ["--points", str(wish.points)]
    return [*command, "--logs", str(wish.logs / name)] if wish.logs else command
