"""What a member has seen, written down while it plays, and small enough to be kept. Pure: times are brought along.

Of sixty frames a second only those are kept that differ in what the referee judges: the score, the epoch, the socket,
or a tick that goes back. Of the time between two frames only what is longer than `GAP_S`.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

GAP_S = 0.05  # three ticks
LAST_FRAMES = 6

Score = tuple[int, int]
Kind = Literal["open", "seat", "frame", "ghost", "over", "closed", "refused", "dropped", "impatient", "ended"]


class Sight(NamedTuple):
    """One thing that a member saw.

    Attributes:
        at: seconds of a monotonic clock.
        socket: the how-manieth socket of the member.
        kind: ``frame`` a game_update, ``ghost`` one on a socket that the member had given up, ``over`` a game_over,
            ``open`` a handshake, ``seat`` an answer to join_game, ``refused`` an error, ``dropped`` the member itself
            let the socket go, ``closed`` somebody else did, ``impatient`` it saw no reason to wait any longer,
            ``ended`` it was told that the match is over, which is all that somebody learns who comes in afterwards.
        note: the side of a seat, the code of an error or a close.
        server: which one the socket leads to.
    """

    at: float
    socket: int
    kind: Kind
    tick: int = 0
    epoch: int = 0
    score: Score = (0, 0)
    note: str = ""
    server: int = -1

    def __str__(self) -> str:
        words = f"{self.at:.3f} socket {self.socket} (server {self.server}) {self.kind} {self.note}".rstrip()
        if self.kind in ("frame", "ghost", "over"):
            words += f" {self.score[0]}:{self.score[1]} tick {self.tick} epoch {self.epoch}"
        return words


class Gap(NamedTuple):
    """Seconds between two frames, longer than `GAP_S`."""

    start: float
    end: float

    @property
    def length(self) -> float:
        return self.end - self.start


@dataclass
class SeenMatch:
    """One match as one member saw it.

    Attributes:
        scores: what was displayed, each with the socket that it came on; ``(0, 0)`` counts.
        final: the score of the game_over, None if the member heard none.
        ends: the socket of each game_over; there should be one.
        began_unseen: the member heard neither game_over nor the status of it of the match before this one.
        told_over: it has heard that status.
    """

    scores: list[tuple[int, Score]] = field(default_factory=list)
    final: Score | None = None
    ends: list[int] = field(default_factory=list)
    began_unseen: bool = False
    told_over: bool = False

    @property
    def last(self) -> Score:
        return self.final or self.scores[-1][1]

    @property
    def points(self) -> int:
        return sum(self.last)


def take(matches: list[SeenMatch], sight: Sight) -> None:
    """Read a sight on. The wire does not name a match: a new one begins where a score starts anew."""
    match = matches[-1] if matches else None
    shown = (sight.socket, sight.score)
    if sight.kind == "ended":
        if match is not None:
            match.told_over = True
    elif sight.kind == "over":
        if match is None or match.final not in (None, sight.score):
            matches.append(match := SeenMatch())
        match.final = sight.score
        match.ends.append(sight.socket)
    elif match is None or (match.final is not None and sight.score != match.final):
        matches.append(SeenMatch([shown]))
    elif match.final is None and _starts_anew(match.last, sight.score):
        matches.append(SeenMatch([shown], began_unseen=not match.told_over))
    elif match.final is None:
        match.scores.append(shown)


def _starts_anew(before: Score, now: Score) -> bool:
    return now[0] < before[0] or now[1] < before[1]


@dataclass
class MemberLog:
    """All that one member has seen, across its sockets.

    Attributes:
        room, name: which member, for people.
        is_player: or an observer.
        matches: what the sights say of matches, in order.
        ghost_frames: socket → when the last frame came on it after the member had given it up.
        first_frame_at, last_frame_at: of a socket while it was in use.
    """

    room: str
    name: str
    is_player: bool
    sights: list[Sight] = field(default_factory=list)
    matches: list[SeenMatch] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    frames: int = 0
    first_frame_at: float | None = None
    last_frame_at: float | None = None
    ghost_frames: dict[int, float] = field(default_factory=dict)
    last_texts: deque[bytes] = field(default_factory=lambda: deque(maxlen=LAST_FRAMES))
    _last: Sight | None = None
    _tick: int = -1

    def frame(self, seen: Sight) -> None:
        """A game_update on the socket in use."""
        last, before = self._last, self.last_frame_at
        if before is None:
            self.first_frame_at = seen.at
        self.frames += 1
        self.last_frame_at = seen.at
        if before is not None and seen.at - before > GAP_S:
            self.gaps.append(Gap(before, seen.at))
        is_news = (
            last is None
            or seen.score != last.score
            or seen.epoch != last.epoch
            or seen.socket != last.socket
            or seen.tick < self._tick
        )
        self._tick = seen.tick
        if is_news:
            self._last = seen
            self.note(seen)

    def ghost_frame(self, seen: Sight) -> None:
        """A game_update on a socket that the member has given up."""
        # Of those of the present only the first one is news; one of the past is always.
        is_old = self._last is not None and seen.epoch < self._last.epoch
        if seen.socket not in self.ghost_frames or is_old:
            self.sights.append(seen._replace(kind="ghost"))
        self.ghost_frames[seen.socket] = seen.at

    def note(self, seen: Sight) -> None:
        """Anything else."""
        if seen.kind in ("frame", "over", "ended"):
            take(self.matches, seen)
        self.sights.append(seen)

    def open_gap(self, now: float) -> Gap | None:
        """How long there has been no frame, if that is a gap already."""
        if self.last_frame_at is None or now - self.last_frame_at <= GAP_S:
            return None
        return Gap(self.last_frame_at, now)

    def gaps_until(self, now: float) -> list[Gap]:
        """All gaps, the one that has not ended yet included."""
        is_open = self.open_gap(now)
        return [*self.gaps, is_open] if is_open else list(self.gaps)

    def story(self, number: int = 20) -> str:
        """The end of the log, for people."""
        lines = [str(sight) for sight in self.sights[-number:]]
        return "\n    ".join([f"{self.room} {self.name}:", *lines, *(text.decode() for text in self.last_texts)])
