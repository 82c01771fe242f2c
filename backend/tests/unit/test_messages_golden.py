"""One frame of each message as a file, for both languages; and the protocol page, which cannot rot."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Literal, get_args

import msgspec
import pytest

from pong.messages.codec import decode, encode
from pong.messages.codes import MAX_MESSAGE_BYTES, PROTOCOL_VERSION, SUBPROTOCOL, Close, Refusal
from pong.messages.wire import (
    BotLevel,
    EndedBy,
    FromClientMessage,
    FromCoreClient,
    FromExtendedClient,
    PlayerState,
    Status,
    ToClientMessage,
    ToCoreClient,
    ToExtendedClient,
)

BACKEND_DIR = Path(__file__).resolve().parents[2]
FRAMES = BACKEND_DIR / "tests" / "golden" / "frames"
PAGE = (BACKEND_DIR.parent / "context" / "protocol.md").read_text()


def tag(message: type[msgspec.Struct]) -> str:
    return str(message.__struct_config__.tag)


FROM_CLIENT = {tag(message): message for message in get_args(FromExtendedClient)}
TO_CLIENT = {tag(message): message for message in get_args(ToExtendedClient)}
MESSAGES: dict[str, type[msgspec.Struct]] = {**FROM_CLIENT, **TO_CLIENT}


def section(title: str) -> str:
    """The text below the heading that begins with ``title``."""
    _, _, rest = PAGE.partition(f"\n## {title}")
    assert rest, f"the page has no section {title!r}"
    return rest.partition("\n## ")[0]


def words(text: str) -> set[str]:
    return set(re.findall(r"`([^`]+)`", text))


def row(message: str) -> str:
    """The line of the page's tables that explains ``message``."""
    (line,) = [line for line in PAGE.splitlines() if line.startswith(f"| `{message}` |")]
    return line


def test_every_message_has_a_tag_of_its_own_and_a_golden_frame() -> None:
    assert len(MESSAGES) == len(FROM_CLIENT) + len(TO_CLIENT)
    assert {path.stem for path in FRAMES.glob("*.json")} == set(MESSAGES)


def test_every_message_that_is_declared_belongs_to_a_union() -> None:
    assert set(FromClientMessage.__subclasses__()) == set(FROM_CLIENT.values())
    assert set(ToClientMessage.__subclasses__()) == set(TO_CLIENT.values())


@pytest.mark.parametrize("name", sorted(FROM_CLIENT))
def test_a_golden_frame_of_a_client_round_trips(name: str) -> None:
    text = (FRAMES / f"{name}.json").read_text().strip()
    message = decode(text, extended=True)
    assert type(message) is FROM_CLIENT[name]
    assert msgspec.json.encode(message).decode() == text
    if FROM_CLIENT[name] in get_args(FromCoreClient):
        assert decode(text, extended=False) == message


@pytest.mark.parametrize("name", sorted(TO_CLIENT))
def test_a_golden_frame_of_the_server_round_trips(name: str) -> None:
    text = (FRAMES / f"{name}.json").read_text().strip()
    message: Any = msgspec.json.decode(text, type=TO_CLIENT[name])
    assert encode(message) == text


@pytest.mark.parametrize("name", sorted(MESSAGES))
def test_a_golden_frame_names_every_field(name: str) -> None:
    """So that a test in another language sees all of them."""
    frame = msgspec.json.decode((FRAMES / f"{name}.json").read_bytes())
    assert set(frame) == {"type", *MESSAGES[name].__struct_fields__}


@pytest.mark.parametrize("name", sorted(MESSAGES))
def test_the_page_explains_every_message_with_every_field(name: str) -> None:
    named = words(row(name)) | set(re.findall(r"\w+", " ".join(words(row(name)))))
    assert set(MESSAGES[name].__struct_fields__) <= named, row(name)


def test_the_page_explains_no_message_that_there_is_not() -> None:
    tables = [section(title) for title in ("Core, client", "Core, server", "Extended tier")]
    explained = set(re.findall(r"^\| `(\w+)` \|", "\n".join(tables), re.MULTILINE))
    assert explained == set(MESSAGES)


def test_the_tiers_of_the_page_are_the_tiers_of_the_code() -> None:
    core = section("Core, client") + section("Core, server")
    assert set(re.findall(r"^\| `(\w+)` \|", core, re.MULTILINE)) == {
        tag(message) for message in (*get_args(FromCoreClient), *get_args(ToCoreClient))
    }


def test_the_page_lists_the_fields_of_a_player() -> None:
    assert set(PlayerState.__struct_fields__) <= set(re.findall(r"\w+", row("room_state")))


def test_the_page_lists_every_error_code_and_no_other() -> None:
    listed = {word for word in words(section("Error codes")) if re.fullmatch(r"[a-z_]+", word)}
    elsewhere = {Refusal.INVALID_ROOM_CODE.value}
    assert listed == {refusal.value for refusal in Refusal} - elsewhere
    assert elsewhere <= words(section("Close codes"))


def test_the_page_lists_every_close_code_and_no_other() -> None:
    listed = {int(code) for code in re.findall(r"^\| (\d{4}) \|", section("Close codes"), re.MULTILINE)}
    assert listed == {int(code) for code in Close}


@pytest.mark.parametrize(
    ("name", "values"), [("status_change", Status), ("create_room", BotLevel), ("room_state", EndedBy)]
)
def test_the_page_lists_every_value(name: str, values: object) -> None:
    assert set(get_args(values)) <= words(row(name))


@pytest.mark.parametrize("name", sorted(FROM_CLIENT))
def test_the_page_has_the_bounds_and_choices_of_what_a_client_sends(name: str) -> None:
    for field in msgspec.structs.fields(FROM_CLIENT[name]):
        for choice in choices(field.type):
            assert f"`{choice}`" in row(name) or f'`"{choice}"`' in row(name), choice
    if name == "create_room":
        assert "`points_limit` 1..21, default 5" in row(name)
        assert "`countdown` 0..10" in row(name)


def choices(kind: object) -> list[str]:
    return [value for value in get_args(kind) if isinstance(value, str)] if is_literal(kind) else []


def is_literal(kind: object) -> bool:
    return getattr(kind, "__origin__", None) is Literal


def test_the_page_has_the_limits() -> None:
    assert f"`{SUBPROTOCOL}`" in PAGE
    assert f"`protocol` {PROTOCOL_VERSION}" in row("welcome")
    assert MAX_MESSAGE_BYTES == 1024
    assert "above 1 KiB" in section("Close codes")
    assert "120 messages/s, burst 240; 30 kB/s" in section("Close codes")
