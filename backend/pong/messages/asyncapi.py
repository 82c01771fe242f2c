"""The wire as an AsyncAPI 3.0 document, made of the unions in wire.py; ``python -m pong.messages.asyncapi`` prints it.

It describes the server: what that receives is what clients send. Schemas are of JSON Schema's draft 7, which is what
AsyncAPI 3.0 takes for granted.
"""

from __future__ import annotations

import json
import sys
from typing import Any, Final, get_args

import msgspec
from msgspec import UNSET

from pong.messages import wire
from pong.messages.codes import PROTOCOL_VERSION, SUBPROTOCOL
from pong.messages.meanings import CLOSES, FIELDS, MESSAGES, REFUSALS, Field

Json = dict[str, Any]
Messages = tuple[type[msgspec.Struct], ...]

TIERS: Final[dict[str, tuple[Messages, Messages]]] = {
    "core": (get_args(wire.FromCoreClient), get_args(wire.ToCoreClient)),
    "extended": (get_args(wire.FromExtendedClient), get_args(wire.ToExtendedClient)),
}
_ABOUT: Final = (
    "One WebSocket a tab, text frames, one JSON object each, the tag in `type`. Axes run from 0 to 100, y grows"
    " downwards, player 1 is on the left. The core tier is a contract with other people's clients; the extended one is"
    f" for who offers the subprotocol `{SUBPROTOCOL}`. Clients pass over messages and fields that they do not know."
)
_TIER_MEANINGS: Final = {
    "core": "Enough to play and to watch, without a subprotocol.",
    "extended": f"With the subprotocol `{SUBPROTOCOL}`.",
}


class Undescribed(LookupError):
    """Something on the wire has no meaning in meanings.py."""


def document(tiers: dict[str, tuple[Messages, Messages]] = TIERS) -> Json:
    """The whole document; ``tiers`` are the messages from and to a client, for each tier.

    Raises:
        Undescribed: the text says what is missing, and where to write it.
    """
    messages = {_tag(kind): kind for tier in tiers.values() for kind in (*tier[0], *tier[1])}
    schemas = _schemas(messages)
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Pong",
            "version": str(PROTOCOL_VERSION),
            "description": _ABOUT,
            "license": {"name": "MIT"},
        },
        "defaultContentType": "application/json",
        "servers": _servers(),
        "channels": {name: _channel(name, tier) for name, tier in tiers.items()},
        "operations": {name: operation for tier in tiers for name, operation in _operations(tier, tiers[tier]).items()},
        "components": {
            "schemas": schemas,
            "messages": {tag: _message(tag, kind, schemas) for tag, kind in messages.items()},
            "parameters": {
                "room_code": {
                    "description": "1 to 32 of `A-Z a-z 0-9 _ -`, compared in upper case.",
                    "examples": [_field("", "room_code").example],
                }
            },
        },
        "x-close-codes": {
            str(code.value): {"description": ending.meaning, "come-back": ending.come_back}
            for code, ending in CLOSES.items()
        },
    }


def render() -> str:
    """The document as text, of which every line can be read."""
    return json.dumps(document(), indent=2, ensure_ascii=False) + "\n"


def _servers() -> Json:
    host = {"description": "Name and port of a server.", "default": "localhost:8000"}
    return {
        protocol: {"host": "{host}", "protocol": protocol, "variables": {"host": host}, "description": description}
        for protocol, description in (("ws", "As `make run` starts it."), ("wss", "Behind a proxy that ends TLS."))
    }


def _channel(name: str, tier: tuple[Messages, Messages]) -> Json:
    binding: Json = {"method": "GET", "bindingVersion": "0.1.0"}
    if name == "extended":
        offer = {"type": "string", "description": "What the client offers; others may stand beside it."}
        binding["headers"] = {
            "type": "object",
            "properties": {"Sec-WebSocket-Protocol": {**offer, "examples": [SUBPROTOCOL]}},
            "required": ["Sec-WebSocket-Protocol"],
        }
    return {
        "address": "/ws/game/{room_code}/",
        "title": f"A room, {name} tier",
        "description": _TIER_MEANINGS[name],
        "parameters": {"room_code": _ref("components", "parameters", "room_code")},
        "messages": {tag: _ref("components", "messages", tag) for tag in map(_tag, (*tier[0], *tier[1]))},
        "bindings": {"ws": binding},
    }


def _operations(name: str, tier: tuple[Messages, Messages]) -> Json:
    return {
        f"{name}{direction}": {
            "action": action,
            "channel": _ref("channels", name),
            "summary": summary,
            "messages": [_ref("channels", name, "messages", _tag(kind)) for kind in kinds],
        }
        for direction, action, summary, kinds in (
            ("FromClient", "receive", "What a client asks for.", tier[0]),
            ("ToClient", "send", "What the server tells.", tier[1]),
        )
    }


def _message(tag: str, kind: type[msgspec.Struct], schemas: Json) -> Json:
    if tag not in MESSAGES:
        raise Undescribed(f"The message {tag} has no meaning yet: write a sentence into MESSAGES of meanings.py.")
    return {
        "name": tag,
        "summary": MESSAGES[tag],
        "payload": _ref("components", "schemas", kind.__name__),
        "examples": [{"name": tag, "payload": {"type": tag, **_example(kind.__name__, schemas)}}],
    }


def _example(name: str, schemas: Json) -> Json:
    """An object of the schema ``name``, each field with its example."""
    values = {field: _value(name, field, schema, schemas) for field, schema in schemas[name]["properties"].items()}
    return {field: value for field, value in values.items() if value is not UNSET}


def _value(name: str, field: str, schema: Json, schemas: Json) -> Any:
    inner = schema.get("items")
    if isinstance(inner, dict) and "$ref" in inner:
        return [_example(inner["$ref"].rpartition("/")[2], schemas)]
    return _field(name, field).example


def _schemas(messages: dict[str, type[msgspec.Struct]]) -> Json:
    _, schemas = msgspec.json.schema_components(messages.values(), ref_template="#/components/schemas/{name}")
    for name, schema in schemas.items():
        schema["properties"] = {
            field: {**_draft_7(inner), "description": _field(name, field).meaning}
            for field, inner in schema["properties"].items()
        }
    schemas[wire.ErrorMessage.__name__]["properties"]["code"]["oneOf"] = [
        {"const": code.value, "description": meaning} for code, meaning in REFUSALS.items()
    ]
    return schemas


def _field(name: str, field: str) -> Field:
    found = FIELDS.get(f"{name}.{field}") or FIELDS.get(field)
    if found is None:
        raise Undescribed(f"The field {name}.{field} has no meaning yet: write a sentence into FIELDS of meanings.py.")
    return found


def _draft_7(schema: Any) -> Any:
    """msgspec writes the draft of 2020, in which the places of a tuple have a keyword of their own."""
    if isinstance(schema, list):
        return [_draft_7(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    known = {key: _draft_7(value) for key, value in schema.items() if key != "prefixItems"}
    if "prefixItems" in schema:
        known |= {"items": _draft_7(schema["prefixItems"]), "additionalItems": False}
    return known


def _tag(kind: type[msgspec.Struct]) -> str:
    return str(kind.__struct_config__.tag)


def _ref(*path: str) -> Json:
    return {"$ref": "#/" + "/".join(path)}


if __name__ == "__main__":
    sys.stdout.write(render())
