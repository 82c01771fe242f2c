"""What pages say, in each language: the catalogues of frontend/words, which templates and scripts share. Pure but for
reading those files once."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe

FOLDER: Path = settings.FRONTEND_DIR / "words"
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_ISOLATE, _END_ISOLATE = "\u2068", "\u2069"

Entry = str | dict[str, str]
"""A text, or one for each plural category of the language, chosen by the parameter ``count``."""


@dataclass(frozen=True, slots=True)
class Language:
    """A language that the game speaks. Unknown keys raise `KeyError`: a typing mistake is found by the first visit."""

    code: str
    entries: Mapping[str, Entry]

    @property
    def name(self) -> str:
        """As those who speak it write it."""
        return self.plain("language.name")

    @property
    def direction(self) -> str:
        """``ltr`` or ``rtl``."""
        return self.plain("language.direction")

    def plain(self, key: str, **parameters: object) -> str:
        """The text, for anything but HTML."""
        return _PLACEHOLDER.sub(lambda found: self._fitted(parameters[found[1]]), self._text(key, parameters))

    def html(self, key: str, **parameters: object) -> SafeString:
        """The text as HTML. Parameters are escaped as well, unless they are marked as safe."""
        filled = _PLACEHOLDER.sub(
            lambda found: conditional_escape(self._fitted(parameters[found[1]])), escape(self._text(key, parameters))
        )
        return mark_safe(filled)  # text and parameters have been escaped one by one

    def only(self, keys: Iterable[str]) -> dict[str, Entry]:
        """The part of the catalogue that a script needs."""
        return {key: self.entries[key] for key in sorted(keys)}

    def _text(self, key: str, parameters: Mapping[str, object]) -> str:
        entry = self.entries[key]
        if isinstance(entry, str):
            return entry
        return entry[plural_category(self.code, int(str(parameters["count"])))]

    def _fitted(self, parameter: object) -> str:
        """A Latin name must not turn the words around it in a text that runs from right to left."""
        if self.direction == "ltr" or not isinstance(parameter, str) or isinstance(parameter, SafeString):
            return parameter if isinstance(parameter, str) else str(parameter)
        return f"{_ISOLATE}{parameter}{_END_ISOLATE}"


def plural_category(code: str, count: int) -> str:
    """The category that ``count`` has in a language, as ``Intl.PluralRules`` of the browsers has it."""
    match code:
        case "ar":
            return _arabic_category(count)
        case "es" if count != 0 and count % 1_000_000 == 0:
            return "many"
        case _:
            return "one" if count == 1 else "other"


def _arabic_category(count: int) -> str:
    if count < 3:
        return ("zero", "one", "two")[count]
    last_two = count % 100
    if last_two < 3:
        return "other"
    return "few" if last_two < 11 else "many"


def _read(code: str) -> Language:
    return Language(code, json.loads((FOLDER / f"{code}.json").read_text(encoding="utf-8")))


ENGLISH = _read("en")
LANGUAGES = {"en": ENGLISH} | {code: _read(code) for code in ("de", "es", "ar")}
