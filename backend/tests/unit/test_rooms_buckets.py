"""A token bucket: a burst at once, a rate in the long run."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pong.rooms.buckets import TokenBucket


def test_a_burst_passes_at_once_and_one_more_does_not() -> None:
    bucket = TokenBucket(per_second=1, burst=3)
    assert [bucket.take(1, 10.0) for _ in range(5)] == [True, True, True, False, False]


def test_what_has_been_taken_comes_back_with_time_up_to_the_burst() -> None:
    bucket = TokenBucket(per_second=2, burst=3)
    assert bucket.take(3, 0.0)
    assert not bucket.take(1, 0.4)
    assert bucket.take(1, 0.5)
    assert not bucket.take(3.5, 1000.0)
    assert bucket.take(3, 1000.0)


def test_a_bucket_that_was_emptied_to_the_last_drop_is_not_a_new_one() -> None:
    bucket = TokenBucket(per_second=1, burst=2)
    assert bucket.take(2, 0.0)
    assert not bucket.take(1, 0.0)


def test_what_is_refused_costs_nothing() -> None:
    bucket = TokenBucket(per_second=1, burst=2)
    assert not bucket.take(5, 0.0)
    assert bucket.take(2, 0.0)


@given(
    takes=st.lists(st.tuples(st.floats(0, 3), st.floats(0, 2)), max_size=60),
    rate=st.floats(0.1, 100),
    burst=st.floats(0.1, 100),
)
def test_never_more_passes_than_the_burst_and_the_rate_allow(
    takes: list[tuple[float, float]], rate: float, burst: float
) -> None:
    bucket = TokenBucket(per_second=rate, burst=burst)
    now, passed, began = 5.0, 0.0, 5.0
    for pause, units in takes:
        now += pause
        if bucket.take(units, now):
            passed += units
        assert passed <= burst + (now - began) * rate + 1e-6
