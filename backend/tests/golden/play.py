"""A match between two players of players.py, and all that comes of it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from pong.game_engine import STOP, Event, Finished, Inputs, Intent, Match, Rules, Side, finish, freeze, new_match, step
from pong.game_rules import RULES
from pong.replay import CHECKSUM_TICKS, FinishAt, FreezeAt, IntentAt, LogEntry, checksum
from tests.golden.players import Player

Interruption = FreezeAt | FinishAt


@dataclass(frozen=True)
class Start:
    """What a match begins with; it is left after ``longest_ticks``."""

    seed: int
    points_limit: int
    freeze_ticks: int = 0
    longest_ticks: int = 100_000
    rules: Rules = RULES


@dataclass
class Played:
    """A match that was played: each event with the tick that its step led to, and the chain of `vectors`."""

    match: Match
    log: list[LogEntry] = field(default_factory=list)
    events: list[tuple[int, Event]] = field(default_factory=list)
    checksums: list[int] = field(default_factory=list)

    def link(self) -> None:
        self.checksums.append(checksum(self.match, self.checksums[-1] if self.checksums else 0))


def played(start: Start, left: Player, right: Player, interruptions: Iterable[Interruption] = ()) -> Played:
    """The match that the two play."""
    match = new_match(
        seed=start.seed, points_limit=start.points_limit, freeze_ticks=start.freeze_ticks, rules=start.rules
    )
    record = Played(match)
    waiting = list(interruptions)
    intents: dict[Side, Intent] = {Side.LEFT: STOP, Side.RIGHT: STOP}
    while True:
        while waiting and waiting[0].tick == record.match.tick:
            _interrupt(record, waiting.pop(0))
        if record.match.tick % CHECKSUM_TICKS == 0 and record.match.tick > 0:
            record.link()
        if isinstance(record.match.phase, Finished) or record.match.tick >= start.longest_ticks:
            record.link()
            return record
        _ask(record, intents, {Side.LEFT: left, Side.RIGHT: right})
        record.match, events = step(record.match, Inputs(intents[Side.LEFT], intents[Side.RIGHT]), start.rules)
        record.events += [(record.match.tick, event) for event in events]


def _interrupt(record: Played, interruption: Interruption) -> None:
    record.log.append(interruption)
    if isinstance(interruption, FinishAt):
        record.match = finish(record.match, interruption.winner)
    else:
        record.match = freeze(record.match, interruption.ticks)


def _ask(record: Played, intents: dict[Side, Intent], players: dict[Side, Player]) -> None:
    for side, player in players.items():
        intent = player(record.match)
        if intent != intents[side]:
            intents[side] = intent
            record.log.append(IntentAt(record.match.tick, side, intent))
