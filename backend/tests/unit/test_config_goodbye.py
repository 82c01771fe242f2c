"""What a process that is told to stop does, and in which order."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from config.goodbye import say_goodbye
from config.runtime import Runtime, build_runtime
from tests.support.fakes import RecordingMember
from tests.support.virtual_time import run_virtually


class Leaving(RecordingMember):
    """A client that is gone once it is told."""

    def __init__(self, runtime: Runtime) -> None:
        super().__init__()
        self._runtime = runtime

    def close(self, code: object) -> None:
        super().close(code)  # type: ignore[arg-type]
        self._runtime.connections.discard(self)


def test_rooms_are_handed_over_before_the_sockets_are_closed() -> None:
    seen: list[object] = []

    async def hand_over(within_s: float) -> None:
        seen.append((runtime.draining.begun, within_s, member.closed_with))

    runtime = replace(build_runtime(), hand_over=hand_over)
    member = Leaving(runtime)
    runtime.connections.add(member)
    run_virtually(say_goodbye(runtime, 7.0))
    assert seen == [(True, 7.0, None)]
    assert member.closed_with == 4012


@pytest.mark.parametrize("trouble", ["for ever", "a bug"])
def test_rooms_that_cannot_be_handed_over_keep_nobody(trouble: str, caplog: pytest.LogCaptureFixture) -> None:
    async def hand_over(within_s: float) -> None:
        if trouble == "a bug":
            raise ZeroDivisionError
        await asyncio.Event().wait()

    runtime = replace(build_runtime(), hand_over=hand_over)
    member = Leaving(runtime)
    runtime.connections.add(member)
    run_virtually(say_goodbye(runtime, 7.0))
    assert member.closed_with == 4012
    assert [record.message.split(" within")[0] for record in caplog.records] == ["the rooms were not handed over"]


def test_cut_short_it_still_closes_every_socket() -> None:
    async def hand_over(within_s: float) -> None:
        await asyncio.Event().wait()

    async def told_twice() -> float:
        saying = asyncio.ensure_future(say_goodbye(runtime, 7.0))
        await asyncio.sleep(1.0)
        saying.cancel()
        await asyncio.wait({saying})
        return asyncio.get_running_loop().time()

    runtime = replace(build_runtime(), hand_over=hand_over)
    member = Leaving(runtime)
    runtime.connections.add(member)
    run_virtually(told_twice())
    assert member.closed_with == 4012
