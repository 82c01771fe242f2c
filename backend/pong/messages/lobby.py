"""Every message of the lobby's socket, one closed union per direction; as wire.py is for a room's.

The meaning of each is in context/protocol.md, "The lobby".
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from pong.messages.codec import refuse_nonsense
from pong.messages.wire import ErrorMessage, Ping, PlayerNum, Pong, Status

# A browser's own secret; whoever knows it can only end that browser's search.
Person = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{8,64}$")]
RoomCode = Annotated[str, Meta(pattern=r"^[A-Z0-9_-]{1,32}$")]


class FromVisitorMessage(Struct, frozen=True, forbid_unknown_fields=True, tag_field="type"):
    """What a visitor of the lobby asks for."""


class PlayNow(FromVisitorMessage, frozen=True, tag="play_now"):
    person: Person | None = None
    avoid: Annotated[list[RoomCode], Meta(max_length=8)] = []


class StopSeeking(FromVisitorMessage, frozen=True, tag="stop_seeking"):
    pass


FromVisitor = PlayNow | StopSeeking | Ping


class ListedPlayer(Struct, frozen=True):
    player_num: PlayerNum
    name: str
    is_bot: bool


class Listing(Struct, frozen=True):
    """A public room that somebody is in, as the lobby shows it."""

    room_code: str
    status: Status
    points_limit: int
    players: list[ListedPlayer]
    p1_score: int
    p2_score: int
    watchers: int
    match_number: int


class ToVisitorMessage(Struct, frozen=True, tag_field="type"):
    """What the lobby tells."""


class LobbyState(ToVisitorMessage, frozen=True, tag="lobby_state"):
    rooms: list[Listing]
    total: int
    tv: str | None


class LobbyChanges(ToVisitorMessage, frozen=True, tag="lobby_changes"):
    changed: list[Listing]
    gone: list[str]
    total: int
    tv: str | None


class Seeking(ToVisitorMessage, frozen=True, tag="seeking"):
    waited_ms: int
    nobody_yet: bool


class SeekingEnded(ToVisitorMessage, frozen=True, tag="seeking_ended"):
    reason: Literal["stopped", "elsewhere"]


class Paired(ToVisitorMessage, frozen=True, tag="paired"):
    room_code: str


ToVisitor = LobbyState | LobbyChanges | Seeking | SeekingEnded | Paired | Pong | ErrorMessage

_visitors: msgspec.json.Decoder[FromVisitor] = msgspec.json.Decoder(FromVisitor)
_encode = msgspec.json.Encoder().encode


def decode_visitor(text: str) -> FromVisitor:
    """The message in ``text``. Raises `BadMessage`."""
    with refuse_nonsense(text, FromVisitor):
        return _visitors.decode(text)


def encode_to_visitor(message: ToVisitor) -> str:
    """The frame's text; encoded once for all visitors."""
    return _encode(message).decode()
