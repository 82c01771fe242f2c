"""What a late wish costs: ``python -m tests.load.rewrites`` compares a tick with playing `REACH_TICKS` of them again.

Both with the same match and in turns, since only their ratio says anything. The bound of netcode.md is 0.3 ms.
"""

import sys
import time
from collections.abc import Callable
from functools import partial
from statistics import median, quantiles

from pong.game_engine import STOP, Finished, Hold, Inputs, Side, new_match
from pong.game_rules import RULES
from pong.rooms.flow import Flow
from pong.rooms.past import REACH_TICKS

TURNS = 4000


def new_flow(seed: int) -> Flow:
    """Serves that nobody returns, one after the other."""
    return Flow(new_match(seed=seed, points_limit=21, freeze_ticks=0, rules=RULES), Inputs(STOP, STOP), RULES)


def main() -> None:
    flow = new_flow(0)
    ticks_us: list[float] = []
    rewrites_us: list[float] = []
    for turn in range(TURNS):
        if isinstance(flow.match.phase, Finished):
            flow = new_flow(turn)
        for _ in range(REACH_TICKS + 2):
            ticks_us.append(timed(flow.advance))
        wish, tick = Hold(1 if turn % 2 else -1), flow.clock - REACH_TICKS
        rewrites_us.append(timed(partial(flow.steer_at, Side.LEFT, wish, tick=tick, seq=turn + 1)))
        while flow.next_contact(final=True) is not None:
            pass
        flow.take_edges()
    tick_us, rewrite_us, p99 = median(ticks_us), median(rewrites_us), quantiles(rewrites_us, n=100)[98]
    late = f"a wish {REACH_TICKS} ticks late {rewrite_us:.1f} us (p99 {p99:.1f})"
    sys.stdout.write(f"a tick {tick_us:.1f} us; {late}: {rewrite_us / tick_us:.1f} ticks\n")


def timed(work: Callable[[], object]) -> float:
    """How many microseconds ``work`` takes."""
    began = time.perf_counter_ns()
    work()
    return (time.perf_counter_ns() - began) / 1000.0


if __name__ == "__main__":
    main()
