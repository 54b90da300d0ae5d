"""Scenarios side by side with the roster as it is now: a table, curves, and what was simulated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import streamlit as st

from peakroster.charts import comparison_chart
from peakroster.charts.scenarios import scenario_service_chart
from peakroster.desk.draft import Draft
from peakroster.desk.figures import plannable_from
from peakroster.desk.scenarios.comparing import (
    Figure,
    FigureRow,
    compared,
    shown_difference,
    shown_value,
    simulated_lines,
    uncertainty_lines,
)
from peakroster.desk.scenarios.figures import ScenarioFigures, figures_of, hourly_service
from peakroster.desk.scenarios.results import Depth, ScenarioResult
from peakroster.desk.scenarios.words import person_name
from peakroster.explanations.service_words import counted_as
from peakroster.messages import Translator
from peakroster.wording import listed
from ui import state
from ui.chart import show_chart
from ui.plain_text import plain
from ui.selectors import select_queue_and_days
from ui.views.what_if.known import Known, outdated_words

_MOST_NAMES, _MOST_AT_FIRST = 6, 3
_ROSTERS: tuple[Depth, ...] = ("as_it_is", "solved")


@dataclass(frozen=True)
class Entry:
    """A result that can be compared."""

    known: Known
    result: ScenarioResult

    @property
    def key(self) -> str:
        """By which it is chosen."""
        return f"{self.known.scenario.id}-{self.result.depth}"

    def name(self, translate: Translator) -> str:
        """The scenario and how far it is computed."""
        depth = translate(f"scenario.{self.result.depth}")
        return translate("what_if.entry", name=self.known.scenario.name, depth=depth)


def show_comparison(draft: Draft, known: Sequence[Known], translate: Translator) -> None:
    """Show the choice of what is compared, the table and the charts."""
    entries = [
        Entry(each, each.results[depth]) for each in known for depth in _ROSTERS if depth in each.results
    ]
    if not entries:
        if known:
            st.caption(translate("what_if.no_result"))
        return
    chosen = _chosen(entries, translate)
    if not chosen:
        return
    desk, outcome = draft.working_desk(), draft.outcome
    now = state.cached(
        "scenario-now", (state.version(),), lambda: figures_of(desk, outcome, draft.outcome.plan)
    )
    st.html(_table(draft, now, chosen, translate))
    st.caption(translate("what_if.table_caption"))
    for entry in chosen:
        _show_changed_people(draft, entry, translate)
    _show_charts(draft, chosen, translate)
    for each in {entry.known.scenario.id: entry.known for entry in chosen}.values():
        _show_simulated(draft, each, translate)


def _chosen(entries: Sequence[Entry], translate: Translator) -> list[Entry]:
    by_key = {entry.key: entry for entry in entries}
    deepest = [entry for entry in entries if entry.result is entry.known.deepest]
    solved = [entry for entry in deepest if entry.result.depth == "solved"]
    if "compare_seen" in st.session_state:  # what comes while she looks on is shown, however it was computed
        first = [entry.key for entry in deepest][-_MOST_AT_FIRST:]
    else:
        first = [entry.key for entry in solved or deepest][-_MOST_AT_FIRST:]
        st.session_state["compare_seen"] = list(by_key)
    key = f"compare-{translate.language}"
    picked = st.session_state.get("compare_kept", first)
    news = [name for name in first if name not in st.session_state.get("compare_seen", ())]
    st.session_state["compare_seen"] = list(by_key)
    deeper = {by_key[name].known.scenario.id for name in news}
    picked = [name for name in picked if name in by_key and by_key[name].known.scenario.id not in deeper]
    kept = [*picked, *news] or first
    if news or key not in st.session_state or any(n not in by_key for n in st.session_state[key]):
        st.session_state[key] = kept
    chosen = st.pills(
        translate("what_if.compare"),
        list(by_key),
        format_func=lambda name: plain(by_key[name].name(translate)),
        selection_mode="multi",
        key=key,
    )
    st.session_state["compare_kept"] = list(chosen)
    return [entry for entry in entries if entry.key in chosen]


def _table(draft: Draft, now: ScenarioFigures, chosen: Sequence[Entry], translate: Translator) -> str:
    shop = draft.desk.shop
    figures = [entry.result.figures for entry in chosen]
    heads = [translate("scenario.column_figure"), translate("scenario.column_plan")]
    heads += [entry.name(translate) for entry in chosen]
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in heads)
    body = [
        f'<tr><th scope="row">{escape(row.name(shop, translate))}</th>'
        f"<td>{escape(shown_value(row.plan, row.unit, translate, now.wishes))}</td>"
        + "".join(
            _cell(row, figure, of.wishes, translate)
            for figure, of in zip(row.scenarios, figures, strict=True)
        )
        + "</tr>"
        for row in compared(now, figures)
    ]
    notes = "".join(f"<td>{_notes(entry, translate)}</td>" for entry in chosen)
    body.append(
        f'<tr class="notes"><th scope="row">{escape(translate("scenario.state"))}</th><td></td>{notes}</tr>'
    )
    return (
        f'<div class="pr-compare"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(body)}</tbody></table></div>"
    )


def _cell(row: FigureRow, figure: Figure, wishes: int, translate: Translator) -> str:
    value = escape(shown_value(figure.value, row.unit, translate, wishes))
    more = shown_difference(figure, row.unit, translate)
    mark = {"worse": "▼ ", "better": "▲ "}.get(figure.verdict, "")
    said = translate(f"scenario.{figure.verdict}") if mark else ""
    small = f'<small title="{escape(said)}">{mark}{escape(more)}</small>' if more else ""
    return f'<td class="{figure.verdict}">{value}{small}</td>'


def _notes(entry: Entry, translate: Translator) -> str:
    result = entry.result
    lines = uncertainty_lines(result.figures, result.depth == "solved", translate)
    if result.depth == "solved":
        lines.insert(0, translate(f"scenario.way_{result.told.get('way', 'replan')}"))
    changed = entry.known.outdated.get(result.depth)
    parts = [escape(line) for line in lines]
    if changed:
        parts.append(f'<span class="bad">{escape(outdated_words(changed, translate))}</span>')
    return "<br>".join(parts)


def _show_changed_people(draft: Draft, entry: Entry, translate: Translator) -> None:
    changed = sorted(entry.result.figures.changed.items(), key=lambda each: (-each[1], each[0]))
    if not changed:
        return
    shop = draft.desk.shop
    names = listed(
        (f"{person_name(shop, agent, translate)} {count}" for agent, count in changed[:_MOST_NAMES]),
        translate,
    )
    if len(changed) > _MOST_NAMES:
        names = translate("what_if.and_more", names=names, count=len(changed))
    told = translate("what_if.overflow", names=names)
    st.caption(plain(f"{entry.name(translate)} — {told}"))


def _show_charts(draft: Draft, chosen: Sequence[Entry], translate: Translator) -> None:
    plan, shop = draft.outcome.plan, draft.desk.shop
    st.subheader(translate("what_if.by_hour"))
    queue, span = select_queue_and_days(draft, translate, rostered=True)
    behind = shop.queues_behind(queue)[0]
    lines = {translate("what_if.now"): hourly_service(shop, plan, behind)}
    for entry in chosen:
        lines[entry.name(translate)] = hourly_service(shop, entry.result.plan, behind)
    show_chart(scenario_service_chart(lines, span, translate))
    entry = chosen[0]
    if len(chosen) > 1:
        by_key = {each.key: each for each in chosen}
        key = state.choose(
            "scenario_curves",
            translate("what_if.chart_of"),
            tuple(by_key),
            lambda name: by_key[name].name(translate),
            translate,
            st.selectbox,
        )
        entry = by_key[key]
    if plan.coverage is None or entry.result.plan.coverage is None:
        return
    chart = comparison_chart(
        plan.coverage,
        entry.result.plan.coverage,
        queue,
        span,
        shop.events,
        translate,
        plannable_from=plannable_from(shop, entry.result.plan),
        level_name=counted_as(shop, queue, translate),
    )
    show_chart(chart)


def _show_simulated(draft: Draft, known: Known, translate: Translator) -> None:
    result = known.results.get("simulated")
    if result is None:
        return
    told: dict[str, Any] = dict(result.told)
    name = known.scenario.name
    title = translate("what_if.simulated_title", name=name, count=told["replications"])
    changed = known.outdated.get("simulated")
    if changed:
        title += f" · {outdated_words(changed, translate)}"
    lines = simulated_lines(draft.desk.shop, told, translate)
    st.markdown(f"**{plain(title)}**\n" + "".join(f"\n- {plain(line)}" for line in lines))
