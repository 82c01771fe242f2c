"""Where to listen and whom to talk to. Pure: looks nothing up."""

from __future__ import annotations

import ipaddress
from typing import NamedTuple

LOCALHOST = "127.0.0.1"
GREATEST_PORT = 65_535


class Address(NamedTuple):
    """A host, as an address or ``localhost``, and a TCP port; port 0 is any free one to listen on."""

    host: str
    port: int

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine is meant. No other name is looked up: what it means may change."""
        try:
            return self.host == "localhost" or ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def parse_address(text: str) -> Address:
    """The address in ``9000``, ``127.0.0.1:9000`` or ``[::1]:9000``; ValueError, with a sentence, if it is none."""
    host, _, port = text.rpartition(":")
    if not (port.isascii() and port.isdecimal() and int(port) <= GREATEST_PORT):
        raise ValueError(f"{text!r} does not end with a port from 0 to {GREATEST_PORT}.")
    if ":" in host and not (host.startswith("[") and host.endswith("]")):
        raise ValueError(f"{text!r}: an IPv6 address stands in brackets, as in [::1]:{port}.")
    return Address(host.strip("[]") or LOCALHOST, int(port))
