"""Letters over a channel layer that fails: what is lost, what is not, and in which order it comes."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from pong.cluster import bus as bus_module
from pong.cluster.bus import Bus
from pong.cluster.layer import BatchedInMemoryChannelLayer, Messages
from pong.cluster.ledger import Unavailable
from pong.cluster.mail import Ended, Frame, Letter, Owned, Said, Take, ToAll, process_group
from pong.cluster.voice import Voice
from tests.support.virtual_time import run_virtually


class FailingLayer(BatchedInMemoryChannelLayer):
    """A layer that can be away, with nothing or with all of a batch sent."""

    def __init__(self) -> None:
        super().__init__()
        self.is_away = False
        self.sends_all_the_same = False
        self.batches = 0

    async def group_add(self, group: str, channel: str) -> None:
        if self.is_away:
            raise OSError("the layer is away")
        await super().group_add(group, channel)

    async def group_discard(self, group: str, channel: str) -> None:
        if self.is_away:
            raise OSError("the layer is away")
        await super().group_discard(group, channel)

    async def group_send_batch(self, messages: Messages) -> None:
        self.batches += 1
        if not self.is_away or self.sends_all_the_same:
            await super().group_send_batch(messages)
        if self.is_away:
            raise OSError("the layer is away")


class End:
    """One end of the bus, and what has come to it."""

    def __init__(self, layer: FailingLayer, process: str) -> None:
        self.letters: list[Letter] = []
        self.gaps = 0
        self.bus = Bus(layer, process, on_letter=self._hear, on_gap=self._miss)  # type: ignore[arg-type]
        self.bus.start()

    def _hear(self, letter: Letter) -> None:
        if isinstance(letter, Take) and letter.room == "broken":
            raise RuntimeError("it cannot be read")
        self.letters.append(letter)

    def _miss(self) -> None:
        self.gaps += 1

    @property
    def rooms(self) -> list[str]:
        return [letter.room for letter in self.letters]


async def pair() -> tuple[FailingLayer, End, End]:
    layer = FailingLayer()
    ends = End(layer, "p"), End(layer, "q")
    for end in ends:
        await end.bus.ready()
    return layer, *ends


def test_letters_come_in_their_order_and_many_in_one_batch() -> None:
    async def scenario() -> None:
        layer, p, q = await pair()
        for number in range(20):
            p.bus.post("q", Take(str(number)))
        await p.bus.flush()
        await asyncio.sleep(0.1)
        assert q.rooms == [str(number) for number in range(20)]
        assert layer.batches == 1
        assert not p.letters

    run_virtually(scenario())


def test_what_a_room_has_said_comes_before_what_is_announced_of_it() -> None:
    async def scenario() -> None:
        _, p, q = await pair()
        await q.bus.listen("R")
        voice = Voice("R", "p", 1)
        voice.say(ToAll("game over"))
        p.bus.speak("R", voice)
        p.bus.announce("R", Ended("R", 1))
        p.bus.announce("R", Owned("R", 2, "p"))
        p.bus.speak("R", voice)
        await asyncio.sleep(0.1)
        assert [type(letter) for letter in q.letters] == [Said, Ended, Owned]
        await q.bus.ignore("R")
        p.bus.announce("R", Ended("R", 2))
        await asyncio.sleep(0.1)
        assert len(q.letters) == 3

    run_virtually(scenario())


def test_an_outage_is_said_once_and_nothing_is_lost_but_frames(caplog: pytest.LogCaptureFixture) -> None:
    async def scenario() -> None:
        caplog.set_level("INFO")
        layer, p, q = await pair()
        await q.bus.listen("R")
        layer.is_away = True
        voice = Voice("R", "p", 1)
        for number in range(3):
            p.bus.post("q", Take(str(number)))
            voice.say(ToAll(str(number)))
            voice.show(Frame(f"frame {number}", number))
            p.bus.speak("R", voice)
            await asyncio.sleep(0.5)
        layer.is_away = False
        await asyncio.sleep(0.5)
        (said,) = [letter for letter in q.letters if isinstance(letter, Said)]
        assert [letter.room for letter in q.letters if isinstance(letter, Take)] == ["0", "1", "2"]
        assert said.frame == Frame("frame 2", 2)
        assert said.serial == len(said.items)
        said_log = [record.getMessage() for record in caplog.records if record.name == "pong.cluster.bus"]
        assert said_log == [
            "the channel layer failed (OSError: the layer is away); trying again",
            "the channel layer works again",
        ]

    run_virtually(scenario())


def test_what_may_have_been_sent_is_sent_again_with_the_same_number() -> None:
    async def scenario() -> None:
        layer, p, q = await pair()
        await q.bus.listen("R")
        layer.is_away = layer.sends_all_the_same = True
        voice = Voice("R", "p", 1)
        voice.say(ToAll("once"))
        p.bus.speak("R", voice)
        await asyncio.sleep(0.01)
        layer.is_away = False
        await asyncio.sleep(0.5)
        assert len(q.letters) == 2
        assert q.letters[0] == q.letters[1]

    run_virtually(scenario())


def test_letters_to_one_address_are_bounded_and_the_newest_give_way(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario() -> None:
        monkeypatch.setattr(bus_module, "MAX_LETTERS", 3)
        layer, p, q = await pair()
        layer.is_away = True
        for number in range(5):
            p.bus.post("q", Take(str(number)))
            await asyncio.sleep(0.05)
        layer.is_away = False
        await asyncio.sleep(0.5)
        assert q.rooms == ["0", "1", "2"]

    run_virtually(scenario())


def test_a_letter_that_cannot_be_read_stops_no_other(caplog: pytest.LogCaptureFixture) -> None:
    async def scenario() -> None:
        layer, p, q = await pair()
        to_q: Any = process_group("q")
        await layer.group_send(to_q, {"type": "pong.letters", "body": b"\xc1 of another version"})
        await layer.group_send(to_q, {"type": "pong.letters"})
        p.bus.post("q", Take("broken"))
        p.bus.post("q", Take("fine"))
        await asyncio.sleep(0.1)
        assert q.rooms == ["fine"]
        assert "a letter could not be read: Take" in caplog.text

    run_virtually(scenario())


def test_who_cannot_listen_just_now_is_told_so() -> None:
    async def scenario() -> None:
        layer, p, _ = await pair()
        layer.is_away = True
        with pytest.raises(Unavailable, match="the layer is away"):
            await p.bus.listen("R")
        await p.bus.ignore("R")
        silent = Bus(layer, "s", on_letter=p.letters.append, on_gap=lambda: None)  # type: ignore[arg-type]
        await silent.ignore("R")

    run_virtually(scenario())


def test_an_end_that_stops_hears_nothing_and_a_gap_is_passed_on() -> None:
    async def scenario() -> None:
        layer, p, q = await pair()
        assert layer.on_reconnect is not None
        layer.on_reconnect()
        assert q.gaps == 1
        await q.bus.stop()
        p.bus.post("q", Take("R"))
        await asyncio.sleep(0.1)
        assert not q.letters

    run_virtually(scenario())


def test_what_was_posted_before_the_start_is_sent_with_it() -> None:
    async def scenario() -> None:
        layer = FailingLayer()
        q = End(layer, "q")
        await q.bus.ready()
        early = Bus(layer, "p", on_letter=q.letters.append, on_gap=lambda: None)  # type: ignore[arg-type]
        early.post("q", Take("R"))
        early.start()
        await asyncio.sleep(0.1)
        assert q.rooms == ["R"]

    run_virtually(scenario())
