"""When a process may believe that its rooms are its own, whatever its ledger does. In virtual time."""

from __future__ import annotations

import asyncio

import pytest

from pong.cluster.heart import STEADY_S, Heart, Holding
from pong.cluster.ledger import OWNED_FOR_S, Beat, Unavailable
from pong.cluster.memory_ledger import MemoryLedger, MemoryStore
from tests.support.virtual_time import run_virtually, virtual_loop


class Flaky(MemoryLedger):
    """A ledger that can be silent."""

    def __init__(self, store: MemoryStore, process: str = "p") -> None:
        super().__init__(store, process, lambda: 1000.0 * asyncio.get_running_loop().time())
        self.is_silent = False

    async def beat(self, *, draining: bool = False) -> Beat:
        if self.is_silent:
            await asyncio.sleep(0.2)
            raise Unavailable("silence")
        return await super().beat(draining=draining)


class Patient:
    """A heart that beats in a task, and what has been heard of it."""

    def __init__(self, *, regain_takes_s: float = 0.0) -> None:
        self.store = MemoryStore(settled=True)
        self.ledger = Flaky(self.store)
        self.lapses = self.regains = 0
        self.regain_takes_s = regain_takes_s
        self.heart = Heart(self.ledger, on_regained=self._regained, on_lapsed=self._lapsed)
        self.beating = asyncio.create_task(self.heart.run())

    def _lapsed(self) -> None:
        self.lapses += 1

    async def _regained(self) -> None:
        await asyncio.sleep(self.regain_takes_s)
        self.regains += 1

    @property
    def holds(self) -> bool:
        return self.heart.holds(asyncio.get_running_loop().time())

    @property
    def is_steady(self) -> bool:
        return self.heart.is_steady(asyncio.get_running_loop().time())

    @property
    def margin_s(self) -> float:
        return self.heart.margin_s(asyncio.get_running_loop().time())

    async def silence(self, seconds: float) -> None:
        self.ledger.is_silent = True
        await asyncio.sleep(seconds)
        self.ledger.is_silent = False


def test_a_lease_holds_from_its_first_beat_and_is_steady_a_moment_later() -> None:
    async def scenario() -> None:
        patient = Patient()
        assert not patient.holds
        assert patient.margin_s == 0.0
        await patient.heart.first_beat()
        assert patient.holds
        assert not patient.is_steady
        assert OWNED_FOR_S - 0.01 < patient.margin_s <= OWNED_FOR_S
        await asyncio.sleep(STEADY_S + 0.1)
        assert patient.is_steady
        assert patient.lapses == patient.regains == 0

    run_virtually(scenario())


def test_a_short_silence_is_no_lapse() -> None:
    async def scenario() -> None:
        patient = Patient()
        await asyncio.sleep(2)
        await patient.silence(0.5)
        await asyncio.sleep(1)
        assert patient.is_steady
        assert patient.lapses == patient.regains == 0
        assert patient.heart.terms == 1

    run_virtually(scenario())


def test_a_long_silence_is_said_once_and_ends_in_a_new_term(caplog: pytest.LogCaptureFixture) -> None:
    async def scenario() -> None:
        caplog.set_level("WARNING")
        patient = Patient()
        await asyncio.sleep(2)
        room = Holding(patient.heart)
        await patient.silence(4)
        assert not patient.holds
        assert patient.lapses == 1
        await asyncio.sleep(0.5)
        assert patient.holds
        assert not patient.is_steady
        assert patient.regains == 1
        now = asyncio.get_running_loop().time()
        assert not room.holds(now), "it may be somebody else's"
        room.renew(patient.heart.terms)
        assert room.holds(now)
        said = [record.getMessage() for record in caplog.records]
        assert said == ["the ledger does not answer, so that rooms wait: silence", "the ledger answers again"]

    run_virtually(scenario())


def test_a_process_that_has_stood_still_has_lapsed() -> None:
    async def scenario() -> None:
        patient = Patient()
        await asyncio.sleep(2)
        virtual_loop().advance(3)
        assert not patient.holds
        await asyncio.sleep(0.5)
        assert patient.holds
        assert patient.regains == 1

    run_virtually(scenario())


def test_a_ledger_that_has_lost_its_data_is_no_lapse_but_rooms_are_put_back() -> None:
    async def scenario() -> None:
        patient = Patient()
        await asyncio.sleep(2)
        patient.store.lose_everything()
        await asyncio.sleep(0.5)
        assert patient.heart.terms == 1
        assert patient.regains == 1
        assert patient.lapses == 0

    run_virtually(scenario())


def test_a_lapse_while_rooms_are_put_back_is_one_more_round_and_not_two_at_once() -> None:
    async def scenario() -> None:
        patient = Patient(regain_takes_s=3.0)
        await asyncio.sleep(2)
        await patient.silence(2)
        await asyncio.sleep(0.5)
        await patient.silence(1.5)
        assert patient.regains == 0
        await asyncio.sleep(10)
        assert patient.regains == 2

    run_virtually(scenario())


def test_whoever_ends_hears_of_no_lapse() -> None:
    async def scenario() -> None:
        unborn = Heart(Flaky(MemoryStore()), on_regained=_never)
        unborn.stop()
        patient = Patient()
        await asyncio.sleep(1)
        patient.beating.cancel()
        patient.heart.stop()
        await asyncio.sleep(3)
        assert patient.lapses == 0

    run_virtually(scenario())


async def _never() -> None:
    raise AssertionError("nothing was lost")
