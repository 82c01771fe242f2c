"""A room stays open for its creator until it has joined, and no longer than for anybody else from then on."""

from __future__ import annotations

from tests.support.table import Table


def test_a_room_waits_for_its_creator_to_join() -> None:
    table = Table(creator="a")
    table.apply()
    assert not table.room.closed


def test_a_creator_that_goes_without_joining_takes_the_room_along() -> None:
    table = Table(creator="a")
    table.drop("a")
    assert table.room.closed


def test_a_creator_that_has_joined_and_left_keeps_no_room_open() -> None:
    table = Table(creator="a")
    table.join("a")
    table.leave("a")
    assert table.room.closed


def test_a_creator_that_has_watched_and_left_keeps_no_room_open() -> None:
    table = Table(creator="a")
    table.watch("a")
    table.leave("a")
    assert table.room.closed


def test_a_room_whose_guests_have_left_still_waits_for_its_creator() -> None:
    table = Table(creator="a")
    table.join("b")
    table.leave("b")
    assert not table.room.closed
