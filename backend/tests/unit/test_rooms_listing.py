"""What strangers may see of a room."""

from __future__ import annotations

from pong.messages.lobby import ListedPlayer
from tests.support.cluster import Cluster


async def test_a_room_is_listed_while_a_person_plays_or_waits_in_it() -> None:
    cluster = Cluster("p")
    person = await cluster.open("p", points_limit=3)
    loop = cluster["p"].estate.rooms.get("R")
    assert loop is not None
    assert loop.room.listing() is None  # its creator has not sat down
    person.sit()
    await person.until("waiting_for_opponent")
    listed = loop.room.listing()
    assert listed is not None
    assert listed.listing.status == "waiting_for_opponent"
    assert listed.listing.players == [ListedPlayer(1, "Player 1", False)]
    assert listed.epoch == loop.room.epoch > 0
    watcher = await cluster.come("p")
    watcher.watch()
    person.go()
    await watcher.when(lambda: loop.room.listing() is None, "an end of the listing")
    await cluster["p"].stop()


async def test_a_game_is_listed_with_its_watchers_until_it_is_over() -> None:
    cluster = Cluster("p")
    a, _b = await cluster.match("p", "p", points_limit=1)
    watcher = await cluster.come("p")
    watcher.watch()
    await watcher.frames(1)
    (listed,) = cluster["p"].estate.listings()
    assert listed is not None
    assert (listed.listing.status, listed.listing.watchers, listed.listing.points_limit) == ("playing", 1, 1)
    await a.until("game_over")
    assert list(cluster["p"].estate.listings()) == [None]
    await cluster["p"].stop()


async def test_a_private_room_is_never_listed() -> None:
    cluster = Cluster("p")
    await cluster.match("p", "p", private=True)
    assert list(cluster["p"].estate.listings()) == [None]
    await cluster["p"].stop()
