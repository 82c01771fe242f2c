"""What is done to the stack from outside, by way of Docker: containers killed and started, the stores read."""

from __future__ import annotations

import contextlib
import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from tests.support.servers import wait_until

ROOT = Path(__file__).resolve().parents[3]
HEALTHY_WITHIN_S = 60.0


def docker(*words: str) -> str:
    """What the command says; it has to succeed."""
    return subprocess.run(["docker", *words], cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()


def compose(*words: str) -> str:
    return docker("compose", *words)


def servers() -> list[str]:
    """The ids of the `web` containers that run."""
    return compose("ps", "--quiet", "--status", "running", "web").split()


def owner_of(room_code: str) -> str:
    """The container that the room runs in. A process is named after its host, and that after the container's id."""
    owner = compose("exec", "-T", "redis", "redis-cli", "HGET", f"pong:room:{room_code.upper()}", "owner")
    (found,) = (container for container in servers() if is_of(owner, container))
    return found


def is_of(process: str, container: str) -> bool:
    """Whether the process of that name (`welcome` has it) runs in the container."""
    return container.startswith(process.partition("-")[0])


def stored(room_code: str) -> list[str]:
    """The stored matches of a room, read past the servers: ``p1_score:p2_score winner points``, oldest first."""
    query = f"""SELECT p1_score || ':' || p2_score || ' ' || winner || ' ' ||
        (SELECT count(*) FROM matches_point WHERE matches_point.match_id = matches_finishedmatch.id)
        FROM matches_finishedmatch WHERE room_code = '{room_code.upper()}' ORDER BY started_at"""
    return compose("exec", "-T", "db", "psql", "-U", "pong", "-tAc", query).splitlines()


def now() -> str:
    """The moment, as Docker understands it."""
    return repr(time.time())


def exit_codes_since(moment: str) -> list[str]:
    """With what the `web` containers ended that have ended since then."""
    project = f"label=com.docker.compose.project={os.environ['COMPOSE_PROJECT_NAME']}"
    service = "label=com.docker.compose.service=web"
    shown = "{{.Actor.Attributes.exitCode}}"
    filters = ["--filter", project, "--filter", service, "--filter", "event=die"]
    return docker("events", "--since", moment, "--until", now(), *filters, "--format", shown).split()


def kill(container: str) -> None:
    """From one moment to the next it is gone, and its sockets with it."""
    docker("kill", "--signal", "KILL", container)


@contextlib.contextmanager
def restored() -> Iterator[None]:
    """Whatever the block kills runs again, and is healthy, after it."""
    before = servers()
    try:
        yield
    finally:
        docker("start", *before)
        wait_until(lambda: all(map(is_healthy, before)), "all containers to be healthy", within_s=HEALTHY_WITHIN_S)


def is_healthy(container: str) -> bool:
    return docker("inspect", "--format", "{{.State.Health.Status}}", container) == "healthy"
