"""Give a fitted queue the events of its sisters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from forecast.cold_start import ProfiledModel
from forecast.driven import DrivenModel
from forecast.events.layer import EventLayer, Sister
from forecast.model import Model

AnyModel = Model | ProfiledModel | DrivenModel


def wants_sisters(model: AnyModel, before: pd.Timestamp) -> bool:
    """Whether an event of the queue runs at that moment, or is to come and of a kind that it never saw."""
    layer = _layer(model)
    if layer is None:
        return False
    known = {event.kind for event, seen in zip(layer.events, layer.seen, strict=True) if seen}
    return any(
        pd.Timestamp(event.end) > before and (event.kind not in known or pd.Timestamp(event.start) < before)
        for event in layer.events
    )


def with_sisters(model: AnyModel, sisters: Mapping[str, AnyModel]) -> AnyModel:
    """The fitted queue, with the events of its sisters, each fitted without sisters."""
    layer = _layer(model)
    others = [(name, _layer(sister)) for name, sister in sorted(sisters.items())]
    attached = tuple(Sister(name, other) for name, other in others if other is not None)
    if layer is None or not attached:
        return model
    return _with_layer(model, replace(layer, sisters=attached))


def _layer(model: AnyModel) -> EventLayer | None:
    return model.events if isinstance(model, Model) else _layer(model.model)


def _with_layer(model: AnyModel, layer: EventLayer) -> AnyModel:
    if isinstance(model, Model):
        return replace(model, events=layer)
    if isinstance(model, ProfiledModel):
        return replace(model, model=replace(model.model, events=layer))
    inner = _with_layer(model.model, layer)
    assert not isinstance(inner, DrivenModel)
    return replace(model, model=inner)
