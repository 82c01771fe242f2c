"""Whether this process is on its way out."""

from __future__ import annotations

from pages.health import NotReady


class Draining:
    """A flag that is set once and never taken back; as a check of `Readiness`, it fails from then on."""

    def __init__(self) -> None:
        self.begun = False

    def begin(self) -> None:
        """The process has been told to stop."""
        self.begun = True

    async def __call__(self) -> None:
        if self.begun:
            raise NotReady("the process has been told to stop")
