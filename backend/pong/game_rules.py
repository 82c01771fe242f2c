"""The rules that this server plays by, read once from game_engine/constants.json (the engine itself reads no file)."""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec

from pong.game_engine import Rules

CONSTANTS_PATH = Path(__file__).resolve().parent / "game_engine" / "constants.json"
_constants = CONSTANTS_PATH.read_bytes()

RULES = msgspec.json.decode(_constants, type=Rules)
# Tells a client, and whoever replays a stored match, whether they would play by the same numbers.
RULES_SHA256 = hashlib.sha256(_constants).hexdigest()
