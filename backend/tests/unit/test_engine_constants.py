"""The one file where the numbers of the game stand."""

import hashlib
import json
import math
from dataclasses import fields

import pytest

from pong.game_engine import Rules
from pong.game_rules import CONSTANTS_PATH, RULES, RULES_SHA256


def test_the_file_has_exactly_the_numbers_that_the_rules_need():
    assert set(json.loads(CONSTANTS_PATH.read_bytes())) == {field.name for field in fields(Rules)}


def test_the_hash_is_that_of_the_files_bytes():
    assert hashlib.sha256(CONSTANTS_PATH.read_bytes()).hexdigest() == RULES_SHA256


def test_the_33_directions_run_from_60_degrees_up_to_60_degrees_down():
    assert len(RULES.directions) == 33
    for i, (across, down) in enumerate(RULES.directions):
        angle = math.radians(-60.0 + 3.75 * i)
        assert across == pytest.approx(math.cos(angle), abs=2e-16)
        assert down == pytest.approx(math.sin(angle), abs=2e-16)


def test_the_directions_are_mirrored_exactly_about_the_horizontal():
    assert RULES.directions[16] == (1.0, 0.0)
    for (across, down), (mirrored_across, mirrored_down) in zip(
        RULES.directions, reversed(RULES.directions), strict=True
    ):
        assert (across, down) == (mirrored_across, -mirrored_down)


def test_a_serve_chooses_among_eight_directions():
    assert len(RULES.serve_directions) == 8
    assert 16 not in RULES.serve_directions
