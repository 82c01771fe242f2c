"""What somebody may be called, and what somebody is called who has chosen nothing. Pure."""

from __future__ import annotations

import hashlib
import unicodedata
from uuid import UUID

import regex

MAX_GRAPHEMES = 16  # what fits beside the score on a phone
# Control, format (bidi overrides, zero-width), surrogate, private and unassigned code points can wreck the line that
# shows them; the two joiners stay, because emoji and several scripts are written with them.
_UNPRINTABLE = regex.compile(r"(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]")
_MARKS_IN_A_ROW = regex.compile(r"((?:[\u200c\u200d]*\p{M}){3})(?:[\u200c\u200d]*\p{M})+")

# Kind words only. The longest pair leaves room for " 2" (a test counts).
_ADJECTIVES = """
Agile Amber Bold Brave Bright Brisk Calm Clever Cosy Daring Deft Eager Fair Fleet Gentle Golden Happy Jolly Keen Kind
Lively Lucky Merry Mellow Nimble Noble Polite Proud Quick Quiet Ready Rosy Sharp Silver Sleek Smart Snappy Steady
Sunny Swift Tidy Tidal Upbeat Vivid Warm Wise Witty Zesty
"""
_ANIMALS = """
Badger Bear Beaver Bison Camel Canary Cat Crane Deer Dingo Donkey Duck Eagle Falcon Ferret Finch Fox Frog Gecko Goose
Hare Heron Horse Ibis Koala Lark Lemur Lion Llama Lynx Magpie Marten Mole Moose Newt Okapi Otter Owl Panda Puffin
Quail Raven Robin Seal Stork Swan Tiger Turtle Walrus Wombat Zebra
"""
ADJECTIVES, ANIMALS = tuple(_ADJECTIVES.split()), tuple(_ANIMALS.split())


def clean_name(wish: str | None) -> str | None:
    """``wish`` as it can be shown: NFKC, printable, single spaces, at most 16 graphemes. None if nothing is left."""
    if wish is None:
        return None
    text = _UNPRINTABLE.sub("", unicodedata.normalize("NFKC", wish))
    text = _MARKS_IN_A_ROW.sub(r"\1", text)
    graphemes = regex.findall(r"\X", " ".join(text.split()))
    return "".join(graphemes[:MAX_GRAPHEMES]).strip(" \u200c\u200d") or None


def default_name(visitor_id: UUID) -> str:
    """A name such as "Quick Otter", always the same for the same id. It is public and says nothing of the id."""
    # Hashed: a name that were some bits of the id itself would tell everybody those bits.
    number = int.from_bytes(hashlib.sha256(b"name" + visitor_id.bytes).digest()[:8])
    number, animal = divmod(number, len(ANIMALS))
    return f"{ADJECTIVES[number % len(ADJECTIVES)]} {ANIMALS[animal]}"
