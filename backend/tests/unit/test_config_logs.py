"""Lines that wait for nobody, and those of others, made short."""

from __future__ import annotations

import fcntl
import logging
import os
import re
import sys
from collections.abc import Iterator
from types import TracebackType

import pytest
from django.conf import settings
from django.core.exceptions import RequestAborted

from config.logs import MAX_LINE_CHARACTERS, NeverWaits, NoAborts, OneLine

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


def filtered(message: str, *args: object, exc_info: ExcInfo | None = None) -> str:
    record = logging.LogRecord("other", logging.ERROR, __file__, 1, message, args, exc_info)
    assert OneLine().filter(record)
    return logging.Formatter("%(message)s").format(record)


def caught(error: Exception) -> ExcInfo:
    try:
        raise error
    except type(error):
        return sys.exc_info()


def test_a_traceback_becomes_the_line_that_says_what_happened() -> None:
    line = filtered("in %s", "receive", exc_info=caught(ConnectionError("100% away")))
    assert line == "in receive: ConnectionError: 100% away"


@pytest.mark.parametrize("exc_info", [None, (None, None, None)])
def test_a_line_without_an_error_stays_as_it_is(exc_info: ExcInfo | None) -> None:
    assert filtered("%d left", 3, exc_info=exc_info).splitlines()[0] == "3 left"


def test_a_traceback_that_came_as_text_becomes_its_last_line() -> None:
    text = 'Traceback (most recent call last):\n  File "x.py", line 1\nValueError: 50% of %s\n'
    assert filtered(text) == "ValueError: 50% of %s"


def test_the_settings_use_it_for_whoever_logs_a_traceback_for_what_any_client_can_cause() -> None:
    assert settings.LOGGING["filters"]["one_line"]["()"] == "config.logs.OneLine"
    for name in ("daphne.ws_protocol", "django.security.DisallowedHost"):
        assert settings.LOGGING["loggers"][name]["filters"] == ["one_line"]


def test_a_request_that_was_given_up_is_not_logged_and_everything_else_is() -> None:
    def record(error: BaseException | None) -> logging.LogRecord:
        exc_info = (type(error), error, None) if error else None
        return logging.LogRecord("asyncio", logging.ERROR, "", 0, "never retrieved", None, exc_info)

    assert not NoAborts().filter(record(RequestAborted()))
    assert NoAborts().filter(record(ValueError()))
    assert NoAborts().filter(record(None))


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    """The two ends of a pipe that holds 4 kB."""
    reading, writing = os.pipe()
    fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, 4096)
    yield reading, writing
    os.close(reading)
    os.close(writing)


def logger_to(handler: logging.Handler) -> logging.Logger:
    logger = logging.Logger("test")
    logger.addHandler(handler)
    return logger


def test_lines_arrive_in_order_and_whole(pipe: tuple[int, int]) -> None:
    handler = NeverWaits(descriptor=pipe[1])
    logger = logger_to(handler)
    for number in range(20):
        logger.warning("line %d: ö", number)
    logger.error("x" * 10_000)  # cut, and longer than the pipe: the thread waits for this reader
    text = b""
    while not text.endswith(b"x\n"):
        text += os.read(pipe[0], 4096)
    handler.close()
    assert text.decode() == "".join(f"line {number}: ö\n" for number in range(20)) + "x" * MAX_LINE_CHARACTERS + "\n"


def test_whoever_closes_it_has_the_last_lines_written(pipe: tuple[int, int]) -> None:
    """With the handler's lock held, as ``logging.shutdown`` closes it."""
    handler = NeverWaits(descriptor=pipe[1])
    logger = logger_to(handler)
    for number in range(50):
        logger.warning("line %d", number)
    with handler.lock:  # type: ignore[union-attr]
        handler.close()
    assert os.read(pipe[0], 4096).decode().splitlines() == [f"line {number}" for number in range(50)]


def test_a_pipe_that_nobody_reads_costs_lines_and_no_time(
    pipe: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("config.logs.LAST_LINES_S", 0.01)
    handler = NeverWaits(descriptor=pipe[1], max_lines=100)
    logger = logger_to(handler)
    for number in range(2_000):
        logger.warning("line %d of many that nobody reads", number)
    handler.close()  # returns, though nothing can be written any more
    kept, dropped, rest = 0, 0, b""
    while kept + dropped < 2_000:
        *lines, rest = (rest + os.read(pipe[0], 4096)).split(b"\n")
        said = [int(found[1]) for line in lines if (found := re.fullmatch(rb"(\d+) lines were dropped: .*", line))]
        kept, dropped = kept + len(lines) - len(said), dropped + sum(said)
    assert kept <= 100 + 4096 // 30 + 2


def test_a_closed_pipe_and_a_line_that_cannot_be_formatted_raise_nothing() -> None:
    reading, writing = os.pipe()
    handler = NeverWaits(descriptor=writing)
    logger = logger_to(handler)
    logger.warning("%d", "no number")
    assert b"cannot be formatted: '%d'" in os.read(reading, 4096)
    os.close(reading)
    logger.warning("into the void")
    handler.close()
    os.close(writing)
