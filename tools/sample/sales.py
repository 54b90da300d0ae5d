"""What the promotions add: a jump when they open, warm days before, a tail, and after-sale work later."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtri
from scipy.stats import gamma

from tools.sample.demand import Hours
from tools.sample.parameters import Parameters, SaleShape

_HOUR = pd.Timedelta(hours=1)


def presale_excess(
    normal: Hours,
    days: pd.DatetimeIndex,
    promotions: pd.DataFrame,
    parameters: Parameters,
    rng: np.random.Generator,
) -> Hours:
    """Presale inquiries that all promotions together add to each hour, shape (days, 24).

    An event's true strength strays from its planned intensity. One without a shape of its own (a kind
    that the shop has never had) or without an intensity adds nothing.
    """
    excess = np.zeros_like(normal)
    mean_rate = np.repeat(normal.mean(axis=1), 24)
    for row in promotions.itertuples():
        luck = float(ndtri(rng.random()))
        sale = parameters.sales.get(str(row.kind))
        if sale is None or not row.intensity:
            continue
        strength = float(str(row.intensity)) * np.exp(parameters.event_noise * luck)
        start, end = pd.Timestamp(str(row.start)), pd.Timestamp(str(row.end))
        since = float((days[0] - start) / _HOUR)
        hours = np.arange(since, since + normal.size, dtype=np.float64)
        share, bursts = _per_unit(sale, hours, (end - start) / _HOUR)
        excess += strength * (share * normal.ravel() + bursts * mean_rate).reshape(normal.shape)
    return excess


def _per_unit(
    sale: SaleShape, hours: NDArray[np.float64], length: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Share of the normal rate, and normal mean rates, that one unit of intensity adds.

    hours: hours since the event's start, for each hour of the history.
    """
    during = (hours >= 0) & (hours < length)
    warm = np.where(hours < 0, np.clip(1 + hours / (24 * sale.warm_up_days), 0, None), 0.0)
    days_after = np.clip(hours - length, 0, None) / 24
    tail = np.where(hours >= length, 0.5 ** (days_after / sale.tail_half_life_days), 0.0)
    share = sale.plateau * during + sale.warm_up * warm + sale.tail * tail
    bursts = np.zeros_like(hours)
    for jump in sale.jumps:
        since = hours - jump.after_hours
        faded = 0.5 ** (np.clip(since, 0, None) / jump.half_life_hours)
        bursts += np.where((since >= 0) & during, jump.height * faded, 0.0)
    return share, bursts


def follow_up(normal: Hours, excess: Hours, parameters: Parameters) -> Hours:
    """After-sale inquiries that the extra presale inquiries bring, in the same hour and days later.

    normal: after-sale inquiries of each hour without events; excess: extra presale inquiries; both of
    shape (days, 24). Later ones keep the hours that after-sale inquiries have.
    """
    edges = np.arange(parameters.follow_horizon_days + 1)
    scale = parameters.follow_days / parameters.follow_shape
    delay = np.diff(gamma.cdf(edges, parameters.follow_shape, scale=scale))
    daily = np.convolve(excess.sum(axis=1), delay)[: len(excess)] * parameters.follow_share
    profile = normal / normal.sum(axis=1, keepdims=True)
    return np.asarray(daily[:, None] * profile + parameters.direct_share * excess)
