"""A finished match as bytes, for the ledger's outbox."""

from __future__ import annotations

from typing import Any

import msgspec

from pong.replay import InputLog, decode_log
from pong.rooms.ports import MatchResult


def encode_result(result: MatchResult) -> bytes:
    """Everything that the database will get."""
    fields = {name: getattr(result, name) for name in result.__dataclass_fields__ if name != "log"}
    return msgspec.msgpack.encode(fields | {"input_log": result.input_log})


def decode_result(encoded: bytes) -> MatchResult:
    """The match in ``encoded``. Raises ``ValueError`` if a process of another version has written it otherwise."""
    fields: Any = msgspec.msgpack.decode(encoded)
    if not isinstance(fields, dict) or not isinstance(log := fields.pop("input_log", None), bytes):
        raise ValueError("not a match result")
    fields["log"] = InputLog(decode_log(log))
    try:
        # Strict types, but for what MessagePack has no type of.
        return msgspec.convert(fields, MatchResult, dec_hook=_as_it_is)
    except msgspec.ValidationError as error:
        raise ValueError(str(error)) from None


def _as_it_is(wanted: type, value: object) -> object:
    if isinstance(value, wanted):
        return value
    raise TypeError(f"not a {wanted.__name__}")
