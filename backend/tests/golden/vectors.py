"""The golden vectors as files: a match's start, its log, and the chain of checksums that it must give.

Plain JSON, for whoever replays it in another language: ``log`` has the rows of `pong.replay.encode_log`; the
``checksums`` are those of ticks 60, 120, … and, as the last one, of the final match, each chained onto the one before.
"""

import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pong.game_engine import Finished, Match, Rules
from pong.game_rules import RULES, RULES_SHA256
from pong.replay import CHECKSUM_TICKS, LogEntry, checksum, decode_log, encode_log, replayed

FOLDER = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Script:
    """A match to be replayed."""

    seed: int
    points_limit: int
    freeze_ticks: int
    duration_ticks: int
    log: Sequence[LogEntry]
    rules: Rules = RULES


def outcome(script: Script) -> dict:
    """What the engine makes of the script."""
    links: list[int] = []
    matches = replayed(
        seed=script.seed,
        points_limit=script.points_limit,
        freeze_ticks=script.freeze_ticks,
        log=script.log,
        rules=script.rules,
        duration_ticks=script.duration_ticks,
    )
    for match in matches:
        if match.tick % CHECKSUM_TICKS == 0 and match.tick > 0:
            links.append(checksum(match, links[-1] if links else 0))
    return {"checksums": [*links, checksum(match, links[-1] if links else 0)], "final": final(match)}


def final(match: Match) -> dict:
    winner = int(match.phase.winner) if isinstance(match.phase, Finished) else None
    return {"tick": match.tick, "p1_score": match.left_score, "p2_score": match.right_score, "winner": winner}


def rows_of(log: Sequence[LogEntry]) -> list[list]:
    """The log as plain rows."""
    return json.loads(zlib.decompress(encode_log(log)))


def entries_of(rows: list[list]) -> tuple[LogEntry, ...]:
    """The log from its rows."""
    return decode_log(zlib.compress(json.dumps(rows).encode(), level=0))


def write(name: str, script: Script) -> None:
    start = {
        "rules_sha256": RULES_SHA256,
        "seed": script.seed,
        "points_limit": script.points_limit,
        "freeze_ticks": script.freeze_ticks,
        "duration_ticks": script.duration_ticks,
    }
    parts = {**start, **outcome(script), "log": rows_of(script.log)}
    lines = (f"  {json.dumps(key)}: {json.dumps(value, separators=(',', ':'))}" for key, value in parts.items())
    (FOLDER / f"{name}.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")


def read(path: Path) -> tuple[Script, dict]:
    """The script, and the whole vector with what it must give."""
    vector = json.loads(path.read_text())
    log = entries_of(vector["log"])
    start = {key: vector[key] for key in ("seed", "points_limit", "freeze_ticks", "duration_ticks")}
    return Script(log=log, **start), vector
