"""Writes the sample's inputs: the same bytes each time."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from tools.sample.calendars import promotions
from tools.sample.history import history, streams
from tools.sample.mapping import mapping
from tools.sample.parameters import Parameters
from tools.sample.people import agents
from tools.sample.settings import settings
from tools.sample.shifts import shifts
from tools.sample.wishes import locks, requests

_AS_SHIPPED = Parameters()


def write_sample(folder: Path, parameters: Parameters = _AS_SHIPPED) -> None:
    """Write every input file of FORMATS into ``folder`` (made if absent), over any that are there.

    Plans in the folder are left alone. Tables with Chinese in them carry a byte order mark, without
    which Excel would garble them.
    """
    folder.mkdir(parents=True, exist_ok=True)
    random = streams(parameters.seed)
    people = agents(parameters, random.people)
    (folder / "shop.toml").write_bytes(settings(parameters).encode())
    past = history(parameters)
    past["timestamp"] = past["timestamp"].dt.strftime("%Y-%m-%dT%H:%M")
    _write(past, folder / "history.csv")
    _write(promotions(), folder / "events.csv")
    _write(people, folder / "agents.csv", chinese=True)
    _write(shifts(), folder / "shifts.csv", chinese=True)
    _write(requests(people, parameters, random.requests), folder / "requests.csv", chinese=True)
    _write(locks(parameters), folder / "locks.csv", chinese=True)
    _write(mapping(people, shifts()), folder / "mapping.csv", chinese=True)


def _write(table: pd.DataFrame, path: Path, *, chinese: bool = False) -> None:
    text = table.to_csv(index=False, lineterminator="\n")
    path.write_bytes(text.encode("utf-8-sig" if chinese else "utf-8"))
