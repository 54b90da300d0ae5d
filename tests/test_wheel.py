"""A wheel, unpacked elsewhere, brings everything along that the program reads."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout, unpacked: what an installation would put into site-packages."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def run(unpacked: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The program out of the wheel, with the checkout out of sight."""
    environment = {**os.environ, "PYTHONPATH": str(unpacked)}
    command = [sys.executable, "-c", "from peakroster.cli import main; main()", *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, env=environment, cwd=unpacked.parent, check=False
    )


def test_the_sample_and_the_catalogues_are_in_it(unpacked: Path) -> None:
    """``init --sample`` works in English and ``check`` in Chinese without the checkout."""
    where = run(unpacked, "init", "shop", "--sample", "--lang", "en")
    assert where.returncode == 0, where.stderr
    sample = {p.relative_to(ROOT / "data/sample") for p in (ROOT / "data/sample").rglob("*.csv")}
    written = {p.relative_to(unpacked.parent / "shop") for p in (unpacked.parent / "shop").rglob("*.csv")}
    assert written == sample
    checked = run(unpacked, "check", "shop", "--lang", "zh")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "可以排班" in checked.stdout


def test_nothing_else_is_in_it(unpacked: Path) -> None:
    """Four packages; no tests, no benchmarks, no caches."""
    packages = {entry.name for entry in unpacked.iterdir() if not entry.name.endswith(".dist-info")}
    assert packages == {"forecast", "scheduler", "peakroster", "ui"}
    typed = {path.parent.name for path in unpacked.rglob("py.typed")}
    assert {"forecast", "scheduler", "peakroster"} <= typed
    assert not (unpacked / "tools").exists()
    assert not list(unpacked.rglob("__pycache__"))
