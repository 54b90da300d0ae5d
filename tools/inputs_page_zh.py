"""Fills docs/reference/inputs.zh-CN.md: ``python -m tools.inputs_page_zh``.

What stands above the mark is written by hand. Below it is a section for each table of the registry
(:mod:`peakroster.shop.table_specs`), in the words of the catalogue ``columns``. A test holds the page to it,
and another the English page to the same registry.
"""

from __future__ import annotations

from pathlib import Path

from peakroster.messages import Translator
from peakroster.shop.table_specs import ABSENCES, CHAT_LOG, ROSTER, SHOP_TABLES
from peakroster.tables.specs import ColumnSpec, TableSpec

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "reference" / "inputs.zh-CN.md"
MARK = "<!-- python -m tools.inputs_page_zh writes what follows -->\n"

TABLES = (*SHOP_TABLES, ABSENCES, ROSTER, CHAT_LOG)
"""Every table that somebody fills in."""

_WORDS = Translator("zh")


def key_of(table: TableSpec, column: ColumnSpec) -> str:
    """The key of a column's sentence."""
    return f"columns.{table.stem.replace(' ', '_')}_{column.name}"


def filled(page: str) -> str:
    """The page with a section for each table below the mark."""
    head, mark, _ = page.partition(MARK)
    return head + mark + "".join(_section(table) for table in TABLES)


def _section(table: TableSpec) -> str:
    title = _WORDS(f"columns.table_{table.stem.replace(' ', '_')}")
    needed = "必须有，而且至少一行。" if table.required else "没有可以不放。"
    rows = "".join(_row(table, column) for column in table.columns)
    return (
        f"\n## {title}\n\n{needed}\n\n"
        f"| 列 | 中文表头 | 必填 | 意思 | 也认这些表头 |\n| --- | --- | --- | --- | --- |\n{rows}"
    )


def _row(table: TableSpec, column: ColumnSpec) -> str:
    needed = "是" if column.required and not column.blank else ""
    others = "、".join(f"`{name}`" for name in column.synonyms)
    words = _WORDS(key_of(table, column))
    return f"| `{column.name}` | `{column.chinese}` | {needed} | {words} | {others} |\n"


if __name__ == "__main__":
    PAGE.write_text(filled(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
