"""A person of this game without an account: who comes back with the same browser. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid4

from pong.names import default_name


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody whose browser carries a pass (see passes.py).

    Attributes:
        id: known to the server and to nobody else; no message and no page says it.
        chosen_name: clean (see names.py); None for somebody who has not chosen one.
    """

    id: UUID
    chosen_name: str | None = None

    @property
    def name(self) -> str:
        """What to call the visitor."""
        return self.chosen_name or default_name(self.id)


def new_visitor() -> Visitor:
    """Somebody who has never been here."""
    return Visitor(uuid4())
