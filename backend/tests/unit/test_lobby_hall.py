"""The visitors of the lobby: what they are told and when, in virtual time and over several processes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from pong.lobby.hall import PAUSE_S, SHOW_AGAIN_S, TURN_S
from pong.lobby.seekers import HONEST_AFTER_S
from tests.support.fakes import RecordingMember
from tests.support.lobby import Halls, posted, waiting
from tests.support.virtual_time import run_virtually


def virtually(*processes: str) -> Callable[[Callable[[Halls], Awaitable[None]]], Callable[[], None]]:
    """Run a test in virtual time, with halls of these processes."""

    def decorate(test: Callable[[Halls], Awaitable[None]]) -> Callable[[], None]:
        async def work() -> None:
            async with Halls(*processes) as halls:
                await test(halls)

        def run() -> None:
            run_virtually(work())

        run.__name__, run.__doc__ = test.__name__, test.__doc__
        return run

    return decorate


async def turns(number: int = 2) -> None:
    await asyncio.sleep(number * TURN_S)


def code_of(*people: RecordingMember) -> set[str]:
    """The rooms that they were sent to, each once."""
    assert all(len(person.all("paired")) == 1 for person in people), [person.heard for person in people]
    return {person.last("paired")["room_code"] for person in people}


@virtually("p", "q")
async def test_a_visitor_sees_the_rooms_of_all_processes_and_then_changes(halls: Halls) -> None:
    halls.rooms["p"] = [posted("A")]
    halls.rooms["q"] = [posted("B", score=(1, 0))]
    await turns()
    visitor = halls.visitor("p")
    await turns()
    (state,) = visitor.take()
    assert state["type"] == "lobby_state"
    assert {room["room_code"] for room in state["rooms"]} == {"A", "B"}
    assert (state["total"], state["tv"]) == (2, "B")
    halls.rooms["q"] = [posted("B", score=(2, 0)), waiting("C")]
    halls.rooms["p"] = []
    await turns()
    news = [message for message in visitor.take() if message["type"] == "lobby_changes"]
    assert {room["room_code"] for message in news for room in message["changed"]} == {"B", "C"}
    assert [code for message in news for code in message["gone"]] == ["A"]
    await turns(10)
    assert visitor.take() == []


@virtually("p", "q")
async def test_rooms_of_a_dead_process_vanish_and_come_again_with_their_new_owner(halls: Halls) -> None:
    halls.rooms["q"] = [posted("B")]
    visitor = halls.visitor("p")
    await turns()
    halls.kill("q")
    await turns()
    assert visitor.last("lobby_changes")["gone"] == ["B"]
    halls.rooms["p"] = [posted("B", epoch=2)]
    await turns()
    assert [room["room_code"] for room in visitor.last("lobby_changes")["changed"]] == ["B"]


@virtually("p", "q")
async def test_a_page_that_got_lost_is_shown_again(halls: Halls) -> None:
    halls.rooms["q"] = [posted("B")]
    await turns()
    halls.lobby.lose_everything()
    await asyncio.sleep(SHOW_AGAIN_S + 2 * TURN_S)
    visitor = halls.visitor("p")
    await turns()
    assert [room["room_code"] for room in visitor.last("lobby_state")["rooms"]] == ["B"]


@virtually("p", "q")
async def test_two_who_want_to_play_meet_in_a_room_whatever_processes_they_are_at(halls: Halls) -> None:
    one = halls.seeker("p")
    await turns()
    assert one.last("seeking") == {"type": "seeking", "waited_ms": 0, "nobody_yet": False}
    two = halls.seeker("q")
    await turns()
    assert len(code_of(one, two)) == 1
    await turns(30)
    assert len(code_of(one, two)) == 1
    assert not any(message["nobody_yet"] for message in one.all("seeking"))


@virtually("p", "q")
async def test_each_of_many_is_paired_once_and_with_one_other(halls: Halls) -> None:
    people = [halls.seeker("pq"[n % 2]) for n in range(40)]
    await turns(8)
    codes = [person.last("paired")["room_code"] for person in people]
    assert all(codes.count(code) == 2 for code in codes)
    assert all(len(person.all("paired")) == 1 for person in people)


@virtually("p")
async def test_who_finds_nobody_hears_so_after_five_seconds_and_is_still_found(halls: Halls) -> None:
    one = halls.seeker("p")
    await asyncio.sleep(HONEST_AFTER_S - 0.5)
    assert [message["nobody_yet"] for message in one.all("seeking")] == [False]
    await asyncio.sleep(1.0)
    assert [message["nobody_yet"] for message in one.all("seeking")] == [False, True]
    assert one.last("seeking")["waited_ms"] >= HONEST_AFTER_S * 1000
    two = halls.seeker("p")
    await turns()
    assert len(code_of(one, two)) == 1


@virtually("p", "q")
async def test_a_public_room_that_waits_comes_before_another_seeker_and_gets_one_guest(halls: Halls) -> None:
    halls.rooms["q"] = [waiting("W")]
    await turns()
    halls.visitor("p"), halls.visitor("q")
    await turns()
    one, two, three = halls.seeker("p"), halls.seeker("q"), halls.seeker("p")
    await turns()
    codes = sorted(person.last("paired")["room_code"] for person in (one, two, three))
    assert codes.count("W") == 1
    assert len(set(codes)) == 2


@virtually("p")
async def test_nobody_is_sent_to_a_room_that_has_just_been_left_or_filled(halls: Halls) -> None:
    halls.rooms["p"] = [waiting("LEFT"), waiting("FULL")]
    halls.visitor("p")
    await asyncio.sleep(PAUSE_S)  # all are looked at as soon as somebody is there, and not again for a while
    halls.rooms["p"], halls.left = [posted("FULL")], {"LEFT"}
    one = halls.seeker("p")
    await asyncio.sleep(PAUSE_S)
    two = halls.seeker("p")
    await turns()
    (code,) = code_of(one, two)
    assert code.startswith("CODE")


@virtually("p")
async def test_nobody_is_sent_to_a_room_that_is_his_own(halls: Halls) -> None:
    halls.rooms["p"] = [waiting("MINE")]
    one = halls.seeker("p", avoid=["MINE"])
    await turns()
    assert one.all("paired") == []


@virtually("p", "q")
async def test_two_tabs_of_one_person_never_meet_and_the_later_one_goes_on(halls: Halls) -> None:
    older = halls.seeker("p", person="somebody1")
    await turns()
    newer = halls.seeker("q", person="somebody1")
    await turns(4)
    assert older.last("seeking_ended")["reason"] == "elsewhere"
    assert newer.all("paired") == older.all("paired") == []
    other = halls.seeker("p")
    await turns()
    assert len(code_of(newer, other)) == 1


@pytest.mark.parametrize("goodbye", ["leaves", "stops", "dies"])
def test_who_is_gone_is_met_by_nobody(goodbye: str) -> None:
    @virtually("p", "q")
    async def work(halls: Halls) -> None:
        one = halls.seeker("p")
        await turns()
        match goodbye:
            case "leaves":
                halls.halls["p"].leave(one)
            case "stops":
                halls.halls["p"].stop_seeking(one)
            case "dies":
                halls.kill("p")
        await asyncio.sleep(0.1)
        two = halls.seeker("q")
        await turns(4)
        assert two.all("paired") == one.all("paired") == []
        assert one.all("seeking_ended") == ([{"type": "seeking_ended", "reason": "stopped"}] * (goodbye == "stops"))
        three = halls.seeker("q")
        await turns()
        assert len(code_of(two, three)) == 1

    work()


@virtually("p")
async def test_wanting_it_twice_is_wanting_it_once(halls: Halls) -> None:
    one = halls.seeker("p")
    for _ in range(50):
        halls.halls["p"].seek(one, None, [])
    await turns(4)
    assert one.all("paired") == []
    two = halls.seeker("p")
    await turns()
    assert len(code_of(one, two)) == 1


@virtually("p")
async def test_an_outage_is_told_once_and_ends_by_itself(halls: Halls) -> None:
    halls.boards["p"].fails = True
    one = halls.seeker("p")
    await turns(6)
    assert [message["code"] for message in one.all("error")] == ["busy"]
    two = halls.seeker("p")
    assert two.last("error")["code"] == "busy"
    halls.boards["p"].fails = False
    await turns()
    assert len(code_of(one, two)) == 1
    assert len(one.all("lobby_state")) == 1


@virtually("p")
async def test_a_search_that_goes_on_after_an_outage_says_so(halls: Halls) -> None:
    one = halls.seeker("p")
    await turns()
    halls.boards["p"].fails = True
    await turns()
    halls.boards["p"].fails = False
    await turns()
    assert one.kinds[-2:] == ["error", "seeking"]


@virtually("p", "q")
async def test_searches_survive_a_board_that_has_lost_everything(halls: Halls) -> None:
    one = halls.seeker("p")
    await turns()
    halls.lobby.lose_everything()
    await turns()
    two = halls.seeker("q")
    await turns()
    assert len(code_of(one, two)) == 1


@virtually("p")
async def test_a_crowd_is_told_in_slices_so_that_others_have_their_turns(halls: Halls) -> None:
    halls.rooms["p"] = [posted("A")]
    crowd = [halls.visitor("p") for _ in range(1000)]
    seen = []
    while not crowd[-1].heard:
        await asyncio.sleep(0)
        seen.append(sum(bool(visitor.heard) for visitor in crowd))
    assert len(set(seen)) >= 8


@virtually("p")
async def test_however_often_people_come_rooms_are_looked_at_twice_a_second(halls: Halls) -> None:
    halls.rooms["p"] = [posted("A")]
    await turns(4)
    looks = halls.looks["p"]
    people = []
    for _ in range(100):
        people.append(halls.seeker("p", person="somebody1"))
        await asyncio.sleep(0.05)
    assert halls.looks["p"] - looks <= 5 / TURN_S * 1.25
    assert all(person.all("lobby_state") for person in people[:-3])
