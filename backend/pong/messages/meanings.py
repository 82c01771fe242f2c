"""What every message, field and code means, in the words of the AsyncAPI document; context/protocol.md tells the whole.

A field means the same wherever it stands, unless an entry says ``Message.field``.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from msgspec import UNSET

from pong.messages.codes import Close, Refusal


class Field(NamedTuple):
    """``example`` is what stands in the examples of its messages; UNSET leaves it out of them."""

    meaning: str
    example: Any = UNSET


class Ending(NamedTuple):
    """Why a socket was closed, and whether its client should come back."""

    meaning: str
    come_back: str


MESSAGES: Final = {
    "create_room": "Opens the room in the URL.",
    "join_game": "Takes a seat, takes one's own seat back with `token`, or watches.",
    "player_ready": "This player is ready. Saying it twice does no harm.",
    "move_paddle": "Moves the own paddle, until the next one.",
    "ping": "Asks for a sign of life; answered at once by `pong`.",
    "rematch": "After a match: this player wants another one.",
    "leave_game": "Gives the seat up; during a match the other player wins.",
    "paddle_target": "The paddle moves to `y` at its own speed and stops. Replaces a held direction; one replaces it.",
    "claim_win": "Ends the match as won, when the other player's absence budget is used up.",
    "pause": "A player who is here wants the match to wait, for as long as the player may still be away.",
    "resume": "Ends a pause that was asked for; play goes on with the room's countdown.",
    "say": "One of a few kind things. Three at once, then one each 2 s; what is beyond is dropped.",
    "rename": "Another name for this player. What would be no name stands for the one of who has chosen none.",
    "ack": "The frame of `tick` has come, and with it all before it. From the first one on at most 30 are under way.",
    "play_now": "Finds an opponent.",
    "stop_seeking": "Ends the search, as closing the socket does.",
    "lobby_state": "First, soon after the socket is open: the public rooms that somebody is in.",
    "lobby_changes": "At most twice a second, if something is different.",
    "seeking": "The search goes on.",
    "seeking_ended": "The search is over, and nobody was found.",
    "paired": "Go to this room and join it; it may not exist yet.",
    "room_created": "To the sender of `create_room`, before anything else.",
    "joined_as_player": "The seat, and the token to come back to it with. After a rematch again, with the new side.",
    "joined_as_observer": "Gets every broadcast, can change nothing.",
    "status_change": "What the room does now.",
    "game_update": "The public state after a tick while a match runs, countdown included: a frame.",
    "game_over": "The match has ended; `status_change` `game_over` follows.",
    "pong": "The answer to a `ping`.",
    "error": "Refused. Nothing has changed, and the socket stays open unless a close code says otherwise.",
    "welcome": "The first message to an extended client.",
    "room_state": "The whole room, after every change of it.",
    "ball": "From `tick` on the ball flies so, until the next `ball` or `miss`.",
    "paddle": "From `tick` on this paddle moves so. Goes to the mover too; what was told of later ticks is void.",
    "hold": "From `tick` on ball and serve stand still, while paddles move.",
    "miss": "This player has not reached the ball, which is behind the paddle at `tick`.",
    "goal": "A point, written down and final; from `tick` on the score is this one.",
    "said": "What a player has said.",
    "match_record": "After `game_over`: what it takes to play the match again and to come to the same end.",
}

FIELDS: Final = {
    "type": Field("Which message it is."),
    "room_code": Field("The room, in upper case.", "ABC234"),
    "person": Field("A secret of this browser: of one person only the newest search goes on.", "a1b2c3d4e5"),
    "avoid": Field("Rooms that this person has a seat in.", ["ABC234"]),
    "rooms": Field("At most 50 of them."),
    "total": Field("How many public rooms there are.", 12),
    "tv": Field("The code of the game that is on TV, if any.", "ABC234"),
    "changed": Field("Rooms that are new or different."),
    "gone": Field("The codes of rooms that are in the list no more.", ["XYZ789"]),
    "waited_ms": Field("Since the search began.", 5000),
    "nobody_yet": Field("True once, when nobody has been found for 5 s.", True),
    "reason": Field("Why the search has ended.", "stopped"),
    "watchers": Field("How many watch.", 3),
    "points_limit": Field("Who has so many points wins.", 5),
    "countdown": Field("Seconds before each match and after each pause.", 3),
    "private": Field("In no list of rooms.", False),
    "opponent": Field("Who takes the second seat.", "bot"),
    "bot_level": Field("How well the bot plays.", "hard"),
    "role": Field("Whether to play or to watch.", "player"),
    "name": Field("Shown as at most 16 graphemes.", "Ada"),
    "token": Field("Takes the own seat back.", "WyJBQkMiLCJwIl0:1u:x"),
    "direction": Field("Up is towards y = 0.", "up"),
    "t": Field("Any number; the answer repeats it.", 1234.5),
    "y": Field("Of the paddle's centre; 0 is the upper edge, 100 the lower one.", 31.25),
    "tick": Field("Steps of the match since it began, 60 a second.", 754),
    "MovePaddle.tick": Field("Which tick it is meant for; null for as soon as it comes.", 757),
    "PaddleTarget.tick": Field("Which tick it is meant for; null for as soon as it comes.", 757),
    "own_tick": Field("All that this player wants in ticks before this one has been said.", 758),
    "seq": Field("The how-manieth stamped wish of its connection; 0 for none.", 12),
    "player_num": Field("1 is the left side.", 1),
    "Ball.player_num": Field("Who hit it in the tick before; 0: it rests, and leaves at `tick`.", 1),
    "phrase": Field("What is said, to be shown in everybody's own language.", "nice_shot"),
    "status": Field("What the room does.", "paused"),
    "p1_y": Field("The left paddle's centre, 0 to 100.", 50.0),
    "p2_y": Field("The right paddle's centre, 0 to 100.", 48.667),
    "ball_x": Field("0 is the left edge, 100 the right one.", 61.5),
    "ball_y": Field("0 is the upper edge, 100 the lower one.", 40.25),
    "p1_score": Field("The left player's points.", 3),
    "p2_score": Field("The right player's points.", 1),
    "freeze_ticks": Field("For how many more ticks a countdown holds the ball; left out if for none.", 119),
    "epoch": Field("Grows when another server takes the room over; `tick` may go back then.", 1795557600123),
    "slack": Field(
        "Twice a second: by how many ticks each player's wishes came in time; null if unstamped.", [3, None]
    ),
    "x": Field("Of the ball; 0 is the left edge, 100 the right one.", 4.3),
    "Ball.y": Field("Of the ball; 0 is the upper edge, 100 the lower one.", 40.25),
    "vx": Field("Units of the court's width a second.", 55.0),
    "vy": Field("Units of the court's height a second.", -26.8),
    "speed": Field("Of the ball, whichever way it flies, in units of the court's width a second.", 57.5),
    "hits": Field("How often it was hit since the serve.", 4),
    "target": Field("The y that the paddle moves to and stops at; left out beside `direction`."),
    "ticks": Field("For how many ticks.", 180),
    "MatchRecord.ticks": Field("How many ticks the match had.", 5280),
    "GameOver.winner": Field("Who has won.", 1),
    "winner": Field("Who has won; null before that.", None),
    "code": Field("Why it was refused.", Refusal.ROOM_NOT_FOUND.value),
    "message": Field("The same for people.", "There is no such room; create it first."),
    "protocol": Field("The version of this protocol.", 1),
    "version": Field("The release of the frontend's files.", "0123456789ab"),
    "tick_rate": Field("Ticks a second.", 60),
    "rules_sha256": Field("The digest of the rules' numbers, to be compared with one's own.", "00ff"),
    "server": Field("The process that answers.", "host-1"),
    "observers": Field("How many watch.", 2),
    "seed": Field("What the serves come from.", 2863311530),
    "inputs": Field("How many changes of an intent the match had.", 214),
    "finish": Field("Who had won when it was ended before its last point; else null.", None),
    "checksum": Field("CRC-32 of the last state.", 3735928559),
    "match_number": Field("The how-manieth match of the room.", 1),
    "players": Field("Who sits; only taken seats."),
    "connected": Field("False while the player's connection is lost.", True),
    "ready": Field("The player has said so.", True),
    "wants_rematch": Field("The player has said so.", False),
    "is_bot": Field("The server plays this seat.", False),
    "pausing": Field("The player has asked for a pause.", False),
    "absence_left_ms": Field("What is left of the absence budget; runs down while the player is away.", 30000),
    "ended_by": Field("Why the match has ended; null before that.", None),
    "can_claim": Field("The absent player's time is used up: the other one may `claim_win`.", False),
}

REFUSALS: Final = {
    Refusal.INVALID_JSON: "Not JSON.",
    Refusal.UNKNOWN_TYPE: "No message of this tier.",
    Refusal.INVALID_MESSAGE: "A missing or unknown field, a value out of range, or no JSON object.",
    Refusal.BINARY_FRAME: "Messages are text frames.",
    Refusal.INVALID_ROOM_CODE: "The URL names no possible room; the socket is closed with 4000.",
    Refusal.ROOM_NOT_FOUND: "Nobody has opened this room.",
    Refusal.ROOM_EXISTS: "Somebody has opened this room.",
    Refusal.ROOM_FULL: "Both seats are taken.",
    Refusal.BAD_TOKEN: "The token is of no seat of this room; the socket is closed with 4003.",
    Refusal.ALREADY_JOINED: "This socket has joined before.",
    Refusal.NOT_JOINED: "This socket has to join first.",
    Refusal.NOT_A_PLAYER: "An observer cannot play.",
    Refusal.WRONG_PHASE: "Not now: a rematch while playing, for example.",
    Refusal.TOO_MANY_ROOMS: "The server has no place for another room.",
    Refusal.BUSY: "Again in a moment.",
}

CLOSES: Final = {
    Close.GOODBYE: Ending("goodbye", "no"),
    Close.REPLACED: Ending("a newer socket has taken this seat", "no"),
    Close.BAD_TOKEN: Ending("bad token", "without the token"),
    Close.BAD_MESSAGES: Ending("too many bad messages, or one above 1 KiB", "no"),
    Close.TOO_FAST_OR_TOO_SLOW: Ending(
        "too fast (120 messages/s, burst 240; 30 kB/s), or too slow to keep up", "after a pause"
    ),
    Close.CONNECTION_LIMIT: Ending("connection limit", "after a pause"),
    Close.MOVING: Ending("the server is moving or restarting; the seat is kept", "at once, with jitter"),
    Close.OVERLOADED: Ending("overloaded", "later"),
}
