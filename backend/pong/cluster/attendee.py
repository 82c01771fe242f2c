"""One member of this process, wherever its room runs, and what that room has to know of it."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace

from pong.cluster.mail import Attending, command_cells
from pong.game_engine import STOP, Intent
from pong.replay import intent_cells
from pong.rooms.commands import Command, Reattach
from pong.rooms.ports import Member, Standing

_END = '{"type":"game_over"'


@dataclass(slots=True, eq=False)
class Attendee:
    """One member of this process, and what its room has to know of it."""

    member: Member
    key: int
    standing: Standing | None = None  # None: it has not joined
    intent: Intent = STOP
    seq: int = 0
    unacted: deque[tuple[int, Command]] = field(default_factory=deque)
    end: str = ""  # the game_over that it has heard since the last frame

    def hear(self, text: str) -> None:
        """Pass an event on; but nobody hears twice how one match has ended, whatever is told anew."""
        if text == self.end:
            return
        if text.startswith(_END):
            self.end = text
        self.member.put_event(text)

    @property
    def joined(self) -> bool:
        """Whether it hears what everybody in the room hears."""
        return self.standing is not None

    def attending(self) -> Attending:
        standing = self.standing or Standing()
        unacted = [(seq, command_cells(command)) for seq, command in self.unacted]
        held = intent_cells(self.intent)
        return Attending(
            key=self.key,
            extended=self.member.extended,
            joined=self.joined,
            player_id=standing.player_id,
            generation=standing.generation,
            intent=held,
            unacted=unacted,
        )

    def is_known(self) -> Reattach | None:
        """How it comes along with a room that it has joined before."""
        if self.standing is None:
            return None
        return Reattach(self.member, replace(self.standing, intent=self.intent))
