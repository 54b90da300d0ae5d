"""The forecaster's remarks in words."""

from __future__ import annotations

import pytest

from forecast import Note
from peakroster.messages import Translator
from peakroster.planning.forecast.notes import describe_note, note_json, note_lines


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


@pytest.mark.parametrize("code", ["given_profile", "short_history"])
@pytest.mark.parametrize(("language", "words"), [("en", "no full day of history"), ("zh", "历史不足一天")])
def test_no_day_of_history_is_not_counted(code: str, language: str, words: str) -> None:
    """ "Only 0 days" is none."""
    assert words in describe_note("presale", Note(code, {"days": 0}), Translator(language))
    assert words not in describe_note("presale", Note(code, {"days": 3}), Translator(language))


@pytest.mark.parametrize(("language", "queues"), [("en", "售前, b: "), ("zh", "售前、b：")])
def test_one_remark_about_several_queues_is_one_line(language: str, queues: str) -> None:
    """With other numbers it is another remark."""
    ends = Note("history_ends_early", {"hours": 24})
    notes = [("a", ends), ("b", ends), ("c", Note("history_ends_early", {"hours": 48}))]
    first, second = note_lines(notes, {"a": "售前"}, Translator(language))
    assert first.startswith(queues)
    assert second.startswith("c")


@pytest.mark.parametrize(("language", "words"), [("en", "National Day"), ("zh", "“国庆节”")])
def test_a_holiday_is_called_as_the_reader_calls_it(language: str, words: str) -> None:
    note = Note("holiday_unseen", {"family": "National Day"})
    told = note_json("presale", note, Translator(language))
    assert words in told["message"]
    assert told["numbers"]["family"] == "National Day"
