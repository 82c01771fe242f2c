"""The golden vectors: matches that every version of the engine, in every language, must play bit for bit."""

from pathlib import Path

import pytest

from pong.game_rules import RULES_SHA256
from pong.replay import FinishAt, FreezeAt
from tests.golden.vectors import FOLDER, Script, outcome, read

VECTORS = sorted(FOLDER.glob("*.json"))


@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.stem)
def test_a_golden_match_is_played_bit_for_bit(path: Path):
    script, vector = read(path)
    assert vector["rules_sha256"] == RULES_SHA256
    assert outcome(script) == {"checksums": vector["checksums"], "final": vector["final"]}


def test_the_vectors_cover_keys_pointers_freezes_and_early_ends():
    logs = [read(path)[0].log for path in VECTORS]
    assert any(isinstance(entry, FreezeAt) for log in logs for entry in log)
    assert any(isinstance(entry, FinishAt) for log in logs for entry in log)
    text = "".join(path.read_text() for path in VECTORS)
    assert '"hold"' in text
    assert '"aim"' in text


def test_one_other_bit_of_input_gives_another_chain():
    script, vector = read(FOLDER / "bots.json")
    shorter = Script(script.seed, script.points_limit, script.freeze_ticks, script.duration_ticks, script.log[1:])
    assert outcome(shorter)["checksums"] != vector["checksums"]
