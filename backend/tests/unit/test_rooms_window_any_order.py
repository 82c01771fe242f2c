"""Frames, events and acknowledgements in any order, over a line that stops and goes on."""

from __future__ import annotations

import asyncio
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from pong.rooms.window import MAX_FRAMES_IN_FLIGHT
from tests.support.virtual_time import run_virtually
from tests.unit.acknowledging import open_line

MAX_EVENTS = 32
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
