"""Text to message and back, and the refusals in between."""

from __future__ import annotations

import json

import msgspec
import pytest

from pong.messages.codec import BadMessage, decode, encode, refusal
from pong.messages.codes import Refusal
from pong.messages.wire import (
    ClaimWin,
    CreateRoom,
    GameUpdate,
    JoinGame,
    MovePaddle,
    PaddleTarget,
    Ping,
    PlayerReady,
    Pong,
    StatusChange,
)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"type":"create_room"}', CreateRoom(5, 0, False, "human", "normal")),
        ('{"type":"create_room","points_limit":21,"countdown":10}', CreateRoom(points_limit=21, countdown=10)),
        ('{"type":"join_game"}', JoinGame("player", None, None)),
        ('{"type":"join_game","name":null,"token":null}', JoinGame()),
        (' { "type" : "player_ready" } \n', PlayerReady()),
        ('{"direction":"stop","type":"move_paddle"}', MovePaddle("stop")),
        ('{"type":"ping","t":7}', Ping(7)),
        ('{"type":"ping","t":0.5}', Ping(0.5)),
    ],
)
def test_a_core_message_is_read_alike_in_both_tiers(text: str, message: object) -> None:
    assert decode(text, extended=False) == decode(text, extended=True) == message


def test_the_extended_tier_has_two_messages_more() -> None:
    assert decode('{"type":"paddle_target","y":3}', extended=True) == PaddleTarget(3.0)
    assert decode('{"type":"claim_win"}', extended=True) == ClaimWin()
    with pytest.raises(BadMessage) as caught:
        decode('{"type":"claim_win"}', extended=False)
    assert caught.value.refusal is Refusal.UNKNOWN_TYPE
    assert "claim_win" not in caught.value.explanation


def test_an_explanation_says_what_is_wrong_and_where() -> None:
    with pytest.raises(BadMessage) as caught:
        decode('{"type":"move_paddle","direction":"left"}', extended=False)
    assert "$.direction" in caught.value.explanation
    assert caught.value.__cause__ is None


def test_a_text_that_breaks_only_after_its_first_wrong_value_is_no_json() -> None:
    """The typed decoder stops at the wrong value, before it can see that the rest is broken."""
    with pytest.raises(BadMessage) as caught:
        decode('{"type":5, ', extended=False)
    assert caught.value.refusal is Refusal.INVALID_JSON


def test_nesting_that_only_the_second_reading_walks_into_is_no_json() -> None:
    with pytest.raises(BadMessage) as caught:
        decode("[" * 100_000, extended=False)
    assert caught.value.refusal is Refusal.INVALID_JSON


def test_frames_leave_out_a_freeze_that_is_not() -> None:
    frame = GameUpdate(1, 50.0, 50.0, 1.5, 2.5, 0, 0)
    assert "freeze_ticks" not in json.loads(encode(frame))
    assert json.loads(encode(msgspec.structs.replace(frame, freeze_ticks=3)))["freeze_ticks"] == 3


def test_what_is_told_is_tagged_json() -> None:
    assert encode(StatusChange("paused")) == '{"type":"status_change","status":"paused"}'
    assert encode(Pong(1)) == '{"type":"pong","t":1}'
    assert json.loads(refusal(Refusal.BUSY, "Wait.")) == {"type": "error", "code": "busy", "message": "Wait."}
