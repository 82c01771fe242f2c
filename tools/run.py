"""Migrates, says where the game is and becomes the server. Called by `make run`, which sets HOST and PORT."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

BACKEND = Path(__file__).resolve().parent.parent / "backend"
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
EVERYWHERE = {"0.0.0.0", "::"}


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def port_from(text: str) -> int:
    """The port that ``text`` names; ends the program with a sentence if it names none."""
    if text.isdecimal() and 1 <= int(text) <= 65535:
        return int(text)
    raise SystemExit(f"PORT must be a number from 1 to 65535, not {text!r}.")


def check_free(host: str, port: int) -> None:
    """End the program with a sentence if the server could not listen there, before anything is migrated for it."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise SystemExit(
                f"Cannot listen on {host} port {port}: {error.strerror}. Another one: make run PORT={port + 1}"
            ) from None


def lan_address() -> str | None:
    """This machine's address on the local network. Connecting a datagram socket sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return None
        return str(probe.getsockname()[0])


def names_of(host: str) -> list[str]:
    """The names under which a browser may reach ``host``, the best one to share first."""
    if host in LOOPBACK:
        return ["localhost"]
    if host not in EVERYWHERE:
        return [host]
    return [name for name in (lan_address(), socket.gethostname().lower(), "localhost") if name]


def main() -> None:
    host, port = os.environ.get("HOST", "127.0.0.1"), port_from(os.environ.get("PORT", "8000"))
    check_free(host, port)
    names = names_of(host)
    os.environ.setdefault("ALLOWED_HOSTS", ",".join(["localhost", "127.0.0.1", "[::1]", *names]))
    os.chdir(BACKEND)
    subprocess.run([sys.executable, "manage.py", "migrate", "--noinput", "--verbosity", "0"], check=True)
    say(f"\n  Pong: http://{names[0]}:{port}/     Ctrl-C ends it.\n")
    os.execv(sys.executable, [sys.executable, "-m", "pong.server", "--bind", host, "--port", str(port)])


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
    except subprocess.CalledProcessError as error:
        sys.exit(error.returncode)
