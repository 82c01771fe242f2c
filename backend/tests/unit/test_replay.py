"""A match again from its log."""

import gc
import struct
import zlib
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pong.game_engine import (
    STOP,
    Aim,
    Finished,
    Hold,
    Inputs,
    Match,
    Rally,
    Serving,
    Side,
    finish,
    freeze,
    new_match,
    step,
)
from pong.game_rules import RULES
from pong.replay import FinishAt, FreezeAt, InputLog, IntentAt, checksum, decode_log, encode_log, replay, replayed

ticks = st.integers(0, 2**31)
sides = st.sampled_from(list(Side))
intents = st.one_of(
    st.builds(Hold, st.sampled_from([-1, 0, 1])), st.builds(Aim, st.floats(allow_nan=False, allow_infinity=False))
)
entries = st.one_of(
    st.builds(IntentAt, ticks, sides, intents), st.builds(FreezeAt, ticks, ticks), st.builds(FinishAt, ticks, sides)
)


def start(**changes) -> Match:
    return replace(new_match(seed=5, points_limit=2, freeze_ticks=0, rules=RULES), **changes)


def replayed_to(duration_ticks: int, *log) -> Match:
    return replay(seed=5, points_limit=2, freeze_ticks=0, log=log, rules=RULES, duration_ticks=duration_ticks)


@settings(derandomize=True, deadline=None, max_examples=100, database=None)
@given(st.lists(entries))
def test_a_log_comes_back_exactly(log):
    assert decode_log(encode_log(log)) == tuple(log)


def test_a_minute_of_nervous_play_takes_a_few_kilobytes():
    log = [IntentAt(tick, Side(1 + tick % 2), Hold(tick % 3 - 1)) for tick in range(0, 3600, 6)]
    assert len(encode_log(log)) < 4096


@pytest.mark.parametrize(
    "encoded",
    [
        b"",
        b"no zlib",
        zlib.compress(b"no JSON"),
        zlib.compress(b"\xff"),
        zlib.compress(b"{}"),
        zlib.compress(b"[" * 100_000),
        zlib.compress(b'[[0,"jump",1]]'),
        zlib.compress(b'[[0,"hold",3,1]]'),
        zlib.compress(b'[[0,"hold",1,2]]'),
        zlib.compress(b'[[0.5,"freeze",1]]'),
        zlib.compress(b'[[0,"aim",1,NaN]]'),
        zlib.compress(b'[[0,"aim",1,"50"]]'),
    ],
)
def test_bytes_that_are_no_log_are_refused(encoded):
    with pytest.raises(ValueError, match=r"input log|decode|Expecting|Side"):
        decode_log(encoded)


def test_what_is_no_entry_cannot_be_encoded():
    with pytest.raises(TypeError):
        encode_log([STOP])


def test_a_replay_is_the_match_as_it_was_played():
    match = start()
    for tick in range(200):
        if tick == 50:
            match = freeze(match, 30)
        left = Hold(-1) if tick >= 10 else STOP
        right = Aim(33.3) if tick >= 20 else STOP
        match, _ = step(match, Inputs(left, right), RULES)
    log = (IntentAt(10, Side.LEFT, Hold(-1)), IntentAt(20, Side.RIGHT, Aim(33.3)), FreezeAt(50, 30))
    assert replayed_to(200, *log) == match


def test_a_forfeit_ends_the_replay_with_the_score_of_that_tick():
    match = start()
    for _ in range(150):
        match, _ = step(match, Inputs(STOP, STOP), RULES)
    assert replayed_to(150, FinishAt(150, Side.RIGHT)) == finish(match, Side.RIGHT)


def test_a_match_can_end_before_its_first_tick():
    assert replayed_to(0, FinishAt(0, Side.LEFT)) == finish(start(), Side.LEFT)


def test_a_won_match_ends_the_replay_and_later_entries_do_nothing():
    log = (IntentAt(0, Side.LEFT, Hold(-1)), IntentAt(0, Side.RIGHT, Hold(-1)), FinishAt(100_000, Side.LEFT))
    matches = list(replayed(seed=5, points_limit=2, freeze_ticks=0, log=log, rules=RULES, duration_ticks=100_000))
    assert [match.tick for match in matches] == list(range(len(matches)))
    assert isinstance(matches[-1].phase, Finished)
    assert matches[-1].tick < 1000


def test_the_checksum_is_a_crc_over_the_documented_bytes():
    match = start()
    ball = match.ball
    packed = struct.pack(">IIIIII", 0, match.rng, 0, 2, 0, 0)
    packed += struct.pack(">BIB", 0, 0, match.phase.toward)
    packed += struct.pack(">ddddddd", 50.0, 50.0, ball.x, ball.y, ball.vx, ball.vy, ball.speed)
    assert len(packed) == 86
    assert checksum(match) == zlib.crc32(packed)
    assert checksum(match, 1234) == zlib.crc32(packed, 1234)


def test_every_part_of_the_state_counts_in_the_checksum():
    match = start()
    others = [
        replace(match, tick=1),
        replace(match, rng=1),
        replace(match, freeze_ticks=1),
        replace(match, points_limit=3),
        replace(match, left=replace(match.left, y=51.0)),
        replace(match, right=replace(match.right, y=51.0)),
        *(replace(match, ball=replace(match.ball, **{part: 7.0})) for part in ("x", "y", "vx", "vy", "speed")),
        replace(match, phase=Serving(1, match.phase.toward)),
        replace(match, phase=Serving(0, match.phase.toward.other)),
        replace(match, phase=Rally(0)),
        replace(match, phase=Rally(1)),
        replace(match, phase=Finished(Side.LEFT)),
        replace(match, phase=Finished(Side.RIGHT)),
        replace(match, left_score=1),
        replace(match, right_score=1),
    ]
    assert len({checksum(other) for other in [match, *others]}) == len(others) + 1


def test_a_log_that_grows_has_the_entries_that_it_was_given() -> None:
    entries = (
        FreezeAt(0, 180),
        IntentAt(0, Side.LEFT, Hold(-1)),
        IntentAt(7, Side.RIGHT, Aim(0.1)),
        IntentAt(9, Side.LEFT, Hold(0)),
        FinishAt(400, Side.RIGHT),
    )
    log = InputLog(entries[:2])
    for entry in entries[2:]:
        log.append(entry)
    assert len(log) == len(entries)
    assert log.entries() == entries == decode_log(encode_log(log.entries()))


def test_a_log_keeps_nothing_that_the_collector_walks_through() -> None:
    log = InputLog()
    before = len(gc.get_objects())
    for tick in range(1000):
        log.append(IntentAt(tick, Side.LEFT, Hold(tick % 3 - 1)))
    assert len(gc.get_objects()) - before < 100
