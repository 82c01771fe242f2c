"""The signing key when the environment gives none: made once, kept beside the code, the same for every process."""

import contextlib
import logging
import os
import secrets
from pathlib import Path

log = logging.getLogger(__name__)


def secret_key(path: Path) -> str:
    """The key in ``path``; made there first if need be, readable by its owner alone.

    Where nothing can be written (a read-only image), the key lives as long as the process, and seats with it.
    """
    with contextlib.suppress(FileNotFoundError):
        if key := path.read_text().strip():
            return key
    key = secrets.token_urlsafe(48)
    # Not named after the process: containers that share the folder have the same process numbers.
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(key)
        # link() fails if another process was first, and never shows a half-written key.
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
        if stored := path.read_text().strip():
            return stored
        raise FileExistsError(f"{path} is empty")
    except OSError as error:
        log.warning("SECRET_KEY is not set and %s cannot be written (%s): seats end with this process", path, error)
        return key
    finally:
        with contextlib.suppress(OSError):
            draft.unlink()
