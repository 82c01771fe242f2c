"""Ends with 1 unless each given JUnit file has tests and all of them ran and passed: a skipped test proves nothing."""

from __future__ import annotations

import sys
from pathlib import Path
from xml.etree import ElementTree

NOT_PASSED = ("failure", "error", "skipped")


def complaints(path: Path) -> list[str]:
    """What is wrong with the run that ``path`` reports."""
    if not path.exists():
        return [f"{path}: the run left no results"]
    cases = list(ElementTree.parse(path).getroot().iter("testcase"))
    if not cases:
        return [f"{path}: no test ran"]
    return [
        f"{path}: {kind}: {case.get('classname')}::{case.get('name')}"
        for case in cases
        for kind in NOT_PASSED
        if case.find(kind) is not None
    ]


if __name__ == "__main__":
    found = [line for name in sys.argv[1:] for line in complaints(Path(name))]
    sys.stderr.writelines(f"{line}\n" for line in found)
    sys.exit(1 if found else 0)
