"""A visitor's own page: who gets a pass and when, names, the last games, and being forgotten."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from http.cookies import Morsel
from typing import Any
from uuid import UUID

import pytest
from django.core.cache import cache
from django.test import Client

from matches.models import FinishedMatch
from matches.services import match_record
from pages import me
from pages.words import ENGLISH
from pong import passes
from pong.names import default_name
from pong.visitors import Visitor
from tests.support.matches import ENDED, result_of

pytestmark = pytest.mark.django_db

ADA, BOB, EVE = Visitor(UUID(int=1), "Ada"), Visitor(UUID(int=2), "Bob"), Visitor(UUID(int=3))


@pytest.fixture(autouse=True)
def _fresh_counts() -> None:
    cache.clear()


def browser_of(visitor: Visitor | None = None, *, checks: bool = False) -> Client:
    client = Client(enforce_csrf_checks=checks)
    if visitor is not None:
        client.cookies[passes.COOKIE] = passes.issue(visitor)
    return client


def pass_of(client: Client) -> Morsel[str]:
    return client.cookies[passes.COOKIE]


def whose(client: Client) -> Visitor | None:
    return passes.read(pass_of(client).value)


def text_of(client: Client, path: str = "/me/") -> str:
    return client.get(path).content.decode()


def played(*, age: int = 0, left: Visitor | None = ADA, right: Visitor | None = BOB, **changes: Any) -> None:
    ids = {"p1_visitor": left and left.id, "p2_visitor": right and right.id}
    match_record(result=result_of(ended_at=ENDED - timedelta(days=age), **ids, **changes))


def matches_of(visitor: Visitor | None) -> Any:
    return browser_of(visitor).get("/api/me/matches").json()


# The pass


@pytest.mark.parametrize("path", ["/room/ABC234/", "/room/ABC234/watch/", "/me/"])
def test_the_first_page_that_needs_a_visitor_makes_one(path: str) -> None:
    client = browser_of()
    client.get(path)
    first = whose(client)
    assert first is not None
    client.get("/me/")
    assert whose(client) == first


@pytest.mark.parametrize("path", ["/", "/practice/", "/new", "/nowhere", "/api/me/matches"])
def test_no_other_page_makes_a_visitor(path: str) -> None:
    client = browser_of()
    client.get(path)
    assert passes.COOKIE not in client.cookies


def test_the_pass_is_for_the_server_alone_and_lasts() -> None:
    client = browser_of()
    client.get("/me/")
    morsel = pass_of(client)
    assert (morsel["httponly"], morsel["samesite"], morsel["secure"]) == (True, "Lax", "")
    assert morsel["max-age"] == passes.MAX_AGE_S
    assert morsel["path"] == "/"


def test_over_https_the_pass_never_travels_in_the_open(settings: Any) -> None:
    direct, proxied = browser_of(), browser_of()
    direct.get("/me/", secure=True)
    settings.BEHIND_TLS = True
    proxied.get("/me/")
    assert pass_of(direct)["secure"] is True
    assert pass_of(proxied)["secure"] is True


@pytest.mark.parametrize("forged", ["", "garbage", passes.issue(ADA)[:-1] + "!", "x" * 5000, "é"])
def test_a_pass_that_is_none_makes_a_new_visitor(forged: str, caplog: pytest.LogCaptureFixture) -> None:
    client = browser_of()
    client.cookies[passes.COOKIE] = forged
    assert client.get("/me/").status_code == 200
    assert whose(client) not in (None, ADA)
    assert not caplog.records


def test_a_pass_is_renewed_when_it_is_a_day_old_and_not_before(monkeypatch: pytest.MonkeyPatch) -> None:
    client = browser_of(ADA)
    assert passes.COOKIE not in client.get("/me/").cookies
    monkeypatch.setattr(passes, "RENEW_AFTER_S", -1)
    renewed = client.get("/room/ABC234/").cookies[passes.COOKIE].value
    assert passes.read(renewed) == ADA


def test_pages_that_show_a_visitor_are_kept_by_nobody_for_somebody_else() -> None:
    client = browser_of(ADA)
    assert "Cookie" in client.get("/room/ABC234/").headers["Vary"]
    assert "private" in client.get("/me/").headers["Cache-Control"]
    assert "no-store" in client.get("/api/me/matches").headers["Cache-Control"]


# Names


def test_nobody_is_without_a_name() -> None:
    text = text_of(browser_of(EVE))
    assert f"<bdi>{default_name(EVE.id)}</bdi>" in text
    assert f'placeholder="{default_name(EVE.id)}"' in text_of(browser_of(EVE), "/room/ABC234/")


def test_a_name_is_cleaned_and_kept() -> None:
    client = browser_of(EVE)
    assert client.post("/me/name", {"name": " \u202eEve   Online and more"}).headers["Location"] == "/me/"
    assert whose(client) == Visitor(EVE.id, "Eve Online and m")
    assert "<bdi>Eve Online and m</bdi>" in text_of(client)
    assert 'placeholder="Eve Online and m"' in text_of(client, "/")


def test_an_empty_name_is_the_first_one_again() -> None:
    client = browser_of(ADA)
    client.post("/me/name", {"name": "  "})
    assert whose(client) == Visitor(ADA.id)


def test_a_name_of_nothing_that_can_be_shown_is_refused_with_a_reason() -> None:
    client = browser_of(ADA)
    response = client.post("/me/name", {"name": "\u200b\u202e"})
    assert response.status_code == 400
    assert ENGLISH.plain(me.NO_SUCH_NAME) in response.content.decode()
    assert whose(client) == ADA


def test_a_name_cannot_bring_markup() -> None:
    client = browser_of(EVE)
    client.post("/me/name", {"name": "<b>\"'&"})
    assert "<b>" not in text_of(client)
    assert "&lt;b&gt;" in text_of(client)


def test_who_changes_names_all_the_time_is_asked_to_wait_and_others_are_not() -> None:
    client, other = browser_of(EVE), browser_of(ADA)
    answers = [client.post("/me/name", {"name": f"Eve {n}"}).status_code for n in range(me.NAMES_A_MINUTE + 1)]
    assert answers == [302] * me.NAMES_A_MINUTE + [429]
    assert whose(client) == Visitor(EVE.id, f"Eve {me.NAMES_A_MINUTE - 1}")
    assert client.post("/me/name", {"name": f"Eve {me.NAMES_A_MINUTE - 1}"}).status_code == 302, "the same is no change"
    assert other.post("/me/name", {"name": "Grace"}).status_code == 302


@pytest.mark.parametrize("path", ["/me/name", "/me/forget"])
def test_another_site_can_neither_rename_nor_forget_anybody(path: str) -> None:
    client = browser_of(ADA, checks=True)
    response = client.post(path, {"name": "Mallory"})
    assert response.status_code == 403
    assert b"Once more, please." in response.content
    assert whose(client) == ADA
    assert client.get(path).status_code == 405


def test_the_room_page_can_tell_a_name() -> None:
    client = browser_of(ADA, checks=True)
    client.get("/room/ABC234/")
    token = client.cookies["csrftoken"].value
    client.post("/me/name", {"name": "Grace"}, headers={"X-CSRFToken": token})
    assert whose(client) == Visitor(ADA.id, "Grace")


# Games


def test_own_games_are_seen_from_the_own_side_newest_first() -> None:
    played(age=1, room_code="OLD")
    played(left=BOB, right=ADA, p1_name="Bob", p2_name="Ada", room_code="NEW", ended_by="forfeit")
    found = matches_of(ADA)
    assert found["name"] == "Ada"
    assert found["matches"][0] == {
        "room_code": "NEW",
        "opponent": "Bob",
        "own_score": 1,
        "opponent_score": 2,
        "result": "lost",
        "ended_by": "forfeit",
        "ended_at": ENDED.isoformat(),
    }
    assert [match["result"] for match in found["matches"]] == ["lost", "won"]
    assert [match["result"] for match in matches_of(BOB)["matches"]] == ["won", "lost"]


def test_of_others_nobody_sees_anything() -> None:
    played()
    assert matches_of(EVE) == {"name": default_name(EVE.id), "matches": [], "opponents": []}
    assert matches_of(None) == {"name": None, "matches": [], "opponents": []}
    assert "None yet." in text_of(browser_of(EVE))


def test_the_page_shows_the_games_with_a_way_back_to_their_rooms() -> None:
    played(p2_name="<Bob>")
    text = text_of(browser_of(ADA))
    assert 'href="/room/ABC123/"' in text
    assert 'href="/room/ABC123/watch/"' in text
    assert "<bdi>&lt;Bob&gt;</bdi>" in text
    assert '<strong class="result">Won</strong>' in text


def test_records_count_by_opponent_and_call_it_by_its_last_name() -> None:
    played(age=3, p2_name="Robert")
    played(age=2, p2_name="Bob", winner=2, p1_score=1, p2_score=2)
    played(age=1, right=None, p2_name="Bot · hard")
    played(age=4, left=EVE, right=ADA, p1_name="Eve")
    assert matches_of(ADA)["opponents"] == [
        {"opponent": "Bob", "won": 1, "lost": 1},
        {"opponent": "Eve", "won": 0, "lost": 1},
    ]
    assert [match["opponent"] for match in matches_of(ADA)["matches"]] == ["Bot · hard", "Bob", "Robert", "Eve"]


def test_a_match_says_how_long_ago_it_was() -> None:
    played()
    assert re.search(r"<time [^>]*>[^<]+ ago</time>", text_of(browser_of(ADA)))
    match_record(result=result_of(ended_at=datetime.now(UTC), p1_visitor=EVE.id))
    eve = browser_of(EVE)
    assert ">just now</time>" in text_of(eve)
    eve.cookies["lang"] = "de"
    assert ">gerade eben</time>" in text_of(eve)


def test_a_match_against_oneself_is_listed_and_counts_for_nobody() -> None:
    played(left=ADA, right=ADA)
    found = matches_of(ADA)
    assert [match["result"] for match in found["matches"]] == ["both"]
    assert found["opponents"] == []
    assert "Both sides" in text_of(browser_of(ADA))


def test_no_more_is_read_than_is_counted(django_assert_num_queries: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(me, "COUNTED_MATCHES", 3)
    monkeypatch.setattr(me, "SHOWN_MATCHES", 2)
    for age in range(5):
        played(age=age)
    with django_assert_num_queries(1) as queries:
        found = matches_of(ADA)
    assert len(found["matches"]) == 2
    assert found["opponents"] == [{"opponent": "Zoë 🏓", "won": 3, "lost": 0}]
    assert '"input_log"' not in queries[0]["sql"]


def test_no_answer_has_an_id_in_it() -> None:
    played()
    client = browser_of(ADA)
    answers = [text_of(client), text_of(client, "/room/ABC123/"), json.dumps(matches_of(ADA))]
    for visitor in (ADA, BOB):
        assert not [text for text in answers if visitor.id.hex in text or str(visitor.id) in text]


# Being forgotten


def test_who_is_forgotten_has_no_pass_and_is_on_no_match() -> None:
    played()
    played(left=BOB, right=ADA)
    client = browser_of(ADA)
    assert client.post("/me/forget").headers["Location"] == "/"
    assert pass_of(client).value == ""
    assert pass_of(client)["max-age"] == 0
    assert matches_of(ADA)["matches"] == []
    assert len(matches_of(BOB)["matches"]) == 2
    assert matches_of(BOB)["opponents"] == []
    assert FinishedMatch.objects.count() == 2


def test_a_stranger_can_be_forgotten_and_nothing_happens() -> None:
    played()
    assert browser_of().post("/me/forget").status_code == 302
    assert len(matches_of(ADA)["matches"]) == 1
