"""What a name becomes: something that fits beside the score and wrecks no line."""

from __future__ import annotations

import unicodedata
from uuid import UUID

import pytest
import regex
from hypothesis import example, given
from hypothesis import strategies as st

from pong.names import ADJECTIVES, ANIMALS, MAX_GRAPHEMES, clean_name, default_name

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"


@pytest.mark.parametrize(
    ("wish", "shown"),
    [
        (None, None),
        ("", None),
        ("   ", None),
        ("\u200b\u202e\u0000", None),
        ("\u200d\u200c", None),
        ("Ada", "Ada"),
        ("  Ada   Lovelace ", "Ada Lovelace"),
        ("Ada\nLovelace\t!", "AdaLovelace!"),
        ("x" * 40, "x" * 16),
        ("\uff21\uff44\uff41", "Ada"),
        ("admin\u202enimda", "adminnimda"),
        ("A\u200bda", "Ada"),
        ("e\u0301", "é"),
        ("\U0001f3d3" * 20, "\U0001f3d3" * 16),
        (FAMILY * 2, FAMILY * 2),
        ("a b c d e f g h i j", "a b c d e f g h"),
        ("क्षि", "क्षि"),
        ("\ue000\U000e0041x\U0010ffff", "x"),
        ("line\u2028separator", "lineseparator"),
    ],
)
def test_a_wish_becomes_a_name(wish: str | None, shown: str | None) -> None:
    assert clean_name(wish) == shown


@pytest.mark.parametrize("joiner", ["", "\u200d", "\u200c", "\u200d\u200c"])
def test_marks_do_not_pile_up_over_the_line(joiner: str) -> None:
    name = clean_name("Z" + ("\u0336" + joiner) * 30 + "go")
    assert name is not None
    assert len(regex.findall(r"\p{M}", name)) == 3
    assert name.endswith("go")


@given(wish=st.text(max_size=64))
@example(wish="\u200d a")
@example(wish="\ufdfa" * 64)
def test_any_wish_is_short_printable_and_in_one_line(wish: str) -> None:
    name = clean_name(wish)
    if name is None:
        return
    assert name == name.strip()
    assert name
    assert len(regex.findall(r"\X", name)) <= MAX_GRAPHEMES
    assert "  " not in name
    assert not any(unicodedata.category(c) in {"Cc", "Cs", "Co", "Zl", "Zp"} for c in name)
    assert {c for c in name if unicodedata.category(c) == "Cf"} <= {"\u200c", "\u200d"}
    assert not regex.search(r"\p{M}(?:[\u200c\u200d]*\p{M}){3}", name)
    assert not set(name) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\ufeff\n\r\t")
    name.encode()


def test_every_default_name_is_one_that_could_have_been_chosen_and_has_room_for_a_number() -> None:
    for name in (f"{adjective} {animal} 2" for adjective in ADJECTIVES for animal in ANIMALS):
        assert clean_name(name) == name
    assert len(set(ADJECTIVES)) == len(ADJECTIVES)
    assert len(set(ANIMALS)) == len(ANIMALS)


def test_a_default_name_belongs_to_its_visitor() -> None:
    ids = [UUID(int=number) for number in range(500)]
    names = [default_name(visitor_id) for visitor_id in ids]
    assert names == [default_name(visitor_id) for visitor_id in ids]
    assert len(set(names)) > 400
    assert {name.split()[0] for name in names} == set(ADJECTIVES)
    assert {name.split()[1] for name in names} == set(ANIMALS)
