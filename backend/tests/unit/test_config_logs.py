"""Log lines of others, made short."""

from __future__ import annotations

import logging
import sys
from types import TracebackType

import pytest
from django.conf import settings
from django.core.exceptions import RequestAborted

from config.logs import NoAborts, OneLine

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
