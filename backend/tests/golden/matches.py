"""Thousands of matches for the engine's two languages: played in one of them, and played again in the other.

    python -m tests.golden.matches make 2000 1     prints 2,000 matches, always the same ones for the seed 1
    python -m tests.golden.matches check           plays those from stdin again; ends with 1 if one comes out otherwise

A line is a match: a golden vector (see vectors.py) and, besides, ``rules`` (which numbers differ from the game's),
``bots`` (level and seed of a side: it has to want again what the log says) and ``events`` (``[tick, kind, ...]``).
frontend/tests/engine_matches.test.js is the other half.
"""

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import astuple, replace
from itertools import islice

from pong.game_engine import Event, MatchWon, PaddleHit, PointScored, Rules, Served, Side, WallBounce
from pong.game_rules import RULES
from pong.replay import FinishAt, FreezeAt
from tests.golden.chance import Setup, setups
from tests.golden.play import Interruption, Played, Start, played
from tests.golden.players import Player, bot, logged
from tests.golden.vectors import Script, entries_of, final, outcome, rows_of

_KINDS: dict[type[Event], str] = {
    Served: "served",
    WallBounce: "wall_bounce",
    PaddleHit: "paddle_hit",
    PointScored: "point_scored",
    MatchWon: "match_won",
}


def made(setup: Setup) -> dict:
    """The match of a setup, as it goes into a line."""
    start = setup.start
    record = played(start, setup.left, setup.right, setup.interruptions)
    return {
        "seed": start.seed,
        "points_limit": start.points_limit,
        "freeze_ticks": start.freeze_ticks,
        "rules": setup.changes,
        "bots": setup.bots,
        **_came(record),
    }


def _came(record: Played) -> dict:
    return {
        "duration_ticks": record.match.tick,
        "log": rows_of(record.log),
        "events": [[tick, _KINDS[type(event)], *astuple(event)] for tick, event in record.events],
        "checksums": record.checksums,
        "final": final(record.match),
    }


def differences(line: dict) -> list[str]:
    """Which parts of the match come out otherwise here."""
    log = entries_of(line["log"])
    rules = replace(RULES, **line["rules"])
    start = Start(line["seed"], line["points_limit"], line["freeze_ticks"], line["duration_ticks"], rules)
    interruptions: list[Interruption] = [entry for entry in log if isinstance(entry, FreezeAt | FinishAt)]
    left, right = (_player(line, log, side, rules) for side in Side)
    came = _came(played(start, left, right, interruptions))
    script = Script(start.seed, start.points_limit, start.freeze_ticks, start.longest_ticks, log, rules)
    again = {f"{key} of the replay": value for key, value in outcome(script).items()}
    expected = {**line, **{key: line[key.removesuffix(" of the replay")] for key in again}}
    return [key for key, value in {**came, **again}.items() if value != expected[key]]


def _player(line: dict, log: Iterable, side: Side, rules: Rules) -> Player:
    named = line["bots"].get(str(int(side)))
    return logged(log, side) if named is None else bot(named[0], side, named[1], rules)


def complaints(lines: Iterable[str]) -> Iterator[str]:
    """A sentence for each line that is no match that is played the same here; one at least if there is no line."""
    number = 0
    for number, text in enumerate(lines, 1):
        line = json.loads(text)
        if parts := differences(line):
            yield f"match {number} (seed {line['seed']}): other {', '.join(parts)}"
    if number == 0:
        yield "no match at all"


def main(arguments: list[str]) -> int:
    if arguments[0] == "make":
        count, seed = int(arguments[1]), int(arguments[2])
        sys.stdout.writelines(f"{json.dumps(made(setup))}\n" for setup in islice(setups(seed), count))
        return 0
    found = list(complaints(sys.stdin))
    sys.stderr.writelines(f"{complaint}\n" for complaint in found[:20])
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
