"""People with passes in a room: what they are called, and that a match remembers them and tells nobody."""

from __future__ import annotations

import json
from uuid import UUID

import msgspec

from pong.cluster.mail import command_cells, command_of
from pong.cluster.results import decode_result, encode_result
from pong.names import default_name
from pong.rooms.commands import Leave, Ready, TakeSeat
from pong.rooms.records import decode_room, encode_record
from pong.rooms.room import Room
from pong.visitors import Visitor
from tests.support.fakes import RecordingMember
from tests.support.table import UP, Table

ADA, BOB = Visitor(UUID(int=1), "Ada"), Visitor(UUID(int=2))


def sit(table: Table, who: str, visitor: Visitor | None, *, name: str | None = None, token: str | None = None) -> str:
    """What the room calls ``who`` in the seat."""
    table.apply(TakeSeat(table[who], name, token, visitor))
    return str(table[who].last("joined_as_player")["name"])


def played(table: Table) -> tuple[UUID | None, UUID | None]:
    """Whom the next match remembers, player 1 first."""
    table.ready("a", "b")
    table.steer("a", UP)
    table.steer("b", UP)
    table.play_until_over()
    result = table.results.results[-1]
    return result.p1_visitor, result.p2_visitor


def test_somebody_without_a_name_is_called_by_the_pass() -> None:
    table = Table()
    assert sit(table, "a", ADA) == "Ada"
    assert sit(table, "b", BOB) == default_name(BOB.id)


def test_a_name_that_is_said_wins_over_the_pass() -> None:
    assert sit(Table(), "a", ADA, name=" Grace ") == "Grace"


def test_two_windows_of_one_browser_have_two_names() -> None:
    table = Table()
    assert sit(table, "a", BOB) == default_name(BOB.id)
    assert sit(table, "b", BOB) == f"{default_name(BOB.id)} 2"
    named = Table()
    assert [sit(named, who, ADA) for who in ("a", "b")] == ["Ada", default_name(ADA.id)]


def test_who_takes_its_own_deserted_seat_is_called_as_before() -> None:
    table = Table()
    sit(table, "a", BOB)
    sit(table, "b", ADA)
    table.drop("a")
    assert sit(table, "again", BOB) == default_name(BOB.id)


def test_without_passes_everything_is_as_before() -> None:
    table = Table(points_limit=1)
    assert [sit(table, who, None) for who in ("a", "b")] == ["Player 1", "Player 2"]
    assert played(table) == (None, None)


def test_a_match_remembers_who_played_on_which_side() -> None:
    table = Table(points_limit=1)
    sit(table, "a", ADA)
    sit(table, "b", BOB)
    assert played(table) == (ADA.id, BOB.id)
    table.rematch("a", "b")
    table.play_until_over()
    assert (table.results.results[-1].p1_visitor, table.results.results[-1].p2_visitor) == (BOB.id, ADA.id)


def test_a_match_that_somebody_leaves_remembers_both() -> None:
    table = Table()
    sit(table, "a", ADA)
    sit(table, "b", BOB)
    table.ready("a", "b")
    table.apply(Leave(table["b"]))
    assert (table.results.results[0].p1_visitor, table.results.results[0].p2_visitor) == (ADA.id, BOB.id)


def test_who_comes_back_with_another_pass_plays_for_that_one() -> None:
    table = Table(points_limit=1)
    sit(table, "a", ADA)
    sit(table, "b", BOB)
    token = table["b"].token
    sit(table, "b again", ADA, token=token)
    sit(table, "b once more", None, token=token)
    table.apply(Ready(table["a"]), Ready(table["b once more"]))
    table.play_until_over()
    assert table.results.results[0].p2_visitor == ADA.id


def test_a_room_that_is_taken_over_knows_who_plays() -> None:
    table = Table()
    sit(table, "a", ADA)
    sit(table, "b", None)
    record = decode_room(table.room.record())
    assert [seat.visitor_id for seat in record.seats] == [ADA.id, None]
    again = Room.taken_over(code="TABLE", record=record, points=(), ports=table.ports, now=0.0)
    assert decode_room(again.record()).seats == record.seats


def test_a_record_of_before_there_were_passes_can_be_read() -> None:
    table = Table()
    sit(table, "a", ADA)
    record = decode_room(table.room.record())
    fields = msgspec.msgpack.decode(encode_record(record))
    fields["seats"] = [seat[:8] for seat in fields["seats"]]
    assert decode_room(msgspec.msgpack.encode(fields)).seats[0].visitor_id is None


def test_a_result_on_its_way_to_the_database_keeps_them() -> None:
    table = Table(points_limit=1)
    sit(table, "a", ADA)
    sit(table, "b", None)
    played(table)
    back = decode_result(encode_result(table.results.results[0]))
    assert (back.p1_visitor, back.p2_visitor) == (ADA.id, None)


def test_a_seat_is_taken_by_letter_as_it_is_here() -> None:
    member = RecordingMember()
    for visitor in (ADA, BOB, None):
        wish = TakeSeat(member, "Ada", None, visitor)
        assert command_of(command_cells(wish), member) == wish
    assert command_of(["sit", None, "token"], member) == TakeSeat(member, None, "token")
    assert command_of(["sit", None, "token", "what is", "this", 7], member) == TakeSeat(member, None, "token")


def test_nobody_hears_who_the_other_one_is() -> None:
    table = Table(points_limit=1)
    table.watch("w+")
    sit(table, "a", ADA)
    sit(table, "b", BOB)
    played(table)
    heard = json.dumps([member.heard for member in table.members.values()])
    for visitor in (ADA, BOB):
        assert visitor.id.hex not in heard
        assert str(visitor.id) not in heard
