"""How a process that ends gives its rooms away, so that hardly anybody notices.

A room moves while no ball is in play, and its members' sockets are closed in the same moment: they are back, by way of
another process, before the next serve. One room goes after the other, because whoever comes in costs the process that
lets it in some milliseconds, and all who come at the same time wait for each other.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging

from pong.cluster.ledger import LedgerError, Peer
from pong.cluster.node import Node
from pong.messages.codes import Close
from pong.rooms.loop import RoomLoop

log = logging.getLogger(__name__)

# A room that rests for so much longer is back before its serve.
LONG_ENOUGH_S = 0.3
# So many rooms move in a second, if there is time.
ROOMS_PER_S = 16.0
# Of the time that there is, so much is for rooms that never rest.
HURRY_SHARE = 0.2


async def hand_over(node: Node, within_s: float) -> None:
    """Give every room to another process, at a dead ball if there is one in time, and send its members after it.

    A process that is alone writes its rooms down as they are, for the one that comes after it.
    """
    await node.begin_drain()
    if not node.ledger.outlives_its_process:
        return
    clock = asyncio.get_running_loop().time
    patient_until = clock() + within_s * (1.0 - HURRY_SHARE)
    waiting, moved = list(node.estate.rooms), 0
    pause_s = min(1.0 / ROOMS_PER_S, within_s * HURRY_SHARE / max(1, len(waiting)))
    while waiting:
        others = await _others(node)
        longest = max(waiting, key=lambda loop: loop.room.rest_s)
        if not others or clock() > patient_until or longest.closed or longest.room.rest_s >= LONG_ENOUGH_S:
            waiting.remove(longest)
            moved += await _move(node, longest, _choose(node, longest.room.code, others))
        await asyncio.sleep(pause_s if others else 0.0)
    log.info("%d rooms are handed over", moved)


async def _move(node: Node, loop: RoomLoop, to: str | None) -> bool:
    members = node.places.members_of(loop.room.code)
    moved = await node.estate.hand_over(loop, to)
    for member in {*members, *node.places.members_of(loop.room.code)}:
        member.close(Close.MOVING)
    return moved


def _choose(node: Node, code: str, peers: list[Peer]) -> str | None:
    """One that has members of the room already, else the one with the fewest rooms."""
    house = node.estate.relay.houses.get(code)
    near = set() if house is None else house.processes()
    best = min(peers, key=lambda peer: (peer.process not in near, peer.rooms), default=None)
    return None if best is None else best.process


async def _others(node: Node) -> list[Peer]:
    """The other processes that take rooms."""
    with contextlib.suppress(LedgerError):
        peers = await node.ledger.peers()
        return [peer for peer in peers if not peer.draining and peer.process != node.process]
    return []
