"""Erlang A (M/M/n+M): integrals over the virtual waiting time with exponential patience, without overflow.

The virtual wait u of an arrival that finds every slot taken (in units of the mean patience) has a density
proportional to exp(h(u)), h(u) = a·(1 - e^-u) - s·u, where a is the arrivals and s the service completions at
full rate during one mean patience (Baccelli & Hebuterne 1981; Zeltyn & Mandelbaum, Call centers with
impatient customers, 2005, with G exponential). The arrival is answered with probability e^-u.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scheduler.queueing.birth_death import Floats

_BLOCK = 4096
_DROP = 42.0
"""The integrand is truncated at e^-42 of its maximum: less than 1e-17 of the whole."""

_points, _weights = np.polynomial.legendre.leggauss(48)
_POINTS = ((_points + 1.0) / 2.0)[:, np.newaxis]
_WEIGHTS = (_weights / 2.0)[:, np.newaxis]


@dataclass(frozen=True)
class VirtualWaitIntegral:
    """Scaled integrals: exp(``exponent``) times ``mass`` and times ``leaving``, each of shape (size,).

    mass: of exp(h). leaving: of (1 - e^-u)·exp(h), the abandonments. The exponent may be thousands.
    """

    exponent: Floats
    mass: Floats
    leaving: Floats


def integrate_virtual_wait(arrivals: Floats, completions: Floats, upper: Floats) -> VirtualWaitIntegral:
    """∫ exp(a(1 - e^-u) - s·u) du from 0 to ``upper``, to about 1e-13 relative.

    arrivals: a > 0, per mean patience. completions: s >= 1. upper: in mean patiences, >= 0, may be inf.
    All of shape (size,). The integrand is log-concave with a single peak; on each side of its maximum
    Gauss-Legendre quadrature covers the range that is not negligible.
    """
    parts = [
        _integrate_block(
            arrivals[begin : begin + _BLOCK],
            completions[begin : begin + _BLOCK],
            upper[begin : begin + _BLOCK],
        )
        for begin in range(0, arrivals.size, _BLOCK)
    ]
    if not parts:
        return VirtualWaitIntegral(np.empty(0), np.empty(0), np.empty(0))
    return VirtualWaitIntegral(
        np.concatenate([part.exponent for part in parts]),
        np.concatenate([part.mass for part in parts]),
        np.concatenate([part.leaving for part in parts]),
    )


def _integrate_block(arrivals: Floats, completions: Floats, upper: Floats) -> VirtualWaitIntegral:
    top = np.log(arrivals / completions)
    peak = np.clip(top, 0.0, upper)
    curvature = arrivals * np.exp(-peak)
    inside = (top > 0) & (top < upper)
    slope = np.where(inside, 0.0, curvature - completions)
    exponent = -arrivals * np.expm1(-peak) - completions * peak
    mass = np.zeros_like(peak)
    leaving = np.zeros_like(peak)
    before = np.minimum(peak, _width_left(curvature, slope))
    after = np.minimum(upper - peak, _width_right(curvature, slope))
    for side, width in ((-1.0, before), (1.0, after)):
        some = width > 0
        distance = width[some] * _POINTS
        # h falls by this much at a distance v from its largest value (v against the time for side -1).
        fall = (
            curvature[some] * (np.expm1(-side * distance) + side * distance) - side * slope[some] * distance
        )
        density = np.exp(-fall) * _WEIGHTS
        mass[some] += width[some] * density.sum(axis=0)
        leaves = -np.expm1(-(peak[some] + side * distance))
        leaving[some] += width[some] * (density * leaves).sum(axis=0)
    return VirtualWaitIntegral(exponent, mass, leaving)


def _width_left(curvature: Floats, slope: Floats) -> Floats:
    """Distance before the peak at which h has fallen by at least ``_DROP``."""
    with np.errstate(divide="ignore", over="ignore"):
        need = _DROP / curvature
        by_curvature = np.minimum(np.sqrt(2.0 * need), np.where(need > 2.0, np.log1p(2.0 * need), np.inf))
        by_slope = np.where(slope > 0, _DROP / np.abs(slope), np.inf)
    return np.minimum(by_curvature, by_slope)


def _width_right(curvature: Floats, slope: Floats) -> Floats:
    """Distance after the peak at which h has fallen by at least ``_DROP``: e^-v - 1 + v >= v²/(2 + v)."""
    with np.errstate(divide="ignore", over="ignore"):
        need = _DROP / curvature
        by_curvature = (need + np.sqrt(need * need + 8.0 * need)) / 2.0
        by_slope = np.where(slope < 0, _DROP / np.abs(slope), np.inf)
    return np.minimum(by_curvature, by_slope)
