"""How this project's processes log."""

import logging


class OneLine(logging.Filter):
    """Turns a logged traceback into the one line that says what happened."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and record.exc_info[1] is not None:
            error = record.exc_info[1]
            record.msg = f"{record.getMessage()}: {type(error).__name__}: {error}"
            record.args = record.exc_info = None
        return True
