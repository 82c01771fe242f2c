"""Every wire message, one closed union per direction. Knows msgspec and nothing of rooms or sockets.

Names say who sends: ``FromClient`` is imperative, ``ToClient`` says what is or happened. Every number has both
bounds, because a lower bound alone lets a 23-digit integer through. The meaning of each is in context/protocol.md.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

Status = Literal["waiting_for_opponent", "waiting_for_ready", "countdown", "playing", "paused", "game_over"]
BotLevel = Literal["calm", "easy", "normal", "hard", "pro"]
# Instead of a chat: nothing that could hurt anybody, in everybody's own language.
Phrase = Literal["hello", "good_luck", "nice_shot", "close_one", "oops", "thanks", "well_played", "good_game"]
EndedBy = Literal["points", "forfeit", "claim"]
PlayerNum = Literal[1, 2]

Int64 = Annotated[int, Meta(ge=-(2**63), le=2**63 - 1)]
FiniteFloat = Annotated[float, Meta(ge=-1.7e308, le=1.7e308)]
Name = Annotated[str, Meta(max_length=64)]
Token = Annotated[str, Meta(max_length=256)]
Tick = Annotated[int, Meta(ge=0, le=2**31 - 1)]
Seq = Annotated[int, Meta(ge=0, le=2**31 - 1)]
CourtY = Annotated[float, Meta(ge=0.0, le=100.0)]


class FromClientMessage(Struct, frozen=True, forbid_unknown_fields=True, tag_field="type"):
    """What a client asks for. An unknown field is an error: it is a typo more often than a newer client."""


class CreateRoom(FromClientMessage, frozen=True, tag="create_room"):
    points_limit: Annotated[int, Meta(ge=1, le=21)] = 5
    countdown: Annotated[int, Meta(ge=0, le=10)] = 0
    private: bool = False
    opponent: Literal["human", "bot"] = "human"
    bot_level: BotLevel = "normal"


class JoinGame(FromClientMessage, frozen=True, tag="join_game"):
    role: Literal["player", "observer"] = "player"
    name: Name | None = None
    token: Token | None = None


class PlayerReady(FromClientMessage, frozen=True, tag="player_ready"):
    pass


class MovePaddle(FromClientMessage, frozen=True, tag="move_paddle"):
    """With ``tick`` and a ``seq`` above 0 it is meant for that tick, and the ``seq``-th such wish of its connection."""

    direction: Literal["up", "down", "stop"]
    tick: Tick | None = None
    seq: Seq = 0


class Ping(FromClientMessage, frozen=True, tag="ping"):
    t: Int64 | FiniteFloat


class Rematch(FromClientMessage, frozen=True, tag="rematch"):
    pass


class LeaveGame(FromClientMessage, frozen=True, tag="leave_game"):
    pass


class PaddleTarget(FromClientMessage, frozen=True, tag="paddle_target"):
    y: CourtY
    tick: Tick | None = None
    seq: Seq = 0


class ClaimWin(FromClientMessage, frozen=True, tag="claim_win"):
    pass


class Pause(FromClientMessage, frozen=True, tag="pause"):
    pass


class Resume(FromClientMessage, frozen=True, tag="resume"):
    pass


class Say(FromClientMessage, frozen=True, tag="say"):
    phrase: Phrase


class Rename(FromClientMessage, frozen=True, tag="rename"):
    name: Name


class Ack(FromClientMessage, frozen=True, tag="ack"):
    """The frame of ``tick`` has come; and all that this player wants before its ``own_tick`` has been said."""

    tick: Tick
    own_tick: Tick | None = None


FromCoreClient = CreateRoom | JoinGame | PlayerReady | MovePaddle | Ping | Rematch | LeaveGame
FromExtendedClient = FromCoreClient | PaddleTarget | ClaimWin | Pause | Resume | Say | Rename | Ack


class ToClientMessage(Struct, frozen=True, tag_field="type"):
    """What the server tells."""


class RoomCreated(ToClientMessage, frozen=True, tag="room_created"):
    room_code: str
    points_limit: int


class JoinedAsPlayer(ToClientMessage, frozen=True, tag="joined_as_player"):
    player_num: PlayerNum
    room_code: str
    token: str
    name: str


class JoinedAsObserver(ToClientMessage, frozen=True, tag="joined_as_observer"):
    room_code: str


class StatusChange(ToClientMessage, frozen=True, tag="status_change"):
    status: Status


class GameUpdate(ToClientMessage, frozen=True, tag="game_update", omit_defaults=True):
    tick: int
    p1_y: float
    p2_y: float
    ball_x: float
    ball_y: float
    p1_score: int
    p2_score: int
    freeze_ticks: int = 0
    epoch: int = 0
    slack: tuple[int | None, int | None] | None = None


class GameOver(ToClientMessage, frozen=True, tag="game_over"):
    winner: PlayerNum
    p1_score: int
    p2_score: int


class Pong(ToClientMessage, frozen=True, tag="pong"):
    t: int | float


class ErrorMessage(ToClientMessage, frozen=True, tag="error"):
    code: str
    message: str


class Welcome(ToClientMessage, frozen=True, tag="welcome"):
    protocol: int
    version: str
    tick_rate: int
    rules_sha256: str
    server: str


class PlayerState(Struct, frozen=True):
    player_num: PlayerNum
    name: str
    connected: bool
    ready: bool
    wants_rematch: bool
    is_bot: bool
    absence_left_ms: int
    pausing: bool = False


class RoomState(ToClientMessage, frozen=True, tag="room_state"):
    room_code: str
    status: Status
    points_limit: int
    countdown: int
    private: bool
    observers: int
    match_number: int
    players: list[PlayerState]
    winner: PlayerNum | None
    ended_by: EndedBy | None
    can_claim: bool
    p1_score: int
    p2_score: int
    epoch: int


# What the extended tier hears of a match between its frames; context/protocol.md, "Moves".


class Ball(ToClientMessage, frozen=True, tag="ball"):
    epoch: int
    tick: int
    x: float
    y: float
    vx: float
    vy: float
    speed: float
    hits: int
    player_num: Literal[0, 1, 2]


class Paddle(ToClientMessage, frozen=True, tag="paddle", omit_defaults=True):
    epoch: int
    tick: int
    player_num: PlayerNum
    y: float
    seq: int
    direction: Literal["up", "down", "stop"] | None = None
    target: float | None = None


class Hold(ToClientMessage, frozen=True, tag="hold"):
    epoch: int
    tick: int
    ticks: int


class Miss(ToClientMessage, frozen=True, tag="miss"):
    epoch: int
    tick: int
    player_num: PlayerNum
    y: float


class Goal(ToClientMessage, frozen=True, tag="goal"):
    epoch: int
    tick: int
    player_num: PlayerNum
    p1_score: int
    p2_score: int


class Said(ToClientMessage, frozen=True, tag="said"):
    epoch: int
    player_num: PlayerNum
    phrase: Phrase


class MatchRecord(ToClientMessage, frozen=True, tag="match_record"):
    epoch: int
    match_number: int
    seed: int
    points_limit: int
    ticks: int
    inputs: int
    finish: PlayerNum | None
    checksum: int


ToCoreClient = (
    RoomCreated | JoinedAsPlayer | JoinedAsObserver | StatusChange | GameUpdate | GameOver | Pong | ErrorMessage
)
Move = Ball | Paddle | Hold
ToExtendedClient = ToCoreClient | Welcome | RoomState | Move | Miss | Goal | Said | MatchRecord
