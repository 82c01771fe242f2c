"""Seat tokens, signed with Django's key."""

from __future__ import annotations

from django.core import signing

_SALT = "pong.seat"
MAX_AGE_S = 24 * 60 * 60  # longer than any match, shorter than anybody's memory of one


class SignedSeatTokens:
    """Implements the port ``SeatTokens``.

    A token names the room and the player, and stays good while the player keeps the seat: a token that changed with
    every return would lock out whoever loses the answer that carries the new one.
    """

    def issue(self, room_code: str, player_id: str) -> str:
        return signing.dumps([room_code, player_id], salt=_SALT)

    def player_id(self, room_code: str, token: str) -> str | None:
        try:
            code, player_id = signing.loads(token, salt=_SALT, max_age=MAX_AGE_S)
        except (signing.BadSignature, ValueError, TypeError):
            return None
        return str(player_id) if code == room_code else None
