"""Makes a shop of answers and of files: looked at as a whole first, then put in place, then filled."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from peakroster.importing.changes import TableChange
from peakroster.importing.context import context_of
from peakroster.importing.understanding import Understanding, understand
from peakroster.importing.writing import Written, planned, with_roster_question, write
from peakroster.messages import Translator
from peakroster.shop.new_folder import new_shop
from peakroster.starting.drafting import Answers, shop_files


@dataclass(frozen=True)
class Prepared:
    """A shop as it would be; nothing of it is written.

    Attributes
    ----------
    files
        Its own files by name.
    understanding
        What is imported into it, perhaps with open questions; None without files.
    changes
        What the import brings, while nothing is open.
    """

    files: Mapping[str, bytes]
    understanding: Understanding | None = None
    changes: tuple[TableChange, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether it can be made."""
        return self.understanding is None or self.understanding.is_complete


def prepare(
    answers: Answers,
    translate: Translator,
    files: Sequence[Path] = (),
    import_answers: Mapping[str, str] | None = None,
    today: date | None = None,
) -> Prepared:
    """The shop that these answers and files make; translate: the language of shop.toml's comments.

    Raises InputError where what the files bring would have errors.
    """
    own = shop_files(answers, translate)
    if not files:
        return Prepared(own)
    with tempfile.TemporaryDirectory(prefix="peakroster-") as place:
        trial = Path(place) / "shop"
        trial.mkdir()
        for name, content in own.items():
            (trial / name).write_bytes(content)
        found = with_roster_question(understand(files, context_of(trial, today), import_answers))
        changes = planned(found, trial) if found.is_complete else ()
    return Prepared(own, found, changes)


def make(
    folder: Path, prepared: Prepared, observe: Callable[[str], None] | None = None, today: date | None = None
) -> tuple[list[str], Written | None]:
    """Make the shop in a folder that is empty or not there, then import the files; returns its files.

    Raises
    ------
    ValueError
        Where questions are open.
    InputError, OSError
        Where something else lies there, or the import fails: then nothing stays.
    """
    if not prepared.is_complete:
        raise ValueError("questions are open")
    existed = folder.exists()
    names = new_shop(folder, files=prepared.files)
    if prepared.understanding is None:
        return names, None
    try:
        context = context_of(folder, today)
        written = write(folder, replace(prepared.understanding, context=context), observe)
    except BaseException:
        _take_away(folder, existed)
        raise
    return names, written


def _take_away(folder: Path, existed: bool) -> None:
    """Leave an empty folder empty, and none where there was none."""
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    if not existed:
        folder.rmdir()
