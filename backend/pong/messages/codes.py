"""Close codes, error codes and limits of the wire. The meaning of each is in context/protocol.md."""

from enum import IntEnum, StrEnum
from typing import Final


class Close(IntEnum):
    """Why the server closed the socket; all others are the transport's."""

    GOODBYE = 4000
    REPLACED = 4001
    BAD_TOKEN = 4003
    BAD_MESSAGES = 4007
    TOO_FAST_OR_TOO_SLOW = 4008
    CONNECTION_LIMIT = 4009
    MOVING = 4012
    OVERLOADED = 4013


class Refusal(StrEnum):
    """Why a request was refused: the ``code`` of an error message."""

    INVALID_JSON = "invalid_json"
    UNKNOWN_TYPE = "unknown_type"
    INVALID_MESSAGE = "invalid_message"
    BINARY_FRAME = "binary_frame"
    INVALID_ROOM_CODE = "invalid_room_code"
    ROOM_NOT_FOUND = "room_not_found"
    ROOM_EXISTS = "room_exists"
    ROOM_FULL = "room_full"
    BAD_TOKEN = "bad_token"
    ALREADY_JOINED = "already_joined"
    NOT_JOINED = "not_joined"
    NOT_A_PLAYER = "not_a_player"
    WRONG_PHASE = "wrong_phase"
    TOO_MANY_ROOMS = "too_many_rooms"
    BUSY = "busy"


SUBPROTOCOL: Final = "pong.v1"
PROTOCOL_VERSION: Final = 1
MAX_MESSAGE_BYTES: Final = 1024
