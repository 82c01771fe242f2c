"""What the room page tells the browser before any script runs."""

from django.conf import settings

from pong.game_rules import RULES

_JS = settings.FRONTEND_DIR / "js"

# Without this list the browser finds the modules one import after the other, a round trip each.
ROOM_MODULES = sorted(
    f"js/{path.relative_to(_JS).as_posix()}" for path in _JS.rglob("*.js") if path.name not in {"home.js", "main.js"}
)
# The numbers that the court is drawn by; see frontend/js/lib/rules.js.
DRAWING_RULES = {
    name: getattr(RULES, name)
    for name in ("left_plane", "right_plane", "paddle_height", "ball_size", "x_unit_in_y_units")
}
