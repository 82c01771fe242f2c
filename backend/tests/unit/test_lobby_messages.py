"""One frame of each message of the lobby as a file, for both languages; and the protocol page, which cannot rot."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import msgspec
import pytest

from pong.lobby.listings import EPILOGUE_S, MAX_SHOWN, MAX_SHOWN_WAITING
from pong.lobby.seekers import HONEST_AFTER_S
from pong.messages.lobby import (
    FromVisitor,
    FromVisitorMessage,
    ListedPlayer,
    Listing,
    ToVisitor,
    ToVisitorMessage,
    decode_visitor,
    encode_to_visitor,
)

BACKEND_DIR = Path(__file__).resolve().parents[2]
FRAMES = BACKEND_DIR / "tests" / "golden" / "frames" / "lobby"
SECTION = (BACKEND_DIR.parent / "context" / "protocol.md").read_text().partition("\n## The lobby")[2]


def tagged(union: object, base: type) -> dict[str, type[msgspec.Struct]]:
    return {str(each.__struct_config__.tag): each for each in get_args(union) if issubclass(each, base)}


FROM_VISITOR = tagged(FromVisitor, FromVisitorMessage)
TO_VISITOR = tagged(ToVisitor, ToVisitorMessage)
MESSAGES = FROM_VISITOR | TO_VISITOR


def test_every_message_belongs_to_a_union_and_has_a_golden_frame() -> None:
    assert set(FromVisitorMessage.__subclasses__()) == set(FROM_VISITOR.values())
    assert set(ToVisitorMessage.__subclasses__()) == set(TO_VISITOR.values())
    assert {path.stem for path in FRAMES.glob("*.json")} == set(MESSAGES)


@pytest.mark.parametrize("name", sorted(MESSAGES))
def test_a_golden_frame_round_trips_with_every_field(name: str) -> None:
    text = (FRAMES / f"{name}.json").read_text().strip()
    if name in FROM_VISITOR:
        assert msgspec.json.encode(decode_visitor(text)).decode() == text
    else:
        assert encode_to_visitor(msgspec.json.decode(text, type=TO_VISITOR[name])) == text
    assert set(msgspec.json.decode(text)) == {"type", *MESSAGES[name].__struct_fields__}


@pytest.mark.parametrize("name", sorted(MESSAGES))
def test_the_page_explains_every_message_with_every_field(name: str) -> None:
    (row,) = [line for line in SECTION.splitlines() if line.startswith(f"| `{name}` |")]
    assert set(MESSAGES[name].__struct_fields__) <= set(re.findall(r"\w+", " ".join(re.findall(r"`([^`]+)`", row))))


def test_the_page_has_no_message_that_there_is_not_and_all_fields_of_a_listing() -> None:
    assert set(re.findall(r"^\| `(\w+)` \|", SECTION, re.MULTILINE)) == set(MESSAGES)
    for struct in (Listing, ListedPlayer):
        assert ", ".join(struct.__struct_fields__) in SECTION


def test_the_page_has_the_bounds() -> None:
    text = " ".join(SECTION.split())
    assert f"at most {MAX_SHOWN} listings (at most {MAX_SHOWN_WAITING} of them" in text
    assert f"after {HONEST_AFTER_S:g} s" in text
    assert f"and {EPILOGUE_S:g} s longer" in text
