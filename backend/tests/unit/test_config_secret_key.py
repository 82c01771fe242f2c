"""The signing key that is made when the environment gives none."""

from __future__ import annotations

import logging
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from config.secret_key import secret_key

BACKEND_DIR = Path(__file__).resolve().parents[2]


def test_a_key_is_made_once_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "key"
    key = secret_key(path)
    assert len(key) >= 50
    assert secret_key(path) == key
    assert path.read_text() == key
    assert [entry.name for entry in tmp_path.iterdir()] == ["key"], "no draft is left"


def test_only_its_owner_may_read_the_key(tmp_path: Path) -> None:
    path = tmp_path / "key"
    secret_key(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_key_that_somebody_has_put_there_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_text("given\n")
    assert secret_key(path) == "given"


def test_processes_that_start_at_once_agree_on_one_key(tmp_path: Path) -> None:
    path = tmp_path / "key"
    program = (
        "import sys, pathlib; from config.secret_key import secret_key; print(secret_key(pathlib.Path(sys.argv[1])))"
    )
    command = [sys.executable, "-c", program, str(path)]
    running = [subprocess.Popen(command, cwd=BACKEND_DIR, stdout=subprocess.PIPE, text=True) for _ in range(6)]
    keys = {process.communicate(timeout=30)[0].strip() for process in running}
    assert keys == {path.read_text()}


def test_where_nothing_can_be_written_the_key_lasts_as_long_as_the_process(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "missing" / "key"
    first, second = secret_key(path), secret_key(path)
    assert first != second
    assert min(len(first), len(second)) >= 50
    assert {record.levelno for record in caplog.records} == {logging.WARNING}
    assert "seats end with this process" in caplog.text
    assert first not in caplog.text


def test_an_empty_file_is_no_key(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Django refuses an empty key with a message that says nothing of the file."""
    path = tmp_path / "key"
    path.touch()
    assert len(secret_key(path)) >= 50
    assert "is empty" in caplog.text
    assert [entry.name for entry in tmp_path.iterdir()] == ["key"]
