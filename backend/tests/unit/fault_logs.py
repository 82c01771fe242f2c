"""Logs of members made by hand, for the tests of the fault suite's referee."""

from __future__ import annotations

from collections.abc import Sequence

from tests.faults.referee import StoredMatch, StoredPoint
from tests.faults.sightings import MemberLog, Score, Sight

ROOM = "ROOM"


class Script:
    """Writes a member's log; every call is ``apart`` seconds after the one before."""

    def __init__(self, name: str = "player A", *, is_player: bool = True, apart: float = 0.01) -> None:
        self.log = MemberLog(ROOM, name, is_player)
        self.at = 100.0
        self.socket = 0
        self.tick = 0
        self.epoch = 0
        self._apart = apart

    def open(self, server: int = 0) -> Script:
        """A new socket, which takes the seat."""
        self.socket = sum(sight.kind == "open" for sight in self.log.sights)
        self.log.note(self._sight("open", server=server))
        return self

    def seat(self, side: str) -> Script:
        self.log.note(self._sight("seat", note=side))
        return self

    def see(self, *scores: Score) -> Script:
        """A frame of each of these scores, two seconds of play apart on the court."""
        for score in scores:
            self.tick += 120
            self.log.frame(self._sight("frame", score=score))
        return self

    def over(self, score: Score) -> Script:
        self.log.note(self._sight("over", score=score))
        self.tick = 0
        return self

    def note(self, kind: str, note: str = "") -> Script:
        self.log.note(self._sight(kind, note=note))
        return self

    def ghost(self, socket: int, *, epoch: int = 0) -> Script:
        """A frame on a socket that was given up."""
        self.log.ghost_frame(self._sight("ghost")._replace(socket=socket, epoch=epoch))
        return self

    def wait(self, seconds: float) -> Script:
        self.at += seconds
        return self

    def _sight(self, kind: str, *, score: Score = (0, 0), note: str = "", server: int = 0) -> Sight:
        self.at += self._apart
        return Sight(self.at, self.socket, kind, self.tick, self.epoch, score, note, server)  # type: ignore[arg-type]


def path_to(score: Score) -> list[Score]:
    """Every score of a match in which the left player made its points first."""
    left, right = score
    return [(n, 0) for n in range(left + 1)] + [(left, n) for n in range(1, right + 1)]


def stored(match_id: str, score: Score, *, ended_by: str = "points", points: Sequence[StoredPoint] = ()) -> StoredMatch:
    """A match as the database should have it, or with other ``points``."""
    regular = [StoredPoint(n, 120 * n, at) for n, at in enumerate(path_to(score)) if n]
    return StoredMatch(match_id, score, ended_by, tuple(points or regular))
