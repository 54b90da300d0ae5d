"""The words and figures of a number taken apart: what is written adds up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from forecast import DriverPart, EventPart, PastEvent
from peakroster.explanations.forecast_hour import ExplainedHour, FactorStep
from peakroster.explanations.forecast_words import as_json, headline, lines, summary
from peakroster.messages import LANGUAGES, Translator
from scheduler.domain.events import Adjustment

EVENT = EventPart(
    "double11-2026",
    "double11",
    5.2183,
    3.95,
    1.068,
    0.8,
    1.4,
    "event_learned",
    (PastEvent("double11-2025", "double11", 1.1, 0.6), PastEvent("double11-2024", "double11", 0.9, 0.4)),
)
TIMES = Adjustment(
    datetime(2026, 11, 11), datetime(2026, 11, 12), "presale", 1.2, None, "流量加码", "王芳", 2
)


def example(scale: float = 1.0) -> ExplainedHour:
    """An hour of a sale: level 74.249, then factors that leave no round number anywhere."""
    so_far, steps = 74.249 * scale, []
    steps.append(FactorStep("level", None, so_far))
    for code, factor in (
        ("weekday", 1.0777),
        ("time_of_day", 1.6049),
        ("holiday", 0.9331),
        ("recent", 1.0251),
    ):
        so_far *= factor
        steps.append(FactorStep(code, factor, so_far))  # type: ignore[arg-type]
    normal = so_far
    so_far *= EVENT.factor
    steps.append(FactorStep("event", EVENT.factor, so_far, event=EVENT))
    model = so_far
    so_far *= 1.2
    steps.append(FactorStep("multiply", 1.2, so_far, adjustment=TIMES))
    return ExplainedHour(
        queue="presale",
        hour=datetime(2026, 11, 11, 20),
        first_day=date(2026, 11, 9),
        holiday="National Day",
        steps=tuple(steps),
        normal=normal,
        model=model,
        mean=so_far,
        p10=so_far * 0.8,
        p50=so_far,
        p90=so_far * 1.3,
        written=None,
        came=None,
    )


def number(text: str) -> float:
    return float(text.replace(",", "").replace("±", ""))


@pytest.mark.parametrize("scale", [0.0003, 0.01, 0.1, 1.0, 17.3, 1000.0])
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_written_adds_up(scale: float, language: str) -> None:
    """Each written change is the difference of the written totals around it, to the last written digit; so
    are the subtotals; the last total is the number in the headline."""
    told = list(lines(example(scale), Translator(language), {}))
    before = None
    for line in told:
        if line.kind == "detail":
            assert (line.factor, line.change, line.so_far) == ("", "", "")
        elif line.kind == "total":
            assert before is not None
            assert number(line.so_far) == before
        else:
            if before is not None:
                assert number(line.so_far) == pytest.approx(before + number(line.change), abs=1e-9)
            before = number(line.so_far)
    assert told[-1].so_far in headline(example(scale), {"presale": "售前"}, Translator(language))


def test_everything_is_told() -> None:
    """Subtotals before promotions and before adjustments; what a promotion was learned from; who and why."""
    told = list(lines(example(), Translator("en"), {}))
    text = "\n".join(f"{line.what} {line.factor} {line.change} {line.so_far}" for line in told)
    for words in (
        "Average hour of an ordinary week   74",
        "Day of the week: Wednesday × 1.08",
        "Holiday: National Day × 0.93",
        "National Day at 20:00, without promotions",
        "typical Double 11 adds 395% to the normal volume",
        "Double 11 2025 (1.10 × the usual size, weight 60%)",
        "Double 11 2024 (0.90 × the usual size, weight 40%)",
        "The model's forecast",
        "Adjustment × 1.2 (流量加码) × 1.20",
        "流量加码 – 王芳",
    ):
        assert words in text, words
    assert [line.kind for line in told].count("total") == 3
    plain = replace(example(), steps=example().steps[:3])
    assert [line.kind for line in lines(plain, Translator("zh"), {})] == ["step", "step", "step", "total"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_in_a_few_sentences(language: str) -> None:
    """The summary names normal, promotion and adjustment; that the plan says something else is told."""
    translate = Translator(language)
    told = summary(example(), translate, {})
    text = "\n".join(told)
    assert {"zh": "国庆节", "en": "National Day"}[language] in text
    assert {"zh": "2025 年双十一", "en": "Double 11 2025"}[language] in text
    assert "× 1.2" in text
    other = summary(replace(example(), written=100.0), translate, {})
    assert other[:-1] == told
    assert "forecast.csv" in other[-1]
    assert summary(replace(example(), written=example().mean), translate, {}) == told
    over = summary(replace(example(), written=37.0, came=37.0), translate, {})
    assert over[:-1] == told
    assert " 37 " in over[-1]
    content = as_json(example(), {}, translate)
    assert content["summary"] == told
    assert content["steps"][5]["event"]["past"][0]["name"] == "double11-2025"


@pytest.mark.parametrize(("given", "planned"), [(1.29, False), (1.52, True)])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_plan_is_told_beside_what_it_counts_as(language: str, given: float, planned: bool) -> None:
    """The reader finds the plan of drivers.csv again, where it does not count in full."""
    driver = DriverPart("访客数", 1.2, 1.29, 0.8, (0, 0), given)
    hour = example()
    steps = (*hour.steps[:5], FactorStep("driver", 1.2, hour.normal * 1.2, driver=driver))
    told = [
        line.what
        for line in lines(replace(hour, steps=steps, mean=steps[-1].after), Translator(language), {})
    ]
    (words,) = (text for text in told if "1.29" in text)
    assert ("1.52" in words) == planned


def test_what_takes_away_says_so() -> None:
    """Before a sale people wait for it: the profile is below 0."""
    less = replace(EVENT, factor=0.8, profile=-0.2, size=1.0, past=(), source="event_guessed")
    hour = example()
    steps = (*hour.steps[:5], FactorStep("event", 0.8, hour.normal * 0.8, event=less))
    told = [
        line.what for line in lines(replace(hour, steps=steps, mean=steps[-1].after), Translator("en"), {})
    ]
    assert "at this hour it is to take 20% off the normal volume" in told
    assert "no past promotion to rest on; the size is a guess" in told
