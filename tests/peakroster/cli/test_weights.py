"""A plan passes its own audit whatever the weights of the objective."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from scheduler.domain.weights import Weights
from tests.peakroster.cli.small_shop import SETTINGS, history, run, write_small_shop

pytestmark = pytest.mark.slow

KEYS = tuple(field.name for field in fields(Weights) if field.name != "free_weekends")
"""Prices; how many weekends are to be free is a number of them."""


@pytest.mark.parametrize(
    "weights",
    [
        {"shortage": 1000.0},
        dict.fromkeys(KEYS, 1e3),
        dict.fromkeys(KEYS, 1e6),
        {"late": 1e6, "late_allowed": 0.0, "shortage": 0.0, "overstaffing": 0.0},
        {"late_allowed": 777.777, "cost": 1e6, "wish": 0.001},
    ],
    ids=["shortage alone", "all of a thousand", "all of a million", "late alone", "odd ones"],
)
def test_its_audit_is_clean(weights: dict[str, float], tmp_path: Path) -> None:
    """Three times the inquiries that the team can answer, so that several people are missing at once."""
    folder = write_small_shop(tmp_path / "shop")
    # How the promises are sized matters to those who are late, and to nothing else here.
    method = "auto" if "late_allowed" in weights and len(weights) < len(KEYS) else "stationary"
    table = "".join(f"{key} = {value!r}\n" for key, value in weights.items())
    (folder / "shop.toml").write_text(
        f'staffing_method = "{method}"\n{SETTINGS}\n[objective]\n{table}', encoding="utf-8"
    )
    (folder / "history.csv").write_text(history(scale=3.0), encoding="utf-8")
    done = run("plan", folder, "--from", "2026-11-09", "--days", 2, "--time-limit", 2, "--json")
    assert done.json["audit"] == []
    assert done.code == 0
