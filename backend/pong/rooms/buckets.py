"""How fast a client may talk. Pure: the caller brings the time."""

from dataclasses import dataclass


@dataclass(slots=True)
class TokenBucket:
    """Lets ``burst`` units through at once and ``per_second`` units in the long run."""

    per_second: float
    burst: float
    level: float = -1.0
    at: float = 0.0

    def take(self, units: float, now: float) -> bool:
        """Whether ``units`` may pass at ``now`` (seconds of a monotonic clock)."""
        if self.level < 0.0:
            self.level = self.burst
        else:
            self.level = min(self.burst, self.level + (now - self.at) * self.per_second)
        self.at = now
        if units > self.level:
            return False
        self.level -= units
        return True
