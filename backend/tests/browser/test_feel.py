"""What two people see who play each other at 150±50 ms, as their browsers paint it."""

from __future__ import annotations

from tests.browser.conftest import People
from tests.browser.server import Server
from tests.load.feel_browser import VIEWPORT, begin, watch
from tests.support.lag import PROFILES, ThreadedLine

SECONDS = 20.0
# No line of this kind is silent for longer, and no machine that has time for us lets so long pass between two pictures.
LONGEST_SILENCE_MS, LONGEST_PICTURE_MS = 600.0, 100.0


def test_over_a_bad_line_keys_are_answered_at_once_and_the_ball_neither_jumps_nor_runs_back(
    people: People, server: Server
) -> None:
    with ThreadedLine(server.url, PROFILES["150"], seed=7) as line:
        watched = watch(*(people.browser_of_one(viewport=VIEWPORT) for _ in range(2)))
        begin(watched, line.url, mode="warp", points=1, seed=7)
        watched.play(SECONDS)
        reports = watched.reports()
        people.close()  # before the line: nobody should look for it
    for report in reports:
        assert report["keys"] - report["answeredNext"] <= 1, report
        assert report["ranBack"] == 0
        for match in report["matches"]:
            assert match["equal"]
            assert match["score"] == match["told"]
        # Of a machine that stood still itself, nothing is said about the netcode.
        calm = report["longestPictureMs"] < LONGEST_PICTURE_MS and report["longestSilenceMs"] < LONGEST_SILENCE_MS
        assert not (calm and report["jumpsPx"]), report
    checksums = [[match["checksum"] for match in report["matches"]] for report in reports]
    both = min(map(len, checksums))
    assert both > 0
    assert checksums[0][:both] == checksums[1][:both]
