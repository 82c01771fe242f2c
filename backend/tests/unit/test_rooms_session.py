"""One socket's conversation: what it may say, how fast, and what every kind of bad input gets."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pong.game_engine import Aim, Hold
from pong.messages.codes import Close, Refusal
from pong.messages.wire import CreateRoom
from pong.rooms import commands
from pong.rooms.ports import Member, RoomHandle
from pong.rooms.session import Session
from tests.support import traffic
from tests.support.fakes import RecordingMember


class RecordingRoom:
    """A room that takes down what it is asked."""

    def __init__(self) -> None:
        self.closed = False
        self.is_busy = False
        self.asked: list[commands.Command] = []

    def submit(self, command: commands.Command) -> bool:
        if not self.is_busy:
            self.asked.append(command)
        return not self.is_busy


class OneRoom:
    """The port ``Rooms`` with at most one room; ``answer`` refuses the next to be created."""

    def __init__(self) -> None:
        self.room: RecordingRoom | None = None
        self.answer: Refusal | None = None
        self.created: list[tuple[str, CreateRoom, Member]] = []

    async def create(self, code: str, options: CreateRoom, creator: Member) -> RoomHandle | Refusal:
        self.created.append((code, options, creator))
        if self.answer is not None:
            return self.answer
        self.room = RecordingRoom()
        return self.room

    async def find(self, code: str) -> RoomHandle | Refusal:
        return self.room or Refusal.ROOM_NOT_FOUND


class Talk:
    """A session with a clock that only moves when told."""

    def __init__(self, *, extended: bool = False) -> None:
        self.now = 50.0
        self.rooms = OneRoom()
        self.member = RecordingMember(extended=extended)
        self.session = Session(room_code="R", member=self.member, rooms=self.rooms, now=lambda: self.now)

    def say(self, message: object) -> Talk:
        text = json.dumps(message)
        traffic.said(text, tier=self.member.tier)
        return self.say_raw(text)

    def say_raw(self, frame: str | bytes) -> Talk:
        with pytest.raises(StopIteration):  # nothing here waits, so that no event loop is needed
            self.session.receive(frame).send(None)
        return self

    @property
    def room(self) -> RecordingRoom:
        assert self.rooms.room is not None
        return self.rooms.room


def joined(*, extended: bool = False) -> Talk:
    talk = Talk(extended=extended)
    talk.rooms.room = RecordingRoom()
    talk.say({"type": "join_game"})
    talk.room.asked.clear()
    return talk


def test_create_room_is_answered_with_what_was_made() -> None:
    talk = Talk().say({"type": "create_room", "points_limit": 3})
    assert talk.member.heard == [{"type": "room_created", "room_code": "R", "points_limit": 3}]
    assert talk.rooms.created == [("R", CreateRoom(points_limit=3), talk.member)]
    assert talk.room.asked == [], "to open a room is not to join it"


@pytest.mark.parametrize("refusal", [Refusal.ROOM_EXISTS, Refusal.TOO_MANY_ROOMS])
def test_a_room_that_cannot_be_opened_is_refused(refusal: Refusal) -> None:
    talk = Talk()
    talk.rooms.answer = refusal
    talk.say({"type": "create_room"}).say({"type": "player_ready"})
    assert talk.member.errors == [refusal, "not_joined"]


def test_who_has_opened_a_room_and_goes_away_is_missed_there() -> None:
    talk = Talk().say({"type": "create_room"})
    talk.session.end()
    assert talk.room.asked == [commands.Drop(talk.member)]


def test_a_room_that_nobody_has_opened_is_not_found() -> None:
    talk = Talk().say({"type": "join_game"})
    assert talk.member.errors == ["room_not_found"]
    talk.session.end()


def test_joining_hands_on_name_and_token() -> None:
    talk = Talk()
    talk.rooms.room = RecordingRoom()
    talk.say({"type": "join_game", "name": "Ada", "token": "t"}).say({"type": "join_game", "role": "observer"})
    assert talk.room.asked == [commands.TakeSeat(talk.member, "Ada", "t"), commands.Watch(talk.member)]


@pytest.mark.parametrize(
    ("message", "command"),
    [
        ({"type": "player_ready"}, commands.Ready),
        ({"type": "rematch"}, commands.WantRematch),
        ({"type": "leave_game"}, commands.Leave),
        ({"type": "claim_win"}, commands.ClaimWin),
        ({"type": "pause"}, commands.Pause),
        ({"type": "resume"}, commands.Resume),
        ({"type": "say", "phrase": "oops"}, lambda member: commands.Say(member, "oops")),
        ({"type": "rename", "name": "Ada"}, lambda member: commands.Rename(member, "Ada")),
        ({"type": "move_paddle", "direction": "up"}, lambda member: commands.Steer(member, Hold(-1))),
        ({"type": "move_paddle", "direction": "stop"}, lambda member: commands.Steer(member, Hold(0))),
        ({"type": "move_paddle", "direction": "down"}, lambda member: commands.Steer(member, Hold(1))),
        ({"type": "paddle_target", "y": 12.5}, lambda member: commands.Steer(member, Aim(12.5))),
    ],
)
def test_every_message_becomes_its_command(message: dict[str, object], command: Any) -> None:
    talk = joined(extended=True).say(message)
    assert talk.room.asked == [command(talk.member)]
    assert talk.member.heard == []


def test_an_ack_goes_to_the_member_and_not_into_the_room() -> None:
    talk = joined(extended=True).say({"type": "ack", "tick": 7})
    assert talk.member.acknowledged == [7]
    assert talk.room.asked == []
    assert talk.member.heard == []


def test_an_ack_of_somebody_who_has_not_joined_changes_nothing() -> None:
    talk = Talk(extended=True).say({"type": "ack", "tick": 7})
    assert talk.member.heard == []


@pytest.mark.parametrize(
    "message", [{"type": "paddle_target", "y": 1}, {"type": "claim_win"}, {"type": "ack", "tick": 1}]
)
def test_the_extended_tier_is_unknown_to_a_core_client(message: dict[str, object]) -> None:
    talk = joined().say_raw(json.dumps(message))
    assert talk.member.errors == ["unknown_type"]
    assert talk.room.asked == []


@pytest.mark.parametrize("t", [0, -1, 1.5, 2**53, -(2**63), 2**63 - 1, 1e300])
def test_a_ping_is_answered_with_its_number_even_before_joining(t: float) -> None:
    assert Talk().say({"type": "ping", "t": t}).member.heard == [{"type": "pong", "t": t}]


def test_who_has_not_joined_is_told_so() -> None:
    talk = Talk().say({"type": "player_ready"})
    assert talk.member.errors == ["not_joined"]


def test_a_room_that_has_ended_counts_as_none() -> None:
    talk = joined()
    talk.room.closed = True
    talk.say({"type": "player_ready"})
    talk.session.end()
    assert talk.member.errors == ["not_joined"]
    assert talk.room.asked == []


def test_a_room_that_is_busy_says_so() -> None:
    talk = joined()
    talk.room.is_busy = True
    talk.say({"type": "player_ready"})
    assert talk.member.errors == ["busy"]


BAD = [
    ("", "invalid_json"),
    ("{", "invalid_json"),
    ("not json", "invalid_json"),
    ('{"type":"rematch"} and more', "invalid_json"),
    ('{"type":"ping","t":NaN}', "invalid_json"),
    ('{"type":"ping","t":Infinity}', "invalid_json"),
    ('{"type":"ping","t":-Infinity}', "invalid_json"),
    ('{"type":"join_game","name":"\\ud800"}', "invalid_json"),
    ("\ud800", "invalid_json"),
    ("\x00", "invalid_json"),
    ("[" * 500, "invalid_json"),
    ('{"type":' * 100, "invalid_json"),
    ("null", "invalid_message"),
    ("5", "invalid_message"),
    ('"player_ready"', "invalid_message"),
    ('[{"type":"player_ready"}]', "invalid_message"),
    ("[" * 400 + "]" * 400, "invalid_message"),
    ("{}", "invalid_message"),
    ('{"type":null}', "invalid_message"),
    ('{"type":5}', "invalid_message"),
    ('{"type":"ping","t":1e999}', "invalid_message"),
    ('{"type":"ping","t":' + "9" * 900 + "}", "invalid_message"),
    ('{"type":"ping","t":9223372036854775808}', "invalid_message"),
    ('{"type":"ping","t":true}', "invalid_message"),
    ('{"type":"ping","t":"1"}', "invalid_message"),
    ('{"type":"ping","t":null}', "invalid_message"),
    ('{"type":"ping"}', "invalid_message"),
    ('{"type":"player_ready","player_id":1}', "invalid_message"),
    ('{"type":"move_paddle","direction":"UP"}', "invalid_message"),
    ('{"type":"move_paddle","direction":"left"}', "invalid_message"),
    ('{"type":"move_paddle"}', "invalid_message"),
    ('{"type":"create_room","points_limit":0}', "invalid_message"),
    ('{"type":"create_room","points_limit":22}', "invalid_message"),
    ('{"type":"create_room","points_limit":5.0}', "invalid_message"),
    ('{"type":"create_room","points_limit":"5"}', "invalid_message"),
    ('{"type":"create_room","points_limit":true}', "invalid_message"),
    ('{"type":"create_room","countdown":11}', "invalid_message"),
    ('{"type":"create_room","countdown":-1}', "invalid_message"),
    ('{"type":"create_room","private":1}', "invalid_message"),
    ('{"type":"create_room","opponent":"alien"}', "invalid_message"),
    ('{"type":"create_room","bot_level":"god"}', "invalid_message"),
    ('{"type":"join_game","role":"admin"}', "invalid_message"),
    ('{"type":"join_game","name":"' + "x" * 65 + '"}', "invalid_message"),
    ('{"type":"join_game","token":"' + "x" * 257 + '"}', "invalid_message"),
    ('{"type":"join_game","token":7}', "invalid_message"),
    ('{"type":"paddle_target","y":100.001}', "invalid_message"),
    ('{"type":"paddle_target","y":-1}', "invalid_message"),
    ('{"type":"ack"}', "invalid_message"),
    ('{"type":"ack","tick":-1}', "invalid_message"),
    ('{"type":"ack","tick":2147483648}', "invalid_message"),
    ('{"type":"ack","tick":1.5}', "invalid_message"),
    ('{"type":"ack","tick":true}', "invalid_message"),
    ('{"type":"ack","tick":"1"}', "invalid_message"),
    ('{"type":"nonsense"}', "unknown_type"),
    ('{"type":""}', "unknown_type"),
    ('{"type":"room_created"}', "unknown_type"),
    ('{"type":"__class__"}', "unknown_type"),
    ('{"type":"websocket.disconnect"}', "unknown_type"),
]


@pytest.mark.parametrize(("text", "code"), BAD, ids=[text[:40].encode("ascii", "replace").decode() for text, _ in BAD])
def test_bad_input_gets_its_error_and_changes_nothing(text: str, code: str) -> None:
    talk = joined(extended=True).say_raw(text)
    assert talk.member.errors == [code]
    assert talk.member.last("error")["message"]
    assert talk.member.closed_with is None
    assert talk.room.asked == []
    talk.say({"type": "ping", "t": 1})
    assert talk.member.kinds[-1] == "pong"


@pytest.mark.parametrize("frame", [b"", b"\x00", b'{"type":"rematch"}'])
def test_a_binary_frame_gets_its_error(frame: bytes) -> None:
    assert joined().say_raw(frame).member.errors == ["binary_frame"]


@pytest.mark.parametrize("size", [1025, 5_000, 70_000, 1_000_000])
def test_a_message_above_one_kib_closes_the_socket_as_bad(size: int) -> None:
    for frame in ("x" * size, b"x" * size):
        talk = joined().say_raw(frame)
        assert talk.member.closed_with == Close.BAD_MESSAGES
        assert talk.member.heard == []
        assert talk.room.asked == []


def test_a_message_of_one_kib_is_read_and_bytes_are_what_counts() -> None:
    text = '{"type":"player_ready"}'
    talk = joined().say_raw(text + " " * (1024 - len(text)))
    assert talk.room.asked == [commands.Ready(talk.member)]
    assert joined().say_raw('{"type":"join_game","name":"' + "🏓" * 256 + '"}').member.closed_with == 4007


def test_a_burst_of_240_messages_passes_and_one_more_closes_as_too_fast() -> None:
    talk = joined()
    for _ in range(239):
        talk.say({"type": "player_ready"})
    assert talk.member.closed_with is None
    talk.say({"type": "player_ready"})
    assert talk.member.closed_with == Close.TOO_FAST_OR_TOO_SLOW
    assert len(talk.room.asked) == 239


def test_120_messages_a_second_may_go_on_for_ever() -> None:
    talk = joined()
    for _ in range(2_000):
        talk.now += 1 / 119
        talk.say({"type": "player_ready"})
    assert talk.member.closed_with is None
    assert len(talk.room.asked) == 2_000


def test_130_messages_a_second_do_not() -> None:
    talk = joined()
    for _ in range(4_000):
        talk.now += 1 / 130
        talk.say({"type": "player_ready"})
    assert talk.member.closed_with == Close.TOO_FAST_OR_TOO_SLOW


def test_thirty_kilobytes_a_second_are_the_limit() -> None:
    talk = joined()
    text = '{"type":"player_ready"}'.ljust(1000)
    for _ in range(59):
        talk.say_raw(text)
    assert talk.member.closed_with is None
    for _ in range(3):
        talk.say_raw(text)
    assert talk.member.closed_with == Close.TOO_FAST_OR_TOO_SLOW


@pytest.mark.parametrize("mistake", ["{", '{"type":"nonsense"}', b"binary"])
def test_two_hundred_mistakes_at_once_are_explained_and_then_the_socket_is_closed(mistake: str | bytes) -> None:
    talk = joined()
    for _ in range(200):
        talk.now += 1e-4
        talk.say_raw(mistake)
    assert talk.member.closed_with is None
    assert len(talk.member.errors) == 200
    for _ in range(3):
        talk.say_raw(mistake)
    assert talk.member.closed_with == Close.BAD_MESSAGES


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda children: st.lists(children, max_size=4) | st.dictionaries(st.text(max_size=10), children, max_size=4),
    max_leaves=12,
)
kinds = st.sampled_from(
    [
        *("create_room", "join_game", "player_ready", "move_paddle", "ping", "rematch", "leave_game"),
        *("paddle_target", "claim_win", "ack", "nonsense"),
    ]
)
fields = st.sampled_from(
    ["points_limit", "countdown", "role", "name", "token", "direction", "t", "y", "tick", "private", "x"]
)
near_messages = st.builds(
    lambda kind, rest: {**rest, "type": kind}, kinds, st.dictionaries(fields, json_values, max_size=3)
)


def assert_answered(talk: Talk, text: str | bytes) -> None:
    """One text is one answer, one command or one ack, and never an exception."""
    talk.say_raw(text)
    answers = len(talk.member.heard) + len(talk.room.asked) + len(talk.member.acknowledged)
    assert answers == 1 or talk.member.closed_with is not None


@given(
    text=st.binary() | st.text() | st.text(alphabet='{}[]":,\\u0d8019.eE-+ntrfals ', max_size=200),
    extended=st.booleans(),
)
def test_any_text_gets_an_answer(text: str | bytes, extended: bool) -> None:
    assert_answered(joined(extended=extended), text)


@given(value=json_values | near_messages, extended=st.booleans())
def test_any_json_gets_an_answer(value: object, extended: bool) -> None:
    assert_answered(joined(extended=extended), json.dumps(value))
