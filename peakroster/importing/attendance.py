"""Records of an attendance system among the files: recognised here, read by :mod:`peakroster.attendance`."""

from __future__ import annotations

from pathlib import Path

from peakroster.attendance.attending import attend
from peakroster.attendance.columns import ATTENDANCE, IN, OUT
from peakroster.importing.context import Context
from peakroster.layouts.cells.words import plain
from peakroster.layouts.grid import Sheet
from peakroster.layouts.lists.finding import find_list
from peakroster.layouts.questions import Remark
from peakroster.layouts.results import Reading
from peakroster.tables.findings import InputError

_WORDS = {column.name: (column.chinese, column.name, *column.synonyms) for column in ATTENDANCE.columns}
_PUNCHES = {column.name for column in (*IN, *OUT)}


def understand_attendance(path: Path, sheet: Sheet, context: Context | None) -> Reading | None:
    """The sheet as records of attendance, with what keeps it from being compared; None where it is none."""
    found = find_list(sheet, _WORDS)
    if found is None or not {"agent_id", "platform_id", "name"} & set(found.places):
        return None
    paired = len(_PUNCHES & set(found.places)) >= 2 and "date" in found.places
    punched = "punch" in found.places and any(
        "打卡" in text or "punch" in plain(text) for text in found.headers
    )
    if not paired and not punched:
        return None
    own = [text for text in found.texts.values() if "打卡" in text or "考勤" in text or "签" in text]
    left: tuple[Remark, ...] = ()
    if not own and "shift" in plain(" ".join(found.headers)):
        return None
    if context is None or context.shop is None:
        left = (Remark("attendance_needs_shop", details={"label": path.name}, count=1),)
    else:
        try:
            attend(context.shop, path)
        except InputError as problem:
            sentence = problem.sentences("zh")[0], problem.sentences("en")[0]
            details = {"label": path.name, "zh": sentence[0], "en": sentence[1]}
            left = (Remark("attendance_not_compared", details=details, count=len(problem.findings)),)
    return Reading(
        "attendance",
        "list",
        None,
        found.header_rows,
        found.body,
        left_out=left,
        signature=tuple(sorted(plain(text) for text in found.headers if text)),
        headers=found.texts,
        strength=len(found.places) + 2.0 * len(own),
    )
