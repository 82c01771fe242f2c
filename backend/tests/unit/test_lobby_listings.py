"""Which public rooms are shown, and which game is on TV."""

from __future__ import annotations

import pytest

from pong.lobby.listings import (
    EPILOGUE_S,
    MAX_SHOWN,
    MAX_SHOWN_WAITING,
    Page,
    Shown,
    Tv,
    decode_page,
    encode_page,
    interest,
    merged,
    next_tv,
)
from pong.messages.lobby import Listing
from tests.support.lobby import posted, waiting


def listings(*rooms: object) -> dict[str, Listing]:
    return {each.listing.room_code: each.listing for each in rooms}  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        (posted("A"), posted("B", bots=1, score=(4, 4), watchers=1000)),
        (posted("A", score=(4, 4)), posted("B", score=(2, 2))),
        (posted("A", score=(4, 4)), posted("B", score=(4, 0))),
        (posted("A", score=(4, 3)), posted("B", watchers=3)),
        (posted("A", watchers=5), posted("B", watchers=1)),
        (posted("A", score=(4, 4)), posted("B", score=(4, 4), points_limit=11)),
    ],
    ids=[
        "people over bots",
        "near the end",
        "a close score",
        "tension over a crowd",
        "a crowd",
        "what is left to play",
    ],
)
def test_what_is_more_interesting(better: object, worse: object) -> None:
    assert interest(better.listing) > interest(worse.listing)  # type: ignore[attr-defined]


def test_a_page_survives_its_way_and_one_of_another_version_is_passed_over() -> None:
    page = encode_page([posted("A"), waiting("B")])
    assert page is not None
    assert decode_page(page) == Page(2, [waiting("B"), posted("A")])
    assert encode_page([]) is None
    assert decode_page(b'{"rooms":7}') is None
    assert decode_page(b"\xff") is None


def test_pages_are_bounded_and_keep_places_for_games_and_for_those_who_wait() -> None:
    many = [waiting(f"W{n}") for n in range(100)] + [posted(f"G{n}", score=(n % 5, 0)) for n in range(100)]
    page = encode_page(many)
    assert page is not None
    decoded = decode_page(page)
    assert decoded is not None
    assert (decoded.total, len(decoded.rooms)) == (200, MAX_SHOWN)
    rooms, total = merged([decoded, decoded])
    assert len(rooms) == MAX_SHOWN
    assert sum(room.status == "waiting_for_opponent" for room in rooms.values()) == MAX_SHOWN_WAITING
    assert total == 400 - MAX_SHOWN  # what is seen to be there twice is counted once


def test_a_room_that_moves_is_shown_once_as_its_later_owner_has_it() -> None:
    old, new = posted("A", epoch=1, score=(1, 0)), posted("A", epoch=2, score=(2, 0))
    for pages in ([Page(1, [old]), Page(1, [new])], [Page(1, [new]), Page(1, [old])]):
        rooms, total = merged(pages)
        assert rooms["A"].p1_score == 2
        assert total == 1


def test_tv_stays_with_its_game_although_another_becomes_better() -> None:
    tv = next_tv(Tv(), listings(posted("A", score=(1, 0)), posted("B")), 0.0)
    assert tv.code == "A"
    assert next_tv(tv, listings(posted("A", status="paused"), posted("B", score=(4, 4))), 1.0).code == "A"


def test_tv_shows_the_end_for_a_moment_and_then_the_best_of_the_others() -> None:
    rooms = listings(posted("B"), posted("C", score=(3, 3)), waiting("D"))
    over = next_tv(Tv("A", 1), rooms, 10.0)
    assert over.code == "A"
    assert next_tv(over, rooms, 10.0 + EPILOGUE_S - 0.1).code == "A"
    assert next_tv(over, rooms, 10.0 + EPILOGUE_S).code == "C"


def test_tv_forgives_a_room_that_is_taken_over_its_absence() -> None:
    over = next_tv(Tv("A", 1), {}, 10.0)
    back = next_tv(over, listings(posted("A", epoch=2)), 11.5)
    assert back == Tv("A", 1)


def test_a_rematch_is_another_game() -> None:
    rooms = listings(posted("A", match_number=2), posted("B", score=(4, 4)))
    over = next_tv(Tv("A", 1), rooms, 0.0)
    assert next_tv(over, rooms, EPILOGUE_S).code == "B"


def test_tv_is_dark_while_nobody_plays() -> None:
    assert next_tv(Tv(), listings(waiting("A"), posted("B", status="waiting_for_ready")), 0.0) == Tv()


def test_changes_after_a_state_make_the_next_state() -> None:
    before = Shown(listings(posted("A"), posted("B"), posted("C")), 3, "A")
    after = Shown(listings(posted("B", score=(1, 0)), posted("C"), waiting("D")), 3, "C")
    changes = after.changes(before)
    assert changes is not None
    rooms = {room.room_code: room for room in before.state().rooms}
    for code in changes.gone:
        del rooms[code]
    rooms |= {room.room_code: room for room in changes.changed}
    assert rooms == after.rooms
    assert {room.room_code for room in changes.changed} == {"B", "D"}
    assert (changes.total, changes.tv) == (3, "C")
    assert after.changes(after) is None
