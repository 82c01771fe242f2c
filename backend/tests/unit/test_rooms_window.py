"""Readers that acknowledge frames: how many are under way to one, and what becomes of one that is silent."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pong.messages.codes import Close
from pong.rooms.outbox import PATIENCE_S, Outbox
from pong.rooms.window import MAX_FRAMES_IN_FLIGHT, Window
from tests.support.virtual_time import run_virtually, virtual_loop

MAX_EVENTS = 32
SHUT = MAX_FRAMES_IN_FLIGHT  # so many frames after the first acknowledgement, and the window is shut by one more


@dataclass
class Line:
    """A socket: what was handed to it, and a gate that may keep a ``send`` waiting."""

    sent: list[str | int] = field(default_factory=list)
    gate: asyncio.Event = field(default_factory=asyncio.Event)

    async def send(self, text: str) -> None:
        self.sent.append(text)
        await self.gate.wait()

    async def close(self, code: int) -> None:
        self.sent.append(code)


def open_line() -> tuple[Line, Outbox]:
    line = Line()
    line.gate.set()
    return line, Outbox(extended=True, send=line.send, close=line.close)


def acknowledging() -> tuple[Line, Outbox]:
    """A reader that has just acknowledged its first frame, of tick 0."""
    line, outbox = open_line()
    outbox.put_frame("f0", 0)
    outbox.acknowledge(0)
    line.sent.clear()
    return line, outbox


def show(outbox: Outbox, ticks: range) -> None:
    for tick in ticks:
        outbox.put_frame(f"f{tick}", tick)


def frames(ticks: range) -> list[str]:
    return [f"f{tick}" for tick in ticks]


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


# Anything in any order

EVENT, FRAME, READ, FORGED, STOP, GO, REST = range(7)
steps = st.lists(
    st.one_of(
        st.tuples(st.just(EVENT), st.integers(1, 5)),
        st.tuples(st.just(FRAME), st.integers(1, 40)),
        st.tuples(st.just(READ), st.integers(0, 40)),  # everything that was sent but so many frames
        st.tuples(st.just(FORGED), st.integers(0, 2**31 - 1)),
        st.tuples(st.just(STOP) | st.just(GO), st.just(0)),
        st.tuples(st.just(REST), st.integers(1, 6)),
    ),
    max_size=60,
)


class Story:
    """An outbox and its reader; what was put is compared with what was handed to the socket."""

    def __init__(self) -> None:
        self.line, self.outbox = open_line()
        self.put: list[str] = []
        self.tick = 0
        self.acknowledged = -1

    @property
    def shown(self) -> list[int]:
        return [int(text[1:]) for text in self.line.sent if isinstance(text, str) and text[0] == "f"]

    async def do(self, step: int, amount: int) -> None:
        match step:
            case _ if step == EVENT:
                for _ in range(amount):
                    self.note(f"e{len(self.put)}")
                    self.outbox.put_event(self.put[-1])
            case _ if step == FRAME:
                for _ in range(amount):
                    self.tick += 1
                    self.note(f"f{self.tick}")
                    self.outbox.put_frame(self.put[-1], self.tick)
            case _ if step == READ:
                self.read(amount)
            case _ if step == FORGED:
                self.outbox.acknowledge(self.tick + 1 + amount)
            case _ if step == REST:
                await asyncio.sleep(amount)
            case _:
                self.line.gate.set() if step == GO else self.line.gate.clear()
        await asyncio.sleep(0)

    def note(self, text: str) -> None:
        self.put.append(text)

    def read(self, unread: int) -> None:
        shown = self.shown
        if unread < len(shown):
            self.acknowledged = max(self.acknowledged, shown[-1 - unread])
            self.outbox.acknowledge(shown[-1 - unread])

    def check(self) -> None:
        """In the order in which it was put, nothing twice, and of events nothing left out."""
        sent = [text for text in self.line.sent if isinstance(text, str)]
        places = [self.put.index(text) for text in sent]
        assert all(one < other for one, other in pairwise(places))
        events = [text for text in self.put if text[0] == "e"]
        sent_events = [text for text in sent if text[0] == "e"]
        assert sent_events == events[: len(sent_events)]
        if not self.outbox.closed:
            assert len(events) - len(sent_events) <= MAX_EVENTS

    def check_window(self) -> None:
        assert sum(tick > self.acknowledged for tick in self.shown) <= MAX_FRAMES_IN_FLIGHT


@given(steps=steps)
def test_whatever_happens_events_stay_whole_and_no_more_than_thirty_frames_are_unread(
    steps: list[tuple[int, int]],
) -> None:
    async def story() -> None:
        tale = Story()
        await tale.do(FRAME, 1)
        await tale.do(READ, 0)
        for step, amount in steps:
            await tale.do(step, amount)
            tale.check()
            tale.check_window()
        tale.line.gate.set()
        for _ in range(3):
            await tale.do(READ, 0)
        tale.check()
        if tale.outbox.closed:
            assert tale.line.sent[-1] == 4008
        else:
            assert [text for text in tale.line.sent if str(text)[0] == "e"] == [t for t in tale.put if t[0] == "e"]
            assert tale.shown[-1] == tale.tick, "and the reader has the present"

    run_virtually(story())


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
