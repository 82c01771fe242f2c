"""What is written down of a room, and who may write it; the same for the ledger in Redis and the one in memory."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from pong.cluster.ledger import Fenced, Ledger, Missing, NoLease, Owner, Record
from tests.support.ledgers import World, claimed, opened, process_of

ANY_BYTES = bytes(range(256)) * 40
LATER = 10**6


async def test_a_fresh_room_belongs_to_its_claimer(world: World) -> None:
    first, second = await process_of(world, "a"), await process_of(world, "b")
    assert await first.claim("room") is None
    assert await first.look("room") is None
    record = await first.claim("room", fresh=ANY_BYTES)
    assert isinstance(record, Record)
    assert (record.snapshot, record.events) == (ANY_BYTES, ())
    assert await second.look("room") == Owner("a", lives=True)


async def test_a_living_owners_room_is_not_given_away(world: World) -> None:
    first, second = await process_of(world, "a"), await process_of(world, "b")
    record = await opened(first)
    assert await second.claim("room") == Owner("a", lives=True)
    assert await second.claim("room", fresh=b"another") == Owner("a", lives=True)
    await first.save("room", epoch=record.epoch, snapshot=b"s")


async def test_a_dead_owners_room_goes_to_its_claimer_with_all_that_was_written(world: World) -> None:
    first, second = await process_of(world, "a"), await process_of(world, "b")
    old = await opened(first, events=2)
    await world.expire("a")
    assert await second.look("room") == Owner("a", lives=False)
    new = await second.claim("room", fresh=b"not wanted")
    assert isinstance(new, Record)
    assert (new.snapshot, new.events) == (b"s2", (b"e1", b"e2"))
    assert new.epoch > old.epoch
    assert await first.look("room") == Owner("b", lives=True)


async def test_claiming_ones_own_room_fences_what_one_did_before(world: World) -> None:
    ledger = await process_of(world, "a")
    old = await opened(ledger)
    new = await claimed(ledger)
    assert new.epoch > old.epoch
    with pytest.raises(Fenced):
        await ledger.save("room", epoch=old.epoch, snapshot=b"old")
    await ledger.save("room", epoch=new.epoch, snapshot=b"new")


async def test_who_has_no_lease_gets_no_room(world: World) -> None:
    ledger = await process_of(world, "a")
    record = await opened(ledger)
    await world.expire("a")
    for code in ("room", "other"):
        with pytest.raises(NoLease):
            await ledger.claim(code, fresh=b"s")
    with pytest.raises(NoLease):
        await ledger.restore("room", epoch=record.epoch, snapshot=b"s", events=[])
    assert await ledger.look("room") == Owner("a", lives=False)


async def test_a_commit_that_is_repeated_appends_nothing(world: World) -> None:
    ledger = await process_of(world, "a")
    record = await opened(ledger)
    for _ in range(2):
        await ledger.commit("room", epoch=record.epoch, n=1, event=ANY_BYTES, snapshot=b"s1")
    for _ in range(2):
        await ledger.commit("room", epoch=record.epoch, n=2, event=b"", snapshot=b"")
    found = await claimed(ledger)
    assert (found.events, found.snapshot) == ((ANY_BYTES, b""), b"")


async def test_an_event_that_would_leave_a_gap_is_not_taken(world: World) -> None:
    ledger = await process_of(world, "a")
    record = await opened(ledger, events=1)
    with pytest.raises(Missing):
        await ledger.commit("room", epoch=record.epoch, n=3, event=b"e3", snapshot=b"s3")
    found = await claimed(ledger)
    assert (found.events, found.snapshot) == ((b"e1",), b"s1")


async def test_events_are_those_of_one_match(world: World) -> None:
    ledger = await process_of(world, "a")
    record = await opened(ledger, events=2)
    await ledger.save("room", epoch=record.epoch, snapshot=b"rematch", new_match=True)
    await ledger.commit("room", epoch=record.epoch, n=1, event=b"first", snapshot=b"s")
    assert (await claimed(ledger)).events == (b"first",)


Write = Callable[[Ledger, int], Awaitable[object]]
WRITES: dict[str, Write] = {
    "save": lambda ledger, epoch: ledger.save("room", epoch=epoch, snapshot=b"x"),
    "commit": lambda ledger, epoch: ledger.commit("room", epoch=epoch, n=2, event=b"x", snapshot=b"x"),
    "finish": lambda ledger, epoch: ledger.finish(
        "room", epoch=epoch, n=2, event=b"x", snapshot=b"x", match_id="m", result=b"x"
    ),
    "hand": lambda ledger, epoch: ledger.hand("room", epoch=epoch, to="b", snapshot=b"x"),
    "restore": lambda ledger, epoch: ledger.restore("room", epoch=epoch, snapshot=b"x", events=[b"x"]),
    "purge": lambda ledger, epoch: ledger.purge("room", epoch=epoch),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES.keys())
async def test_nothing_of_an_older_epoch_is_taken(world: World, write: Write) -> None:
    first, second = await process_of(world, "a"), await process_of(world, "b")
    old = await opened(first, events=1)
    await world.expire("a")
    new = await claimed(second)
    await first.beat()
    for ledger, epoch in ((first, old.epoch), (first, new.epoch), (second, old.epoch)):
        with pytest.raises(Fenced):
            await write(ledger, epoch)
    await second.save("room", epoch=new.epoch, snapshot=b"s1")
    found = await claimed(second)
    assert (found.snapshot, found.events) == (b"s1", (b"e1",))
    assert await second.outbox(8, older_than_ms=0) == []


@pytest.mark.parametrize("write", [WRITES[name] for name in ("save", "commit", "finish", "hand")])
async def test_a_room_that_the_ledger_has_lost_or_fallen_back_with_is_missing(world: World, write: Write) -> None:
    ledger = await process_of(world, "a")
    await process_of(world, "b")
    with pytest.raises(Missing):
        await write(ledger, 1)
    record = await opened(ledger, events=1)
    with pytest.raises(Missing):
        await write(ledger, record.epoch + LATER)
    found = await claimed(ledger)
    assert (found.snapshot, found.events) == (b"s1", (b"e1",))


async def test_a_room_is_put_back_after_a_loss(world: World) -> None:
    ledger = await process_of(world, "a")
    old = await opened(ledger, events=2)
    await world.lose_everything()
    await ledger.beat()
    epoch = await ledger.restore("room", epoch=old.epoch, snapshot=b"s2", events=[b"e1", b"e2"])
    assert epoch > old.epoch
    await ledger.commit("room", epoch=epoch, n=3, event=b"e3", snapshot=b"s3")
    found = await claimed(ledger)
    assert (found.snapshot, found.events) == (b"s3", (b"e1", b"e2", b"e3"))


async def test_putting_back_goes_over_what_is_of_an_earlier_epoch_whoever_has_it(world: World) -> None:
    first, second = await process_of(world, "a"), await process_of(world, "b")
    old = await opened(first, events=2)
    later = old.epoch + LATER
    epoch = await second.restore("room", epoch=later, snapshot=b"s", events=[b"e"])
    assert epoch == later + 1
    assert await first.look("room") == Owner("b", lives=True)
    with pytest.raises(Fenced):
        await first.save("room", epoch=old.epoch, snapshot=b"old")
    found = await claimed(second)
    assert (found.snapshot, found.events) == (b"s", (b"e",))


async def test_who_did_not_hear_that_the_room_is_back_may_put_it_back_again(world: World) -> None:
    first, second = await process_of(world, "a"), await process_of(world, "b")
    old = await opened(first, events=1)
    unheard = await first.restore("room", epoch=old.epoch, snapshot=b"s1", events=[b"e1"])
    heard = await first.restore("room", epoch=old.epoch, snapshot=b"s1", events=[b"e1"])
    assert heard > unheard
    with pytest.raises(Fenced):
        await second.restore("room", epoch=old.epoch, snapshot=b"s1", events=[b"e1"])
    await claimed(first)
    with pytest.raises(Fenced):
        await first.restore("room", epoch=old.epoch, snapshot=b"s1", events=[b"e1"])


async def test_a_purged_room_is_gone_with_its_events(world: World) -> None:
    ledger = await process_of(world, "a")
    old = await opened(ledger, events=2)
    for _ in range(2):
        await ledger.purge("room", epoch=old.epoch)
    assert await ledger.look("room") is None
    await world.tick()
    new = await opened(ledger)
    assert new.events == ()
    assert new.epoch > old.epoch


async def test_a_room_that_fell_back_to_an_earlier_epoch_is_purged_all_the_same(world: World) -> None:
    first, second = await process_of(world, "a"), await process_of(world, "b")
    record = await opened(first)
    await second.purge("room", epoch=record.epoch + LATER)
    assert await first.look("room") is None
    await world.expire("a")
    assert await second.orphans(8) == []


async def test_rooms_do_not_touch_each_other(world: World) -> None:
    ledger = await process_of(world, "a")
    one, other = await opened(ledger, "one", events=1), await opened(ledger, "other", events=2)
    await ledger.purge("one", epoch=one.epoch)
    await ledger.save("other", epoch=other.epoch, snapshot=b"s")
    assert (await claimed(ledger, "other")).events == (b"e1", b"e2")
    with pytest.raises(Missing):
        await ledger.save("one", epoch=one.epoch, snapshot=b"s")
