"""How this project's processes log."""

import logging

from django.core.exceptions import RequestAborted


class OneLine(logging.Filter):
    """Turns a logged traceback into the one line that says what happened.

    For loggers of others that log one for what any client or any outage can cause.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and record.exc_info[1] is not None:
            error = record.exc_info[1]
            record.msg = f"{record.getMessage()}: {type(error).__name__}: {error}"
            record.args = record.exc_info = None
        elif str(record.msg).startswith("Traceback"):  # Daphne logs some as plain text
            record.msg, record.args = str(record.msg).strip().rsplit("\n", 1)[-1], None
        return True


class NoAborts(logging.Filter):
    """Drops what Django's ASGI handler leaves behind when a request is given up in the middle, as at every stop."""

    def filter(self, record: logging.LogRecord) -> bool:
        return not (record.exc_info and isinstance(record.exc_info[1], RequestAborted))
