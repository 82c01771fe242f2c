"""Text to message and message to text. Whatever a client sends comes out as a message or as one exception."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import msgspec

from pong.messages.codes import Refusal
from pong.messages.wire import (
    ErrorMessage,
    FromCoreClient,
    FromExtendedClient,
    ToClientMessage,
)


class BadMessage(ValueError):
    """What the client sent is no message of its tier."""

    def __init__(self, refusal: Refusal, explanation: str) -> None:
        super().__init__(explanation)
        self.refusal = refusal
        self.explanation = explanation


_core: msgspec.json.Decoder[FromCoreClient] = msgspec.json.Decoder(FromCoreClient)
_extended: msgspec.json.Decoder[FromExtendedClient] = msgspec.json.Decoder(FromExtendedClient)
_encode = msgspec.json.Encoder().encode


def _tags(union: object) -> frozenset[str]:
    return frozenset(str(t.__struct_config__.tag) for t in union.__args__)  # type: ignore[attr-defined]


def decode(text: str, *, extended: bool) -> FromExtendedClient:
    """The message in ``text``.

    Raises:
        BadMessage: it is no JSON, of no known type, or has a wrong field.
    """
    with refuse_nonsense(text, FromExtendedClient if extended else FromCoreClient):
        return _extended.decode(text) if extended else _core.decode(text)


@contextmanager
def refuse_nonsense(text: str, union: object) -> Iterator[None]:
    """Whatever keeps ``text`` from being decoded as one of ``union`` becomes a `BadMessage`."""
    try:
        yield
    except msgspec.ValidationError as error:
        raise _explain(text, str(error), _tags(union)) from None
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise BadMessage(Refusal.INVALID_JSON, "This is not valid JSON.") from None


def _explain(text: str, reason: str, known: frozenset[str]) -> BadMessage:
    """Why a typed decode failed. It stops at the first wrong value, so that the whole text is read once more."""
    try:
        value = msgspec.json.decode(text)
    except msgspec.ValidationError:  # valid JSON with a number that no double can hold
        return BadMessage(Refusal.INVALID_MESSAGE, f"{reason}.")
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return BadMessage(Refusal.INVALID_JSON, "This is not valid JSON.")
    tag = value.get("type") if isinstance(value, dict) else None
    if isinstance(tag, str) and tag not in known:
        expected = ", ".join(sorted(known))
        return BadMessage(Refusal.UNKNOWN_TYPE, f"There is no message of this type; known are {expected}.")
    return BadMessage(Refusal.INVALID_MESSAGE, f"{reason}.")


def encode(message: ToClientMessage) -> str:
    """The frame's text; encode once and hand the same text to every member."""
    return _encode(message).decode()


def refusal(code: Refusal, explanation: str) -> str:
    """The text of an error frame."""
    return encode(ErrorMessage(code=code.value, message=explanation))
