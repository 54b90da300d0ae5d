"""docs/reference/inputs.md names every header and every kind that the readers accept."""

from __future__ import annotations

import re

import pytest

from peakroster.shop.inputs.mapping import MAPPING_KINDS
from peakroster.shop.inputs.requests import REQUEST_KINDS
from peakroster.shop.table_specs import CHAT_LOG, ROSTER, SHOP_TABLES
from peakroster.tables.specs import TableSpec
from tests.docs.pages import page, section

TITLES = {ROSTER.stem: "A roster for `adopt`", CHAT_LOG.stem: "A chat log for `conversations`"}
"""Headings of files that do not lie in the shop folder."""


@pytest.mark.parametrize("spec", [*SHOP_TABLES, ROSTER, CHAT_LOG], ids=lambda spec: spec.stem)
def test_every_header_is_recognised(spec: TableSpec) -> None:
    """The table of a file has exactly its columns: names, Chinese names and synonyms."""
    title = TITLES.get(spec.stem, f"{spec.stem}.csv")
    table = section("inputs.md", "Recognised headers").split(f"\n**{title}**\n")[1].split("\n**")[0]
    found = [re.findall("`([^`]+)`", line) for line in table.splitlines() if line.startswith("| `")]
    assert found == [[column.name, column.chinese, *column.synonyms] for column in spec.columns]


@pytest.mark.parametrize("spec", [*SHOP_TABLES, ROSTER, CHAT_LOG], ids=lambda spec: spec.stem)
def test_every_column_is_explained(spec: TableSpec) -> None:
    """In the file's own section."""
    heading = TITLES.get(spec.stem, f"{spec.stem}.csv")
    text = section("inputs.md", heading)
    assert [column.name for column in spec.columns if f"`{column.name}`" not in text] == []


def test_every_kind_is_named() -> None:
    """Kinds of requests and of mappings, in both languages."""
    text = page("inputs.md")
    assert sorted(kind for kind in {*REQUEST_KINDS, *MAPPING_KINDS} if f"`{kind}`" not in text) == []
