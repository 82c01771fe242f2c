"""What strangers may see of a room: the line that the lobby shows of it. Pure."""

from __future__ import annotations

from msgspec import Struct

from pong.messages.lobby import ListedPlayer, Listing
from pong.rooms.facts import RoomFacts
from pong.rooms.phases import Over


class Posted(Struct, frozen=True):
    """A listing, and the epoch of the room's ownership: of two, the later one is true."""

    epoch: int
    listing: Listing


def listing_of(facts: RoomFacts, watchers: int) -> Posted | None:
    """The room's line; None for one that is private, where no person plays just now, or whose match is over."""
    present = [(side, player) for side, player in facts.seats if player.present]
    if facts.options.private or isinstance(facts.phase, Over) or all(player.brain for _, player in present):
        return None
    # Before a match, the seat of who is away is anybody's.
    players = list(facts.seats) if facts.in_match else present
    match = None if facts.play is None else facts.play.match
    listing = Listing(
        room_code=facts.code,
        status=facts.status(),
        points_limit=facts.options.points_limit,
        players=[ListedPlayer(side.value, facts.name(side), player.brain is not None) for side, player in players],
        p1_score=match.left_score if match is not None and facts.in_match else 0,
        p2_score=match.right_score if match is not None and facts.in_match else 0,
        watchers=watchers,
        match_number=facts.match_number,
    )
    return Posted(facts.epoch, listing)
