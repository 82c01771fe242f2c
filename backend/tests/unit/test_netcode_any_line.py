"""Whatever comes early, late or far too late: what was told stays, and from it the same match can be played again."""

from __future__ import annotations

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from pong.game_engine import Aim, Hold, Intent, Side
from pong.game_rules import RULES
from pong.replay import FinishAt, FreezeAt, IntentAt, LogEntry, checksum, replay
from pong.rooms.commands import Heard, Steer
from tests.support.fakes import Heard as Message
from tests.support.fakes import RecordingMember
from tests.support.matches import assert_replays
from tests.support.table import Table

DIRECTIONS = {"up": -1, "stop": 0, "down": 1}
INTENTS: tuple[Intent, ...] = (Hold(-1), Hold(0), Hold(1), Aim(20.0), Aim(80.0))


class Browser:
    """A player's end: it wants something else now and then, and its line takes its time, in order."""

    def __init__(self, who: str, table: Table, chance: Random, *, lead: int, longest: int) -> None:
        self.who, self.table, self.chance = who, table, chance
        self.lead, self.longest = lead, longest
        self.seq = 0
        self.under_way: list[tuple[int, Steer | Heard]] = []
        self.arrives = 0

    def say(self, now: int, wish: Steer | Heard) -> None:
        self.arrives = max(self.arrives, now + self.chance.randint(0, self.longest))
        self.under_way.append((self.arrives, wish))

    def tick(self, now: int) -> None:
        own_tick = max(0, now + self.lead)
        if self.chance.random() < 0.15:
            self.seq += 1
            self.say(now, Steer(self.table[self.who], self.chance.choice(INTENTS), own_tick, self.seq))
        if self.chance.random() < 0.2:
            self.say(now, Heard(self.table[self.who], own_tick))
        while self.under_way and self.under_way[0][0] <= now:
            self.table.apply(self.under_way.pop(0)[1])


def heard_log(member: RecordingMember) -> list[LogEntry]:
    """The match's log, from what one client has heard."""
    edges: dict[Side, list[IntentAt]] = {Side.LEFT: [], Side.RIGHT: []}
    for move in member.all("paddle"):
        side = Side(move["player_num"])
        intent = Aim(move["target"]) if "target" in move else Hold(DIRECTIONS[move["direction"]])
        kept = [edge for edge in edges[side] if edge.tick < move["tick"]]
        edges[side] = [*kept, IntentAt(move["tick"], side, intent)]
    holds = [FreezeAt(hold["tick"], hold["ticks"]) for hold in member.all("hold")]
    record = member.last("match_record")
    finish = [] if record["finish"] is None else [FinishAt(record["ticks"], Side(record["finish"]))]
    # A hold is of before its tick, a finish of after it; a wish of either side holds from it on.
    return sorted([*holds, *edges[Side.LEFT], *edges[Side.RIGHT], *finish], key=lambda entry: entry.tick)


def assert_the_record_proves_itself(member: RecordingMember) -> None:
    record = member.last("match_record")
    log = heard_log(member)
    match = replay(
        seed=record["seed"],
        points_limit=record["points_limit"],
        freeze_ticks=0,
        log=log,
        rules=RULES,
        duration_ticks=record["ticks"],
    )
    assert checksum(match) == record["checksum"]


def verdicts(member: RecordingMember) -> list[Message]:
    return [message for message in member.heard if message["type"] in ("ball", "miss", "goal")]


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    lead=st.integers(-3, 12),
    longest=st.sampled_from((0, 4, 12, 40)),
    countdown=st.sampled_from((0, 1)),
)
def test_what_was_told_stays_and_proves_the_match(seed: int, lead: int, longest: int, countdown: int) -> None:
    table = Table(points_limit=2, countdown=countdown, seed=seed).start("w+", players=("a+", "b+"))
    chance = Random(seed)
    browsers = [Browser(who, table, chance, lead=lead, longest=longest) for who in ("a+", "b+")]
    for now in range(3 * 60 * 60):
        for browser in browsers:
            browser.tick(now)
        table.tick()
        if not table.room.ticking:
            break
    else:
        table.leave("a+")
    for who in ("a+", "b+", "w+"):
        assert_the_record_proves_itself(table[who])
    assert_replays(table.results.results[-1])
    assert_told_once_and_in_order(table["w+"])


def assert_told_once_and_in_order(watcher: RecordingMember) -> None:
    """No tick has two contacts, contacts go forward in time, and each point counts one more."""
    told = verdicts(watcher)
    ticks = [message["tick"] for message in told]
    assert ticks == sorted(ticks)
    contacts = [message["tick"] for message in told if message["type"] == "miss" or message.get("player_num")]
    hits = [message["tick"] for message in told if message["type"] == "ball" and message["player_num"]]
    assert len(set(hits)) == len(hits)
    assert contacts == sorted(contacts)
    goals = [message["p1_score"] + message["p2_score"] for message in told if message["type"] == "goal"]
    assert goals == list(range(1, len(goals) + 1))
    frames = [frame["p1_score"] + frame["p2_score"] for frame in watcher.all("game_update")]
    assert frames == sorted(frames)
