"""The example rows of a new shop, which are nobody's people and nobody's figures."""

from __future__ import annotations

import filecmp
from pathlib import Path

from peakroster.resources import data_folder
from peakroster.tables.reader import find_file
from peakroster.tables.report import Report
from peakroster.tables.specs import TableSpec


def is_example(folder: Path, spec: TableSpec) -> bool:
    """Whether the table is still that of the template, whose rows are examples."""
    path = find_file(folder, spec, Report())
    template = data_folder() / "template" / f"{spec.stem}.csv"
    return path is not None and template.exists() and filecmp.cmp(path, template, shallow=False)
