"""What is read of a server from outside: its metrics page and the kernel's accounts."""

from __future__ import annotations

import os
import re
import time
import urllib.request
from dataclasses import dataclass
from math import inf
from pathlib import Path

from tests.support.servers import RunningServer

BUCKET = re.compile(r'^pong_tick_lateness_seconds_bucket\{le="([^"]+)"\} (\S+)$', re.MULTILINE)
DROPPED = re.compile(r"^pong_ticks_dropped_total (\S+)$", re.MULTILINE)
CLOCK_TICKS_PER_S = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Reading:
    """The counters at one moment. ``buckets``: seconds → how many ticks were at most so late."""

    at: float
    buckets: dict[float, float]
    dropped: float
    cpu_s: float
    queued_s: float
    stolen: float
    all_cpus: float

    @classmethod
    def of(cls, server: RunningServer) -> Reading:
        with urllib.request.urlopen(f"{server.http_url}/metrics", timeout=10) as response:
            page = response.read().decode()
        dropped = DROPPED.search(page)
        stolen, all_cpus = _machine_jiffies()
        return cls(
            at=time.perf_counter(),
            buckets={inf if le == "+Inf" else float(le): float(number) for le, number in BUCKET.findall(page)},
            dropped=float(dropped[1]) if dropped else 0.0,
            cpu_s=_cpu_seconds(server.pid),
            queued_s=_queued_seconds(server.pid),
            stolen=stolen,
            all_cpus=all_cpus,
        )


@dataclass(frozen=True)
class Period:
    """What happened between two readings."""

    before: Reading
    after: Reading

    @property
    def seconds(self) -> float:
        return self.after.at - self.before.at

    @property
    def cpu(self) -> float:
        """The share of one processor that the server used."""
        return (self.after.cpu_s - self.before.cpu_s) / self.seconds

    @property
    def queued(self) -> float:
        """The share of the time in which the server's loop wanted its processor and somebody else had it."""
        return (self.after.queued_s - self.before.queued_s) / self.seconds

    @property
    def steal(self) -> float:
        """The share of the machine that its host gave to others."""
        return (self.after.stolen - self.before.stolen) / (self.after.all_cpus - self.before.all_cpus)

    @property
    def dropped(self) -> int:
        return int(self.after.dropped - self.before.dropped)

    @property
    def ticks(self) -> int:
        return int(self._ticks_up_to(inf))

    def lateness_ms(self, share: float) -> float:
        """So late, or less, was this share of the ticks: the upper edge of its bucket, so never flattering."""
        wanted = share * self._ticks_up_to(inf)
        return 1000.0 * next((edge for edge in self.after.buckets if self._ticks_up_to(edge) >= wanted), inf)

    def _ticks_up_to(self, edge: float) -> float:
        return self.after.buckets.get(edge, 0.0) - self.before.buckets.get(edge, 0.0)


def _cpu_seconds(pid: int | None) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / CLOCK_TICKS_PER_S


def _queued_seconds(pid: int | None) -> float:
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[1]) / 1e9


def _machine_jiffies() -> tuple[int, int]:
    numbers = [int(text) for text in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
    return numbers[7], sum(numbers)
