"""What the room page tells the browser before any script runs."""

from django.conf import settings

from pong.game_rules import RULES

_JS = settings.FRONTEND_DIR / "js"

# Modules of other pages, and those that no page loads yet.
_ELSEWHERE = {"home.js", "main.js", "engine"}
# Without this list the browser finds the modules one import after the other, a round trip each.
ROOM_MODULES = sorted(
    f"js/{path.as_posix()}"
    for path in (found.relative_to(_JS) for found in _JS.rglob("*.js"))
    if path.parts[0] not in _ELSEWHERE
)
# The numbers that the court is drawn by; see frontend/js/lib/rules.js.
DRAWING_RULES = {
    name: getattr(RULES, name)
    for name in ("left_plane", "right_plane", "paddle_height", "ball_size", "x_unit_in_y_units")
}
