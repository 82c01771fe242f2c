"""What must hold whatever fails, judged from what members saw, what Redis said and what the database has. Pure.

I1 a displayed score never falls within a match and rises by exactly one a point · I2 the points of a match are
numbered 1..k, and are those that were seen · I3 epochs of a room only grow · I4 a member's last sight of a match is its
record · I5 each finished match is stored once, and none besides · I6 two seats, one live socket a token · I7 no room
stands still for more than 5 s while a process and Redis live. (I8, that nothing is left behind: campaign.py.)
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from tests.faults.sightings import Gap, MemberLog, Score, SeenMatch, Sight

STANDSTILL_S = 5.0
GHOSTS_END_WITHIN_S = 2.0
SIDES_TOLD_WITHIN_S = 1.0
OLD_EPOCHS_END_WITHIN_S = 1.0
SERVE_TICKS = 60  # the ball is held for so long after a point, so that no two are nearer to each other


class Violation(NamedTuple):
    """Something that must not be.

    Attributes:
        lost, doubled: points.
    """

    invariant: str
    room: str
    member: str
    what: str
    lost: int = 0
    doubled: int = 0

    def __str__(self) -> str:
        return f"{self.invariant} {self.room} {self.member}: {self.what}"


class StoredPoint(NamedTuple):
    n: int
    tick: int
    score: Score


class StoredMatch(NamedTuple):
    """A finished match as the database has it."""

    id: str
    score: Score
    ended_by: str
    points: tuple[StoredPoint, ...]

    @property
    def path(self) -> list[Score]:
        """Every score that the match had."""
        return [(0, 0), *(point.score for point in self.points)]


# What one member saw (I1, I3, I6)


def judge_scores(log: MemberLog) -> list[Violation]:
    """I1 on the sockets alone: steps of one on a socket, never back on the next one."""
    found: list[Violation] = []
    for before, after in pairwise([None, *log.matches]):
        assert after is not None
        found += _judge_begin(log, before, after)
        for (socket, old), (next_socket, new) in pairwise(after.scores):
            step = (new[0] - old[0], new[1] - old[1])
            if socket == next_socket and step not in ((0, 0), (1, 0), (0, 1)):
                found.append(_violation("I1", log, f"the score went from {old} to {new} at once"))
        found += _judge_final(log, after)
        if len(after.ends) > 1:
            found.append(_violation("I1", log, f"the end {after.final} was told {len(after.ends)} times"))
    return found


def _judge_begin(log: MemberLog, before: SeenMatch | None, after: SeenMatch) -> list[Violation]:
    if before is None or not after.began_unseen or not before.scores:
        return []
    (socket, old), (next_socket, new) = before.scores[-1], after.scores[0]
    if socket != next_socket:
        return []  # it may have ended while nobody looked: the records say (see judge_records)
    return [_violation("I1", log, f"the score fell from {old} to {new}", lost=max(1, sum(old) - sum(new)))]


def _judge_final(log: MemberLog, match: SeenMatch) -> list[Violation]:
    if match.final is None or not match.scores:
        return []
    shown = match.scores[-1][1]
    step = (match.final[0] - shown[0], match.final[1] - shown[1])
    if min(step) >= 0 and sum(step) <= 1:
        return []
    return [_violation("I1", log, f"the match ended with {match.final}, and {shown} was shown")]


def judge_epochs(log: MemberLog) -> list[Violation]:
    """I3 for a member: no frame of an older epoch, and none of an older tick on the same socket."""
    found: list[Violation] = []
    newest, last = 0, None
    for sight in log.sights:
        if sight.kind not in ("frame", "ghost"):
            continue
        if sight.epoch < newest:
            found.append(_violation("I3", log, f"a frame of epoch {sight.epoch} after {newest}: {sight}"))
        newest = max(newest, sight.epoch)
        if sight.kind == "frame":
            if last is not None and _goes_back(last, sight):
                found.append(_violation("I3", log, f"an older tick: {sight} after {last}"))
            last = sight
    return found


def _goes_back(last: Sight, sight: Sight) -> bool:
    same_match = sight.score[0] >= last.score[0] and sight.score[1] >= last.score[1] and sight.score != (0, 0)
    return (sight.socket, sight.epoch) == (last.socket, last.epoch) and same_match and sight.tick < last.tick


def judge_epochs_of_room(logs: Sequence[MemberLog]) -> list[Violation]:
    """I3 between members: a moment after one of them has seen an epoch, nobody gets a frame of an older one."""
    first_seen: dict[int, float] = {}
    sights = sorted((s.at, s.epoch, log, s) for log in logs for s in _new_epochs(log))
    for at, epoch, _, _ in sights:
        first_seen.setdefault(epoch, at)
    found = []
    for at, epoch, log, sight in sights:
        newer = min((since for other, since in first_seen.items() if other > epoch), default=at)
        if at - newer > OLD_EPOCHS_END_WITHIN_S:
            found.append(
                _violation("I3", log, f"a frame of an epoch that had ended {at - newer:.1f} s before: {sight}")
            )
    return found


def _new_epochs(log: MemberLog) -> list[Sight]:
    return [sight for sight in log.sights if sight.kind in ("frame", "ghost")]


def judge_seats(logs: Sequence[MemberLog], *, now: float, wakes: Sequence[float] = ()) -> list[Violation]:
    """I6: the players of a room have different sides; a seat's old socket hears no more; a token is good for its seat.

    Args:
        now: when the logs were read; players who change sides are told one after the other.
        wakes: when stopped processes were woken: until then they could not see that a seat had moved.
    """
    found = _judge_sides(logs, now)
    for log in (log for log in logs if log.is_player):
        seats = {sight.socket: sight.at for sight in log.sights if sight.kind == "seat"}
        for ghost, last_at in log.ghost_frames.items():
            moved = min((at for socket, at in seats.items() if socket > ghost), default=last_at)
            allowed_until = max([moved, *wakes]) + GHOSTS_END_WITHIN_S
            if last_at > allowed_until:
                late = last_at - moved
                found.append(
                    _violation("I6", log, f"socket {ghost} still got frames {late:.1f} s after the seat moved")
                )
        for sight in log.sights:
            if (sight.kind == "closed" and sight.note in ("4001", "4003")) or sight.note in ("bad_token", "room_full"):
                found.append(_violation("I6", log, f"the seat was refused: {sight}"))
    return found


def _judge_sides(logs: Sequence[MemberLog], now: float) -> list[Violation]:
    told = [next((s for s in reversed(log.sights) if s.kind == "seat"), None) for log in logs if log.is_player]
    seats = [sight for sight in told if sight is not None and now - sight.at > SIDES_TOLD_WITHIN_S]
    if len(seats) == 2 and seats[0].note == seats[1].note:
        return [_violation("I6", logs[0], f"both players were told that they are player {seats[0].note}")]
    return []


# What the database has (I2, I4, I5, and I1 over the breaks)


def judge_points(room: str, match: StoredMatch) -> list[Violation]:
    """I2 in the database: 1..k, one point after the other, each for one player, and the last one is the score."""
    found: list[Violation] = []
    numbers = [point.n for point in match.points]
    if numbers != list(range(1, len(numbers) + 1)):
        found.append(Violation("I2", room, match.id, f"the points are numbered {numbers}"))
    for before, after in pairwise(match.path):
        if (after[0] - before[0], after[1] - before[1]) not in ((1, 0), (0, 1)):
            found.append(Violation("I2", room, match.id, f"from {before} to {after} in one point"))
    for one, next_one in pairwise(match.points):
        if next_one.tick - one.tick < SERVE_TICKS:
            what = f"points {one.n} and {next_one.n} are {next_one.tick - one.tick} ticks apart: counted twice"
            found.append(Violation("I2", room, match.id, what, doubled=1))
    if match.path[-1] != match.score:
        found.append(Violation("I2", room, match.id, f"ended {match.score} with points up to {match.path[-1]}"))
    return found


def judge_records(log: MemberLog, stored: Sequence[StoredMatch], *, left: bool = False) -> list[Violation]:
    """I1, I4, I5 for a member: its matches are the room's, one after the other, with the scores that it saw.

    Members are there from the first match of their room to the last one, and away for seconds while a match takes
    longer: so the i-th match that a member saw is the room's i-th.

    Args:
        left: the players have left for good, so that the last match has ended too; a forfeit without a point is none.
    """
    found: list[Violation] = []
    seen = log.matches
    for i, match in enumerate(seen):
        if i >= len(stored):
            is_over = match.final is not None or i + 1 < len(seen) or (left and match.points > 0)
            if is_over:
                what = f"match {i + 1}, which ended {match.last}, is not stored, nor are {len(seen) - i - 1} later ones"
                return [*found, _violation("I5", log, what, lost=match.points)]
            break
        violation = _judge_match(log, i + 1, match, stored[i])
        if violation:
            return [*found, violation]  # all that follows would only be counted wrongly
    return found


def _judge_match(log: MemberLog, number: int, match: SeenMatch, record: StoredMatch) -> Violation | None:
    where = f"match {number} ({record.id})"
    unknown = [score for _, score in match.scores if score not in record.path]
    if unknown:
        lost = max(1, max(map(sum, unknown)) - sum(record.score))
        return _violation("I1", log, f"{where}: {unknown} was shown and is no score of its record", lost=lost)
    if match.final is not None and match.final != record.score:
        lost = max(0, sum(match.final) - sum(record.score))
        seen = [score for _, score in match.scores]
        what = f"{where}: ended {match.final} after {seen}, stored {record.score} after {record.path}"
        return _violation("I4", log, what, lost=lost)
    return None


def judge_storage(logs: Sequence[MemberLog], stored: Sequence[StoredMatch], *, left: bool) -> list[Violation]:
    """I5 for a room: not more matches than somebody saw; one is given up when the players have left."""
    ids = [match.id for match in stored]
    begun = max(len(log.matches) for log in logs)
    over = max(matches_over(log) for log in logs)
    found: list[Violation] = []
    if len(set(ids)) != len(ids):
        found.append(_violation("I5", logs[0], f"stored twice: {ids}"))
    played = [match for match in stored if match.ended_by == "points"]
    forfeits = len(stored) - len(played)
    if len(stored) > begun or forfeits > left:
        found.append(_violation("I5", logs[0], f"{len(stored)} matches are stored ({forfeits} forfeits), {over} ended"))
    return found


def matches_over(log: MemberLog) -> int:
    """How many matches a member knows to have ended."""
    seen = log.matches
    return len(seen) - (1 if seen and seen[-1].final is None else 0)


# Standing still (I7)


def judge_standstill(logs: Sequence[MemberLog], now: float, outages: Sequence[Gap]) -> list[Violation]:
    """I7: the longest time in which no member of the room got a frame, less the time that Redis was away."""
    silent = logs[0].gaps_until(now)
    for log in logs[1:]:
        silent = overlaps(silent, log.gaps_until(now))
    found = []
    for gap in silent:
        excused = sum(both.length for both in overlaps([gap], outages))
        if gap.length - excused > STANDSTILL_S:
            found.append(_violation("I7", logs[0], f"no frames for {gap.length:.1f} s from {gap.start:.3f} on"))
    return found


def overlaps(some: Sequence[Gap], others: Sequence[Gap]) -> list[Gap]:
    """The times that are in one of ``some`` and in one of ``others``."""
    both = (Gap(max(a.start, b.start), min(a.end, b.end)) for a in some for b in others)
    return sorted(gap for gap in both if gap.start < gap.end)


def _violation(invariant: str, log: MemberLog, what: str, *, lost: int = 0) -> Violation:
    return Violation(invariant, log.room, log.name, what, lost)
