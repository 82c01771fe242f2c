"""Codes of rooms: nobody can guess them, and everybody can spell them."""

import secrets

# No I, L, O, 0 or 1: a code is read aloud and typed on a phone. 31 ** 6 codes are 8.9e8.
CODE_ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 6


def new_room_code() -> str:
    """A fresh one."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))
