"""How a process that ends gives its rooms away, so that hardly anybody notices.

A room moves while no ball is in play, and its members' sockets are closed in the same moment: they are back, by way of
another process, before the next serve. Where a rally takes too long, the room moves in the middle of it.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging

from pong.cluster.ledger import LedgerError
from pong.cluster.node import Node
from pong.messages.codes import Close
from pong.rooms.loop import RoomLoop

log = logging.getLogger(__name__)

# Of the time that there is, so much is for rooms that have to be stopped in the middle of a rally.
_HURRY_S = 1.0


async def hand_over(node: Node, within_s: float) -> None:
    """Give every room to another process, at a dead ball if there is one in time, and send its members after it.

    A process that is alone writes its rooms down as they are, for the one that comes after it.
    """
    await node.begin_drain()
    if not node.ledger.outlives_its_process:
        return
    patience_s = max(0.0, within_s - _HURRY_S) if await _others(node) else 0.0
    moved = await asyncio.gather(*(_move(node, loop, patience_s) for loop in node.estate.rooms))
    if moved:
        log.info("%d of %d rooms are handed over", sum(moved), len(moved))


async def _move(node: Node, loop: RoomLoop, patience_s: float) -> bool:
    code = loop.room.code
    members = node.members_of(code)
    rooms = node.estate.rooms
    loop.release(at_rest=patience_s > 0.0)
    if not await rooms.released(loop, within_s=patience_s):
        loop.release(at_rest=False)
        await rooms.released(loop, within_s=_HURRY_S)
    if loop.closed:
        return False  # it has ended by itself meanwhile
    moved = await node.estate.hand_over(loop, lambda: _choose(node, code))
    for member in {*members, *node.members_of(code)}:
        member.close(Close.MOVING)
    return moved


async def _choose(node: Node, code: str) -> str | None:
    """One that has members of the room already, else the one with the fewest rooms."""
    peers = await _others(node)
    house = node.estate.relay.houses.get(code)
    near = set() if house is None else house.processes()
    return min(peers, key=lambda peer: (peer not in near, peers[peer]), default=None)


async def _others(node: Node) -> dict[str, int]:
    """The other processes that take rooms, with the number of those that they have."""
    with contextlib.suppress(LedgerError):
        peers = await node.ledger.peers()
        return {peer.process: peer.rooms for peer in peers if not peer.draining and peer.process != node.process}
    return {}
