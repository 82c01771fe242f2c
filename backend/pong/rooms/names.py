"""What a player may be called. Pure."""

import unicodedata

import regex

MAX_GRAPHEMES = 16  # what fits beside the score on a phone
# Control, format (bidi overrides, zero-width), surrogate, private and unassigned code points can wreck the line that
# shows them; the two joiners stay, because emoji and several scripts are written with them.
_UNPRINTABLE = regex.compile(r"(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]")
_MARKS_IN_A_ROW = regex.compile(r"((?:[\u200c\u200d]*\p{M}){3})(?:[\u200c\u200d]*\p{M})+")


def clean_name(wish: str | None) -> str | None:
    """``wish`` as it can be shown: NFKC, printable, single spaces, at most 16 graphemes. None if nothing is left."""
    if wish is None:
        return None
    text = _UNPRINTABLE.sub("", unicodedata.normalize("NFKC", wish))
    text = _MARKS_IN_A_ROW.sub(r"\1", text)
    graphemes = regex.findall(r"\X", " ".join(text.split()))
    return "".join(graphemes[:MAX_GRAPHEMES]).strip(" \u200c\u200d") or None
