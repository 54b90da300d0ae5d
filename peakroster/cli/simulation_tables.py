"""A simulation in a terminal: a line for each day and queue, then where service targets are missed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from rich.table import Table
from rich.text import Text

from peakroster.cli.plan_tables import has_promotion
from peakroster.messages import Translator
from peakroster.simulation.report import RESPONSE
from peakroster.wording import later_time, weekday_name
from scheduler.domain.shop import Shop

_MOST_STRETCHES = 12
"""Stretches that are printed; the file has them all."""

_MANY_SECONDS = 600

JsonObject = Mapping[str, Any]


def day_table(shop: Shop, figures: JsonObject, translate: Translator) -> Table:
    """The table of days and queues. figures: the content of simulation.json."""
    first = date.fromisoformat(figures["from"])
    title = translate(
        "simulation.title",
        name=shop.settings.name,
        first=first,
        last=first + timedelta(days=figures["days"] - 1),
        replications=figures["replications"],
        demand=translate(f"simulation.demand_{figures['demand']}"),
    )
    table = Table(title=Text(title), title_justify="left")
    table.add_column(translate("commands.day"), no_wrap=True)
    table.add_column(translate("commands.queue"), no_wrap=True)
    talked = _talked(figures)
    response = ("response",) if talked else ()
    for column in ("arrivals", "service_level", "wait", *response, "abandoned", "occupancy", "intervals"):
        table.add_column(translate(f"simulation.{column}"), justify="right")
    names = shop.queue_names
    for number in range(figures["days"]):
        for queue in figures["queues"]:
            row = queue["days"][number]
            day = date.fromisoformat(row["date"])
            star = "★" if has_promotion(shop, day, queue["queue"]) else ""
            table.add_row(
                f"{day:%m-%d} {weekday_name(day, translate)} {star}",
                Text(names[queue["queue"]]),
                f"{row['arrived']:,.0f}",
                _percent(row["service_level"]),
                _seconds(row["average_wait_seconds"], translate),
                *([_seconds(row.get(RESPONSE), translate)] if talked else []),
                _percent(row["left_share"]),
                _percent(row["occupancy"]),
                _verdict(row),
            )
    return table


def summary_lines(shop: Shop, figures: JsonObject, file: str, translate: Translator) -> Iterator[str]:
    """Whether the targets are met, where not, and how to read the table. file: the one with all intervals."""
    names = shop.queue_names
    for queue in figures["queues"]:
        yield from _total_lines(
            queue["total"], names[queue["queue"]], translate, queue.get("deadline_counts")
        )
        yield from _backlog_lines(queue["days"], translate)
        if queue.get("counted_until") is not None:
            until = datetime.fromisoformat(queue["counted_until"])
            yield translate("simulation.deferred_counted", day=until.date(), time=f"{until:%H:%M}")
        yield from _late_lines(queue["late_share"], figures["demand"], translate)
        yield from _overtime_lines(shop, queue["total"]["overtime_hours"], translate)
    broken = [(queue, stretch) for queue in figures["queues"] for stretch in queue["broken"]]
    broken.sort(key=lambda found: -found[1]["late"])
    if broken:
        yield translate("simulation.broken_head", count=len(broken))
        for queue, stretch in broken[:_MOST_STRETCHES]:
            name, counted = names[queue["queue"]], queue.get("counted", "service_level")
            yield _broken_line(stretch, name, shop.settings.interval_minutes, translate, counted)
        if len(broken) > _MOST_STRETCHES:
            yield translate("simulation.broken_more", count=len(broken) - _MOST_STRETCHES, file=file)
    elif figures["kept"] is not None:
        yield translate("simulation.broken_nowhere")
    if figures["left_out_until"] is not None:
        until = datetime.fromisoformat(figures["left_out_until"])
        yield translate("simulation.left_out", day=until.date(), time=f"{until:%H:%M}")
    within = [
        translate(
            f"simulation.explain_{_explained(queue)}",
            queue=names[queue["queue"]],
            seconds=queue["within_seconds"],
            hours=queue["within_seconds"] / 3600,
        )
        for queue in figures["queues"]
    ]
    yield translate("simulation.explain", list=translate("simulation.target_separator").join(within))
    if _talked(figures):
        yield translate("simulation.explain_response")


def _explained(queue: JsonObject) -> str:
    """What a queue's share in time counts."""
    if "deadline_counts" in queue:
        return f"deferred_{queue['deadline_counts']}"
    return str(queue.get("counted", "queue"))


def _backlog_lines(days: Sequence[JsonObject], translate: Translator) -> Iterator[str]:
    """Of deferred work how many cases wait at the end of each day."""
    if any("backlog_at_end" not in day for day in days):
        return
    told = [f"{date.fromisoformat(day['date']):%m-%d} {day['backlog_at_end']:,.0f}" for day in days]
    yield translate("simulation.deferred_backlog", days=translate("simulation.target_separator").join(told))


def _total_lines(
    total: JsonObject, name: str, translate: Translator, deadline_counts: str | None
) -> Iterator[str]:
    """deadline_counts: of deferred work, which promises nothing of single intervals; else None."""
    if total["kept"] is None:
        yield translate("simulation.total_nothing", queue=name)
        return
    kind = None if deadline_counts is None else f"deferred_{deadline_counts}"
    targets = [_target(target, translate, kind) for target in total["targets"] if target["kept"] is not None]
    yield translate(
        "simulation.total_kept" if total["kept"] else "simulation.total_broken",
        queue=name,
        targets=translate("simulation.target_separator").join(targets),
    )
    if deadline_counts is not None:
        return
    yield translate(
        "simulation.total_intervals",
        kept=total["intervals_kept"],
        intervals=total["intervals"],
        share=total["intervals_kept_share"],
        often=total["kept_share"],
    )
    if "days" in total:
        yield translate("simulation.total_days", kept=total["days_kept"], days=total["days"])


def _overtime_lines(shop: Shop, hours: float, translate: Translator) -> Iterator[str]:
    """What agents stay after closing, and what it is paid at the mean of all hourly costs."""
    if not hours:
        return
    costs = [agent.hourly_cost for agent in shop.agents if agent.hourly_cost is not None]
    yield translate("simulation.overtime", hours=hours)
    if costs:
        yield translate("simulation.overtime_cost", cost=hours * sum(costs) / len(costs))


def _late_lines(late: JsonObject, demand: str, translate: Translator) -> Iterator[str]:
    """What the plan expects, what is simulated, and the reasons; all at mean demand where none is drawn."""
    if late["planned"] is None:
        return
    parts = ("demand", "absences", "chance") if demand == "forecast" else ("absences", "chance")
    points = {part: f"{100 * late[part]:+.1f}" for part in parts}
    yield translate(
        "simulation.late_share",
        planned=late["planned"],
        simulated=late["simulated"],
        reasons=translate("simulation.target_separator").join(
            translate(f"simulation.late_{part}", points=points[part]) for part in parts
        ),
    )


def _target(target: JsonObject, translate: Translator, kind: str | None = None) -> str:
    """kind: what the words are about; None = as the target says."""
    limits = {"low": target["reached_low"], "high": target["reached_high"]}
    hours = target["hours"]
    return translate(
        f"simulation.target_{kind or target['kind']}",
        reached=target["reached"],
        limits="" if None in limits.values() else translate(f"simulation.limits_{target['kind']}", **limits),
        seconds=target["within_seconds"],
        within_hours=target["within_seconds"] / 3600,
        share=100 * (target["share"] or 0.0),
        hours=("" if hours is None else translate("simulation.target_hours", hours=hours))
        + (translate(f"simulation.target_per_{target['per']}") if "per" in target else ""),
    )


def _talked(figures: JsonObject) -> bool:
    """Whether some queue has conversations."""
    return any("counted" in queue for queue in figures["queues"])


def _broken_line(
    stretch: JsonObject,
    name: str,
    interval_minutes: int,
    translate: Translator,
    counted: str = "service_level",
) -> str:
    """A stretch of missed targets. counted: what the share in time counts, as in simulation.json."""
    start, end, worst = (datetime.fromisoformat(stretch[key]) for key in ("start", "end", "worst"))
    several = end - start > timedelta(minutes=interval_minutes)
    return translate(
        "simulation.broken_line",
        day=start.date(),
        weekday=weekday_name(start, translate),
        start=f"{start:%H:%M}",
        end=later_time(start.date(), end, translate, end=True),
        queue=name,
        service_level=stretch["service_level"],
        wait=_seconds(stretch["average_wait_seconds"], translate),
        counted=_counted(stretch, counted, translate),
        worst=translate(
            "simulation.broken_worst",
            worst=later_time(start.date(), worst, translate),
            service_level=stretch["worst_service_level"],
        )
        if several
        else "",
    )


def _counted(stretch: JsonObject, counted: str, translate: Translator) -> str:
    """How many were late, of how many."""
    of = stretch["arrived"] if counted == "service_level" else stretch["asked"]
    return translate(
        f"simulation.late_{counted}",
        late=_customers(stretch["late"]),
        arrived=_customers(of),
        response=_seconds(stretch.get(RESPONSE), translate),
    )


def _customers(mean: float) -> int:
    """Whole customers of a mean over the runs; a fraction of one is one, not nobody."""
    return max(round(mean), 1) if mean > 0 else 0


def _verdict(row: JsonObject) -> Text:
    """``✓ 31/32``: whether the target was met, and in how many of the intervals."""
    if row["kept"] is None:
        return Text("–")
    mark, style = ("✓", "") if row["kept"] else ("✗", "bold red")
    if "backlog_at_end" in row:
        return Text(mark, style=style)
    return Text(f"{mark} {row['intervals_kept']}/{row['intervals']}", style=style)


def _percent(number: float | None) -> str:
    return "–" if number is None else f"{number:.1%}"


def _seconds(number: float | None, translate: Translator) -> str:
    """Seconds with a decimal below ten, minutes from ten minutes on."""
    if number is None:
        return "–"
    if number >= _MANY_SECONDS:
        return translate("simulation.minutes", minutes=number / 60)
    return translate("simulation.seconds", seconds=f"{number:.{1 if number < 9.95 else 0}f}")
