"""Which real spikes are proposed as promotions, and which proposals are false.

    .venv/bin/python -m benchmarks.forecasting.sale_proposals ../shared/data

``*_events.csv`` is what a manager would have entered; the other series have no sales at all, so that whatever
is proposed there is false. Also the sample shop, with all of its promotions taken away.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pandas as pd

from peakroster.planning.forecast.sale_proposals import SaleProposal, proposed_sales
from peakroster.resources import data_folder
from peakroster.shop.folder import read_shop
from scheduler.domain.shop import Shop

SERIES = (
    ("events/shop_visits.csv", "US", "America/New_York"),
    ("events/boulevard.csv", "AU", "Australia/Melbourne"),
    ("series/bikeshare_hourly.csv", "US", "America/New_York"),
    ("series/technion_hourly_1999.csv", "IL", "Asia/Jerusalem"),
)


def main() -> None:
    """Print a line a series, then the proposals that match no event."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    data: Path = parser.parse_args().data
    print(
        f"{'series':18} {'sales':>5} {'days':>5} {'found':>5} {'found days':>10} {'proposed':>8} {'false':>5}"
    )
    for name, country, zone in SERIES:
        path = data / name
        events_path = path.with_name(f"{path.stem}_events.csv")
        events = pd.read_csv(events_path) if events_path.exists() else pd.DataFrame({"start": [], "end": []})
        report(path.stem, _shop(path, country, zone), events)
    sample = read_shop(data_folder() / "sample")
    end = sample.history["timestamp"].max()
    past = [one for one in sample.events if one.end <= end]
    events = pd.DataFrame(
        {"event": [e.name for e in past], "start": [e.start for e in past], "end": [e.end for e in past]}
    )
    report("sample", replace(sample, events=()), events)


def report(name: str, shop: Shop, events: pd.DataFrame) -> None:
    """Compare the proposals with the events by their hours."""
    spans = [
        (pd.Timestamp(a).to_pydatetime(), pd.Timestamp(b).to_pydatetime())
        for a, b in zip(events["start"], events["end"], strict=True)
    ]
    proposed = [one for one in proposed_sales(shop) if not one.coming]
    days = {d.date() for a, b in spans for d in pd.date_range(a, b - pd.Timedelta(minutes=1), freq="D")}
    own = {
        d.date()
        for one in proposed
        for d in pd.date_range(one.start, one.end - pd.Timedelta(minutes=1), freq="D")
    }
    found = [span for span in spans if any(_meet(one, span) for one in proposed)]
    false = [one for one in proposed if not any(_meet(one, span) for span in spans)]
    print(
        f"{name}: {len(spans)}, {len(days)}; {len(found)}, {len(days & own)}; {len(proposed)}, {len(false)}"
    )
    for one in proposed:
        mark = "false" if one in false else "     "
        hours = f"{one.start:%Y-%m-%d %H:%M} - {one.end:%Y-%m-%d %H:%M}"
        print(f"    {mark} {one.name:24} {hours}  x{one.times or 0:.1f}")
    for index, span in enumerate(spans):
        if span not in found:
            print(f"    missed {events.get('event', events['start']).iloc[index]} {span[0]} {span[1]}")


def _meet(one: SaleProposal, span: tuple[datetime, datetime]) -> bool:
    return one.start < span[1] and one.end > span[0]


def _shop(path: Path, country: str, zone: str) -> Shop:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "shop"
        shutil.copytree(data_folder() / "template", folder)
        (folder / "shop.toml").write_text(
            f'name = "x"\ntimezone = "{zone}"\ncountry = "{country}"\n'
            '[[queues]]\nid = "presale"\naht_seconds = 240\nconcurrency = 3\n'
        )
        for name in ("events", "requests", "locks", "mapping"):
            (folder / f"{name}.csv").unlink()
        table = pd.read_csv(path)
        table.columns = ["timestamp", "inquiries"]
        table.insert(1, "queue", "presale")
        table = table.drop_duplicates("timestamp")
        table.to_csv(folder / "history.csv", index=False)
        return read_shop(folder)


if __name__ == "__main__":
    main()
