"""How this project's processes log: a line an event, on standard error, and nobody waits for it."""

from __future__ import annotations

import contextlib
import logging
import os
import queue
import threading
import traceback
from typing import Final

from django.core.exceptions import RequestAborted

STDERR_FD: Final = 2
MAX_LINES: Final = 2_000
MAX_LINE_CHARACTERS: Final = 8_000  # no traceback is longer, and a client's nonsense may be
LAST_LINES_S: Final = 1.0  # how long the end of a process may wait for whoever reads its log


class NeverWaits(logging.Handler):
    """Hands lines to a thread that writes them. Where they are not read, newer ones are dropped, and counted.

    A write to a pipe that is full waits for its reader, and would stop every room of the process. The thread writes to
    the descriptor itself: with a lock of ``sys.stderr`` held for ever, the interpreter could not even end.
    """

    def __init__(self, *, descriptor: int = STDERR_FD, max_lines: int = MAX_LINES) -> None:
        super().__init__()
        self._descriptor = descriptor
        self._lines: queue.Queue[str | None] = queue.Queue(max_lines)
        self._dropped = 0
        self._counting = threading.Lock()  # the handler's own is held by whoever closes it
        self._writer = threading.Thread(target=self._write_all, name="log-writer", daemon=True)
        self._writer.start()

    def emit(self, record: logging.LogRecord) -> None:
        """Take a line. Never waits, never raises."""
        try:
            line = self.format(record)
        except Exception:
            line = f"a line that cannot be formatted: {record.msg!r}\n{traceback.format_exc()}"
        try:
            self._lines.put_nowait(line[:MAX_LINE_CHARACTERS])
        except queue.Full:
            with self._counting:
                self._dropped += 1

    def close(self) -> None:
        """Write what waits, for as long as `LAST_LINES_S` if need be, and end the thread."""
        with contextlib.suppress(queue.Full):
            self._lines.put_nowait(None)
        self._writer.join(LAST_LINES_S)
        super().close()

    def _write_all(self) -> None:
        while (line := self._lines.get()) is not None:
            self._write(line)
            if dropped := self._take_dropped():
                self._write(f"{dropped} lines were dropped: nobody had read the log")

    def _take_dropped(self) -> int:
        with self._counting:
            dropped, self._dropped = self._dropped, 0
        return dropped

    def _write(self, line: str) -> None:
        rest = f"{line}\n".encode(errors="backslashreplace")
        with contextlib.suppress(OSError):  # nobody will ever read it: the pipe is closed, or the disk is full
            while rest:
                rest = rest[os.write(self._descriptor, rest) :]


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
