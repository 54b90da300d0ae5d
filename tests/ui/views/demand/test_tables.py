"""Cells of the editors as the files have them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ui.views.demand.tables import _changes


def test_several_queues_are_one_cell_of_the_file() -> None:
    """What is chosen of a list is written with its separator; the same choice is no change."""
    base = pd.DataFrame({"event": ["a", "b"], "queues": [["presale"], []]})
    edited = pd.DataFrame(
        {"event": ["a", "b", "c"], "queues": [np.array(["presale"]), ["presale", "aftersale"], None]}
    )
    changed, gone, new = _changes(base, edited, [], [2, 3], lambda _, value: value)
    assert changed == {3: {"queues": "presale;aftersale"}}
    assert gone == frozenset()
    assert new == [{"event": "c", "queues": None}]
