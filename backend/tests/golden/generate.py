"""Writes the golden vectors: ``python -m tests.golden.generate`` in backend/.

Only for a wanted change of the rules; such a change makes old replays unreadable for the new server, so say why in
the commit. The vectors are bot matches, pointer play, nervous keys, pauses and an early end.
"""

from collections.abc import Callable

from pong.bot import new_brain, think
from pong.game_engine import (
    STOP,
    Aim,
    Finished,
    Hold,
    Inputs,
    Intent,
    Match,
    Side,
    finish,
    freeze,
    new_match,
    step,
)
from pong.game_engine.generator import advanced, seeded
from pong.game_rules import RULES
from pong.replay import FinishAt, FreezeAt, IntentAt, LogEntry
from tests.golden.vectors import Script, write

Player = Callable[[Match], Intent]


def bot(level: str, side: Side, seed: int) -> Player:
    brain = new_brain(level, seed)

    def play(match: Match) -> Intent:
        nonlocal brain
        brain, intent = think(brain, match, side, RULES)
        return intent

    return play


def pointer(offset: float) -> Player:
    """Follows the ball with a finger, ``offset`` off its centre, with a new position each sixth tick."""
    aim = Aim(50.0)

    def play(match: Match) -> Intent:
        nonlocal aim
        if match.tick % 6 == 0:
            aim = Aim(match.ball.y + offset)
        return aim

    return play


def nervous_keys(seed: int) -> Player:
    """Other keys every fifth of a second, without a look at the ball."""
    rng = seeded(seed)

    def play(match: Match) -> Intent:
        nonlocal rng
        if match.tick % 12 == 0:
            rng = advanced(rng)
        return Hold((rng >> 16) % 3 - 1)

    return play


def played(
    left: Player,
    right: Player,
    *,
    seed: int,
    points_limit: int,
    freeze_ticks: int = 0,
    freezes: dict[int, int] | None = None,
    finish_at: FinishAt | None = None,
) -> Script:
    """The match that the two play, as its script."""
    match = new_match(seed=seed, points_limit=points_limit, freeze_ticks=freeze_ticks, rules=RULES)
    intents: dict[Side, Intent] = {Side.LEFT: STOP, Side.RIGHT: STOP}
    log: list[LogEntry] = []
    while not isinstance(match.phase, Finished):
        if finish_at is not None and match.tick == finish_at.tick:
            log.append(finish_at)
            match = finish(match, finish_at.winner)
            break
        if freezes and match.tick in freezes:
            log.append(FreezeAt(match.tick, freezes[match.tick]))
            match = freeze(match, freezes[match.tick])
        for side, player in ((Side.LEFT, left), (Side.RIGHT, right)):
            intent = player(match)
            if intent != intents[side]:
                intents[side] = intent
                log.append(IntentAt(match.tick, side, intent))
        match, _ = step(match, Inputs(intents[Side.LEFT], intents[Side.RIGHT]), RULES)
    return Script(seed, points_limit, freeze_ticks, match.tick, log)


def scripts() -> dict[str, Script]:
    left, right = Side.LEFT, Side.RIGHT
    return {
        "bots": played(bot("normal", left, 11), bot("hard", right, 12), seed=1, points_limit=5),
        "countdown_and_pauses": played(
            bot("calm", left, 21),
            bot("easy", right, 22),
            seed=0xDEADBEEF,
            points_limit=3,
            freeze_ticks=180,
            freezes={200: 60, 230: 180, 900: 1, 1000: 60},
        ),
        "nervous_keys": played(nervous_keys(31), nervous_keys(32), seed=2**32 - 1, points_limit=11),
        "pointer_against_bot": played(pointer(6.3), bot("pro", right, 42), seed=0, points_limit=2),
        "forfeit": played(
            pointer(1.1), pointer(-3.7), seed=77, points_limit=21, finish_at=FinishAt(1234, winner=right)
        ),
        "forfeit_in_a_pause": played(
            bot("easy", left, 61),
            nervous_keys(62),
            seed=123456789,
            points_limit=21,
            freezes={600: 180},
            finish_at=FinishAt(640, winner=left),
        ),
    }


if __name__ == "__main__":
    for name, script in scripts().items():
        write(name, script)
