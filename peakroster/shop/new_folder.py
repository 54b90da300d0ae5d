"""A new shop folder: an annotated template to fill in, or the sample shop to try things on."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from peakroster.resources import data_folder
from peakroster.shop.settings.read import FILE
from peakroster.shop.settings.template import with_rules
from peakroster.tables.atomic_files import note_change
from peakroster.tables.findings import Finding, InputError


def new_shop(folder: Path, *, sample: bool) -> list[str]:
    """Create the folder and return its files; whole or not at all.

    Raises InputError when the folder is there already and not empty: nothing of it is touched.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError(
            [Finding("error", "folder_not_empty", folder.name or str(folder), value=str(folder))]
        )
    source = data_folder() / ("sample" if sample else "template")
    folder = folder.resolve()  # of "." neither the name nor the parent says where it is
    folder.parent.mkdir(parents=True, exist_ok=True)
    partial = folder.parent / f".{folder.name}.partial-{os.getpid()}"
    try:
        shutil.copytree(source, partial)
        settings = partial / FILE
        settings.write_text(with_rules(settings.read_text(encoding="utf-8")), encoding="utf-8")
        if folder.exists():  # moved into it, not put in its place: somebody may stand in it
            for entry in sorted(partial.iterdir()):
                entry.rename(folder / entry.name)
                note_change(folder)
            partial.rmdir()
        else:
            partial.rename(folder)
            note_change(folder)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
