"""The direction of imports (context/architecture.md) holds, by the contracts in pyproject.toml."""

import subprocess
import sys
from pathlib import Path

BACKEND_DIR = Path(__file__).resolve().parents[2]


def test_imports_point_down() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    run = subprocess.run([lint, "--no-cache"], cwd=BACKEND_DIR, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


def test_a_contract_that_is_broken_is_noticed(tmp_path: Path) -> None:
    """The check itself can fail: an engine that imports the clock is caught."""
    package = tmp_path / "pong" / "game_engine"
    package.mkdir(parents=True)
    (tmp_path / "pong" / "__init__.py").write_text("")
    (package / "__init__.py").write_text("import time\n")
    (tmp_path / "pyproject.toml").write_text(
        '[tool.importlinter]\nroot_package = "pong"\ninclude_external_packages = true\n'
        '[[tool.importlinter.contracts]]\nname = "no clock"\ntype = "forbidden"\n'
        'source_modules = ["pong.game_engine"]\nforbidden_modules = ["time"]\n'
    )
    lint = Path(sys.executable).with_name("lint-imports")
    run = subprocess.run([lint, "--no-cache"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert run.returncode == 1, run.stdout
