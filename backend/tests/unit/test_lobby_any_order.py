"""Searches in any order: nobody is paired twice, with himself, with the dead or with nobody."""

from __future__ import annotations

import asyncio

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.lobby import MemoryBoardWorld
from tests.support.searches import STEPS, Searches


@settings(max_examples=300, deadline=None)
@given(st.lists(STEPS, max_size=40))
def test_whatever_happens_each_search_meets_one_other_person_or_a_room(steps: list[tuple[object, ...]]) -> None:
    async def work() -> None:
        searches = Searches(MemoryBoardWorld())
        for step in steps:
            await searches.take(step)
        await searches.settle()

    asyncio.run(work())
