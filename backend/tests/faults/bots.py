"""Players and observers that play for as long as they are let, and come back from whatever happens to their socket.

They know three addresses and the core tier of context/protocol.md, and nothing of what the suite does to the servers.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.faults.client import GameSocket, Heard
from tests.faults.sightings import MemberLog, Sight

SILENCE_S = 1.0  # without a frame during a match, the line is taken for dead
HANDSHAKE_S = 0.5  # what a connection may take to be one
ANSWER_S = 1.5  # and then join_game to be answered: a dead owner's lease runs for 1.2 s
REPEAT_S = 0.5  # a wish that has changed nothing is said again
PATIENCE_S = 6.0  # without anything new outside of a match; more than a room may stand still
REFUSED_FOR_S = 5.0  # then the room is asked for somewhere else
RETRY_S = (0.1, 0.2)
JITTER_S = 0.05
HOLD_S = (0.3, 1.2)  # how long a bot keeps to a direction
NO_ROOM_YET = ("room_not_found", "busy")
IN_PLAY = ("playing", "countdown")


@dataclass
class World:
    """What all bots share.

    Attributes:
        ports: of 127.0.0.1, where the servers are.
        chance: with a seed.
        keeps_silent: a socket that has fallen silent is not closed when its seat is taken elsewhere, but kept as a
            ghost, to see what still comes on it.
    """

    ports: Sequence[int]
    chance: random.Random
    keeps_silent: bool = False


@dataclass(frozen=True)
class Part:
    """What one bot is to be in its room. With ``points_limit`` it opens the room."""

    log: MemberLog
    home: int
    points_limit: int | None = None

    @property
    def role(self) -> str:
        return "player" if self.log.is_player else "observer"


class Bot:
    """One member. All methods run in the loop of its crew, and ``tick`` about twenty times a second."""

    def __init__(self, part: Part, world: World, *, on_seated: Callable[[], None] = lambda: None) -> None:
        self.log = part.log
        self.home = part.home
        self.joined = False
        self.status = ""
        self._part = part
        self._world = world
        self._on_seated = on_seated
        self._loop = asyncio.get_running_loop()
        self._socket: GameSocket | None = None
        self._ghosts: list[GameSocket] = []
        self._dialling: asyncio.Task[None] | None = None
        self._sockets = 0
        self._token = ""
        self._leaving = False
        self._news_at = 0.0  # when the socket in use last got on: opened, was answered, a status, a frame
        self._dial_at: float | None = None
        self._next_server = part.home
        self._refused_since: float | None = None
        self._join_at: float | None = None
        self._wish_at = 0.0
        self._turn_at = 0.0

    # What the crew does

    def start(self) -> None:
        self._dial_at = self._loop.time()

    def tick(self) -> None:
        """See to everything that is due."""
        now = self._loop.time()
        if self._leaving:
            return
        if self._dial_at is not None and now >= self._dial_at and self._dialling is None:
            self._dial_at = None
            self._dialling = self._loop.create_task(self._dial())
        elif self._socket is not None and self._dialling is None:
            self._tend(self._socket, now)

    def move_home(self) -> bool:
        """Take one's seat at the server where one began, with the old socket still open. False if already there."""
        if self._socket is None or not self.joined or self._socket.server == self.home:
            return False
        self._give_up("moving", to=self.home, after_s=0.0)
        return True

    def leave(self) -> None:
        """Leave the game for good."""
        self._leaving = True
        self.bury()
        if self._dialling is not None:
            self._dialling.cancel()
        if self._socket is not None:
            self._socket.send("leave_game")
            self._loop.call_later(0.3, self._socket.close)

    def bury(self) -> None:
        """Close the sockets that have been given up."""
        for ghost in self._ghosts:
            ghost.drop()
        self._ghosts.clear()

    # What the socket does

    def opened(self, socket: GameSocket) -> None:
        self._note(socket, "open")
        self._news_at = self._loop.time()
        self._ask_in(socket)

    def heard(self, socket: GameSocket, message: Heard, text: bytes) -> None:
        if socket is not self._socket:
            if message.type == "game_update":
                self.log.ghost_frame(self._sight(socket, "ghost", message))
            return
        if message.type == "game_update":
            self.log.last_texts.append(text)
            self._news_at = self._loop.time()
            self.log.frame(self._sight(socket, "frame", message))
        else:
            self._hear_event(socket, message)

    def ended(self, socket: GameSocket, code: int) -> None:
        if socket is not self._socket:
            if socket in self._ghosts:
                self._ghosts.remove(socket)
            return
        self._socket, self.joined = None, False
        if not self._leaving:
            self._note(socket, "closed", str(code))
            self._dial_later(socket.server + 1, self._world.chance.uniform(0.0, JITTER_S))

    # Getting in

    async def _dial(self) -> None:
        """Try one address; the next one is tried at the next tick."""
        server = self._next_server = self._next_server % len(self._world.ports)
        port = self._world.ports[server]
        socket = GameSocket(
            self, number=self._sockets, server=server, host=f"127.0.0.1:{port}", path=f"/ws/game/{self.log.room}/"
        )
        self._socket, self.joined, self.status = socket, False, ""
        self._sockets += 1
        self._join_at, self._refused_since, self._news_at = None, None, self._loop.time()
        try:
            # A process that is stopped accepts nobody: once its backlog is full, not even the handshake of TCP ends.
            async with asyncio.timeout(HANDSHAKE_S):
                await self._loop.create_connection(lambda: socket, "127.0.0.1", port)
        except OSError:  # TimeoutError is one
            self._socket = None
            self._dial_later(server + 1, 0.02)
        finally:
            self._dialling = None

    def _dial_later(self, server: int, after_s: float) -> None:
        self._next_server = server
        if after_s > JITTER_S / 4:
            self._dial_at = self._loop.time() + after_s
        else:
            self._dial_at = None
            self._dialling = self._loop.create_task(self._dial())

    def _give_up(self, why: str, *, to: int, after_s: float) -> None:
        """Go elsewhere. The socket is closed, or kept as a ghost, which must be told nothing more."""
        socket, self._socket = self._socket, None
        assert socket is not None
        self._note(socket, "impatient" if why == "impatient" else "dropped", why)
        # Only a seat can be taken from its old socket. One that has been asked for and not given yet is not waited for:
        # asked for on two sockets, it may go to the one that was let go.
        if socket.is_open and self.joined and self._token and (why == "moving" or self._world.keeps_silent):
            self._ghosts.append(socket)
        elif socket.is_open:
            socket.close()
        else:
            socket.drop()
        self.joined = False
        self._dial_later(to, after_s)

    def _ask_in(self, socket: GameSocket) -> None:
        if self._token:
            socket.send("join_game", token=self._token)
            return
        if self._part.points_limit is not None:
            socket.send("create_room", points_limit=self._part.points_limit)
        socket.send("join_game", role=self._part.role)

    def _hear_event(self, socket: GameSocket, message: Heard) -> None:
        match message.type:
            case "status_change":
                self.status, self._news_at = message.status, self._loop.time()
                if self.status == "game_over":
                    self._note(socket, "ended")
                self._wish(socket, self._loop.time())
            case "joined_as_player" | "joined_as_observer":
                self._token = message.token
                self._seated(socket, str(message.player_num))
            case "game_over":
                self._news_at = self._loop.time()
                self.log.note(self._sight(socket, "over", message))
            case "error":
                self._refused(socket, message)

    def _seated(self, socket: GameSocket, side: str) -> None:
        self._news_at = self._loop.time()
        self.joined, self._join_at, self._refused_since = True, None, None
        self._note(socket, "seat", side)
        told, self._on_seated = self._on_seated, lambda: None
        told()

    def _refused(self, socket: GameSocket, message: Heard) -> None:
        code, now = message.code, self._loop.time()
        if self.joined and code != "not_joined":
            return  # of a wish that came too late or twice
        if not self._token and code == "room_exists":
            return  # it is open already, and join_game has been said
        # Two who come at once, and a seat that was given to a socket that was let go meanwhile.
        is_early = code == "room_full" and not self._token
        self._note(socket, "refused", "no seat yet" if is_early else code)
        if is_early or code in (*NO_ROOM_YET, "not_joined"):
            self._news_at = now
            self.joined = False
            self._refused_since = now if self._refused_since is None else self._refused_since
            self._join_at = now + self._world.chance.uniform(*RETRY_S)

    # Staying in

    def _tend(self, socket: GameSocket, now: float) -> None:
        silent_s = now - self._news_at
        if self._refused_since is not None and now - self._refused_since > REFUSED_FOR_S:
            self._give_up("gave up", to=socket.server + 1, after_s=0.0)
        elif self._join_at is not None:
            if now >= self._join_at:
                self._join_at, self._news_at = None, now
                self._ask_in(socket)
        elif silent_s > self._limit_s(socket):
            in_match = self.status in IN_PLAY or not self.joined
            self._give_up("silence" if in_match else "impatient", to=socket.server + 1, after_s=0.0)
        elif self.joined:
            self._play(socket, now)

    def _limit_s(self, socket: GameSocket) -> float:
        if not socket.is_open:
            return HANDSHAKE_S
        if not self.joined:
            return ANSWER_S
        return SILENCE_S if self.status in IN_PLAY else PATIENCE_S

    def _play(self, socket: GameSocket, now: float) -> None:
        if not self.log.is_player:
            return
        if now >= self._wish_at:
            self._wish(socket, now)
        if self.status in IN_PLAY and now >= self._turn_at:
            self._turn_at = now + self._world.chance.uniform(*HOLD_S)
            # Mostly at an edge of the court, where few serves arrive: rallies are short and points are many.
            direction = self._world.chance.choice(("up", "up", "down", "stop"))
            socket.send("move_paddle", direction=direction)

    def _wish(self, socket: GameSocket, now: float) -> None:
        """Play on, at once and then again and again: a wish may have died with the process that heard it."""
        if not (self.joined and self.log.is_player) or self._leaving:
            return
        self._wish_at = now + REPEAT_S
        if self.status == "waiting_for_ready":
            socket.send("player_ready")
        elif self.status == "game_over":
            socket.send("rematch")

    def _sight(self, socket: GameSocket, kind: str, message: Heard) -> Sight:
        score = (message.p1_score, message.p2_score)
        now = self._loop.time()
        return Sight(now, socket.number, kind, message.tick, message.epoch, score, "", socket.server)  # type: ignore[arg-type]

    def _note(self, socket: GameSocket, kind: str, note: str = "") -> None:
        sight = Sight(self._loop.time(), socket.number, kind, note=note, server=socket.server)  # type: ignore[arg-type]
        self.log.note(sight)
