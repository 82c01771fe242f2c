"""The lines that people have, as figures of a round trip. Pure.

A round trip of 150±50 ms is half each way: every chunk takes 75 ms, give or take 25, by a uniform distribution, as `tc
netem` does it when it is told nothing else. "Give or take" is thereby a bound: without a stall no round trip of a lone
chunk is shorter than 100 ms or longer than 200. Chunks that come closely are late a little more often, since none
overtakes another: at 60 a second the mean of those 75 ms becomes 78.

A stall is a packet that was lost and comes again. Nothing behind it arrives before it, which is the whole effect of a
loss on a TCP connection as light as a game's. Linux sends again after SRTT + max(200 ms, 4 RTTVAR) when nothing tells
it earlier (RFC 6298, with Linux' TCP_RTO_MIN of 200 ms instead of one second), so a stall lasts a round trip and
200 ms. With enough packets behind the lost one it would be repaired sooner (RFC 8985: about a round trip and the time
of three packets), so this is the bad case.

The share of stalls is one of *time*: with 0.5 % a direction stands still for 5 ms of a second on average, which is
350 ms every 70 s. It is not one of chunks: at 60 chunks a second that would be a stall every 3 s and a line that stands
still for a tenth of the time, and a client that sends less would get a better line. Who wants that reading has
``loss_share``.
"""

from __future__ import annotations

from dataclasses import dataclass

RETRANSMIT_MS = 200.0  # what Linux waits beyond the round trip before it sends again


@dataclass(frozen=True, slots=True)
class Profile:
    """One kind of line; times in milliseconds.

    Attributes:
        rtt_ms: the mean round trip.
        jitter_ms: how much a round trip differs from it at most; not more than ``rtt_ms``.
        stall_share: the share of time, 0 to less than 1, that each direction stands still.
        loss_share: the share of chunks, 0 to 1, that are lost and repaired, besides the stalls.
        repair_ms: how long a stall or a repair takes; None is a round trip and ``RETRANSMIT_MS``.
    """

    rtt_ms: float
    jitter_ms: float = 0.0
    stall_share: float = 0.0
    loss_share: float = 0.0
    repair_ms: float | None = None

    def __post_init__(self) -> None:
        """ValueError, with a sentence, for a line that cannot be."""
        if not 0.0 <= self.jitter_ms <= self.rtt_ms <= 60_000.0:
            raise ValueError("A round trip takes 0 to 60,000 ms, and its jitter is not more than itself.")
        if not (0.0 <= self.stall_share < 1.0 and 0.0 <= self.loss_share <= 1.0):
            raise ValueError("Stalls take a share from 0 to less than 1 of the time, losses one from 0 to 1 of chunks.")
        if self.repair_ms is not None and not 0.0 < self.repair_ms <= 60_000.0:
            raise ValueError("A repair takes more than 0 and at most 60,000 ms.")

    @property
    def rtt_s(self) -> float:
        return self.rtt_ms / 1000.0

    @property
    def least_one_way_s(self) -> float:
        """No chunk takes less than this in either direction."""
        return (self.rtt_ms - self.jitter_ms) / 2000.0

    @property
    def jitter_width_s(self) -> float:
        """From the shortest to the longest way of a chunk that meets no stall."""
        return self.jitter_ms / 1000.0

    @property
    def repair_s(self) -> float:
        return (self.rtt_ms + RETRANSMIT_MS if self.repair_ms is None else self.repair_ms) / 1000.0

    def __str__(self) -> str:
        losses = f", {self.loss_share:.2%} lost" if self.loss_share else ""
        return (
            f"{self.rtt_ms:g}±{self.jitter_ms:g} ms there and back, {self.stall_share:.2%} of the time stalled{losses}"
        )


PROFILES = {
    "none": Profile(0.0),
    "lan": Profile(20.0, 4.0),
    "80": Profile(80.0, 20.0, stall_share=0.002),
    "150": Profile(150.0, 50.0, stall_share=0.005),
    "200": Profile(200.0, 50.0, stall_share=0.01),
}
