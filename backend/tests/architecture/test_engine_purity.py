"""The engine counts the same in two languages only while it keeps to this subset of Python (see its __init__.py)."""

import ast
from pathlib import Path

import pytest

ENGINE = Path(__file__).resolve().parents[2] / "pong" / "game_engine"
MODULES = sorted(ENGINE.glob("*.py"))

IMPORTS = {"__future__", "dataclasses", "enum", "typing"}
# BitOr is the union of types; ^ & << >> are the generator's.
OPERATORS = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.BitAnd, ast.BitXor, ast.BitOr, ast.LShift, ast.RShift)
COMPARISONS = (ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Is, ast.IsNot)
BUILTIN_CALLS = {"int", "isinstance", "len", "range"}
METHOD_CALLS = {"score", "paddle"}


def offences(source: str) -> list[str]:
    """What in ``source`` an engine module may not contain, as ``line: what``."""
    tree = ast.parse(source)
    known = BUILTIN_CALLS | _names_made_or_imported(tree)
    return [f"{node.lineno}: {what}" for node in ast.walk(tree) if (what := _offence(node, known))]


def _names_made_or_imported(tree: ast.AST) -> set[str]:
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.ImportFrom):
            names |= {alias.asname or alias.name for alias in node.names}
    return names


def _offence(node: ast.AST, known: set[str]) -> str | None:
    match node:
        case ast.Import():
            return "import of a module"
        case ast.ImportFrom(module=module) if not _may_import(module):
            return f"import from {module}"
        case ast.BinOp(op=op) | ast.AugAssign(op=op) if not isinstance(op, OPERATORS):
            return f"operator {type(op).__name__}"
        case ast.Compare(ops=ops) if not all(isinstance(op, COMPARISONS) for op in ops):
            return "comparison"
        case ast.Call(func=ast.Name(id=name)) if name not in known:
            return f"call of {name}"
        case ast.Call(func=ast.Attribute(attr=name)) if name not in METHOD_CALLS:
            return f"call of .{name}"
        case ast.Call(func=ast.Name() | ast.Attribute()):
            return None
        case ast.Call():
            return "call of an expression"
        case ast.Global() | ast.Nonlocal() | ast.Await() | ast.Yield() | ast.YieldFrom() | ast.AsyncFunctionDef():
            return type(node).__name__
    return None


def _may_import(module: str | None) -> bool:
    return module is not None and (module in IMPORTS or module.split(".")[:2] == ["pong", "game_engine"])


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_an_engine_module_keeps_to_the_subset(path: Path) -> None:
    assert offences(path.read_text()) == []


def test_the_engine_is_looked_at() -> None:
    assert {"step.py", "collision.py", "generator.py", "paddle.py"} <= {path.name for path in MODULES}


@pytest.mark.parametrize(
    "source",
    [
        "import math",
        "import time as clock",
        "from random import random",
        "from math import sqrt",
        "from pong.rooms import ports",
        "from . import values",
        "x = 2.0 ** 0.5",
        "x = 7 % 3",
        "x = 7 // 3",
        "y = 3\ny %= 2",
        "x = round(0.5)",
        "x = sum([0.1, 0.2])",
        "x = abs(-1.0)",
        "x = min(1.0, 2.0)",
        "x = pow(2.0, 3.0)",
        "x = (2.0).__pow__(3.0)",
        "x = (lambda: 1.0)()",
        "x = open('constants.json')",
        "x = 1 in (1, 2)",
        "async def step(): ...",
        "def step():\n    yield 1",
    ],
)
def test_an_offender_is_caught(source: str) -> None:
    assert len(offences(source)) >= 1


def test_honest_arithmetic_is_let_through() -> None:
    assert offences("def fold(y: float) -> float:\n    return -y * 2.0 / 3.0 + 1.0 if y < 0.0 else int(y) >> 3") == []
