"""What a finished match becomes in the database."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any, get_args

import pytest
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, connections, transaction

from matches.models import FinishedMatch, Point
from matches.selectors import match_list
from matches.services import match_record
from pong.messages.wire import EndedBy
from pong.replay import decode_log
from pong.rooms.ports import MatchResult, PointRecord
from tests.support.matches import ENDED, result_of, sqlite_file


@pytest.fixture
def file_database(tmp_path: Path, django_db_blocker: Any) -> Iterator[str]:
    (tmp_path / "database").mkdir()
    with django_db_blocker.unblock(), sqlite_file(tmp_path / "database" / "matches.sqlite3", patience_s=30.0) as path:
        yield path


@pytest.mark.django_db
def test_everything_of_a_result_is_stored() -> None:
    result = result_of()
    assert match_record(result=result) is True
    match = FinishedMatch.objects.get(id=result.match_id)
    stored = {name: getattr(match, name) for name in MatchResult.__dataclass_fields__ if hasattr(match, name)}
    del stored["points"]
    stored["input_log"] = bytes(match.input_log)
    assert stored == {name: getattr(result, name) for name in stored}
    assert set(stored) == set(MatchResult.__dataclass_fields__) - {"match_id", "points", "log"} | {"input_log"}
    assert decode_log(match.input_log) == result.log.entries()
    points = match.points.order_by("n")
    assert tuple(PointRecord(p.n, p.tick, p.scorer, p.p1_score, p.p2_score) for p in points) == result.points


@pytest.mark.django_db
def test_a_result_is_stored_once_however_often_it_comes() -> None:
    result = result_of()
    assert [match_record(result=result) for _ in range(3)] == [True, False, False]
    assert FinishedMatch.objects.count() == 1
    assert Point.objects.count() == 3


@pytest.mark.django_db
def test_a_bad_point_leaves_nothing_of_its_match_behind() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        match_record(result=result_of(points=(PointRecord(1, 200, 1, 2, 0),)))
    assert not FinishedMatch.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "changes",
    [
        {"winner": 3},
        {"winner": 2},
        {"ended_by": "boredom"},
        {"p1_score": 3},
        {"p2_score": 2},
        {"p1_score": -1},
        {"p1_score": 0, "p2_score": 0, "points_limit": 0, "ended_by": "claim"},
        {"points": (PointRecord(0, 200, 1, 0, 0),)},
        {"points": (PointRecord(1, 200, 3, 1, 0),)},
        {"points": (PointRecord(1, 200, 1, 1, 0), PointRecord(1, 300, 1, 1, 0))},
    ],
    ids=str,
)
def test_the_database_refuses_what_cannot_have_happened(changes: dict[str, Any]) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        match_record(result=result_of(**changes))


@pytest.mark.django_db
@pytest.mark.parametrize("ended_by", get_args(EndedBy))
def test_every_end_can_be_stored(ended_by: EndedBy) -> None:
    assert match_record(result=result_of(ended_by=ended_by))
    assert FinishedMatch.EndedBy(ended_by) == ended_by
    assert len(FinishedMatch.EndedBy) == len(get_args(EndedBy))


@pytest.mark.django_db
def test_who_leaves_loses_whatever_the_score() -> None:
    assert match_record(result=result_of(p1_score=0, p2_score=1, winner=1, ended_by="forfeit", points=()))


@pytest.mark.django_db
def test_matches_are_listed_newest_first_without_their_logs(django_assert_num_queries: Any) -> None:
    for age in (2, 0, 1):
        match_record(result=result_of(room_code=f"AGE{age}", ended_at=ENDED - timedelta(days=age)))
    with django_assert_num_queries(1) as queries:
        matches = list(match_list())
        assert [match.room_code for match in matches] == ["AGE0", "AGE1", "AGE2"]
        assert [match.input_log_bytes for match in matches] == [len(result_of().input_log)] * 3
        assert str(matches[0]) == "Ada 2 : 1 Zoë 🏓"
    assert '"matches_finishedmatch"."input_log",' not in queries[0]["sql"]


@pytest.mark.django_db
def test_a_point_reads_as_the_score_after_it() -> None:
    match_record(result=result_of())
    assert [str(point) for point in Point.objects.order_by("n")] == ["1 : 0", "1 : 1", "2 : 1"]


def test_two_writers_of_one_result_at_once_store_it_once(file_database: str) -> None:
    result = result_of()
    together = threading.Barrier(4)

    def write() -> bool:
        try:
            together.wait(timeout=10)
            return match_record(result=result)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as threads:
        news = [job.result() for job in [threads.submit(write) for _ in range(4)]]
    assert sorted(news) == [False, False, False, True]
    with contextlib.closing(sqlite3.connect(file_database)) as reader:
        assert reader.execute("SELECT COUNT(*) FROM matches_finishedmatch").fetchone() == (1,)
        assert reader.execute("SELECT COUNT(*) FROM matches_point").fetchone() == (3,)


@pytest.mark.django_db
def test_the_migrations_say_what_the_models_say() -> None:
    call_command("makemigrations", "matches", check=True, dry_run=True, verbosity=0)
    assert "matches_point" in connection.introspection.table_names()
