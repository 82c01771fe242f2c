"""What a visitor of the lobby may send, and what becomes of nonsense and of floods."""

from __future__ import annotations

import json

import pytest

from pong.lobby.visit import Visit
from pong.messages.codes import MAX_MESSAGE_BYTES, Close
from tests.support.fakes import RecordingMember
from tests.support.lobby import Halls
from tests.support.virtual_time import run_virtually

PLAY = '{"type":"play_now"}'


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def visited(*frames: str | bytes, pause_s: float = 1.0) -> RecordingMember:
    """Somebody who has said all of ``frames``, and has not been closed or heard a turn yet."""

    async def work() -> RecordingMember:
        halls, visitor, clock = Halls("p"), RecordingMember(tier="lobby"), Clock()
        visit = Visit(visitor=visitor, hall=halls.halls["p"], now=clock)
        for frame in frames:
            clock.now += pause_s
            visit.receive(frame)
        visit.end()
        assert len(halls.halls["p"]) == 0
        return visitor

    return run_virtually(work())


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ("", "invalid_json"),
        ("{", "invalid_json"),
        ("[" * 1000, "invalid_json"),
        ("[]", "invalid_message"),
        ('{"type":7}', "invalid_message"),
        ('{"type":"join_game"}', "unknown_type"),
        ('{"type":"play_now","person":"short"}', "invalid_message"),
        ('{"type":"play_now","person":":a-colon1"}', "invalid_message"),
        ('{"type":"play_now","person":"' + "x" * 65 + '"}', "invalid_message"),
        ('{"type":"play_now","avoid":["' + "A" * 33 + '"]}', "invalid_message"),
        ('{"type":"play_now","avoid":["A","A","A","A","A","A","A","A","A"]}', "invalid_message"),
        ('{"type":"play_now","level":9}', "invalid_message"),
        ('{"type":"ping","t":1e999}', "invalid_message"),
        ('{"type":"stop_seeking","x":NaN}', "invalid_json"),
        (b"\x00", "binary_frame"),
    ],
)
def test_nonsense_gets_a_clear_error_and_changes_nothing(frame: str | bytes, code: str) -> None:
    visitor = visited(frame)
    assert [message["code"] for message in visitor.heard] == [code]
    assert visitor.closed_with is None


def test_a_ping_is_answered_and_a_search_is_confirmed_and_ended() -> None:
    visitor = visited('{"type":"ping","t":7}', PLAY, '{"type":"stop_seeking"}')
    assert visitor.kinds == ["pong", "seeking", "seeking_ended"]


def test_what_is_too_large_closes() -> None:
    assert (
        visited(json.dumps({"type": "play_now", "person": "x" * MAX_MESSAGE_BYTES})).closed_with == Close.BAD_MESSAGES
    )


def test_a_flood_closes_and_is_not_answered_for_ever() -> None:
    visitor = visited(*[PLAY] * 1000, pause_s=0.0)
    assert visitor.closed_with == Close.TOO_FAST_OR_TOO_SLOW
    assert len(visitor.heard) <= 40


def test_a_client_that_makes_only_mistakes_is_sent_away() -> None:
    visitor = visited(*["{"] * 100, pause_s=0.2)
    assert visitor.closed_with == Close.BAD_MESSAGES
    assert len(visitor.heard) < 50
