"""A no to a proposed sale is remembered."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

from peakroster.planning.forecast.sale_entry import not_refused
from peakroster.planning.forecast.sale_proposals import SaleProposal
from peakroster.planning.forecast.sale_refusals import ask_again, refuse_sales, refused_sales
from peakroster.store.log import logged_changes

START = datetime(2025, 5, 10)
ONE = SaleProposal(
    "promotion-2025-05-10", "promotion", START, START + timedelta(days=1), 3.0, False, date(2025, 5, 10)
)
OTHER = replace(ONE, name="double11-2025", kind="double11", peak=date(2025, 11, 11))


def test_what_was_refused_is_asked_no_more_until_somebody_wants_it(tmp_path: Path) -> None:
    """Also under another name, by whoever asks; the log says who said so, and asking again forgets it."""
    assert not_refused(tmp_path, [ONE, OTHER]) == (ONE, OTHER)
    refuse_sales(tmp_path, [ONE])
    assert not_refused(tmp_path, [replace(ONE, name="promotion-2"), OTHER]) == (OTHER,)
    refuse_sales(tmp_path, [OTHER])
    refuse_sales(tmp_path, [])
    assert len(refused_sales(tmp_path)) == 2
    assert [one.entry.kind for one in logged_changes(tmp_path)] == ["no_sale", "no_sale"]
    ask_again(tmp_path)
    assert not_refused(tmp_path, [ONE, OTHER]) == (ONE, OTHER)
