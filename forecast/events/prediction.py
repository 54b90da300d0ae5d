"""Prediction of a coming event from past ones: forecasting by analogy.

Each past event gives two forecasts: the *copy*, its counts times the level now over then; and the *excess*,
what it brought beyond its normal weeks, on top of the normal weeks now. They fail differently - the copy
carries the old weekday over, the excess the old baseline - and their mean is better than either.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from forecast.events.alignment import align
from forecast.events.intensity import SIZE_SD, SIZE_WEIGHT, intensity_ratio
from forecast.events.layer import RECENCY_HALF_LIFE_YEARS, EventLayer, add_overlapping, scaled_by_minutes
from forecast.events.normal_weeks import NormalWeek
from forecast.events.on_the_day import EVENT_HOUR_SD, Companion, update_size
from forecast.events.sisters import (
    BorrowedEvent,
    borrow_event,
    counts_at,
    is_over,
    same_event,
    size_correlation,
)
from forecast.events.windows import covered, least_covered
from forecast.series.grid import HOURS, Floats
from forecast.series.notes import Note

_LEAST_TO_COMPARE = 3
_COMPARISON_PRIOR, _COMPARISON_SHARPNESS = 4.0, 3.0
"""With three events of a kind or more, copy and excess are weighed by how well they forecast each from
the others. Four such comparisons bring the weight half of the way from equal shares.
"""

_LEVEL_EXPONENT = 0.75
"""Exponent by which an excess grows with the level: some of what a sale brings comes at any level."""

_MOST_REFERENCES = 12
"""Past events drawn on; of more the oldest weigh next to nothing, and each is compared with all others."""

_MOST_COMPANIONS = 3
_OTHER_CLOCK, _OTHER_COVER = 0.5, 0.25
"""Weight of a past event that began at another hour of the day, and of one that lay within other kinds."""

_LARGEST, _SMALLEST = 2.0, 0.2
"""An event is never forecast bigger than so many times the biggest of its kind, unless it is said; nor does a
plan change its run-up and aftermath beyond these.
"""

_LASTING_SD, _KNOWN_SIZE_SD = 0.1, 0.3
"""Part of it that the first hours of a running event tell for all the others: this much, and all beyond what
is left of a kind that was seen once.
"""

_NEW_KIND_SD, _GUESS_SD = 0.75, 1.0
_UPLIFT_SD = 0.3
"""Standard deviation (log) of a manager's uplift estimate."""

_LEAST_SHAPE = 0.1
"""Excess of a busiest day, over that normal day, from which other kinds tell the shape of an uplift."""

_FAR_APART = 3.0
"""Standard deviations by which an uplift and past events may differ before the uplift is doubted."""

_GUESS = 0.5
"""Excess of an event of which nothing is known, as a share of normal."""

_HALF_ATTENDANCE, _MIN_ATTENDANCE = 0.7, 0.1
"""Scale of the saturating attendance curve, as baseline over the week's level, and the attendance of a dead
hour.
"""


@dataclass(frozen=True)
class Reference:
    """A past event that a prediction draws on: its position, weight, and how much bigger the coming one is
    planned.
    """

    index: int
    weight: float
    planned_ratio: float


@dataclass(frozen=True)
class EventPrediction:
    """What an event will bring; arrays over its hours.

    mean: expected inquiries. normal: of the normal week. excess: what it adds by itself, shorter and longer
    events apart. size_sd: standard deviation (log) of its size, by hour. hour_sd: of a single hour. ratio:
    how much bigger than its past ones it is expected by its plan and its uplift, between a fifth and twice.
    references: past events drawn on. notes: where the prediction comes from. sister: the queue of which it is
    borrowed.
    """

    mean: Floats
    normal: Floats
    excess: Floats
    size_sd: Floats
    hour_sd: float
    ratio: float
    references: tuple[Reference, ...]
    notes: tuple[Note, ...]
    sister: str | None = None


@dataclass(frozen=True)
class _Expected:
    """What an event was expected to bring before it began; as in :class:`EventPrediction`."""

    mean: Floats
    normal: Floats
    excess: Floats
    size_sd: float
    ratio: float
    references: tuple[Reference, ...]
    notes: tuple[Note, ...]
    borrowed: BorrowedEvent | None


def predict_event(layer: EventLayer, index: int) -> EventPrediction:
    """Predict the event at ``index`` of the layer's events, its past hours too."""
    expected = _expect(layer, index)
    mean, size_sds = expected.mean, np.full(len(expected.mean), expected.size_sd)
    counts = np.where(layer.own(index), layer.counts_of(index), np.nan)
    companions = _companions(layer, index)
    notes = expected.notes
    if companions or not np.isnan(counts).all():
        same = [companion for _, companion in companions]
        factor, left = update_size(mean, counts, _lasting_sd(expected.size_sd), same)
        mean, size_sds = mean * factor, np.minimum(left, expected.size_sd)
    if companions:
        told = {"event": layer.events[index].name, "sister": companions[0][0]}
        notes = (*notes, Note("event_size_shared", told))
    return EventPrediction(
        mean,
        expected.normal,
        expected.excess,
        size_sds,
        EVENT_HOUR_SD,
        expected.ratio,
        expected.references,
        notes,
        None if expected.borrowed is None else expected.borrowed.sister,
    )


def _expect(layer: EventLayer, index: int) -> _Expected:
    start, length = layer.spans[index]
    week = layer.week_now(index)
    normal = week.rates[layer.normal.hour_of_week(start, length)]
    references = _references(layer, index)
    borrowed = None
    if not _is_known(layer, index, references):
        borrowed = borrow_event(layer, index, week, normal)
    if borrowed is not None:
        references, base, excess, size_sd = (), normal.copy(), borrowed.excess, borrowed.size_sd
    elif references:
        base, excess, size_sd = _by_analogy(layer, index, references, week, normal)
    else:
        base, size_sd = normal.copy(), _GUESS_SD
        excess = _GUESS * normal * covered(layer.events[index])
    excess, kept, notes = _capped(layer, index, references, week, excess)
    known = _is_known(layer, index, references) or borrowed is not None
    excess, size_sd, ratio, doubts = _with_uplift(layer, index, known, week, excess, size_sd)
    ratio *= kept * sum(r.weight * r.planned_ratio for r in references) if references else 1.0
    ratio = float(np.clip(ratio, _SMALLEST, _LARGEST))
    mean = base + excess
    for other, offset in _apart(layer, index, references):
        add_overlapping(mean, predict_event(layer, other).excess, offset)
    notes = (_source(layer, index, references, borrowed), *notes, *doubts)
    return _Expected(np.maximum(mean, 0.0), normal, excess, size_sd, ratio, references, notes, borrowed)


def _lasting_sd(size_sd: float) -> float:
    """The part of the doubt about an event's size that its first hours tell for all the others."""
    return float(np.hypot(_LASTING_SD, max(size_sd - _KNOWN_SIZE_SD, 0.0)))


def _companions(layer: EventLayer, index: int) -> list[tuple[str, Companion]]:
    """The same event in the sisters where it runs or ran and its kind was known before, the one of which most
    is expected first.
    """
    if not layer.sisters or is_over(layer, index):
        return []
    found = []
    for sister in layer.sisters:
        place = same_event(layer, index, sister)
        if place is None:
            continue
        counts = counts_at(layer, index, sister, place)
        if np.isnan(counts).all():
            continue
        expected = _expect(sister.layer, place)
        if expected.notes[0].code in ("event_learned", "intensity_missing", "event_from_uplift"):
            alike = size_correlation(layer, sister)
            companion = Companion(expected.mean, counts, _lasting_sd(expected.size_sd), alike)
            found.append((sister.name, companion))
    found.sort(key=lambda item: (-float(item[1].mean.sum()), item[0]))
    return found[:_MOST_COMPANIONS]


def contributions(layer: EventLayer, index: int) -> list[tuple[Reference, Floats, Floats]]:
    """Each past event that the prediction draws on, with its counts laid upon the coming event's hours (NaN
    where not known or of another hour of the day), and with what it says that those hours will bring.
    """
    start, length = layer.spans[index]
    week = layer.week_now(index)
    normal = week.rates[layer.normal.hour_of_week(start, length)]
    references = _references(layer, index)
    share = _copy_share(layer, index, references) if references else 0.0
    found = []
    for reference in references:
        past_start, past_length = layer.spans[reference.index]
        way = align(_clock(layer, start), length, _clock(layer, past_start), past_length)
        first, hours = way.weight.argmax(axis=0), np.arange(length)
        counts = layer.counts_of(reference.index)[way.past[first, hours]]
        counts = np.where(way.same_clock[first, hours] > 0, counts, np.nan)
        analogy = _analogy(layer, index, (replace(reference, weight=1.0),), week, normal)
        found.append((reference, counts, np.maximum(analogy.base(normal, share) + analogy.excess, 0.0)))
    return found


def _references(layer: EventLayer, index: int) -> tuple[Reference, ...]:
    """The past events to draw on, heaviest first: those of the kind, or of all kinds where there are none."""
    event, (start, _) = layer.events[index], layer.spans[index]
    seen = [i for i, was in enumerate(layer.seen) if was and i != index and layer.spans[i][0] < start]
    same = [i for i in seen if layer.events[i].kind == event.kind]
    candidates = same or seen
    if not candidates:
        return ()
    kinds = [layer.events[i].kind for i in candidates]
    years = np.array([(start - layer.spans[i][0]) / (365.25 * HOURS) for i in candidates])
    clock = np.array([(start - layer.spans[i][0]) % HOURS == 0 for i in candidates])
    covers = _covering_kinds(layer, index)
    covered = np.array([_covering_kinds(layer, i) == covers for i in candidates])
    weight = 0.5 ** (years / RECENCY_HALF_LIFE_YEARS)
    weight *= np.where(clock, 1.0, _OTHER_CLOCK) * np.where(covered, 1.0, _OTHER_COVER)
    by_kind = {kind: sum(w for w, k in zip(weight, kinds, strict=True) if k == kind) for kind in set(kinds)}
    weight = weight / np.array([by_kind[kind] for kind in kinds])
    order = np.lexsort((np.array(candidates), -weight))[:_MOST_REFERENCES]
    total = float(weight[order].sum())
    return tuple(
        Reference(
            candidates[i],
            float(weight[i]) / total,
            intensity_ratio(event, layer.events[candidates[i]], layer.slope),
        )
        for i in order
    )


def _is_known(layer: EventLayer, index: int, references: tuple[Reference, ...]) -> bool:
    """Whether past events of the kind itself were found; they are never mixed with other kinds."""
    return bool(references) and layer.events[references[0].index].kind == layer.events[index].kind


def _covering_kinds(layer: EventLayer, index: int) -> set[str]:
    return {layer.events[other].kind for other, _ in layer.outer(index)}


def _apart(layer: EventLayer, index: int, references: tuple[Reference, ...]) -> list[tuple[int, int]]:
    """The longer events over this one, without kinds that its past ones already hold: what ran in the very
    same hours cannot be told from them.
    """
    within = {
        layer.events[other].kind
        for reference in references
        for other, _ in layer.outer(reference.index)
        if not layer.seen[other]
    }
    return [item for item in layer.outer(index) if layer.events[item[0]].kind not in within]


@dataclass(frozen=True)
class _Analogy:
    """Weighted means over past events, (hours,).

    copied: their normal hours at today's level, where the hour of the day is the same. excess: what they
    brought beyond.
    """

    copied: Floats
    excess: Floats

    def base(self, normal: Floats, copy_share: float) -> Floats:
        """What the excess comes on top of: between the normal week and the copied one."""
        return normal + copy_share * (self.copied - normal)


def _by_analogy(
    layer: EventLayer, index: int, references: tuple[Reference, ...], week: NormalWeek, normal: Floats
) -> tuple[Floats, Floats, float]:
    """Base, excess and standard deviation of the size (log)."""
    analogy = _analogy(layer, index, references, week, normal)
    base = analogy.base(normal, _copy_share(layer, index, references))
    log_sizes = [
        layer.observed(r.index, layer.lead(index)).log_size - np.log(r.planned_ratio) for r in references
    ]
    weights = np.array([reference.weight for reference in references])
    size_sd = _size_sd(layer, index, references, np.array(log_sizes), weights)
    return base, np.maximum(analogy.excess, -base), size_sd


def _analogy(
    layer: EventLayer, index: int, references: tuple[Reference, ...], week: NormalWeek, normal: Floats
) -> _Analogy:
    start, length = layer.spans[index]
    level = max(float(week.rates.mean()), 1e-9)
    copied, excess = np.zeros(length), np.zeros(length)
    for reference in references:
        past = layer.observed(reference.index, layer.lead(index))
        past_start, past_length = layer.spans[reference.index]
        way = align(_clock(layer, start), length, _clock(layer, past_start), past_length)
        growth = week.level_over(past.week)
        awake = _attendance(normal / level), _attendance(past.normal / max(past.level, 1e-9))
        brought = scaled_by_minutes(
            past.excess[way.past], layer.events[reference.index], way.past, layer.events[index]
        )
        scaled = brought * np.where(way.same_clock > 0, 1.0, awake[0] / awake[1][way.past])
        same = way.same_clock * past.normal[way.past] * growth + (1 - way.same_clock) * normal
        copied += reference.weight * way.mean(same)
        excess += reference.weight * reference.planned_ratio * growth**_LEVEL_EXPONENT * way.mean(scaled)
    return _Analogy(copied, excess)


def _copy_share(layer: EventLayer, index: int, references: tuple[Reference, ...]) -> float:
    """Weight of the copy: a half, or by leave-one-event-out errors where the kind was seen often enough."""
    kind, lead = layer.events[index].kind, layer.lead(index)
    same = [r for r in references if layer.events[r.index].kind == kind]
    if len(same) < _LEAST_TO_COMPARE:
        return 0.5
    advantages = []
    for left_out in same:
        others = [r for r in same if r is not left_out]
        total = sum(r.weight for r in others)
        event = layer.events[left_out.index]
        rest = tuple(
            Reference(r.index, r.weight / total, intensity_ratio(event, layer.events[r.index], layer.slope))
            for r in others
        )
        seen, counts = layer.observed(left_out.index, lead), layer.counts_of(left_out.index)
        known = layer.own(left_out.index) & ~np.isnan(counts)
        analogy = _analogy(layer, left_out.index, rest, seen.week, seen.normal)
        errors = [
            float(np.abs(analogy.base(seen.normal, share) + analogy.excess - counts)[known].sum())
            for share in (0.0, 1.0)
        ]
        advantages.append(np.log((errors[0] + 1.0) / (errors[1] + 1.0)))
    trust = len(advantages) / (len(advantages) + _COMPARISON_PRIOR)
    return float(1 / (1 + np.exp(-_COMPARISON_SHARPNESS * trust * float(np.mean(advantages)))))


def _size_sd(
    layer: EventLayer, index: int, references: tuple[Reference, ...], log_sizes: Floats, weights: Floats
) -> float:
    """Standard deviation (log) of the coming size: spread of the past ones, shrunk to a prior."""
    if not _is_known(layer, index, references):
        return _NEW_KIND_SD
    effective = 1 / float((weights**2).sum())
    squares = float((weights * (log_sizes - weights @ log_sizes) ** 2).sum()) * effective
    variance = (SIZE_WEIGHT * SIZE_SD**2 + squares) / (SIZE_WEIGHT + max(effective - 1, 0.0))
    return float(np.sqrt(variance * (1 + 1 / effective)))


def _clock(layer: EventLayer, position: int) -> int:
    return int(layer.normal.hour_of_week(position, 1)[0]) % HOURS


def _attendance(baseline: Floats) -> Floats:
    """Share of an event's audience that is awake, a saturating function of baseline / level of the week."""
    attendance = baseline + _MIN_ATTENDANCE
    return np.asarray(attendance / np.hypot(attendance, _HALF_ATTENDANCE))


def _capped(
    layer: EventLayer, index: int, references: tuple[Reference, ...], week: NormalWeek, excess: Floats
) -> tuple[Floats, float, tuple[Note, ...]]:
    """Cut an excess that is far beyond everything seen, tell the share that is kept, and say so."""
    if not references:
        return excess, 1.0, ()
    level = max(float(week.rates.mean()), 1e-9)
    # By the minutes that each ran.
    biggest = max(
        layer.observed(r.index, layer.lead(index)).mean_excess / least_covered(layer.events[r.index]).mean()
        for r in references
    )
    asked = float(excess.mean()) / level / float(covered(layer.events[index]).mean())
    if not 0 < _LARGEST * biggest < asked:
        return excess, 1.0, ()
    event = layer.events[index]
    details: dict[str, float | int | str] = {
        "event": event.name,
        "kind": event.kind,
        "asked": asked / biggest,
        "kept": _LARGEST,
    }
    kept = _LARGEST * biggest / asked
    return excess * kept, kept, (Note("event_capped", details),)


def _with_uplift(
    layer: EventLayer, index: int, known: bool, week: NormalWeek, excess: Floats, size_sd: float
) -> tuple[Floats, float, float, tuple[Note, ...]]:
    """Combine with the manager's estimate of the busiest day, by inverse variances.

    An estimate far from what past events of the kind brought is trusted less, and that is said. Where the
    kind is not known the estimate tells the size, and other kinds no more than the shape.
    """
    event = layer.events[index]
    if event.uplift is None:
        return excess, size_sd, 1.0, ()
    busiest, evenly = _busiest(layer, index, week, excess)
    if not known and busiest < _LEAST_SHAPE:
        # A shape of next to nothing would be noise, many times over.
        excess, busiest = evenly, 1.0
    if not known:
        estimate = max(event.uplift - 1, -0.95) / busiest
        return excess * estimate, _UPLIFT_SD, max(estimate, 0.0), ()
    if busiest <= 0 or event.uplift <= 1:
        return excess, size_sd, 1.0, ()
    estimate = (event.uplift - 1) / busiest
    variance = size_sd**2 + _UPLIFT_SD**2
    apart = abs(float(np.log(estimate))) / float(np.sqrt(variance))
    trust = size_sd**2 / variance / (1 + (apart / _FAR_APART) ** 2)
    ratio = float(estimate**trust)
    notes: tuple[Note, ...] = ()
    if apart > _FAR_APART:
        told = {"uplift": event.uplift, "past": 1 + busiest, "used": 1 + busiest * ratio}
        notes = (Note("uplift_doubted", {"event": event.name, "kind": event.kind, **told}),)
    return excess * ratio, float(size_sd * np.sqrt(1 - trust)), ratio, notes


def _busiest(layer: EventLayer, index: int, week: NormalWeek, excess: Floats) -> tuple[float, Floats]:
    """Excess of an event's busiest day over that normal day, and the excess, evenly laid, for which it is 1.

    A day counts whole where the event has half of it. An event that has half of no day is held against its
    own minutes: three times as many in a quarter of an hour are not three days' inquiries.
    """
    start, length = layer.spans[index]
    clock = _clock(layer, start)
    day = (clock + np.arange(length)) // HOURS
    whole = week.rates[layer.normal.hour_of_week(start - clock, (int(day[-1]) + 1) * HOURS)]
    usual = whole.reshape(-1, HOURS).sum(axis=1)
    minutes = covered(layer.events[index])
    evenly = week.rates[layer.normal.hour_of_week(start, length)] * minutes
    if not evenly.any():
        # While it is closed, beside the mean hour of the day.
        evenly = usual[day] / HOURS * minutes
    most = np.bincount(day, weights=minutes) >= HOURS / 2
    if not most.any():
        own = float(evenly.sum())
        return (float(excess.sum()) / own if own > 0 else 0.0), evenly
    open_days = usual > 0
    by_day, even_by_day = (
        float(np.max(np.bincount(day, weights=values)[open_days] / usual[open_days], initial=0.0))
        for values in (excess, evenly)
    )
    return by_day, evenly / even_by_day if even_by_day > 0 else evenly


def _source(
    layer: EventLayer, index: int, references: tuple[Reference, ...], borrowed: BorrowedEvent | None
) -> Note:
    event = layer.events[index]
    details: dict[str, float | int | str] = {"event": event.name, "kind": event.kind}
    if borrowed is not None:
        return Note("event_from_sister", {**details, "sister": borrowed.sister, "past": borrowed.past})
    if _is_known(layer, index, references):
        if event.intensity is None and any(layer.events[r.index].intensity is not None for r in references):
            return Note("intensity_missing", details)
        past = sum(layer.seen[i] and e.kind == event.kind for i, e in enumerate(layer.events) if i != index)
        return Note("event_learned", {**details, "past": past})
    if event.uplift is not None:
        return Note("event_from_uplift", {**details, "uplift": event.uplift})
    if references:
        kinds = {layer.events[r.index].kind for r in references}
        return Note("event_from_others", {**details, "kinds": len(kinds)})
    return Note("event_guessed", details)
