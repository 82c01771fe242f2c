"""Chance that two computers agree on: xorshift32 (Marsaglia 2003). Shifts and masks on uint32 only."""

from __future__ import annotations

_UINT32 = 0xFFFFFFFF
# xorshift stays at 0 for ever, so the one seed that would lead there becomes this.
_INSTEAD_OF_ZERO = 0x9E3779B9
# Seeds that differ in their low bits only must differ in the high bits that are used; 16 rounds happen to undo a part
# of that again (xorshift is linear), 20 do not.
_WARM_UP_ROUNDS = 20


def seeded(seed: int) -> int:
    """The generator's first state for ``seed``, of which the low 32 bits count."""
    rng = (seed ^ _INSTEAD_OF_ZERO) & _UINT32
    if rng == 0:
        rng = _INSTEAD_OF_ZERO
    for _ in range(_WARM_UP_ROUNDS):
        rng = advanced(rng)
    return rng


def advanced(rng: int) -> int:
    """The state after ``rng``; also the next random number, 1..2**32 - 1. Prefer its high bits."""
    rng = rng ^ ((rng << 13) & _UINT32)
    rng = rng ^ (rng >> 17)
    return rng ^ ((rng << 5) & _UINT32)
