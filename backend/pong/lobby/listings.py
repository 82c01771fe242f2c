"""The list of public rooms: which of them are shown, and which one everybody may watch. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import log2

import msgspec
from msgspec import Struct

from pong.messages.lobby import Listing, LobbyChanges, LobbyState
from pong.rooms.listing import Posted

MAX_SHOWN = 50
# However many wait for an opponent, there is something to watch, too.
MAX_SHOWN_WAITING = 20
# How long the end of the game on TV stays on before another one comes.
EPILOGUE_S = 4.0


class Page(Struct, frozen=True):
    """What one process shows: its best rooms, and how many it has."""

    total: int
    rooms: list[Posted]


_pages = msgspec.json.Decoder(Page)


def encode_page(posted: Sequence[Posted]) -> bytes | None:
    """This process's page; None if there is nothing on it."""
    return msgspec.json.encode(Page(len(posted), best(posted))) if posted else None


def decode_page(page: bytes) -> Page | None:
    """A process's page; None if it is of a version that this one cannot read."""
    try:
        return _pages.decode(page)
    except msgspec.DecodeError:
        return None


def merged(pages: Iterable[Page]) -> tuple[dict[str, Listing], int]:
    """The best rooms of all by their codes, and how many there are. A room that moves stands on two pages for a
    moment: the later epoch is true."""
    rooms: dict[str, Posted] = {}
    total = 0
    for page in pages:
        total += page.total
        for posted in page.rooms:
            code = posted.listing.room_code
            total -= code in rooms
            if code not in rooms or posted.epoch > rooms[code].epoch:
                rooms[code] = posted
    return {posted.listing.room_code: posted.listing for posted in best(list(rooms.values()))}, total


def best(posted: Sequence[Posted]) -> list[Posted]:
    """At most `MAX_SHOWN`: of those who wait for an opponent the first ones, of the others the most interesting."""
    waiting = [each for each in posted if waits(each.listing)][:MAX_SHOWN_WAITING]
    others = [each for each in posted if not waits(each.listing)]
    others.sort(key=lambda each: interest(each.listing), reverse=True)
    return [*waiting, *others[: MAX_SHOWN - len(waiting)]]


def waits(listing: Listing) -> bool:
    """Whether somebody waits there for an opponent."""
    return listing.status == "waiting_for_opponent"


def is_game(listing: Listing) -> bool:
    """Whether there is something to watch."""
    return listing.status in {"countdown", "playing", "paused"}


def interest(listing: Listing) -> float:
    """How much strangers would like to watch it.

    Two people always come before one and a bot: 10 a person is more than all else together. Then what makes a game
    tense: 0..4 for how near its end is, and 0..3 for how close the score is, counted more towards the end, because 0:0
    says nothing yet. At last 0..2 for watchers, by their logarithm: a crowd is a hint, but must not hold itself.
    """
    high, low = max(listing.p1_score, listing.p2_score), min(listing.p1_score, listing.p2_score)
    people = sum(not player.is_bot for player in listing.players)
    nearness = min(1.0, high / listing.points_limit)
    closeness = 1.0 - (high - low) / listing.points_limit
    crowd = min(1.0, log2(1 + listing.watchers) / 6)
    return 10 * people + 4 * nearness + 3 * closeness * (0.5 + 0.5 * nearness) + 2 * crowd


@dataclass(frozen=True, slots=True)
class Tv:
    """The game that is on, and since when (seconds) it is over or not to be seen; None: it runs."""

    code: str | None = None
    match_number: int = 0
    over_since: float | None = None


def next_tv(tv: Tv, rooms: dict[str, Listing], now: float) -> Tv:
    """Stay with a game until it has ended, and a moment longer; then the most interesting one.

    A room that is taken over is not there for a second; the moment is longer than that.
    """
    room = rooms.get(tv.code or "")
    if room is not None and is_game(room) and room.match_number == tv.match_number:
        return replace(tv, over_since=None)
    over_since = now if tv.over_since is None else tv.over_since
    if tv.code is not None and now - over_since < EPILOGUE_S:
        return replace(tv, over_since=over_since)
    games = [each for each in rooms.values() if is_game(each)]
    found = max(games, key=interest, default=None)
    return Tv() if found is None else Tv(found.room_code, found.match_number)


@dataclass(frozen=True, slots=True)
class Shown:
    """What visitors see."""

    rooms: dict[str, Listing]
    total: int
    tv: str | None

    def state(self) -> LobbyState:
        """All of it."""
        return LobbyState(rooms=list(self.rooms.values()), total=self.total, tv=self.tv)

    def changes(self, before: Shown) -> LobbyChanges | None:
        """What is different now; None if nothing is."""
        changed = [room for code, room in self.rooms.items() if before.rooms.get(code) != room]
        gone = [code for code in before.rooms if code not in self.rooms]
        if not (changed or gone) and (self.total, self.tv) == (before.total, before.tv):
            return None
        return LobbyChanges(changed=changed, gone=gone, total=self.total, tv=self.tv)
