"""A real server of our own on a free port, with a database of its own."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.servers import free_port, is_healthy, serve_command, server_environment, stop_process

BACKEND = Path(__file__).resolve().parents[2]
CHROMIUM_PATH = os.environ.get("CHROMIUM_PATH", "/usr/bin/chromium")
# The same engine without the windows of a browser around it, where it is installed: a page costs a third less.
CHROMIUM_SHELL_PATH = shutil.which("chromium-headless-shell") or CHROMIUM_PATH
# The last of these lists counts, so it has Playwright's own features too, as far as they matter here. Without the two
# popups a page costs a quarter less: they are pages that a browser loads for its address bar, for each new person.
UNUSED_FEATURES = [
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    "AimEnabled",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "ThirdPartyStoragePartitioning",
]
CHROMIUM_ARGS = [
    f"--disable-features={','.join(UNUSED_FEATURES)}",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
START_WITHIN_S = 30.0


class Server:
    """One server process that can be stopped and started again on the same port."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._log = folder / "server.log"
        self._environment = {**server_environment(folder / "pong.sqlite3", redis_url=""), **settings}
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> str:
        return self._log.read_text()

    def migrate(self) -> None:
        self.manage("migrate", "--noinput", "--verbosity", "0")

    def manage(self, *command: str, **settings: str) -> None:
        """Run one of Django's commands on the server's database."""
        environment = {**self._environment, **settings}
        subprocess.run([sys.executable, "manage.py", *command], cwd=BACKEND, env=environment, check=True)

    def start(self) -> None:
        """Start, and return when it answers."""
        command = serve_command(self.port, own=True)
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(command, cwd=BACKEND, env=self._environment, stdout=log, stderr=log)
        deadline = time.monotonic() + START_WITHIN_S
        while not is_healthy(self.url):
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"the server did not start:\n{self.log}")
            time.sleep(0.05)  # another process says nothing when it is ready: it is asked again

    @contextmanager
    def frozen(self, at_least_s: float = 0.0) -> Iterator[None]:
        """The process stands still and its sockets stay open: a network that loses everything looks like that."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)
        until = time.monotonic() + at_least_s
        try:
            yield
            time.sleep(max(0.0, until - time.monotonic()))  # how long it stands still is what is tested
        finally:
            self._process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        """It dies without a word."""
        assert self._process is not None
        process, self._process = self._process, None
        process.kill()
        process.wait()

    def stop(self) -> None:
        """Stop it as people do; a server that has to be killed is a failure."""
        if self._process is not None:
            process, self._process = self._process, None
            stop_process(process, self._log)


@contextmanager
def running_server() -> Iterator[str]:
    """The address of a server that lives as long as the block."""
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder))
        server.migrate()
        server.start()
        try:
            yield server.url
        finally:
            server.stop()
