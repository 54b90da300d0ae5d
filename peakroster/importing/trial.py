"""A shop as it would be with other contents of its files, read where nobody sees it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from peakroster.shop.folder import read_shop
from peakroster.shop.model import ShopFolder
from peakroster.shop.table_specs import HISTORY

_SUFFIXES = frozenset({".toml", ".csv", ".tsv", ".txt", ".xls", ".xlsx"})


def shop_with(folder: Path, files: Mapping[Path, bytes | None]) -> ShopFolder:
    """The shop, without its history, if these files had these contents; None = the file were gone.

    Raises InputError where that shop has errors.
    """
    with tempfile.TemporaryDirectory(prefix="peakroster-") as place:
        trial = Path(place) / folder.resolve().name
        trial.mkdir()
        for path in folder.iterdir():
            read = path.suffix.lower() in _SUFFIXES and path.stem != HISTORY.stem
            if read and path not in files:
                shutil.copyfile(path, trial / path.name)
        for path, content in files.items():
            if content is not None and path.stem != HISTORY.stem:
                (trial / path.name).write_bytes(content)
        return read_shop(trial, history_required=False, with_history=False)
