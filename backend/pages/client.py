"""What the pages with a court tell the browser before any script runs."""

import re
from functools import cache
from pathlib import Path

import msgspec
from django.conf import settings

from pages.words import ENGLISH
from pong.bot import LEVELS
from pong.game_rules import RULES

_JS = settings.FRONTEND_DIR / "js"
# Where a module's import ends, on a line of its own; the formatter keeps it so.
_IMPORT = re.compile(r"""^(?:import|export|\}).*["'](\.[^"']+)["'];$""", re.MULTILINE)
# Loaded when it is needed, as `import("./x.js")` within the code; `import("./x.js").X` is the name of a type.
_LATER = re.compile(r"""^(?!\s*/?\*).*\bimport\("(\.[^"']+)"\)(?!\.[A-Z])""", re.MULTILINE)
_PREFIX = re.compile(r"`([a-z_.]+\.)\$\{")
_STRING = re.compile(r'''"([a-z_]+(?:\.[a-z_]+)*)"''')


def modules_of(entry: str) -> list[str]:
    """The modules that ``entry`` loads, itself left out. Without this list, for the page's head, the browser finds them
    one import after the other, a round trip each."""
    start: Path = _JS / entry
    return sorted(f"js/{path.relative_to(_JS).as_posix()}" for path in _reached(start, (_IMPORT,)) - {start})


@cache
def later_modules_of(entry: str) -> list[str]:
    """What ``entry`` loads only when it is needed, with what that imports."""
    start: Path = _JS / entry
    later = _reached(start, (_IMPORT, _LATER)) - _reached(start, (_IMPORT,))
    return sorted(f"js/{path.relative_to(_JS).as_posix()}" for path in later)


@cache
def keys_of(entry: str) -> frozenset[str]:
    """What ``entry`` and all modules that it ever loads may say: each of their strings that is a key, and each key that
    begins as one of their templates does."""
    sources = [path.read_text() for path in _reached(_JS / entry, (_IMPORT, _LATER))]
    named = {key for text in sources for key in _STRING.findall(text)}
    begun = tuple({prefix for text in sources for prefix in _PREFIX.findall(text)})
    return frozenset(key for key in ENGLISH.entries if key in named or key.startswith(begun))


def _reached(start: Path, ways: tuple[re.Pattern[str], ...]) -> set[Path]:
    reached: set[Path] = set()
    ahead = {start}
    while ahead:
        reached |= ahead
        ahead = {found for path in ahead for found in _imports_of(path, ways)} - reached
    return reached


def _imports_of(module: Path, ways: tuple[re.Pattern[str], ...]) -> set[Path]:
    text = module.read_text()
    return {(module.parent / name).resolve() for way in ways for name in way.findall(text)}


HOME_MODULES = modules_of("home.js")
ROOM_MODULES = modules_of("main.js")
PRACTICE_MODULES = modules_of("practice.js")
LOCAL_MODULES = modules_of("local.js")
ME_MODULES = modules_of("me.js")

# What plays or predicts in the browser needs all numbers, and practice the bots.
ENGINE_RULES = msgspec.to_builtins(RULES)
BOT_LEVELS = msgspec.to_builtins(LEVELS)
