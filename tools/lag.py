"""A bad line to a server on this machine, to play over: delay, jitter, stalls, cuts. Called by `make lag`.

    python tools/lag.py --listen 9000 --to 127.0.0.1:8000 --profile 150
    python tools/lag.py --profile lan --stalls 2 --cut-every 30 --cut-for 5

Then open the link that it prints; one window over the bad line and another one without it are two different players.
What the figures mean is in tools/lagproxy/profiles.py. Ctrl-C ends it.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import signal
import sys
from dataclasses import replace

from lagproxy import PROFILES, Address, Direction, LagProxy, Profile, parse_address

EVERYWHERE = {"0.0.0.0", "::"}


def main(arguments: list[str] | None = None) -> int:
    """Returns when it was told to end; SystemExit, with a sentence, for what cannot be done."""
    wish = _parser().parse_args(arguments)
    try:
        asyncio.run(_serve(wish))
    except (ValueError, OSError) as error:
        raise SystemExit(f"{error}") from None
    return 0


async def _serve(wish: argparse.Namespace) -> None:
    profile, target = line_wanted(wish), parse_address(wish.to)
    proxy = LagProxy(
        target, profile, listen=parse_address(wish.listen), seed=wish.seed, buffer_bytes=wish.buffer_kib * 1024
    )
    async with proxy:
        say(f"\n  {link_to(proxy.address)} is {target} with {profile}.     Seed {wish.seed}. Ctrl-C ends it.\n")
        beside = [asyncio.create_task(_cut(proxy, wish))]
        if not wish.quiet:
            beside.append(asyncio.create_task(_report(proxy, target)))
        await _told_to_end()
        for task in beside:
            task.cancel()
        await asyncio.gather(*beside, return_exceptions=True)


def line_wanted(wish: argparse.Namespace) -> Profile:
    """The profile, with whatever else was asked for; ValueError if no line is like that."""
    asked = {
        "rtt_ms": wish.rtt,
        "jitter_ms": wish.jitter,
        "stall_share": None if wish.stalls is None else wish.stalls / 100.0,
        "loss_share": None if wish.loss is None else wish.loss / 100.0,
        "repair_ms": wish.repair,
    }
    return replace(PROFILES[wish.profile], **{name: value for name, value in asked.items() if value is not None})


def link_to(address: Address) -> str:
    """What to open in a browser on this machine."""
    return f"http://{address._replace(host='localhost') if address.host in EVERYWHERE else address}/"


async def _cut(proxy: LagProxy, wish: argparse.Namespace) -> None:
    """Cut the line when it was asked for, if it was."""
    waits = [wish.cut_after or wish.cut_every]
    while waits[-1]:
        await asyncio.sleep(waits[-1])
        proxy.cut(refuse_for_s=wish.cut_for)
        if not wish.quiet:
            say("  cut")
        waits.append(wish.cut_every)


async def _report(proxy: LagProxy, target: Address) -> None:
    """One line a second."""
    unanswered = 0
    while True:
        await asyncio.sleep(1.0)
        parts = [f"{proxy.connections:4} connections", *(_direction(proxy, direction) for direction in Direction)]
        if proxy.unanswered > unanswered:
            unanswered = proxy.unanswered
            parts.append(f"no answer from {target}")
        say("   ".join(parts))


def _direction(proxy: LagProxy, direction: Direction) -> str:
    seen = proxy.meter.take(direction)
    return f"{direction.value} {seen.bytes_out / 1000:7.1f} kB/s p50 {seen.p50_ms:4.0f} p95 {seen.p95_ms:4.0f} ms"


async def _told_to_end() -> None:
    """Until Ctrl-C, or SIGTERM."""
    told = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, told.set)
    await told.wait()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--listen", default="9000", help="port or address:port to listen on (%(default)s); 0: any")
    parser.add_argument("--to", default="127.0.0.1:8000", help="the server, on this machine (%(default)s)")
    parser.add_argument("--profile", choices=PROFILES, default="150", help="round trip in ms (%(default)s)")
    line = parser.add_argument_group("instead of the profile's figures")
    line.add_argument("--rtt", type=float, metavar="MS", help="mean round trip")
    line.add_argument("--jitter", type=float, metavar="MS", help="what a round trip differs by at most")
    line.add_argument("--stalls", type=float, metavar="PERCENT", help="of the time, in each direction")
    line.add_argument("--loss", type=float, metavar="PERCENT", help="of the chunks, repaired later")
    line.add_argument("--repair", type=float, metavar="MS", help="length of a stall or repair (round trip + 200)")
    cuts = parser.add_argument_group("cuts: every connection is reset")
    cuts.add_argument("--cut-after", type=_seconds, default=0.0, metavar="S", help="once, after so many seconds")
    cuts.add_argument("--cut-every", type=_seconds, default=0.0, metavar="S", help="again and again")
    cuts.add_argument("--cut-for", type=_seconds, default=0.0, metavar="S", help="nobody comes back meanwhile")
    parser.add_argument("--seed", type=int, default=1, help="another one is another line (%(default)s)")
    parser.add_argument(
        "--buffer-kib", type=int, default=256, help="under way in a direction, 64 to 1024 (%(default)s)"
    )
    parser.add_argument("--quiet", action="store_true", help="only the link, no line a second")
    return parser


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0.0 <= seconds <= 86_400.0:
        raise argparse.ArgumentTypeError("0 to 86,400 seconds")
    return seconds


def say(text: str) -> None:
    with contextlib.suppress(BrokenPipeError):  # who listened has gone; the line is still good
        sys.stdout.write(text + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
