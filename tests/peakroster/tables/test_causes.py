"""Many equal findings become one with its cause."""

from __future__ import annotations

import numpy as np
import pytest

from peakroster.messages import LANGUAGES, Translator
from peakroster.tables.causes import FEWEST, explained
from peakroster.tables.findings import Finding
from peakroster.tables.report import Report


def of_values(*values: str, code: str = "not_a_number") -> list[Finding]:
    return [
        Finding("error", code, "history.csv", row, "咨询量", value) for row, value in enumerate(values, 2)
    ]


@pytest.mark.parametrize(
    ("values", "cause"),
    [
        (("12,5", "3,0", "7,25", "1,5"), "decimal_commas"),
        (("无", "-", "无", "无"), "signs_for_numbers"),
        (("12人", "3 人", "4人次", "5个"), "units_behind_numbers"),
        (("12,5", "无", "x", "y"), "equal_rows"),
    ],
)
def test_the_cause_is_what_all_values_have_in_common(values: tuple[str, ...], cause: str) -> None:
    """One line, with how many, which rows and an example."""
    (one,) = explained(of_values(*values))
    assert one.code == cause
    for language in LANGUAGES:
        assert values[0] in one.sentence(Translator(language))
        assert "2, 3, 4, 5" in one.sentence(Translator(language))


def test_few_findings_stay_as_they_are() -> None:
    """So do those of other columns, and those without a row."""
    few = of_values(*["x"] * (FEWEST - 1))
    assert explained(few) == few
    files = [Finding("error", "missing_file", f"{n}.csv") for n in range(9)]
    assert explained(files) == files


def test_those_that_were_only_counted_are_counted_too() -> None:
    """Fifty are kept of 500, and the rest are a number."""
    report = Report()
    rows = np.arange(2, 502)
    report.rows("error", "not_a_number", "history.csv", "咨询量", rows, ["1,5"] * 500)
    report.error("missing_value", "history.csv", 3, column="queue")
    codes = [(one.code, one.details.get("count")) for one in explained(report.findings("error"))]
    assert sorted(codes, key=str) == sorted([("decimal_commas", 500), ("missing_value", None)], key=str)
