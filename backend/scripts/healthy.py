"""The container's health check: ends with 0 if the server in this container answers /healthz."""

import os
import sys
from http.client import HTTPConnection, HTTPException

ANSWER_WITHIN_S = 2.0


def host_header() -> str:
    """A name that ALLOWED_HOSTS lets in: the server refuses any other, its own address included."""
    first = os.environ.get("ALLOWED_HOSTS", "").split(",")[0].strip()
    return first.lstrip(".") if first.strip("*") else "localhost"


def is_healthy() -> bool:
    link = HTTPConnection("127.0.0.1", 8000, timeout=ANSWER_WITHIN_S)
    try:
        link.request("GET", "/healthz", headers={"Host": host_header()})
        return link.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        link.close()


if __name__ == "__main__":
    sys.exit(0 if is_healthy() else 1)
