"""The forecaster's remarks in words."""

from __future__ import annotations

import pytest

from forecast import Note
from peakroster.messages import Translator
from peakroster.planning.forecast.notes import describe_note, note_json


@pytest.mark.parametrize(("language", "method"), [("en", "Same hour last week"), ("zh", "上周同一小时")])
def test_a_chosen_method_has_its_name(language: str, method: str) -> None:
    """Whoever reads it sees the method as the tables call it, with both errors; JSON keeps the code."""
    note = Note("simple_method_better", {"method": "last_week", "wape": 0.1234, "model_wape": 0.2})
    told = note_json("presale", note, Translator(language))
    for part in ("presale", method, "12.3%", "20.0%"):
        assert part in told["message"]
    assert told["numbers"]["method"] == "last_week"
    chosen = describe_note("presale", Note("method_chosen", {"method": "last_week"}), Translator(language))
    assert method in chosen
