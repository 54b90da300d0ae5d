"""The example rows of a new shop, which are nobody's people and nobody's figures."""

from __future__ import annotations

import filecmp
from pathlib import Path

from peakroster.resources import data_folder
from peakroster.shop.table_specs import EVENTS, LOCKS, MAPPING, REQUESTS
from peakroster.tables.reader import find_file
from peakroster.tables.report import Report
from peakroster.tables.specs import TableSpec

_HEADERS = 4000
"""Bytes; a row of headers is shorter."""


def is_example(folder: Path, spec: TableSpec) -> bool:
    """Whether the table is still that of a new shop: its headers alone, or the rows of examples of old."""
    path = find_file(folder, spec, Report())
    if path is None:
        return False
    template = data_folder() / "template" / f"{spec.stem}.csv"
    if template.exists() and filecmp.cmp(path, template, shallow=False):
        return True
    if path.suffix.lower() != ".csv" or path.stat().st_size >= _HEADERS:
        return False
    content = path.read_bytes()
    filled = [line for line in content.splitlines() if line.strip(b", \t\r;")]
    return b"\0" not in content and len(filled) <= 1


def emptied_examples(folder: Path) -> dict[Path, bytes]:
    """Optional tables that are still those of the template → their headers alone."""
    found = {}
    for spec in (EVENTS, REQUESTS, LOCKS, MAPPING):
        path = find_file(folder, spec, Report())
        if path is not None and is_example(folder, spec):
            found[path] = path.read_bytes().splitlines(keepends=True)[0]
    return found
