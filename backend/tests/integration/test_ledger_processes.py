"""Leases, losses, rooms that change hands and matches that wait for the database; the same for both ledgers."""

from __future__ import annotations

import pytest

from pong.cluster.ledger import Beat, Fenced, Ledger, Missing, Owner, Peer, Record, Unsettled
from tests.support.ledgers import World, claimed, opened, process_of

FINE = Beat(lapsed=False, lost_data=False)


async def finished(ledger: Ledger, record: Record, match_id: str, *, n: int = 1, event: bytes | None = b"e") -> None:
    await ledger.finish(
        "room", epoch=record.epoch, n=n, event=event, snapshot=b"over", match_id=match_id, result=match_id.encode()
    )


async def test_beats_find_nothing_while_all_is_well(world: World) -> None:
    first, second = world.ledger("a"), world.ledger("b")
    for _ in range(3):
        assert await first.beat() == FINE
        assert await second.beat(draining=True) == FINE


async def test_a_beat_after_the_lease_has_run_out_says_so_once(world: World) -> None:
    ledger = await process_of(world, "a")
    await world.expire("a")
    assert await ledger.beat() == Beat(lapsed=True, lost_data=False)
    assert await ledger.beat() == FINE


async def test_each_process_notices_a_loss_once_and_that_its_lease_had_not_run_out(world: World) -> None:
    first, second = await process_of(world, "a"), await process_of(world, "b")
    await world.lose_everything()
    for ledger in (first, second):
        assert await ledger.beat() == Beat(lapsed=False, lost_data=True)
        assert await ledger.beat() == FINE
    assert await world.ledger("c").beat() == FINE


async def test_a_process_that_left_before_a_loss_has_lapsed(world: World) -> None:
    ledger = await process_of(world, "a")
    await ledger.leave()
    await world.lose_everything()
    assert await ledger.beat() == Beat(lapsed=True, lost_data=True)


async def test_an_empty_ledger_says_nothing_of_rooms_until_it_has_settled(world: World) -> None:
    first, second = world.ledger("a"), await process_of(world, "b")
    await world.lose_everything()
    with pytest.raises(Unsettled):
        await first.look("room")
    await first.beat()
    await second.beat()
    await world.stay_unsettled()
    with pytest.raises(Unsettled):
        await first.look("room")
    for fresh in (None, b"s"):
        with pytest.raises(Unsettled):
            await first.claim("room", fresh=fresh)
    await second.restore("room", epoch=1, snapshot=b"s", events=[])
    assert await first.look("room") == Owner("b", lives=True)
    assert await first.claim("room", fresh=b"s") == Owner("b", lives=True)
    await world.settle()
    assert await first.look("other") is None
    assert isinstance(await first.claim("other", fresh=b"s"), Record)


async def test_peers_are_those_whose_lease_lives(world: World) -> None:
    first = await process_of(world, "a")
    second, third = await process_of(world, "b"), await process_of(world, "c")
    for code in ("one", "two"):
        await opened(first, code)
    await second.beat(draining=True)
    await world.expire("c")
    found = sorted(await third.peers(), key=lambda peer: peer.process)
    assert found == [Peer("a", draining=False, rooms=2), Peer("b", draining=True, rooms=0)]


async def test_rooms_of_who_leaves_are_orphans_until_they_are_claimed(world: World) -> None:
    first, second = await process_of(world, "a"), await process_of(world, "b")
    codes = {"one", "two", "three"}
    for code in codes:
        await opened(first, code)
    assert await second.orphans(8) == []
    await first.leave()
    assert set(await second.orphans(8)) == codes
    few = await second.orphans(2)
    assert len(set(few)) == 2
    assert set(few) <= codes
    for code in codes:
        await claimed(second, code)
    assert await second.orphans(8) == []
    assert [peer.rooms for peer in await second.peers()] == [3]


async def test_orphans_of_several_processes_are_no_more_than_asked_for(world: World) -> None:
    living = await process_of(world, "a")
    for process in ("b", "c"):
        dead = await process_of(world, process)
        for number in range(2):
            await opened(dead, f"{process}{number}")
        await dead.leave()
    assert len(set(await living.orphans(3))) == 3
    assert set(await living.orphans(8)) == {"b0", "b1", "c0", "c1"}


async def test_who_comes_back_has_its_rooms_unless_they_were_taken(world: World) -> None:
    first, second = await process_of(world, "a"), await process_of(world, "b")
    for code in ("one", "two"):
        await opened(first, code)
    await world.expire("a")
    await claimed(second, "two")
    assert (await first.beat()).lapsed
    assert isinstance(await first.claim("one"), Record)
    assert await first.claim("two") == Owner("b", lives=True)
    assert await second.orphans(8) == []


async def test_a_room_is_handed_to_a_process_that_takes_rooms(world: World) -> None:
    first, second = await process_of(world, "a"), await process_of(world, "b")
    record = await opened(first, events=1)
    assert await first.hand("room", epoch=record.epoch, to="b", snapshot=b"handed")
    assert await first.look("room") == Owner("b", lives=True)
    with pytest.raises(Fenced):
        await first.save("room", epoch=record.epoch, snapshot=b"old")
    found = await claimed(second)
    assert (found.snapshot, found.events) == (b"handed", (b"e1",))
    assert found.epoch > record.epoch
    await first.leave()
    assert await second.orphans(8) == []


async def test_a_room_goes_to_and_fro_whoever_was_started_first(world: World) -> None:
    first, second = await process_of(world, "a"), await process_of(world, "b")
    record = await opened(first)
    for giver, taker in ((first, second), (second, first), (first, second)):
        assert await giver.hand("room", epoch=record.epoch, to=taker.process, snapshot=b"handed")
        record = await claimed(taker)
        await taker.save("room", epoch=record.epoch, snapshot=b"s")


async def test_a_room_is_not_handed_to_who_drains_or_does_not_live(world: World) -> None:
    first, second = await process_of(world, "a"), await process_of(world, "b")
    record = await opened(first)
    await second.beat(draining=True)
    assert not await first.hand("room", epoch=record.epoch, to="b", snapshot=b"x")
    await world.expire("b")
    assert not await first.hand("room", epoch=record.epoch, to="b", snapshot=b"x")
    assert not await first.hand("room", epoch=record.epoch, to="nobody", snapshot=b"x")
    await first.save("room", epoch=record.epoch, snapshot=b"still mine")


async def test_who_drains_may_still_claim_and_write(world: World) -> None:
    ledger = await process_of(world, "a")
    await opened(ledger)
    await ledger.beat(draining=True)
    record = await claimed(ledger)
    await ledger.save("room", epoch=record.epoch, snapshot=b"s")


async def test_a_finished_match_waits_in_the_outbox_once_until_it_is_stored(world: World) -> None:
    ledger = await process_of(world, "a")
    record = await opened(ledger)
    for _ in range(2):
        await finished(ledger, record, "match")
    assert await ledger.outbox(8, older_than_ms=0) == [("match", b"match")]
    assert await ledger.outbox(8, older_than_ms=60_000) == []
    found = await claimed(ledger)
    assert (found.snapshot, found.events) == (b"over", (b"e",))
    for _ in range(2):
        await ledger.stored("match")
    assert await ledger.outbox(8, older_than_ms=0) == []


async def test_the_outbox_gives_the_oldest_first(world: World) -> None:
    ledger = await process_of(world, "a")
    record = await opened(ledger)
    for n, match_id in enumerate(("c", "b", "a"), start=1):
        await finished(ledger, record, match_id, n=n)
        await world.tick()
    assert await ledger.outbox(2, older_than_ms=0) == [("c", b"c"), ("b", b"b")]


async def test_a_match_may_end_without_an_event_but_not_without_those_before(world: World) -> None:
    ledger = await process_of(world, "a")
    record = await opened(ledger, events=1)
    for event in (None, b"e"):
        with pytest.raises(Missing):
            await finished(ledger, record, "early", n=2 if event is None else 3, event=event)
    assert await ledger.outbox(8, older_than_ms=0) == []
    await finished(ledger, record, "match", n=1, event=None)
    found = await claimed(ledger)
    assert (found.snapshot, found.events) == (b"over", (b"e1",))
    assert await ledger.outbox(8, older_than_ms=0) == [("match", b"match")]


async def test_a_result_outlives_its_room_and_its_owner(world: World) -> None:
    first, second = await process_of(world, "a"), await process_of(world, "b")
    record = await opened(first)
    await finished(first, record, "match")
    await first.purge("room", epoch=record.epoch)
    await first.leave()
    assert await second.outbox(8, older_than_ms=0) == [("match", b"match")]
