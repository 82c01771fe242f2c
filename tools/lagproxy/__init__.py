"""A bad line on this machine: a TCP relay that delays, in order and from a seed. It knows nothing of the game.

`profiles` and `schedule` are pure; `lane`, `link` and `proxy` move the bytes. People call it as tools/lag.py, tests
import it through tests/support/lag.py.
"""

from lagproxy.addresses import Address, parse_address
from lagproxy.meter import percentile
from lagproxy.profiles import PROFILES, Profile
from lagproxy.proxy import LagProxy
from lagproxy.schedule import Direction, Schedule, release_times

__all__ = [
    "PROFILES",
    "Address",
    "Direction",
    "LagProxy",
    "Profile",
    "Schedule",
    "parse_address",
    "percentile",
    "release_times",
]
