"""This process's visitors of the lobby: they see the same list, and are paired with whoever waits in any process.

One task takes turns at the board: it shows what runs here, reads what runs everywhere, and asks for the seekers. Rooms
are only looked at, a few at a time, so that no tick is late for it.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable

from pong.lobby.listings import Shown, Tv, decode_page, encode_page, merged, next_tv, waits
from pong.lobby.ports import Board, BoardUnavailable, Rooms
from pong.lobby.seekers import Seekers
from pong.messages.codec import refusal
from pong.messages.codes import Refusal
from pong.messages.lobby import encode_to_visitor
from pong.rooms.listing import Posted
from pong.rooms.ports import Member

log = logging.getLogger(__name__)

# Two changes of the list a second are as many as anybody can read; seekers want to know sooner.
TURN_S = 0.5
SEEKING_TURN_S = 0.25
# However fast people come: what has come together is one turn.
PAUSE_S = 0.05
# A turn that somebody has asked for is not one more look at all rooms.
_LOOK_EVERY_S = TURN_S - PAUSE_S
# So many visitors are told a second, at most; with more of them the turns are longer.
TOLD_PER_S = 4000
# A page that does not change is shown again so often: the board may have lost it.
SHOW_AGAIN_S = 2.0
# So many rooms are looked at, or visitors told, before everybody else in this process has a turn.
_SLICE = 100
_SILENT = refusal(Refusal.BUSY, "The lobby cannot hear the other servers just now; it goes on by itself.")


class Hall:
    """The visitors of one process."""

    def __init__(
        self,
        *,
        board: Board,
        rooms: Rooms,
        new_code: Callable[[], str],
        wake_up: Callable[[], None] = lambda: None,
    ) -> None:
        """
        Args:
            wake_up: has `run` run, if it does not yet.
        """
        self._board = board
        self._rooms = rooms
        self._wake_up = wake_up
        self._visitors: dict[Member, bool] = {}  # whether they have the list
        self._seekers = Seekers(board.process, new_code)
        self._shown = Shown({}, 0, None)
        self._tv = Tv()
        self._page: bytes | None = None
        self._posted_at = self._looked_at = self._read_at = float("-inf")
        self._silent = False
        self._wake = asyncio.Event()

    def __len__(self) -> int:
        return len(self._visitors)

    def enter(self, visitor: Member) -> None:
        """Somebody looks on; the list comes with the next turn."""
        self._wake_up()
        self._visitors[visitor] = False
        if self._silent:
            visitor.put_event(_SILENT)
        self._wake.set()

    def leave(self, visitor: Member) -> None:
        """The socket is gone, and with it the search."""
        self._visitors.pop(visitor, None)
        if self._seekers.remove(visitor):
            self._wake.set()

    def seek(self, visitor: Member, person: str | None, avoid: list[str]) -> None:
        """Look for an opponent. Saying it twice does no harm."""
        self._seekers.add(visitor, person, tuple(avoid), _now())
        if self._silent:
            visitor.put_event(_SILENT)
        self._wake.set()

    def stop_seeking(self, visitor: Member) -> None:
        """Look for nobody any more."""
        self._seekers.stop(visitor)
        self._wake.set()

    async def run(self) -> None:
        """Take turns until cancelled."""
        try:
            while True:
                self._wake.clear()
                await self._turn()
                await asyncio.sleep(PAUSE_S)
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(self._rest_s()):
                        await self._wake.wait()
        finally:
            await self._board.close()

    def _rest_s(self) -> float:
        turn_s = SEEKING_TURN_S if len(self._seekers) else TURN_S
        return turn_s - PAUSE_S + len(self._visitors) / TOLD_PER_S

    async def _turn(self) -> None:
        try:
            await self._show()
            await self._seekers.ask(self._board, self._open_rooms())
        except BoardUnavailable as error:
            self._note_silence(error)
        else:
            self._note_answer()
        self._seekers.be_honest(_now())

    def _open_rooms(self) -> list[str]:
        """Where somebody waits for an opponent. Of the rooms here that is seen at once, not only when all are looked
        at: nobody is to be sent to one that has just been left."""
        shown = [code for code, room in self._shown.rooms.items() if waits(room)]
        left = {code for code, now in self._rooms.listings_of(shown) if now is None or not waits(now.listing)}
        return [code for code in shown if code not in left]

    async def _show(self) -> None:
        """However often people come and go, rooms are looked at once in a while."""
        now = _now()
        is_due = now - self._looked_at >= _LOOK_EVERY_S
        if is_due:
            self._looked_at = now
            await self._post(encode_page(await self._look_at_rooms()), now)
        if self._visitors and (is_due or now - self._read_at >= _LOOK_EVERY_S):
            shown = await self._read(now)
            self._read_at = now
            await self._tell(shown)
        elif not all(self._visitors.values()):
            await self._tell(self._shown)

    async def _post(self, page: bytes | None, now: float) -> None:
        if page != self._page or (page is not None and now - self._posted_at > SHOW_AGAIN_S):
            await self._board.post(page)
            self._page, self._posted_at = page, now

    async def _read(self, now: float) -> Shown:
        pages = [decode_page(page) for page in await self._board.read()]
        rooms, total = merged(page for page in pages if page is not None)
        self._tv = next_tv(self._tv, rooms, now)
        return Shown(rooms, total, self._tv.code)

    async def _look_at_rooms(self) -> list[Posted]:
        found = []
        for number, posted in enumerate(self._rooms.listings(), 1):
            if posted is not None:
                found.append(posted)
            if number % _SLICE == 0:
                await asyncio.sleep(0)
        return found

    async def _tell(self, shown: Shown) -> None:
        changes = shown.changes(self._shown)
        self._shown = shown
        state = None if all(self._visitors.values()) else encode_to_visitor(shown.state())
        news = None if changes is None else encode_to_visitor(changes)
        for number, (visitor, has_list) in enumerate(list(self._visitors.items()), 1):
            if visitor not in self._visitors:
                continue
            text = news if has_list else state
            self._visitors[visitor] = True
            if text is not None:
                visitor.put_event(text)
            if number % _SLICE == 0:
                await asyncio.sleep(0)

    def _note_silence(self, error: BoardUnavailable) -> None:
        if not self._silent:
            self._silent = True
            log.warning("the lobby's board does not answer: %s", error)
            for visitor in self._seekers:
                visitor.put_event(_SILENT)

    def _note_answer(self) -> None:
        if self._silent:
            self._silent = False
            log.warning("the lobby's board answers again")
            self._seekers.say_again(_now())


def _now() -> float:
    return asyncio.get_running_loop().time()
