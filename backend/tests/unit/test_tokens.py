"""Seat tokens: only this server's, only for this room, only for a day."""

from __future__ import annotations

import time

import pytest
from django.core import signing
from hypothesis import given
from hypothesis import strategies as st

from pong.tokens import MAX_AGE_S, SignedSeatTokens

tokens = SignedSeatTokens()


def test_a_token_names_its_player_in_its_room() -> None:
    assert tokens.player_id("ROOM", tokens.issue("ROOM", "ada")) == "ada"


def test_a_token_of_another_room_is_nobodys() -> None:
    assert tokens.player_id("OTHER", tokens.issue("ROOM", "ada")) is None


def test_a_token_with_one_letter_changed_is_nobodys() -> None:
    token = tokens.issue("ROOM", "ada")
    for place in range(len(token)):
        forged = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        assert tokens.player_id("ROOM", forged) is None, place


def test_a_token_ends_after_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    token, issued_at = tokens.issue("ROOM", "ada"), time.time()
    monkeypatch.setattr(time, "time", lambda: issued_at + MAX_AGE_S - 5)
    assert tokens.player_id("ROOM", token) == "ada"
    monkeypatch.setattr(time, "time", lambda: issued_at + MAX_AGE_S + 5)
    assert tokens.player_id("ROOM", token) is None


def test_what_the_same_key_has_signed_for_another_purpose_is_nobodys() -> None:
    assert tokens.player_id("ROOM", signing.dumps(["ROOM", "ada"], salt="something.else")) is None


@pytest.mark.parametrize("content", [[], ["ROOM"], ["ROOM", "ada", 3], 5, None, {"ROOM": 1}])
def test_a_token_of_another_shape_is_nobodys(content: object) -> None:
    assert tokens.player_id("ROOM", signing.dumps(content, salt="pong.seat")) is None


def test_a_token_fits_what_the_protocol_lets_through() -> None:
    assert len(tokens.issue("R" * 32, "x" * 12)) <= 256


@given(text=st.text(max_size=256) | st.text(alphabet="aA0:.-_=", max_size=100))
def test_any_text_is_nobodys_token_and_no_exception(text: str) -> None:
    assert tokens.player_id("ROOM", text) is None
