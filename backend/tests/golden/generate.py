"""Writes the golden vectors: ``python -m tests.golden.generate`` in backend/.

Only for a wanted change of the rules; such a change makes old replays unreadable for the new server, so say why in
the commit. The vectors are bot matches, pointer play, nervous keys, pauses and an early end.
"""

from collections.abc import Iterable

from pong.game_engine import Side
from pong.replay import FinishAt, FreezeAt
from tests.golden.play import Interruption, Start, played
from tests.golden.players import Player, bot, nervous_keys, pointer
from tests.golden.vectors import Script, write


def script(start: Start, left: Player, right: Player, interruptions: Iterable[Interruption] = ()) -> Script:
    """The match that the two play, as its script."""
    record = played(start, left, right, interruptions)
    return Script(start.seed, start.points_limit, start.freeze_ticks, record.match.tick, record.log)


def scripts() -> dict[str, Script]:
    left, right = Side.LEFT, Side.RIGHT
    return {
        "bots": script(Start(1, points_limit=5), bot("normal", left, 11), bot("hard", right, 12)),
        "countdown_and_pauses": script(
            Start(0xDEADBEEF, points_limit=3, freeze_ticks=180),
            bot("calm", left, 21),
            bot("easy", right, 22),
            [FreezeAt(200, 60), FreezeAt(230, 180), FreezeAt(900, 1), FreezeAt(1000, 60)],
        ),
        "nervous_keys": script(Start(2**32 - 1, points_limit=11), nervous_keys(31), nervous_keys(32)),
        "pointer_against_bot": script(Start(0, points_limit=2), pointer(6.3), bot("pro", right, 42)),
        "forfeit": script(Start(77, points_limit=21), pointer(1.1), pointer(-3.7), [FinishAt(1234, winner=right)]),
        "forfeit_in_a_pause": script(
            Start(123456789, points_limit=21),
            bot("easy", left, 61),
            nervous_keys(62),
            [FreezeAt(600, 180), FinishAt(640, winner=left)],
        ),
    }


if __name__ == "__main__":
    for name, golden in scripts().items():
        write(name, golden)
