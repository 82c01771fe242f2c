"""The AsyncAPI document: made of the unions alone, valid, complete; and the check of the tests' traffic against it."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest
from django.test import Client
from jsonschema import Draft7Validator
from msgspec import Struct

from pong.messages.asyncapi import TIERS, Undescribed, document, render
from pong.messages.codec import BadMessage, decode
from pong.messages.codes import Close, Refusal
from pong.messages.meanings import CLOSES, FIELDS, MESSAGES, REFUSALS
from pong.messages.wire import FromExtendedClient, ToExtendedClient
from tests.support import traffic

BACKEND_DIR = Path(__file__).resolve().parents[2]
FRAMES = BACKEND_DIR / "tests" / "golden" / "frames"
OFFICIAL = BACKEND_DIR / "tests" / "vendor" / "asyncapi" / "schema-3.0.0.json.gz"
PAGE = (BACKEND_DIR.parent / "context" / "protocol.md").read_text()

WHOLE = document()
FROM_CLIENT = {kind.__struct_config__.tag: kind for kind in get_args(FromExtendedClient)}
TO_CLIENT = {kind.__struct_config__.tag: kind for kind in get_args(ToExtendedClient)}


class Juggle(Struct, frozen=True, tag_field="type", tag="juggle"):
    """A message that nobody has described."""


class Tilt(Struct, frozen=True, tag_field="type", tag="pong"):
    """A message with a field that nobody has described."""

    angle: float


class Both(Struct, frozen=True, tag_field="type", tag="pong"):
    """A message with a field of two places."""

    t: tuple[int | None, int | None]


def test_it_is_a_valid_document_to_the_makers_of_asyncapi() -> None:
    official = Draft7Validator(json.loads(gzip.decompress(OFFICIAL.read_bytes())))
    assert [f"{error.json_path}: {error.message}" for error in official.iter_errors(WHOLE)] == []
    broken = WHOLE | {"channels": {"core": {"adress": "/"}}}
    assert not official.is_valid(broken)


def test_every_reference_leads_somewhere() -> None:
    links = list(links_of(WHOLE))
    assert links
    for link in links:
        found: Any = WHOLE
        for step in link.removeprefix("#/").split("/"):
            found = found[step]


def links_of(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (link for name, link in value.items() if name == "$ref")
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from links_of(inner)


@pytest.mark.parametrize("tier", TIERS)
@pytest.mark.parametrize(("place", "direction", "action"), [(0, "FromClient", "receive"), (1, "ToClient", "send")])
def test_each_tier_has_the_messages_of_its_union(tier: str, place: int, direction: str, action: str) -> None:
    operation = WHOLE["operations"][f"{tier}{direction}"]
    assert operation["action"] == action, "the document describes the server"
    tags = [link["$ref"].rpartition("/")[2] for link in operation["messages"]]
    assert tags == [kind.__struct_config__.tag for kind in TIERS[tier][place]]
    assert set(tags) <= set(WHOLE["channels"][tier]["messages"])


def test_every_message_and_every_field_has_a_meaning_and_no_other() -> None:
    """A new message or field has to be told in pong/messages/meanings.py: `document` says which one is missing."""
    schemas = WHOLE["components"]["schemas"]
    assert set(MESSAGES) == set(WHOLE["components"]["messages"])
    fields = {(name, field) for name, schema in schemas.items() for field in schema["properties"]}
    known = {f"{name}.{field}" for name, field in fields} | {field for _, field in fields}
    assert set(FIELDS) <= known, f"meanings.py explains what is not on the wire: {set(FIELDS) - known}"


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        (Juggle, "The message juggle has no meaning yet: write a sentence into MESSAGES of meanings.py."),
        (Tilt, "The field Tilt.angle has no meaning yet: write a sentence into FIELDS of meanings.py."),
    ],
)
def test_what_has_no_meaning_is_named_with_the_place_to_write_it(kind: type[Struct], sentence: str) -> None:
    with pytest.raises(Undescribed, match=re.escape(sentence)):
        document({"core": ((), (*TIERS["core"][1], kind))})


def test_the_places_of_a_tuple_are_told_in_the_draft_that_asyncapi_takes() -> None:
    schema = document({"core": ((), (*TIERS["core"][1], Both))})["components"]["schemas"]["Both"]["properties"]["t"]
    validator = Draft7Validator(schema)
    assert [validator.is_valid(value) for value in ([1, None], [1], [1, 2, 3], ["1", 2])] == [True, False, False, False]


def test_every_code_is_described() -> None:
    assert set(REFUSALS) == set(Refusal)
    assert set(CLOSES) == set(Close)
    told = WHOLE["components"]["schemas"]["ErrorMessage"]["properties"]["code"]["oneOf"]
    assert {code["const"] for code in told} == {code.value for code in Refusal}
    assert set(WHOLE["x-close-codes"]) == {str(code.value) for code in Close}


@pytest.mark.parametrize("code", Close)
def test_the_page_tells_a_close_code_in_the_same_words(code: Close) -> None:
    assert f"| {code.value} | {CLOSES[code].meaning} | {CLOSES[code].come_back} |" in PAGE


@pytest.mark.parametrize("name", [*FROM_CLIENT, *TO_CLIENT])
def test_an_example_is_a_message(name: str) -> None:
    (example,) = WHOLE["components"]["messages"][name]["examples"]
    text = json.dumps(example["payload"])
    if name in FROM_CLIENT:
        assert type(decode(text, extended=True)) is FROM_CLIENT[name]
        traffic.said(text, tier="extended")
    else:
        msgspec.json.decode(text, type=TO_CLIENT[name])
        traffic.heard(text, tier="extended")


@pytest.mark.parametrize("path", sorted(FRAMES.glob("*.json")), ids=lambda path: path.stem)
def test_a_golden_frame_is_in_the_document(path: Path) -> None:
    hold_against = traffic.said if path.stem in FROM_CLIENT else traffic.heard
    hold_against(path.read_text(), tier="extended")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{"type":"move_paddle","direction":"left"}', "at $.direction: 'left' is not one of"),
        ('{"type":"move_paddle"}', "'direction' is a required property"),
        ('{"type":"create_room","points_limit":22}', "at $.points_limit: 22 is greater than the maximum of 21"),
        ('{"type":"claim_win"}', "is no message of coreFromClient"),
        ("[]", "is no message of coreFromClient"),
    ],
)
def test_what_a_client_says_wrongly_is_named_with_its_reason(text: str, reason: str) -> None:
    with pytest.raises(BadMessage):
        decode(text, extended=False)
    with pytest.raises(traffic.Undocumented, match=re.escape(reason)):
        traffic.said(text, tier="core")
    assert len(traffic.take_faults()) == 1, "who catches the error does not get away with it"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{"type":"status_change","status":"asleep"}', "at $.status: 'asleep' is not one of"),
        ('{"type":"pong","t":1,"mood":"good"}', "('mood' was unexpected)"),
        ('{"type":"error","code":"no_idea","message":""}', "at $.code"),
        ('{"type":"welcome"}', "is no message of coreToClient"),
    ],
)
def test_what_a_server_tells_beyond_the_document_is_named_with_its_reason(text: str, reason: str) -> None:
    with pytest.raises(traffic.Undocumented, match=re.escape(reason)):
        traffic.heard(text, tier="core")
    assert len(traffic.take_faults()) == 1


def test_a_field_within_a_field_is_looked_at_too() -> None:
    state = json.loads((FRAMES / "room_state.json").read_text())
    state["players"][1]["player_num"] = 3
    with pytest.raises(traffic.Undocumented, match=re.escape("at $.players[1].player_num: 3 is not one of [1, 2]")):
        traffic.heard(json.dumps(state), tier="extended")
    traffic.take_faults()


def test_the_command_prints_it_without_django() -> None:
    run_it = "import runpy, sys; runpy.run_module('pong.messages.asyncapi', run_name='__main__')"
    command = [sys.executable, "-c", f"{run_it}; assert 'django' not in sys.modules"]
    printed = subprocess.run(command, cwd=BACKEND_DIR, env={}, capture_output=True, check=True, timeout=30)
    assert printed.stdout.decode() == render()
    assert json.loads(printed.stdout) == WHOLE


def test_the_app_serves_it_and_lets_it_be_kept() -> None:
    answer = Client().get("/asyncapi.json")
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.json() == WHOLE
    assert "public" in answer.headers["Cache-Control"]
    again = Client().get("/asyncapi.json", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    assert Client().post("/asyncapi.json").status_code == 405
