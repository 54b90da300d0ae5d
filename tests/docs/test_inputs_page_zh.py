"""docs/reference/inputs.zh-CN.md says in Chinese what the registry has, as the English page does."""

from __future__ import annotations

import pytest

from peakroster.messages import LANGUAGES, Translator
from peakroster.tables.specs import TableSpec
from tests.docs.pages import page, section
from tools.inputs_page_zh import PAGE, TABLES, filled, key_of


def test_the_page_is_that_of_the_registry() -> None:
    """``python -m tools.inputs_page_zh`` brings it up to date."""
    text = PAGE.read_text(encoding="utf-8")
    assert filled(text) == text


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.stem)
def test_every_column_has_its_sentence(table: TableSpec) -> None:
    """In both languages: a new column needs one in ``data/messages/{zh,en}/columns.toml``."""
    for language in LANGUAGES:
        translate = Translator(language)
        assert [column.name for column in table.columns if not translate.has(key_of(table, column))] == []


def test_both_pages_have_the_same_columns() -> None:
    """What the Chinese page calls a column stands in the English one, too."""
    english = page("inputs.md")
    names = {column.name for table in TABLES for column in table.columns}
    assert [name for name in sorted(names) if f"`{name}`" not in english] == []
    chinese = section("inputs.zh-CN.md", "shifts.csv：班次")
    assert "| `meal_minutes` | `用餐分钟` |" in chinese
