"""Two changes of one table go together where they do not touch."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from peakroster.shop.table_specs import LOCKS
from peakroster.store.merging import KEYS, keyed, merge_rows
from peakroster.tables.editing import read_for_edit

TABLES = st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 2))


def test_rows_that_do_not_touch() -> None:
    """Changed, removed and added here and there; the same change on both sides is none against the other."""
    base = {"a": 1, "b": 1, "c": 1, "d": 1}
    merged = merge_rows(base, {"a": 2, "b": 1, "d": 3, "e": 1}, {"a": 1, "b": 2, "c": 1, "d": 3, "f": 1})
    assert dict(merged.rows) == {"a": 2, "b": 2, "d": 3, "f": 1, "e": 1}
    assert merged.touching == ()


def test_rows_that_touch() -> None:
    """Changed twice, changed and removed, added twice: theirs stands, and each is told."""
    merged = merge_rows({"a": 1, "b": 1}, {"a": 2, "c": 1}, {"a": 3, "b": 2, "c": 2})
    assert dict(merged.rows) == {"a": 3, "b": 2, "c": 2}
    assert merged.touching == ("a", "c", "b")


@given(TABLES, TABLES, TABLES)
def test_no_side_is_lost(base: dict[str, int], mine: dict[str, int], theirs: dict[str, int]) -> None:
    """Whoever goes first, the same keys touch, and apart from them the same rows come out."""
    one, other = merge_rows(base, mine, theirs), merge_rows(base, theirs, mine)
    assert set(one.touching) == set(other.touching)
    for key in {*base, *mine, *theirs} - set(one.touching):
        assert one.rows.get(key) == other.rows.get(key)
        changed = [side.get(key) for side in (mine, theirs) if side.get(key) != base.get(key)]
        assert one.rows.get(key) == (changed[0] if changed else base.get(key))


def test_rows_of_a_file_by_their_key(tmp_path: Path) -> None:
    """Rows with the same key are one."""
    text = "agent_id,date,shift\n001,2026-11-09,早班\n002,2026-11-09,off\n001,2026-11-09,晚班\n"
    (tmp_path / "locks.csv").write_text(text, encoding="utf-8")
    found = keyed(read_for_edit(tmp_path, LOCKS), KEYS["locks"])
    assert list(found) == [("001", "2026-11-09"), ("002", "2026-11-09")]
    assert len(found["001", "2026-11-09"]) == 2
    assert keyed(None, KEYS["locks"]) == {}
