"""The built component that the wheel ships is that of the sources beside it."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[3] / "ui" / "roster_component"
BUILT = FOLDER / "built"


def sources_hash() -> str:
    """As ``stamp.mjs`` computes it: name and content of each source, by name."""
    sources = [path for path in (FOLDER / "src").rglob("*") if path.suffix in (".ts", ".css")]
    files = [*sources, FOLDER / "package-lock.json", FOLDER / "vite.config.ts"]
    hashed = hashlib.sha256()
    for path in sorted(files, key=lambda path: path.relative_to(FOLDER).as_posix()):
        hashed.update(path.relative_to(FOLDER).as_posix().encode() + b"\n")
        hashed.update(path.read_bytes())
    return hashed.hexdigest()


def test_the_bundle_is_that_of_its_sources() -> None:
    """Its first line names the sources that it was built from; no Node is needed to see that."""
    first = (BUILT / "roster.js").read_text(encoding="utf-8").splitlines()[0]
    assert first == f"/* sources: {sources_hash()} */", "make component, and commit what it built"


@pytest.mark.slow
def test_it_can_be_built_again(tmp_path: Path) -> None:
    """Where Node and the tools of the lock are: types hold, its tests pass, a build gives the same bytes."""
    if shutil.which("npm") is None or not (FOLDER / "node_modules").is_dir():
        reason = "no Node, or its tools are not installed: make component"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    kept = {path.name: path.read_bytes() for path in BUILT.iterdir()}
    copy = tmp_path / "component"
    shutil.copytree(FOLDER, copy, ignore=shutil.ignore_patterns("node_modules", "built", "__pycache__"))
    (copy / "node_modules").symlink_to(FOLDER / "node_modules")
    for script in ("check", "build"):
        done = subprocess.run(
            ["npm", "run", "--silent", script], cwd=copy, capture_output=True, text=True, timeout=240
        )
        assert done.returncode == 0, done.stdout + done.stderr
    assert {path.name: path.read_bytes() for path in (copy / "built").iterdir()} == kept
