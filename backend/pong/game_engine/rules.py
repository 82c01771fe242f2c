"""Every number of the game. The values stand in constants.json, which the browser reads too."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rules:
    """The numbers of Pong. Lengths are court units, speeds units per second."""

    ticks_per_second: int
    court_width: float
    court_height: float
    # The court is drawn 16:10, so an x-unit is this many y-units long on the screen.
    x_unit_in_y_units: float
    # Where the ball's centre is when the ball touches a paddle.
    left_plane: float
    right_plane: float
    paddle_height: float
    paddle_speed: float
    # Width and height of the square ball.
    ball_size: float
    serve_speed: float
    speed_up_per_hit: float
    max_speed: float
    # How long the ball rests between a point and the next serve.
    serve_ticks: int
    # Planes and goal lines that the ball can reach within one tick (see collision.py).
    max_contacts_per_tick: int
    # Unit vectors (cos, sin) on the screen, from steepest up to steepest down, horizontal in the middle. Literals,
    # because two languages do not agree on the last bit of a sine.
    directions: tuple[tuple[float, float], ...]
    # The eight entries of `directions` that a serve may take.
    serve_directions: tuple[int, ...]
