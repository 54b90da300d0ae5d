"""How values are written as JSON."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pytest

from peakroster.json_text import json_file, json_text, jsonable


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (datetime(2026, 11, 9, 8, 30), "2026-11-09T08:30"),
        (date(2026, 11, 9), "2026-11-09"),
        (Path("plans"), "plans"),
        (float("inf"), None),
        (np.float64("nan"), None),
        (np.int64(3), 3),
        (np.bool_(True), True),
        (np.array([[1.5, float("nan")]]), [[1.5, None]]),
        ({1: (True, None, "早班")}, {"1": [True, None, "早班"]}),
    ],
)
def test_types(value: object, expected: object) -> None:
    """Everything becomes a type that JSON has, at any depth."""
    assert jsonable(value) == expected
    assert json.loads(json_text(value)) == expected


def test_rounding() -> None:
    """Floats only, and only where decimals are given."""
    assert jsonable({"a": 1.23456, "b": [2]}, 2) == {"a": 1.23, "b": [2]}
    assert jsonable(1.23456) == 1.23456


def test_a_file_ends_with_a_line_break() -> None:
    """UTF-8 without a BOM, Chinese as it is."""
    assert json_file({"name": "早班"}, indent=2) == '{\n  "name": "早班"\n}\n'.encode()
