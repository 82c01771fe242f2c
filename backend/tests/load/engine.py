"""What a step of the engine costs: ``python -m tests.load.engine`` prints nanoseconds, the best of five rounds.

A round replays the golden matches. frontend/tests/bench/engine.js does the same and prints both, since only the ratio
of two figures of the same minute says anything.
"""

import sys
import time

from pong.replay import replay
from tests.golden.vectors import FOLDER, Script, read

ROUNDS = 5


def round_ns(scripts: list[Script]) -> float:
    """Nanoseconds a step."""
    began = time.perf_counter_ns()
    for script in scripts:
        replay(
            seed=script.seed,
            points_limit=script.points_limit,
            freeze_ticks=script.freeze_ticks,
            log=script.log,
            rules=script.rules,
            duration_ticks=script.duration_ticks,
        )
    return (time.perf_counter_ns() - began) / sum(script.duration_ticks for script in scripts)


if __name__ == "__main__":
    matches = [read(path)[0] for path in sorted(FOLDER.glob("*.json"))]
    sys.stdout.write(f"{min(round_ns(matches) for _ in range(ROUNDS)):.0f}\n")
