"""Ours against the peers, from the cache that ours.py and peers.py filled.

    .venv/bin/python benchmarks/forecasting/report.py SERIES... CACHE [--out report.md]

For each series the errors (scores.py says how they are counted); over the series the geometric means of our
WAPE over a peer's, the share of counts inside the 80 % and 95 % intervals, and how many times faster ours is
(``CACHE/speed.json``, written by speed.py), each with its bar.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from protocol import find_series, options
from scores import (
    INTERVALS,
    OURS,
    PACKAGES,
    SIMPLE,
    SPANS,
    Comparison,
    compare,
    geometric_mean,
    pooled,
)

RATIO_BARS = {"mstl-ets": 0.80, "prophet": 0.65, "best package": 0.95}
SPEED_BARS = {"prophet": 5.0, "mstl-ets": 8.0}


def errors_section(comparisons: Sequence[Comparison]) -> Iterable[str]:
    """A table for each series."""
    for found in comparisons:
        use = "method chosen on it" if found.series.development else "not used to choose the method"
        first, last = (found.series.counts.index[found.origins[place]] for place in (0, -1))
        yield f"## {found.series.name} ({found.series.country}; {use})"
        yield f"{len(found.origins)} origins, {first:%Y-%m-%d} to {last:%Y-%m-%d}, horizon 7 days"
        yield ""
        yield "| method | WAPE | ours / it | MASE | 80 % holds | 95 % holds | CPU s |"
        yield "| --- | --- | --- | --- | --- | --- | --- |"
        for name, score in sorted(found.scores.items(), key=lambda item: item[1].wape):
            shares = (_share(pooled([found], name, "hour", interval)) for interval in INTERVALS)
            yield (
                f"| {name} | {score.wape:.4f} | {found.ratio(name):.3f} | {score.mase:.3f} "
                f"| {' | '.join(shares)} | {score.cpu_seconds:.2f} |"
            )
        yield ""


def ratios_section(comparisons: Sequence[Comparison]) -> Iterable[str]:
    """Geometric means of our WAPE over the peers'."""
    groups = {
        "all series": comparisons,
        "development": [found for found in comparisons if found.series.development],
        "not used to choose": [found for found in comparisons if not found.series.development],
    }
    groups = {name: group for name, group in groups.items() if group}
    yield "## Our WAPE over the peer's, geometric mean over the series"
    yield f"| peer | {' | '.join(f'{name} ({len(group)})' for name, group in groups.items())} | to hold |"
    yield f"| --- |{' --- |' * (len(groups) + 1)}"
    for peer in (*PACKAGES, "best package", *SIMPLE, "best simple"):
        having = {name: [c for c in group if _has(c, peer)] for name, group in groups.items()}
        if not any(having.values()):
            continue
        values = [
            f"{geometric_mean(c.ratio(peer) for c in group):.3f}" if group else ""
            for group in having.values()
        ]
        bar = f"<= {RATIO_BARS[peer]:.2f}" if peer in RATIO_BARS else ""
        yield f"| {peer} | {' | '.join(values)} | {bar} |"
    yield ""


def _has(comparison: Comparison, peer: str) -> bool:
    return peer.startswith("best") or peer in comparison.scores


def coverage_section(comparisons: Sequence[Comparison]) -> Iterable[str]:
    """Shares inside the intervals, pooled over the series; ours also for the totals."""
    yield "## Share inside the interval, pooled over the series"
    yield "| method | of | 80 % | 95 % |"
    yield "| --- | --- | --- | --- |"
    bars = " | ".join(f"{low:.0%} - {high:.0%}" for _, _, low, high in INTERVALS.values())
    yield f"| to hold | | {bars} |"
    for name in (OURS, *PACKAGES):
        having = [found for found in comparisons if name in found.scores]
        for span in SPANS:
            shares = [pooled(having, name, span, interval) for interval in INTERVALS]
            if np.isfinite(shares).all():
                yield f"| {name} | {span} | {' | '.join(_share(share) for share in shares)} |"
    yield ""


def _share(value: float) -> str:
    return f"{value:.1%}" if np.isfinite(value) else ""


def speed_section(cache: Path) -> Iterable[str]:
    """How many times faster ours is."""
    path = cache / "speed.json"
    if not path.exists():
        return
    yield "## CPU seconds of fit, forecast and intervals, one thread (speed.py)"
    heads = (f"{peer} (to hold: >= {bar:g} x)" for peer, bar in SPEED_BARS.items())
    yield f"| series | {OURS} | {' | '.join(heads)} |"
    yield f"| --- | --- |{' --- |' * len(SPEED_BARS)}"
    for series, seconds in json.loads(path.read_text(encoding="utf-8")).items():
        times = (f"{seconds[peer]:.2f} s = {seconds[peer] / seconds[OURS]:.1f} x" for peer in SPEED_BARS)
        yield f"| {series} | {seconds[OURS]:.3f} s | {' | '.join(times)} |"
    yield ""


def versions_section(cache: Path) -> Iterable[str]:
    """What made the forecasts."""
    yield "## Versions"
    for path in sorted(cache.glob("versions-*.json")):
        versions = json.loads(path.read_text(encoding="utf-8"))
        yield f"- {path.stem.removeprefix('versions-')}: {', '.join(f'{k} {v}' for k, v in versions.items())}"


def main() -> None:
    """Print the report, or write it."""
    parser = options(__doc__)
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    found = [compare(series, given.cache) for series in find_series(given.series, given.table)]
    comparisons = [comparison for comparison in found if comparison is not None]
    if not comparisons:
        raise SystemExit(f"{given.cache} has no series with forecasts of ours and of a peer")
    sections = (
        ratios_section(comparisons),
        coverage_section(comparisons),
        speed_section(given.cache),
        errors_section(comparisons),
        versions_section(given.cache),
    )
    text = "\n".join(line for section in sections for line in section) + "\n"
    if given.out:
        given.out.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
