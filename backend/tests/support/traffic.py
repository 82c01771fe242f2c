"""Every message that a client of the tests says or hears, held against the AsyncAPI document of its tier.

What is not in the document fails the test twice: here, and at its end (see backend/conftest.py), since a server or a
task may have caught the first error. Nonsense that a test says on purpose is not brought here.
"""

from __future__ import annotations

import json
from functools import cache, lru_cache
from typing import Any

from jsonschema import Draft7Validator
from jsonschema.exceptions import best_match

from pong.messages.asyncapi import document
from pong.messages.codes import SUBPROTOCOL

Json = dict[str, Any]

_faults: list[str] = []


class Undocumented(AssertionError):
    """A message that is not as the document says; the text names it and the reason."""


def said(text: str, *, tier: str) -> None:
    """A client has sent this; `Undocumented` if the document of its tier has no such message."""
    _hold_against(f"{tier}FromClient", text)


def heard(text: str, *, tier: str) -> None:
    """The same for what a client has received. Here a field that the document does not name is a fault as well."""
    _hold_against(f"{tier}ToClient", text)


def tier_of(subprotocol: str | None, path: str = "") -> str:
    """Which part of the document a socket is held against."""
    if "/ws/lobby" in path:
        return "lobby"
    return "extended" if subprotocol == SUBPROTOCOL else "core"


def take_faults() -> list[str]:
    """Every fault since the last time."""
    faults = _faults.copy()
    _faults.clear()
    return faults


def _hold_against(operation: str, text: str) -> None:
    fault = _fault(operation, text)
    if fault:
        _faults.append(fault)
        raise Undocumented(fault)


@lru_cache(maxsize=4096)
def _fault(operation: str, text: str) -> str:
    """What is wrong with it; nothing if empty. All who watch a match get the same text, which is looked at once."""
    message = json.loads(text)
    tag = message.get("type") if isinstance(message, dict) else None
    validator = _validators(operation).get(str(tag))
    if validator is None:
        return f"{text[:200]} is no message of {operation} in the AsyncAPI document"
    error = best_match(validator.iter_errors(message))
    return (
        f"{text[:500]} breaks {operation} {tag} of the AsyncAPI document at {error.json_path}: {error.message}"
        if error
        else ""
    )


@cache
def _validators(operation: str) -> dict[str, Draft7Validator]:
    """One for each message of the operation, by its tag; found as a reader of the document finds them."""
    whole = _closed()
    messages = [_follow(whole, _follow(whole, link)) for link in whole["operations"][operation]["messages"]]
    return {message["name"]: _validator(whole, message["payload"]) for message in messages}


def _validator(whole: Json, payload: Json) -> Draft7Validator:
    schema = {**_follow(whole, payload), "components": whole["components"]}
    Draft7Validator.check_schema(schema)
    return Draft7Validator(schema)


@cache
def _closed() -> Json:
    """The document, with objects of which each field has to be named in it."""
    whole = document()
    for schema in whole["components"]["schemas"].values():
        schema["additionalProperties"] = False
    return whole


def _follow(whole: Json, link: Json) -> Json:
    found: Any = whole
    for step in link["$ref"].removeprefix("#/").split("/"):
        found = found[step]
    result: Json = found
    return result
