"""What the pages with a court tell the browser before any script runs."""

import re
from pathlib import Path

import msgspec
from django.conf import settings

from pong.bot import LEVELS
from pong.game_rules import RULES

_JS = settings.FRONTEND_DIR / "js"
# Where a module's import ends, on a line of its own; the formatter keeps it so.
_IMPORT = re.compile(r"""^(?:import|export|\}).*["'](\.[^"']+)["'];$""", re.MULTILINE)


def modules_of(entry: str) -> list[str]:
    """The modules that ``entry`` loads, itself left out. Without this list, for the page's head, the browser finds them
    one import after the other, a round trip each."""
    start: Path = _JS / entry
    reached: set[Path] = set()
    ahead = {start}
    while ahead:
        reached |= ahead
        ahead = {found for path in ahead for found in _imports_of(path)} - reached
    return sorted(f"js/{path.relative_to(_JS).as_posix()}" for path in reached - {start})


def _imports_of(module: Path) -> set[Path]:
    return {(module.parent / name).resolve() for name in _IMPORT.findall(module.read_text())}


HOME_MODULES = modules_of("home.js")
ROOM_MODULES = modules_of("main.js")
PRACTICE_MODULES = modules_of("practice.js")
LOCAL_MODULES = modules_of("local.js")

# The numbers that the court is drawn by; see frontend/js/lib/rules.js.
DRAWING_RULES = {
    name: getattr(RULES, name)
    for name in ("left_plane", "right_plane", "paddle_height", "ball_size", "x_unit_in_y_units")
}
# A page that plays by itself needs all of them, and the bots.
ENGINE_RULES = msgspec.to_builtins(RULES)
BOT_LEVELS = msgspec.to_builtins(LEVELS)
