"""The sample shop is what data/README.md promises, and is made again byte for byte."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from peakroster.auditing import audit_written
from peakroster.plans.store import PlanStore
from peakroster.resources import data_folder
from peakroster.shop.folder import read_shop
from peakroster.shop.settings.template import with_rules
from scheduler.domain.rules import IN_RULES
from tools.sample import Parameters, write_sample
from tools.sample.__main__ import main
from tools.sample.history import expected, history, streams

pytestmark = pytest.mark.slow

SAMPLE = data_folder() / "sample"
TEMPLATE = data_folder() / "template"
TABLES = ("history", "events", "agents", "shifts", "requests", "locks", "mapping")
FILES = ("shop.toml", *(f"{table}.csv" for table in TABLES))


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample") / "shop"
    write_sample(folder)
    return folder


def table(name: str) -> pd.DataFrame:
    return pd.read_csv(SAMPLE / f"{name}.csv", dtype=str, keep_default_na=False, encoding="utf-8-sig")


@pytest.fixture(scope="module")
def inquiries() -> pd.DataFrame:
    """Inquiries by hour (rows) and queue (columns), NaN where the history has no row."""
    past = pd.read_csv(SAMPLE / "history.csv", parse_dates=["timestamp"])
    by_queue = past.set_index("timestamp").groupby("queue")["inquiries"]
    return pd.DataFrame({queue: counts.asfreq("h") for queue, counts in by_queue})


@pytest.mark.parametrize("name", FILES)
def test_generator_makes_the_stored_bytes(written: Path, name: str) -> None:
    """The generator writes each stored input again, byte for byte."""
    assert (written / name).read_bytes() == (SAMPLE / name).read_bytes()


def test_nothing_else_is_written(written: Path) -> None:
    """Only the inputs are written, so that plans in the folder stay."""
    assert sorted(path.name for path in written.iterdir()) == sorted(FILES)


def test_existing_plans_are_left_alone(tmp_path: Path) -> None:
    """Writing over a folder keeps its plans."""
    plan = tmp_path / "plans" / "2026-11-02" / "summary.json"
    plan.parent.mkdir(parents=True)
    plan.write_text("{}")
    write_sample(tmp_path)
    assert plan.read_text() == "{}"


def test_seed_changes_the_history_and_not_its_hours() -> None:
    """Another seed gives other counts for the same hours."""
    one, other = history(Parameters()), history(replace(Parameters(), seed=7))
    assert one["timestamp"].equals(other["timestamp"])
    assert (one["inquiries"] != other["inquiries"]).mean() > 0.8


def test_command_writes_or_explains_itself(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One folder name is written to; anything else is a usage error."""
    assert main([]) == main(["--help"]) == main(["a", "b"]) == 2
    assert "usage" in capsys.readouterr().err
    assert main([str(tmp_path / "new")]) == 0
    assert (tmp_path / "new" / "shop.toml").is_file()


def test_history_spans_the_promised_hours(inquiries: pd.DataFrame) -> None:
    """Hourly from 2024-09-01 to the last hour of Sunday 2026-11-08, for both queues."""
    assert inquiries.index[0] == pd.Timestamp("2024-09-01T00:00")
    assert inquiries.index[-1] == pd.Timestamp("2026-11-08T23:00")
    assert list(inquiries.columns) == ["aftersale", "presale"]
    assert (inquiries.min() >= 0).all()


def test_history_has_exactly_the_planned_gaps(inquiries: pd.DataFrame) -> None:
    """The hours without a row are those the parameters name: whole days and parts of days, not zeros."""
    absent = inquiries.isna().sum()
    expected_absent = {"presale": 0, "aftersale": 0}
    for _, first, end, which in Parameters().missing:
        for queue in expected_absent if which is None else [which]:
            expected_absent[queue] += end - first
    assert absent.to_dict() == expected_absent
    assert inquiries.loc["2025-08-13"].isna().all(axis=None)


@pytest.mark.parametrize("year", [2024, 2025])
def test_double11_jumps_at_20_and_at_0(inquiries: pd.DataFrame, year: int) -> None:
    """Presale leaps when the sale opens at 20:00, fades, leaps again at midnight, and has a tail."""
    presale = inquiries["presale"]
    evening = presale[f"{year}-11-10T19:00" : f"{year}-11-11T02:00"].to_list()
    assert evening[1] > 3 * evening[0]
    assert evening[1] > evening[2] > evening[4]
    assert evening[5] > 1.3 * evening[4]
    ordinary_midnight = presale[f"{year}-10-14" : f"{year}-10-25"].at_time("00:00").mean()
    assert evening[5] > 5 * ordinary_midnight
    ordinary = presale[f"{year}-10-14" : f"{year}-10-27"].sum() / 14
    assert presale[f"{year}-11-12"].sum() > 1.05 * ordinary


@pytest.mark.parametrize("event", ["618-2025", "618-2026", "double12-2025", "38-2026", "flash-2026-08"])
def test_other_sales_jump_too(inquiries: pd.DataFrame, event: str) -> None:
    """Each kind of promotion shows in the hour in which it starts, against the same hour of other weeks."""
    start = pd.Timestamp(table("events").set_index("event").loc[event, "start"])
    others = [inquiries["presale"][start + pd.Timedelta(weeks=weeks)] for weeks in (-3, 3)]
    assert inquiries["presale"][start] > 1.7 * np.mean(others)


def test_warm_days_precede_double11() -> None:
    """In the days before the sale the expected presale inquiries rise towards it."""
    means = _expected()["presale"].sum(axis=1)
    before = means["2025-11-07":"2025-11-10"] / means["2025-10-17":"2025-10-20"].to_numpy()
    assert before.iloc[:3].is_monotonic_increasing
    assert before.iloc[2] > 1.1


def test_aftersale_follows_days_later() -> None:
    """The expected after-sale inquiries that a sale brings culminate 2 to 6 days after it and then fade."""
    means = _expected()
    normal = _expected(replace(Parameters(), sales={}))
    extra = (means["aftersale"] - normal["aftersale"]).drop(columns=[20, 21, 22, 23, 0, 1]).sum(axis=1)
    after = extra["2025-06-19":"2025-07-05"]
    assert 0 < (after.idxmax() - pd.Timestamp("2025-06-18")).days - 1 <= 6
    assert after.max() > 1.3 * after.iloc[0]
    assert after.iloc[-1] < 0.3 * after.max()


def test_spring_festival_dips(inquiries: pd.DataFrame) -> None:
    """The week of New Year has less than 60 % of the inquiries of the weeks around it."""
    for new_year in ("2025-01-29", "2026-02-17"):
        day = pd.Timestamp(new_year)
        week = inquiries[day - pd.Timedelta(days=2) : day + pd.Timedelta(days=5)].mean()
        around = inquiries[day + pd.Timedelta(days=21) : day + pd.Timedelta(days=28)].mean()
        assert (week < 0.6 * around).all()


def test_trend_grows_by_15_to_25_percent(inquiries: pd.DataFrame) -> None:
    """The second year has 15 to 25 % more inquiries an hour than the first."""
    first, second = inquiries["2024-09-01":"2025-08-31"].mean(), inquiries["2025-09-01":"2026-08-31"].mean()
    assert (second / first - 1).between(0.15, 0.25).all()


def test_day_and_week_have_their_shape(inquiries: pd.DataFrame) -> None:
    """Low before dawn, busy in the afternoon, busiest from 20 to 23; after-sale is busiest on Mondays."""
    quiet = inquiries["2026-09-14":"2026-09-18"]
    presale = quiet["presale"].groupby(quiet.index.hour).mean()
    assert presale[[3, 4, 5]].max() < 0.15 * presale[14]
    assert presale[[21, 22]].mean() > presale[14] > presale[17]
    weeks = inquiries["aftersale"]["2026-05-11":"2026-08-30"]
    assert weeks.groupby(weeks.index.day_of_week).mean().idxmax() == 0


def test_counts_are_overdispersed() -> None:
    """Squared deviations from the expected mean are at least twice what Poisson counts would have."""
    past = history(Parameters()).set_index("timestamp")
    for queue, means in _expected().items():
        mean = means.to_numpy().ravel()
        hours = pd.date_range("2024-09-01", periods=len(mean), freq="h")
        counts = past.loc[past["queue"] == queue, "inquiries"].reindex(hours)
        busy = counts.notna().to_numpy() & (mean > 40)
        deviation = counts.to_numpy(dtype=float)[busy] - mean[busy]
        assert (deviation**2 / mean[busy]).mean() > 2


def _expected(parameters: Parameters | None = None) -> dict[str, pd.DataFrame]:
    """Noise-free inquiries: for each queue, days by hours."""
    parameters = parameters or Parameters()
    last = pd.Timestamp(parameters.last_day)
    means = expected(parameters, last, streams(parameters.seed).events)
    days = pd.date_range(parameters.first_day, last)
    return {queue: pd.DataFrame(mean, index=days) for queue, mean in means.items()}


def test_events_are_complete_and_named_once() -> None:
    """Every sale of the two years and the coming ones, each with a name of its own, in order of time."""
    events = table("events")
    assert events["event"].is_unique
    assert events["start"].is_monotonic_increasing
    assert (events["start"] < events["end"]).all()
    named = set(events["event"])
    assert named >= {f"double11-{year}" for year in (2024, 2025, 2026)}
    assert named >= {"618-2025", "618-2026", "38-2025", "38-2026", "double12-2024", "double12-2025"}
    assert named >= {
        f"flash-{month}" for month in pd.period_range("2024-09", "2026-12", freq="M").astype(str)
    }
    coming = events[events["start"] > "2026-11-15"]
    assert set(coming["kind"]) >= {"flash", "double12", "livestream"}
    assert (events["intensity"] != "").sum() == len(events) - 1
    assert events.loc[events["intensity"] == "", "uplift"].to_list() == ["1.3"]


def test_agents_are_mixed_and_ids_are_text() -> None:
    """Sixty people with distinct ids and names, skills as promised, ids such as 007 and A012."""
    agents = table("agents")
    assert agents["agent_id"].is_unique
    assert agents["name"].is_unique
    assert {"007", "A012"} <= set(agents["agent_id"])
    assert agents["skills"].value_counts().to_dict() == {
        "presale": 24,
        "presale;aftersale": 24,
        "aftersale": 12,
    }
    assert agents["name"].str.fullmatch(r"[\u4e00-\u9fff]{2,3}").all()
    for column in ("shifts", "weekdays", "hours", "from", "until"):
        assert (agents[column] != "").any(), column
    joins = agents.loc[agents["from"] != "", "from"]
    assert joins.between("2026-11-10", "2026-11-14").all()


def test_seven_shifts_two_across_midnight() -> None:
    """Seven shifts on the half-hour grid, at most 8 paid hours, two of which end on the next day."""
    shifts = table("shifts")
    minutes = shifts[["start", "end", "meal_from", "meal_to"]].map(_minutes)
    night = minutes["end"] <= minutes["start"]
    paid = minutes["end"] + 1440 * night - minutes["start"] - pd.to_numeric(shifts["meal_minutes"]).fillna(0)
    assert len(shifts) == 7
    assert night.sum() == 2
    assert paid.between(240, 480).all()
    assert (minutes % 30).isin([0, np.nan]).all(axis=None)


def _minutes(time: str) -> float:
    return float(time[:2]) * 60 + float(time[3:]) if time else float("nan")


def test_wishes_leave_and_locks_agree() -> None:
    """One request for a person and day, known people and shifts, and no lock on a day of leave."""
    requests, locks = table("requests"), table("locks")
    agents, shifts = set(table("agents")["agent_id"]), {"", "off", *table("shifts")["shift"]}
    assert not requests.duplicated(["agent_id", "date"]).any()
    assert set(requests["agent_id"]) | set(locks["agent_id"]) <= agents
    assert set(requests["shift"]) | set(locks["shift"]) <= shifts
    week = requests[requests["date"].between("2026-11-09", "2026-11-15")]
    assert set(week["kind"]) == {"leave", "prefer_off", "prefer", "avoid"}
    assert not requests.merge(locks, on=["agent_id", "date"]).shape[0]
    assert (requests["date"] < "2026-11-09").any()
    assert (requests["date"] > "2026-11-15").any()


def test_mapping_names_everybody_and_every_shift() -> None:
    """DingTalk ids for all people and shifts, one group, one operator, none twice."""
    mapping = table("mapping").set_index("kind")
    assert list(mapping.loc["agent", "local_id"]) == list(table("agents")["agent_id"])
    assert list(mapping.loc["shift", "local_id"]) == list(table("shifts")["shift"])
    assert mapping["platform_id"].is_unique
    assert mapping.index.value_counts()[["group", "operator"]].to_list() == [1, 1]


def test_sample_is_a_valid_shop() -> None:
    """The shop folder reads without errors; to remark are the gaps that are meant, and presale's target."""
    shop = read_shop(SAMPLE)
    assert {warning.code for warning in shop.warnings} == {"history_gaps", "counted_at_assignment"}
    assert shop.queue_ids == ("presale", "aftersale")
    assert "007" in {agent.id for agent in shop.agents}
    assert len(shop.history) == len(pd.read_csv(SAMPLE / "history.csv"))


def test_template_is_a_valid_shop_without_remarks() -> None:
    """What ``init`` copies can be checked at once and raises no questions."""
    shop = read_shop(TEMPLATE)
    assert shop.warnings == ()
    assert all("示例" in text for text in [shop.settings.name, *(agent.name for agent in shop.agents)])


def test_keys_offered_by_the_template_exist(tmp_path: Path) -> None:
    """With every commented key of shop.toml put in force the shop is still valid: no name is misspelt."""
    folder = tmp_path / "shop"
    shutil.copytree(TEMPLATE, folder)
    shop_toml = folder / "shop.toml"
    shop_toml.write_text(with_rules(shop_toml.read_text(encoding="utf-8")), encoding="utf-8")
    text = (folder / "shop.toml").read_text(encoding="utf-8")
    uncommented = re.sub(r"^# (?=[a-z_]+ = |\[)", "", text, flags=re.MULTILINE)
    assert uncommented.count("\n[[queues]]") == 2
    (folder / "shop.toml").write_text(uncommented, encoding="utf-8")
    settings = read_shop(folder).settings
    assert settings.queues[0].patience_seconds == 180
    assert settings.rules.max_days_per_week == 6
    offered = [spec.key for spec in IN_RULES]
    assert [key for key in offered if f"\n{key} = " not in uncommented] == []
    assert [key for key in offered if getattr(settings.rules, key) in (None, ())] == []


def test_the_plan_before_is_sound() -> None:
    """The stored plan of the week before keeps every rule, and each of its figures is what its files say."""
    shop = read_shop(SAMPLE)
    assert audit_written(shop, date(2026, 11, 2)) == []
    assert PlanStore(SAMPLE).read(date(2026, 11, 2)).roster is not None
