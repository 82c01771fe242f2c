"""A bad line is a function of its seed: in order, never early, as late as its profile says. No clock, no socket."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import accumulate
from statistics import fmean, pstdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.lag import PROFILES, Direction, Profile, Schedule, release_times

CHUNKS = 10_000
SMOOTH = {name: replace(profile, stall_share=0.0) for name, profile in PROFILES.items() if name != "none"}

profiles = st.builds(
    lambda rtt, jitter, stalls, loss: Profile(rtt, rtt * jitter, stall_share=stalls, loss_share=loss),
    st.floats(0.0, 1000.0),
    st.floats(0.0, 1.0),
    st.floats(0.0, 0.5),
    st.floats(0.0, 1.0),
)
arrivals = st.lists(st.floats(0.0, 5.0), max_size=200).map(lambda gaps: list(accumulate(gaps)))
directions = st.sampled_from(Direction)
FIRST_OF_SEED_7 = [1.0577513313, 1.0841172799, 2.0611513583]


def line(profile: Profile, *, seed: int = 1, connection: int = 1, direction: Direction = Direction.DOWN) -> Schedule:
    return Schedule(profile, seed=seed, connection=connection, direction=direction)


def delays_ms(profile: Profile, *, apart_s: float, direction: Direction = Direction.DOWN) -> list[float]:
    """Of 10,000 chunks that come so far apart, from the first moment after the handshake on."""
    came = [profile.rtt_s + number * apart_s for number in range(CHUNKS)]
    left = release_times(line(profile, direction=direction), came)
    return [(b - a) * 1000.0 for a, b in zip(came, left, strict=True)]


class TestAnyLine:
    @given(profiles, arrivals, directions, st.integers())
    def test_nothing_overtakes_and_nothing_is_early(
        self, profile: Profile, came: list[float], direction: Direction, seed: int
    ) -> None:
        left = release_times(line(profile, seed=seed, direction=direction), came)
        assert left == sorted(left)
        assert all(b >= a + profile.least_one_way_s for a, b in zip(came, left, strict=True))

    @given(profiles, arrivals, directions, st.integers(), st.integers(1, 1000))
    def test_the_same_seed_is_the_same_line(
        self, profile: Profile, came: list[float], direction: Direction, seed: int, connection: int
    ) -> None:
        one, other = (line(profile, seed=seed, connection=connection, direction=direction) for _ in range(2))
        assert release_times(one, came) == release_times(other, came)

    def test_the_line_is_the_same_on_every_machine(self) -> None:
        """Written down once: Python keeps `random.Random` with a text as its seed as it is."""
        left = release_times(line(PROFILES["150"], seed=7), [1.0, 1.01, 2.0])
        assert left == pytest.approx(FIRST_OF_SEED_7, abs=1e-9)

    def test_seed_connection_and_direction_make_different_lines(self) -> None:
        came = [float(second) for second in range(1, 30)]
        lines = [
            line(PROFILES["150"]),
            line(PROFILES["150"], seed=2),
            line(PROFILES["150"], connection=2),
            line(PROFILES["150"], direction=Direction.UP),
        ]
        assert len({tuple(release_times(one, came)) for one in lines}) == len(lines)


class TestDelay:
    @pytest.mark.parametrize("name", SMOOTH)
    @pytest.mark.parametrize("direction", Direction)
    def test_lone_chunks_take_half_a_round_trip_give_or_take_half_the_jitter(
        self, name: str, direction: Direction
    ) -> None:
        profile = SMOOTH[name]
        delays = delays_ms(profile, apart_s=1.0, direction=direction)
        middle, reach = profile.rtt_ms / 2, profile.jitter_ms / 2
        assert min(delays) >= middle - reach - 1e-6
        assert max(delays) <= middle + reach + 1e-6
        # Of a uniform distribution: 10,000 draws have a mean within 4 of its standard errors.
        spread = 2 * reach / 12**0.5
        assert fmean(delays) == pytest.approx(middle, abs=4 * spread / CHUNKS**0.5)
        assert pstdev(delays) == pytest.approx(spread, rel=0.03)

    @pytest.mark.parametrize("name", SMOOTH)
    def test_sixty_chunks_a_second_stay_within_the_same_bounds_and_are_a_little_later(self, name: str) -> None:
        profile = SMOOTH[name]
        delays = delays_ms(profile, apart_s=1 / 60)
        middle, reach = profile.rtt_ms / 2, profile.jitter_ms / 2
        assert middle - reach - 1e-6 <= min(delays) <= max(delays) <= middle + reach + 1e-6
        assert middle - 0.5 <= fmean(delays) <= middle + 4.0

    def test_a_line_without_delay_is_a_line_without_delay(self) -> None:
        came = [0.0, 0.5, 0.5, 1.0]
        assert release_times(line(PROFILES["none"]), came) == came

    def test_a_client_says_nothing_before_its_handshake_is_through(self) -> None:
        quiet = Profile(100.0)
        assert release_times(line(quiet, direction=Direction.UP), [0.0, 0.05, 0.3]) == pytest.approx([0.15, 0.15, 0.35])
        assert release_times(line(quiet, direction=Direction.DOWN), [0.0]) == pytest.approx([0.05])


class TestStalls:
    @pytest.mark.parametrize("name", ["80", "150", "200"])
    def test_they_take_their_share_of_the_time(self, name: str) -> None:
        profile = replace(PROFILES[name], jitter_ms=0.0)
        hours = [number * 0.2 for number in range(5 * 3600 * 20)]
        late = [
            b - a > profile.least_one_way_s + 1e-6
            for a, b in zip(hours, release_times(line(profile), hours), strict=True)
        ]
        assert fmean(late) == pytest.approx(profile.stall_share, rel=0.15)

    def test_what_a_stall_holds_comes_out_at_its_end_all_at_once(self) -> None:
        profile = Profile(100.0, stall_share=0.2, repair_ms=500.0)
        came = [number / 60 for number in range(CHUNKS)]
        left = release_times(line(profile), came)
        held = [number for number in Counter(left).values() if number > 1]
        assert len(held) > 20
        assert max(held) <= 31  # half a second of 60 a second
        assert max(b - a for a, b in zip(came, left, strict=True)) <= 0.05 + 0.5

    @given(st.lists(st.floats(0.0, 0.2), min_size=50, max_size=50))
    def test_who_talks_less_meets_the_same_stalls(self, gaps: list[float]) -> None:
        """Every end of a stall that a sparse talker sees is one that a steady talker sees."""
        profile = Profile(100.0, stall_share=0.3, repair_ms=400.0)
        steady = set(release_times(line(profile), [number / 100 for number in range(2000)]))
        came = list(accumulate(gaps))
        left = release_times(line(profile), came)
        held = {b for a, b in zip(came, left, strict=True) if b - a > 0.05 + 0.02}
        assert held <= steady

    def test_a_lost_chunk_is_late_by_a_round_trip_and_200_ms_and_holds_what_follows(self) -> None:
        lossy = Profile(100.0, loss_share=0.05)
        came = [number / 10 for number in range(CHUNKS)]
        delays = [b - a for a, b in zip(came, release_times(line(lossy), came), strict=True)]
        lost = [delay for delay in delays if delay > 0.35 - 1e-6]
        assert max(delays) == pytest.approx(0.35)
        assert len(lost) / CHUNKS == pytest.approx(0.05, rel=0.15)
        assert {round(delay, 6) for delay in delays} == {0.05, 0.15, 0.25, 0.35}


class TestImpossibleLines:
    @pytest.mark.parametrize(
        "figures",
        [
            {"rtt_ms": -1.0},
            {"rtt_ms": 10.0, "jitter_ms": 11.0},
            {"rtt_ms": 10.0, "jitter_ms": -1.0},
            {"rtt_ms": float("nan")},
            {"rtt_ms": float("inf")},
            {"rtt_ms": 10.0, "stall_share": 1.0},
            {"rtt_ms": 10.0, "stall_share": float("nan")},
            {"rtt_ms": 10.0, "loss_share": 1.1},
            {"rtt_ms": 10.0, "repair_ms": 0.0},
        ],
    )
    def test_they_are_refused_with_a_sentence(self, figures: dict[str, float]) -> None:
        with pytest.raises(ValueError, match=r"\.$"):
            Profile(**figures)
