"""Chance that two computers agree on."""

import pytest

from pong.game_engine.generator import advanced, seeded


def test_the_sequence_is_marsaglias_xorshift32():
    sequence = [1]
    for _ in range(4):
        sequence.append(advanced(sequence[-1]))
    assert sequence == [1, 270369, 67634689, 2647435461, 307599695]


@pytest.mark.parametrize("seed", [0, 1, 0x9E3779B9, 2**32 - 1, 2**32, -1, 2**63])
def test_every_seed_gives_a_live_uint32(seed):
    assert 0 < seeded(seed) < 2**32


def test_small_seeds_differ_in_their_high_bits():
    assert {seeded(seed) >> 29 for seed in range(16)} == set(range(8))
    assert {advanced(seeded(seed)) >> 29 for seed in range(16)} == set(range(8))


def test_only_the_low_32_bits_of_a_seed_count():
    assert seeded(2**32 + 7) == seeded(7)
