"""A visitor's pass: good for a year and for no day longer, of this server only, and whatever else comes is nobody's."""

from __future__ import annotations

import time
from typing import Any
from uuid import UUID

import pytest
from django.core import signing
from hypothesis import given
from hypothesis import strategies as st

from pong import passes
from pong.visitors import Visitor, new_visitor

ADA = Visitor(UUID(int=7), "Ada")
LONG_NAME = "\U0001f469\u200d\U0001f680" * 16


@pytest.mark.parametrize("visitor", [ADA, Visitor(UUID(int=8)), Visitor(UUID(int=9), LONG_NAME)])
def test_a_pass_says_who_comes(visitor: Visitor) -> None:
    text = passes.issue(visitor)
    assert passes.read(text) == visitor
    assert passes.visitor_of([(b"host", b"x"), (b"cookie", f"a=b; {passes.COOKIE}={text}; c=d".encode())]) == visitor


def test_every_new_visitor_is_another_one() -> None:
    assert len({new_visitor().id for _ in range(100)}) == 100


def test_a_pass_fits_into_a_cookie() -> None:
    assert len(passes.issue(Visitor(UUID(int=9), LONG_NAME))) < 2000


def test_a_pass_with_one_letter_changed_is_nobodys() -> None:
    text = passes.issue(ADA)
    for place in range(len(text)):
        forged = text[:place] + ("A" if text[place] != "A" else "B") + text[place + 1 :]
        assert passes.read(forged) is None, place


def test_a_pass_ends_when_browsers_give_it_up(monkeypatch: pytest.MonkeyPatch) -> None:
    text, issued_at = passes.issue(ADA), time.time()
    monkeypatch.setattr(time, "time", lambda: issued_at + passes.MAX_AGE_S - 5)
    assert passes.read(text) == ADA
    assert passes.read(text, max_age_s=passes.RENEW_AFTER_S) is None
    monkeypatch.setattr(time, "time", lambda: issued_at + passes.MAX_AGE_S + 5)
    assert passes.read(text) is None


def test_a_pass_outlives_a_change_of_the_key(settings: Any) -> None:
    text = passes.issue(ADA)
    settings.SECRET_KEY, old = "another key", settings.SECRET_KEY
    assert passes.read(text) is None
    settings.SECRET_KEY_FALLBACKS = [old]
    assert passes.read(text) == ADA


@pytest.mark.parametrize(
    "content",
    [[], 5, None, {"id": 1}, ["7"], [7, "Ada"], ["no hex", "Ada"], [UUID(int=7).hex, 5], [UUID(int=7).hex, "Ada", 1]],
)
def test_a_pass_of_another_shape_is_nobodys(content: object) -> None:
    assert passes.read(signing.dumps(content, salt="pong.visitor")) is None


def test_what_the_same_key_has_signed_for_another_purpose_is_nobodys() -> None:
    assert passes.read(signing.dumps([UUID(int=7).hex, "Ada"], salt="pong.seat")) is None


def test_a_name_in_a_pass_is_cleaned_again() -> None:
    text = signing.dumps([UUID(int=7).hex, "\u202eAda" + "!" * 40], salt="pong.visitor")
    assert passes.read(text) == Visitor(UUID(int=7), "Ada" + "!" * 13)


@given(header=st.binary(max_size=200))
def test_any_cookie_header_is_read_without_an_exception(header: bytes) -> None:
    assert passes.visitor_of([(b"cookie", header), (b"cookie", passes.COOKIE.encode() + b"=" + header)]) is None


@given(text=st.text(max_size=300) | st.text(alphabet="aA0:.-_=", max_size=100))
def test_any_text_is_nobodys_pass(text: str) -> None:
    assert passes.read(text) is None
    assert passes.read(text * 200) is None


def test_a_client_without_cookies_is_nobody() -> None:
    assert passes.visitor_of([(b"host", b"x")]) is None
    assert passes.visitor_of([]) is None
