"""What a file costs the process that also runs the rooms: ``python -m tests.load.files``.

From memory (config/kept_files.py), and by Django, which is asked for the same file as a range from its first byte on.
In turns over one connection to a real server, since only their ratio says anything. Ends by itself within 20 s.
"""

import re
import sys
import time
from http.client import HTTPConnection
from statistics import median

from tests.browser.server import running_server

TURNS = 1000


def main() -> None:
    with running_server() as url:
        connection = HTTPConnection(url.removeprefix("http://"))
        page = ask(connection, "/", {}).decode()
        found = re.search(r'src="(/static/[^"]+/js/home.js)"', page)
        assert found, "the home page names its script no more"
        kept_ms, django_ms = [], []
        for _ in range(TURNS):
            kept_ms.append(timed(connection, found[1], {}))
            django_ms.append(timed(connection, found[1], {"Range": "bytes=0-"}))
    kept, asked = median(kept_ms), median(django_ms)
    sys.stdout.write(f"a file: from memory {kept:.2f} ms, by Django {asked:.2f} ms: {asked / kept:.1f} times\n")


def timed(connection: HTTPConnection, path: str, headers: dict[str, str]) -> float:
    began = time.perf_counter()
    ask(connection, path, headers)
    return (time.perf_counter() - began) * 1000.0


def ask(connection: HTTPConnection, path: str, headers: dict[str, str]) -> bytes:
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    content = answer.read()
    assert answer.status in (200, 206), answer.status
    return content


if __name__ == "__main__":
    main()
