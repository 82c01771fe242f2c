"""Play survives: three processes, one Redis, thirty rooms, and a referee who watches from outside (wishes.py)."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.faults.arena import open_arena
from tests.faults.campaign import Campaign
from tests.faults.outcome import Outcome
from tests.faults.report import broken_over_all, line, page, table
from tests.faults.rounds import FAULTS
from tests.faults.stack import Stack
from tests.faults.wishes import WISHES
from tests.support.servers import BACKEND_DIR

pytestmark = pytest.mark.faults

RESULTS = BACKEND_DIR.parent / "test-results"
Say = Callable[[str], None]


@pytest.fixture(scope="module")
def say(request: pytest.FixtureRequest) -> Say:
    """A line on the terminal at once, whatever pytest captures."""
    plugins = request.config.pluginmanager
    reporter: Any = plugins.get_plugin("terminalreporter")
    capture: Any = plugins.get_plugin("capturemanager")

    def write(text: str) -> None:
        with capture.global_and_fixture_disabled():
            reporter.ensure_newline()
            reporter.write_line(text)

    return write


@pytest.fixture(scope="module")
def outcomes(say: Say) -> Iterator[list[Outcome]]:
    """What the rounds came to; shown as a table at the end, and kept as a file from round to round."""
    say(f"{WISHES.rooms} rooms, FAULT_SEED={WISHES.seed}")
    gathered: list[Outcome] = []
    yield gathered
    say(table(gathered))
    assert not (found := broken_over_all(gathered, {name: fault.promise.p99_s for name, fault in FAULTS.items()})), (
        found
    )


class Stage:
    """One campaign at a time. A fixture with parameters would be made anew for each round."""

    def __init__(self) -> None:
        self._flavour = ""
        self._campaign: Campaign | None = None
        self._open = contextlib.ExitStack()

    def campaign(self, flavour: str) -> Campaign:
        """Three servers of a flavour with all rooms in play: those that run already, or new ones in their place."""
        if self._campaign is None or flavour != self._flavour:
            self.close()
            stack = Stack(RESULTS / "faults" / flavour, flavour=flavour, append_only=WISHES.append_only)
            self._open.enter_context(stack.running())
            arena = open_arena(stack, rooms=WISHES.rooms, seed=WISHES.seed, spread=WISHES.spread)
            self._campaign, self._flavour = Campaign(self._open.enter_context(arena)), flavour
        return self._campaign

    def close(self) -> None:
        self._campaign = None
        self._open.close()


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    stage = Stage()
    yield stage
    stage.close()


@pytest.mark.timeout(300)
@pytest.mark.parametrize(("flavour", "fault", "number"), WISHES.cases())
def test_play_survives(stage: Stage, flavour: str, fault: str, number: int, outcomes: list[Outcome], say: Say) -> None:
    campaign = stage.campaign(flavour)
    began = time.monotonic()
    outcome = campaign.leave() if fault == "leaving" else campaign.play(fault, number, FAULTS[fault])
    say(line(outcome, time.monotonic() - began))
    outcomes.append(outcome)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "faults.md").write_text(page(outcomes, rooms=WISHES.rooms, seed=WISHES.seed))
    assert not outcome.failures, campaign.story(outcome)
