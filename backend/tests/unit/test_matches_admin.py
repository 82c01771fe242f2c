"""What an operator sees of finished matches in the admin, and what nobody can do there."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.template.defaultfilters import filesizeformat
from django.test import Client
from django.urls import reverse

from matches.admin import minutes
from matches.models import FinishedMatch
from matches.services import match_record
from tests.support.matches import ENDED, result_of

pytestmark = pytest.mark.django_db
LIST = "/admin/matches/finishedmatch/"


def record(**changes: Any) -> str:
    result = result_of(**changes)
    match_record(result=result)
    return reverse("admin:matches_finishedmatch_change", args=[result.match_id])


def cells(html: str) -> list[str]:
    """The texts of the list's cells, the first row's first."""
    return [re.sub(r"<[^>]*>", "", cell).strip() for cell in re.findall(r'<t[dh] class="field-.*?</t[dh]>', html, re.S)]


def rooms(client: Client, query: str) -> list[str]:
    response = client.get(f"{LIST}?{query}")
    assert response.status_code == 200
    return [match.room_code for match in response.context["cl"].result_list]


def test_a_match_is_one_line_of_the_list(admin_client: Client) -> None:
    record()
    row = cells(admin_client.get(LIST).content.decode())
    assert row == [
        "Nov. 23, 2026, 8:15 p.m.",
        "ABC123",
        "Ada",
        "Zoë 🏓",
        "2 : 1",
        "Ada",
        "points",
        "0:12",
        filesizeformat(len(result_of().input_log)),
    ]


def test_the_newest_match_comes_first_and_can_be_found(admin_client: Client) -> None:
    record(room_code="OLD", ended_at=ENDED - timedelta(days=1), p1_name="Grace")
    record(room_code="NEW", winner=2, p1_score=1, p2_score=2, ended_by="claim")
    assert rooms(admin_client, "") == ["NEW", "OLD"]
    assert rooms(admin_client, "q=old") == ["OLD"]
    assert rooms(admin_client, "q=grace") == ["OLD"]
    assert rooms(admin_client, "ended_by__exact=claim") == ["NEW"]
    assert rooms(admin_client, "winner__exact=2") == ["NEW"]
    assert rooms(admin_client, "o=9") == ["NEW", "OLD"]
    assert rooms(admin_client, "q=nobody") == []


def test_names_are_shown_as_text(admin_client: Client) -> None:
    url = record(p1_name="<script>alert(1)</script>")
    for page in (LIST, url):
        assert "<script>alert" not in admin_client.get(page).content.decode()


def test_a_match_shows_its_points_in_order(admin_client: Client) -> None:
    html = admin_client.get(record()).content.decode()
    assert re.findall(r'class="field-n">.*?<p>(\d+)</p>', html, re.S) == ["1", "2", "3"]
    assert re.findall(r'class="field-time">.*?<p>(.*?)</p>', html, re.S) == ["0:03", "0:08", "0:12"]
    assert filesizeformat(len(result_of().input_log)) in html


def test_the_number_of_queries_does_not_grow_with_the_matches(
    admin_client: Client, django_assert_max_num_queries: Any
) -> None:
    for _ in range(20):
        url = record()
    for page in (LIST, url):
        with django_assert_max_num_queries(10):
            admin_client.get(page)


def test_nothing_can_be_added_changed_or_deleted(admin_client: Client) -> None:
    url = record()
    before = FinishedMatch.objects.values().get()
    assert admin_client.get(f"{LIST}add/").status_code == 403
    assert admin_client.post(url, {"room_code": "XYZ"}).status_code == 403
    assert admin_client.post(url.replace("change", "delete"), {"post": "yes"}).status_code == 403
    admin_client.post(LIST, {"action": "delete_selected", "_selected_action": [before["id"]], "post": "yes"})
    assert FinishedMatch.objects.values().get() == before
    assert 'name="_save"' not in admin_client.get(url).content.decode()


def test_the_admin_is_closed_to_strangers(client: Client) -> None:
    assert client.get(LIST).status_code == 302


@pytest.mark.parametrize(
    ("ticks", "shown"), [(0, "0:00"), (59, "0:00"), (60, "0:01"), (3600, "1:00"), (36_065, "10:01")]
)
def test_ticks_read_as_minutes_and_seconds(ticks: int, shown: str) -> None:
    assert minutes(ticks) == shown
