"""How much of the fault suite is asked for, from the environment.

FAULT_ROUNDS  so many rounds of every fault, instead of one of each that is in every CI
FAULTS        only these, by name and with commas between them
FAULT_ROOMS   rooms that are played in, 30
FAULT_SEED    of chance, printed by every run
FAULT_SERVER  "daphne" or "server" for all of it; by default the product's own server where something drains
FAULT_SPREAD  0: all members of a room at its creator's server, as a release needs it that plays a room in one process
FAULT_AOF     1: Redis keeps a log, and finds its keys again after it was killed
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec

from tests.faults.rounds import FAULTS, IN_EVERY_CI


@dataclass(frozen=True)
class Wishes:
    """See the module."""

    rounds: int
    faults: tuple[str, ...]
    rooms: int
    seed: int
    server: str
    spread: bool
    append_only: bool

    @classmethod
    def of(cls, env: Mapping[str, str]) -> Wishes:
        """Raises ValueError for a fault or a server that there is not."""
        names = env.get("FAULTS") or ",".join(FAULTS if env.get("FAULT_ROUNDS") else IN_EVERY_CI)
        faults = tuple(name.strip() for name in names.split(",") if name.strip())
        if unknown := [name for name in faults if name not in FAULTS]:
            raise ValueError(f"FAULTS: there is no {', '.join(unknown)}; there are {', '.join(FAULTS)}")
        if (server := env.get("FAULT_SERVER", "")) not in ("", "daphne", "server"):
            raise ValueError(f"FAULT_SERVER: daphne or server, not {server}")
        return cls(
            rounds=int(env.get("FAULT_ROUNDS") or 1),
            faults=faults,
            rooms=int(env.get("FAULT_ROOMS") or 30),
            seed=int(env.get("FAULT_SEED") or secrets.randbelow(10**6)),
            server=server,
            spread=env.get("FAULT_SPREAD", "1") != "0",
            append_only=env.get("FAULT_AOF", "0") == "1",
        )

    def flavour(self, fault: str) -> str:
        """How the servers are started for this fault."""
        if self.server:
            return self.server
        return "server" if FAULTS[fault].drains and find_spec("pong.server") else "daphne"

    def cases(self) -> list[tuple[str, str, int]]:
        """(flavour, fault, number) of all rounds; those of a flavour together, and the leaving as its last one."""
        cases = [(self.flavour(fault), fault, i + 1) for i in range(self.rounds) for fault in self.faults]
        flavours = dict.fromkeys(flavour for flavour, _, _ in cases)
        return [
            case
            for flavour in flavours
            for case in (*(case for case in cases if case[0] == flavour), (flavour, "leaving", 1))
        ]


WISHES = Wishes.of(os.environ)
