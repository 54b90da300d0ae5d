"""The figures of an import beside the history that the shop has."""

from __future__ import annotations

import io
from collections.abc import Collection, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from peakroster.importing.changes import MOST_EXAMPLES, Change, TableChange
from peakroster.shop.examples import is_example
from peakroster.shop.inputs.history import MOST_INQUIRIES, empty_history, read_history
from peakroster.shop.table_specs import HISTORY
from peakroster.tables.findings import Finding, InputError
from peakroster.tables.reader import find_file, read_table
from peakroster.tables.report import Report

_KEYS = ["timestamp", "queue"]
_CHUNK = 500_000


def history_change(
    folder: Path,
    tables: Sequence[tuple[str, pd.DataFrame]],
    queues: Collection[str] | None,
    timezone: str | None,
) -> TableChange:
    """The history with the figures of these tables (file, frame); an hour that it has gets the new figure.

    Raises InputError where two files, or two rows, say different things of one hour, where the history that
    is there cannot be read, or where the whole would be larger than any history may be.
    """
    for file, frame in tables:
        _require_room(len(frame), file)
    new = _together(tables)
    old, path, fresh = _old(folder, queues, timezone)
    target = folder / f"{HISTORY.stem}.csv"
    replaces = tuple(each for each in (path,) if each is not None and each != target)
    if old.empty:
        merged = new.sort_values(_KEYS, ignore_index=True)
        content = _checked_bytes(merged, target, tables[0][0])
        days = new["timestamp"].dt.normalize().nunique()
        return TableChange(HISTORY.stem, target, content, added=len(new), replaces=replaces, days=days)
    both = old.merge(
        new.astype({"queue": "str"}), on=_KEYS, how="outer", suffixes=("_old", ""), indicator=True
    )
    was, comes = both["_merge"] != "right_only", both["_merge"] != "left_only"
    differs = was & comes & (both["inquiries"] != both["inquiries_old"])
    aht = both["aht_seconds"].notna() & (both["aht_seconds"] != both["aht_seconds_old"])
    differs |= was & comes & aht
    added, changed = int((~was & comes).sum()), int(differs.sum())
    same = int((was & comes & ~differs).sum())
    if not added and not changed and not fresh:
        return TableChange(HISTORY.stem, path or target, None, same=same)
    merged = pd.DataFrame(
        {
            "timestamp": both["timestamp"],
            "queue": both["queue"],
            "inquiries": both["inquiries"].where(comes, both["inquiries_old"]).astype("int64"),
            "aht_seconds": both["aht_seconds"].where(both["aht_seconds"].notna(), both["aht_seconds_old"]),
        }
    ).sort_values(_KEYS, ignore_index=True)
    examples = [
        Change(
            f"{row.timestamp:%Y-%m-%d %H:%M} {row.queue}",
            "inquiries",
            f"{row.inquiries_old:.0f}",
            f"{row.inquiries:.0f}",
        )
        for row in both[differs].head(MOST_EXAMPLES).itertuples()
    ]
    content = _checked_bytes(merged, target, tables[0][0])
    dates = both["timestamp"].dt.normalize()
    return TableChange(
        HISTORY.stem,
        target,
        content,
        added,
        changed,
        same,
        0,
        tuple(examples),
        int((was & ~comes).sum()),
        replaces,
        days=len(set(dates[comes].unique()) - set(dates[was].unique())),
    )


def _checked_bytes(merged: pd.DataFrame, target: Path, file: str) -> bytes:
    """The bytes of history.csv. Raises InputError where no history may be so large."""
    _require_room(len(merged), file)
    content = history_bytes(merged)
    if len(content) > HISTORY.megabytes * 1_000_000:
        size = {"megabytes": round(len(content) / 1e6), "most": HISTORY.megabytes}
        raise InputError([Finding("error", "file_too_big", target.name, details=size)])
    return content


def _require_room(count: int, file: str) -> None:
    """Raise InputError where these are more figures than a history may have."""
    if count > HISTORY.most_rows:
        details = {"count": count, "most": HISTORY.most_rows}
        raise InputError([Finding("error", "too_many_rows", file, details=details)])


def _together(tables: Sequence[tuple[str, pd.DataFrame]]) -> pd.DataFrame:
    """All figures, each hour of a queue once."""
    parts = [frame.assign(file=place) for place, (_, frame) in enumerate(tables)]
    if len(parts) > 1:
        names = sorted({str(name) for frame in parts for name in frame["queue"].cat.categories})
        parts = [frame.assign(queue=frame["queue"].cat.set_categories(names)) for frame in parts]
    whole = pd.concat(parts, ignore_index=True)
    again = whole.duplicated(_KEYS, keep=False)
    if again.any():
        _require_equal(whole[again], [file for file, _ in tables])
        whole = whole.drop_duplicates(_KEYS)
    too_many = whole[whole["inquiries"] > MOST_INQUIRIES]
    assert too_many.empty
    return whole[[*_KEYS, "inquiries", "aht_seconds"]]


def _require_equal(twice: pd.DataFrame, files: Sequence[str]) -> None:
    """Raise InputError where an hour has two figures that differ."""
    grouped = twice.groupby(_KEYS, observed=True)["inquiries"]
    wrong = grouped.nunique()
    wrong = wrong[wrong > 1]
    if wrong.empty:
        return
    stamp, queue = wrong.index[0]
    rows = twice[(twice["timestamp"] == stamp) & (twice["queue"] == queue)].head(2)
    places = "; ".join(f"{files[row.file]}:{row.row}" for row in rows.itertuples())
    values = " / ".join(f"{value}" for value in rows["inquiries"])
    details = {"count": len(wrong), "places": places, "hour": f"{stamp:%Y-%m-%d %H:%M}", "queue": str(queue)}
    raise InputError(
        [Finding("error", "import_two_figures", files[rows["file"].iloc[0]], value=values, details=details)]
    )


def _old(
    folder: Path, queues: Collection[str] | None, timezone: str | None
) -> tuple[pd.DataFrame, Path | None, bool]:
    """The history that is there, its file, and whether it is only the template's example."""
    report = Report()
    path = find_file(folder, HISTORY, report)
    if path is None or is_example(folder, HISTORY) or not path.stat().st_size:
        return empty_history(), path, path is not None
    table = read_table(path, HISTORY, report)
    frame = empty_history() if table is None else read_history(table, report, queues, timezone)
    if report.has("error"):
        raise InputError(report.findings("error"))
    return frame, path, False


def history_bytes(frame: pd.DataFrame) -> bytes:
    """history.csv with these figures; handling times only where there are any."""
    has_times = bool(frame["aht_seconds"].notna().any())
    columns = ["timestamp", "queue", "inquiries", *(["aht_seconds"] if has_times else [])]
    out = io.StringIO()
    out.write(",".join(columns) + "\n")
    for start in range(0, len(frame), _CHUNK):
        part = frame.iloc[start : start + _CHUNK]
        texts: dict[str, object] = {
            "timestamp": np.datetime_as_string(part["timestamp"].to_numpy().astype("datetime64[m]")),
            "queue": part["queue"].to_numpy(),
            "inquiries": part["inquiries"].to_numpy(),
        }
        if has_times:
            texts["aht_seconds"] = (
                part["aht_seconds"].map("{:.6g}".format).where(part["aht_seconds"].notna(), "")
            )
        pd.DataFrame(texts).to_csv(out, header=False, index=False, lineterminator="\n")
    return out.getvalue().encode("utf-8")
