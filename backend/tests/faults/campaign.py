"""One round after the other, and after each one the referee."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import chain

from tests.faults.arena import Arena
from tests.faults.crew import Table
from tests.faults.ledger_checks import judge_ledger
from tests.faults.outcome import Outcome
from tests.faults.records import stored_matches
from tests.faults.referee import (
    StoredMatch,
    Violation,
    judge_epochs,
    judge_epochs_of_room,
    judge_points,
    judge_records,
    judge_scores,
    judge_seats,
    judge_standstill,
    judge_storage,
)
from tests.faults.rounds import Fault

# A result that its process left behind is found by another one's sweep, a dozen seconds later.
STORED_WITHIN_S = 20.0
GONE_WITHIN_S = 20.0
MORE_DESCRIPTORS = 12  # what a server opens at first need and keeps: the database, Redis, threads
STORIES = 3


class Campaign:
    """Rounds on one arena. Each violation is told once, with the round in which it was found."""

    def __init__(self, arena: Arena) -> None:
        self._arena = arena
        self._told: set[tuple[str, str, str, str]] = set()
        self._log_sizes: dict[int, int] = arena.stack.log_sizes()

    def play(self, name: str, number: int, fault: Fault) -> Outcome:
        """One round, judged."""
        arena, outcome = self._arena, Outcome(name, number)
        if not_ready := arena.prepare():
            outcome.dead = sorted(table.code for table in not_ready)
            outcome.found.append("play was not normal before the round, which was not begun")
            self._judge(outcome)
            return outcome
        arena.crew.lateness_s = 0.0
        window = fault.run(arena, outcome)
        outcome.bots_late_s = arena.crew.lateness_s
        logs = arena.crew.logs()
        outcome.measure(logs, window)
        outcome.hold_against(fault.promise, logs)
        self._judge(outcome)
        return outcome

    def leave(self) -> Outcome:
        """Everybody goes: I8, nothing is left behind, and all that was played is stored."""
        arena, outcome = self._arena, Outcome("leaving", 1)
        arena.crew.leave(arena.crew.present)
        if not _within(GONE_WITHIN_S, lambda: not arena.ledger.leftovers()):
            outcome.found.append(f"I8 left in Redis: {arena.ledger.leftovers()[:10]}")
        for server in arena.stack.servers:
            most = arena.descriptors[server.place] + MORE_DESCRIPTORS
            if not _within(GONE_WITHIN_S, lambda server=server, most=most: server.descriptors() <= most):  # type: ignore[misc]
                outcome.found.append(f"I8 {server.name} has {server.descriptors()} descriptors, not {most}")
        self._judge(outcome)
        return outcome

    def story(self, outcome: Outcome) -> str:
        """Why a round failed, for people."""
        where = f"The logs and the database are in {self._arena.stack.folder}"
        return "\n".join([f"{outcome.fault} {outcome.number}:", *outcome.failures, outcome.stories, where])

    def _stories(self, rooms: list[str]) -> str:
        first = list(dict.fromkeys(rooms))[:STORIES]
        tables = [table for table in self._arena.crew.tables if table.code in first]
        return "\n".join(log.story() for table in tables for log in table.logs)

    def _judge(self, outcome: Outcome) -> None:
        samples = self._arena.watcher.take()
        ledger = judge_ledger(samples) if self._arena.clustered else []
        found = [*ledger, *self._judge_play(), *self._judge_storage()]
        outcome.violations = [violation for violation in found if not self._is_told(violation)]
        self._told |= {violation[:4] for violation in outcome.violations}
        outcome.stories = self._stories([*(violation.room for violation in outcome.violations), *outcome.dead])
        self._arena.crew.forget()
        sizes = self._arena.stack.log_sizes()
        outcome.found += [f"a traceback in {text}" for text in self._arena.stack.tracebacks(self._log_sizes)]
        self._log_sizes = sizes

    def _is_told(self, violation: Violation) -> bool:
        return violation[:4] in self._told

    def _judge_play(self) -> list[Violation]:
        found: list[Violation] = []
        for table in self._arena.crew.tables:
            for log in table.logs:
                found += [*judge_scores(log), *judge_epochs(log)]
            found += judge_epochs_of_room(table.logs)
            now = table.left_at or time.monotonic()
            found += judge_seats(table.logs, now=now, wakes=self._arena.wakes)
            found += judge_standstill(table.logs, now, self._arena.outages)
        return found

    def _judge_storage(self) -> list[Violation]:
        """What is wrong with what is stored, when it has had the time to be: a match that was left behind comes after
        the next one, and until then every later one is taken for another."""
        found: list[Violation] = []

        def all_is_well() -> bool:
            tables = self._arena.crew.tables
            stored = stored_matches(self._arena.stack.sqlite_path, [table.code for table in tables])
            found[:] = chain.from_iterable(_judge_room(table, stored.get(table.code, [])) for table in tables)
            return all(self._is_told(violation) for violation in found)

        _within(STORED_WITHIN_S, all_is_well)
        return found


def _judge_room(table: Table, stored: list[StoredMatch]) -> list[Violation]:
    left = table.left_at is not None
    found = [violation for match in stored for violation in judge_points(table.code, match)]
    for log in table.logs:
        found += judge_records(log, stored, left=left)
    return [*found, *judge_storage(table.logs, stored, left=left)]


def _within(seconds: float, condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + seconds
    while not (holds := condition()) and time.monotonic() < deadline:
        time.sleep(0.2)  # other processes and their database are asked again
    return holds
