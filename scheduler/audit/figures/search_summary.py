"""What summary.json says about the search: status, objective, bound, gap and why it stopped."""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.audit.facts.plan_data import PlanData
from scheduler.audit.facts.violation import Violation
from scheduler.audit.figures.totals import SUMMARY, is_number, shown

REASONS = ("optimal", "work", "time", "user", "crash")
GAP_TOLERANCE = 1e-4
"""The gap may be written with four decimals."""


def search(data: PlanData) -> Iterator[Violation]:
    """Figures of the search that cannot belong together."""
    summary = data.plan.summary
    if summary is None:
        return
    stopped_by, status = summary.get("stopped_by"), summary.get("status")
    if "stopped_by" in summary and stopped_by not in REASONS:
        reasons = " | ".join(REASONS)
        yield Violation(
            "summary_stopped_by", SUMMARY, None, "stopped_by", expected=reasons, found=shown(stopped_by)
        )
    if "status" in summary and (not isinstance(status, str) or not status):
        yield Violation("summary_status", SUMMARY, None, "status", found=shown(status))

    keys = ("objective", "bound", "gap", "unavoidable")
    figures = {key: summary.get(key) for key in keys if key in summary}
    wrong = {key: value for key, value in figures.items() if not is_number(value)}
    for key, value in wrong.items():
        yield Violation("summary_figure", SUMMARY, None, key, expected="number", found=shown(value))
    if not {"objective", "bound", "gap"} <= set(figures) or wrong:
        return
    # A summary of an earlier program counts without it.
    unavoidable = float(summary.get("unavoidable", 0.0))
    objective, bound, gap = (float(summary[key]) for key in ("objective", "bound", "gap"))
    if bound > objective + GAP_TOLERANCE * max(1.0, abs(objective)):
        yield Violation("summary_bound", SUMMARY, None, "bound", expected=objective, found=bound)
        return
    open_ = objective - bound
    avoidable = max(objective - unavoidable, open_)
    expected = 0.0 if open_ == 0 else open_ / avoidable if avoidable else float("inf")
    if not abs(gap - expected) <= GAP_TOLERANCE:
        yield Violation("summary_gap", SUMMARY, None, "gap", expected=expected, found=gap)
    elif (stopped_by == "optimal" or str(status).lower() == "optimal") and gap > GAP_TOLERANCE:
        yield Violation(
            "summary_status", SUMMARY, None, "status", found=f"{status}, {stopped_by}, gap {gap:g}"
        )
