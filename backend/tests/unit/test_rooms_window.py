"""Readers that acknowledge frames: how many are under way to one, and what becomes of one that is silent."""

from __future__ import annotations

import asyncio

import pytest

from pong.messages.codes import Close
from pong.rooms.outbox import PATIENCE_S
from pong.rooms.window import MAX_FRAMES_IN_FLIGHT, Window
from tests.support.virtual_time import run_virtually, virtual_loop
from tests.unit.acknowledging import acknowledging, frames, open_line, show

MAX_EVENTS = 32
SHUT = MAX_FRAMES_IN_FLIGHT  # so many frames after the first acknowledgement, and the window is shut by one more


async def test_who_never_acknowledges_gets_every_frame() -> None:
    line, outbox = open_line()
    show(outbox, range(500))
    outbox.put_event("over")
    assert line.sent == [*frames(range(500)), "over"]


async def test_the_thirty_first_unread_frame_is_not_sent_and_an_acknowledgement_brings_only_the_newest() -> None:
    line, outbox = acknowledging()
    show(outbox, range(1, SHUT + 100))
    assert line.sent == frames(range(1, SHUT + 1))
    outbox.acknowledge(SHUT)
    assert line.sent[SHUT:] == [f"f{SHUT + 99}"]
    show(outbox, range(SHUT + 100, SHUT + 110))
    assert line.sent[SHUT + 1 :] == frames(range(SHUT + 100, SHUT + 110)), "it has caught up"


async def test_an_acknowledgement_of_one_frame_makes_room_for_one() -> None:
    line, outbox = acknowledging()
    show(outbox, range(1, SHUT + 5))
    outbox.acknowledge(1)
    assert line.sent[SHUT:] == [f"f{SHUT + 4}"]
    show(outbox, range(SHUT + 5, SHUT + 9))
    assert len(line.sent) == SHUT + 1
    outbox.acknowledge(3)
    assert line.sent[SHUT + 1 :] == [f"f{SHUT + 8}"]


async def test_until_a_frame_has_to_wait_events_do_not() -> None:
    line, outbox = acknowledging()
    show(outbox, range(1, SHUT + 1))
    outbox.put_event("point")
    assert line.sent[-1] == "point"


async def test_events_wait_in_order_behind_a_frame_that_was_said_before_them() -> None:
    line, outbox = acknowledging()
    show(outbox, range(1, SHUT + 2))
    outbox.put_event("over")
    outbox.put_event("lobby")
    assert line.sent == frames(range(1, SHUT + 1))
    outbox.acknowledge(SHUT)
    assert line.sent[SHUT:] == [f"f{SHUT + 1}", "over", "lobby"]


async def test_a_newer_frame_takes_the_place_of_one_before_an_event() -> None:
    line, outbox = acknowledging()
    show(outbox, range(1, SHUT + 2))
    outbox.put_event("point")
    show(outbox, range(SHUT + 2, SHUT + 9))
    outbox.acknowledge(2)
    assert line.sent[SHUT:] == ["point", f"f{SHUT + 8}"]


@pytest.mark.parametrize("forged", [5, 10**6])
async def test_an_acknowledgement_of_what_was_not_sent_changes_nothing(forged: int) -> None:
    line, outbox = acknowledging()
    outbox.acknowledge(forged)
    show(outbox, range(100, 200))
    sent = list(line.sent)
    assert sent == frames(range(100, 100 + SHUT))
    outbox.acknowledge(forged)
    outbox.acknowledge(150)
    assert line.sent == sent


async def test_a_first_acknowledgement_that_is_forged_leaves_a_reader_without_a_window() -> None:
    line, outbox = open_line()
    outbox.acknowledge(0)
    show(outbox, range(100))
    outbox.acknowledge(60)  # too long ago: nobody knows any more what was under way then
    show(outbox, range(100, 200))
    assert line.sent == frames(range(200))


def test_ticks_may_go_back_as_in_a_new_match_or_a_rally_that_is_played_again() -> None:
    window = Window()
    for tick in (7, 8, 9):
        window.sent(tick)
    assert window.acknowledge(7)
    for tick in range(8, 8 + MAX_FRAMES_IN_FLIGHT - 2):
        window.sent(tick)
    assert window.full
    assert window.acknowledge(9), "of two frames of one tick the older one is meant, so that never too many are sent"
    for tick in range(MAX_FRAMES_IN_FLIGHT):
        assert window.full == (tick >= 2)
        window.sent(tick)
    assert window.acknowledge(MAX_FRAMES_IN_FLIGHT - 1)
    assert not window.full


def test_ten_seconds_of_silence_close_a_shut_window_and_not_a_moment_less() -> None:
    async def story() -> None:
        line, outbox = acknowledging()
        show(outbox, range(1, SHUT + 1))
        await asyncio.sleep(60)
        assert not outbox.closed, "nothing waits for it: a pause of the match is no fault of the reader"
        show(outbox, range(SHUT + 1, SHUT + 9))
        outbox.put_event("point")
        await asyncio.sleep(PATIENCE_S - 0.1)
        outbox.acknowledge(12345)
        assert line.sent == frames(range(1, SHUT + 1))
        await asyncio.sleep(0.2)
        assert line.sent[SHUT:] == [4008]
        assert outbox.closed
        outbox.acknowledge(1)
        show(outbox, range(100, 200))
        assert line.sent[SHUT:] == [4008]

    run_virtually(story())


def test_each_acknowledgement_gives_another_ten_seconds() -> None:
    async def story() -> None:
        line, outbox = acknowledging()
        show(outbox, range(1, SHUT + 9))
        for read in range(1, 5):
            await asyncio.sleep(PATIENCE_S - 1)
            outbox.acknowledge(read)
            show(outbox, range(100 * read, 100 * read + 9))
        assert not outbox.closed
        await asyncio.sleep(PATIENCE_S + 1)
        assert line.sent[-1] == 4008

    run_virtually(story())


async def test_a_shut_window_with_too_many_events_is_closed_at_once() -> None:
    line, outbox = acknowledging()
    show(outbox, range(1, SHUT + 2))
    for number in range(MAX_EVENTS):
        outbox.put_event(f"e{number}")
    assert not outbox.closed
    outbox.put_event("one too many")
    assert line.sent[SHUT:] == [4008]


async def test_a_goodbye_brings_the_events_and_waits_for_no_acknowledgement() -> None:
    line, outbox = acknowledging()
    show(outbox, range(1, SHUT + 2))
    outbox.put_event("over")
    outbox.close(Close.MOVING)
    assert line.sent[SHUT:] == ["over", 4012]
    assert running_timers() == 0


async def test_an_abandoned_reader_is_not_waited_for() -> None:
    _, outbox = acknowledging()
    show(outbox, range(1, SHUT + 2))
    outbox.abandon()
    assert running_timers() == 0


def running_timers() -> int:
    """How many timers of outboxes still run in this loop."""
    scheduled: list[asyncio.TimerHandle] = asyncio.get_running_loop()._scheduled  # type: ignore[attr-defined]  # noqa: SLF001
    return sum(not timer.cancelled() for timer in scheduled)


def test_a_reader_that_stops_reading_too_is_closed_all_the_same() -> None:
    async def story() -> None:
        line, outbox = acknowledging()
        show(outbox, range(1, SHUT))
        line.gate.clear()
        show(outbox, range(SHUT, SHUT + 9))
        outbox.put_event("point")
        await asyncio.sleep(PATIENCE_S + 1)
        assert line.sent[SHUT - 1 :] == [f"f{SHUT}", 4008]

    run_virtually(story())


async def test_a_line_that_takes_more_again_does_not_open_the_window() -> None:
    line, outbox = acknowledging()
    show(outbox, range(1, SHUT))
    line.gate.clear()
    show(outbox, range(SHUT, SHUT + 9))
    outbox.put_event("point")
    line.gate.set()
    for _ in range(5):
        await asyncio.sleep(0)
    assert line.sent == frames(range(1, SHUT + 1))
    outbox.acknowledge(1)
    assert line.sent[SHUT:] == [f"f{SHUT + 8}", "point"]


def test_a_reader_at_the_end_of_a_long_line_gets_the_newest_frames_and_is_never_closed() -> None:
    """A round trip of a second: 30 of 60 frames a second."""

    async def story() -> None:
        loop = virtual_loop()
        line, outbox = acknowledging()
        for tick in range(1, 1200):
            before = len(line.sent)
            outbox.put_frame(f"f{tick}", tick)
            await asyncio.sleep(1 / 60)
            for text in line.sent[before:]:
                loop.call_later(1.0, outbox.acknowledge, int(str(text)[1:]))
        assert 550 < len(line.sent) < 650
        assert str(line.sent[-1]) in frames(range(1200 - 35, 1200))
        outbox.abandon()

    run_virtually(story())
