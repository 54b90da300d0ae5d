"""The pages of the desk: the address of each, its icon, and what draws it.

A page is imported when it is first shown, so that the first screen waits for no chart library.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from peakroster.desk.draft import Draft
from peakroster.messages import Translator
from ui import state

Show = Callable[[Draft, Translator], None]


@dataclass(frozen=True)
class Page:
    """show: draws the page. icon: of Material Symbols.

    rostered: whether there is nothing to show before the plan has a roster.
    """

    show: Show
    icon: str
    rostered: bool = False


def _overview(draft: Draft, translate: Translator) -> None:
    from ui.views.overview import show_overview

    show_overview(draft, translate)


def _demand(draft: Draft, translate: Translator) -> None:
    from ui.views.demand.demand_view import show_demand

    show_demand(draft, translate)


def _need(draft: Draft, translate: Translator) -> None:
    from ui.views.need.levers_view import show_levers
    from ui.views.need.need_view import show_coverage
    from ui.views.need.shortages import show_shortages

    parts: dict[str, Show] = {"coverage": show_coverage, "levers": show_levers, "shortages": show_shortages}
    _one_of("need_part", parts, draft, translate)


def _roster(draft: Draft, translate: Translator) -> None:
    from ui.views.roster.roster_view import show_roster

    show_roster(draft, translate)


def _what_if(draft: Draft, translate: Translator) -> None:
    from ui.views.what_if.what_if_view import show_what_if

    show_what_if(draft, translate)


def _people(draft: Draft, translate: Translator) -> None:
    from ui.views.fairness import show_fairness
    from ui.views.people.person_view import show_person
    from ui.views.people.requests_view import show_requests
    from ui.views.people.tables_view import show_tables
    from ui.views.who_could import show_who_could

    parts: dict[str, Show] = {
        "person": show_person,
        "requests": show_requests,
        "tables": show_tables,
        "fairness": show_fairness,
        "who_could": show_who_could,
    }
    _one_of("people_part", parts, draft, translate)


def _publish(draft: Draft, translate: Translator) -> None:
    from ui.views.publish.downloads_view import show_downloads
    from ui.views.publish.log_view import show_log
    from ui.views.publish.publish_view import show_publish
    from ui.views.publish.send_view import show_send
    from ui.views.publish.versions_view import show_versions

    parts: dict[str, Show] = {
        "publish": show_publish,
        "send": show_send,
        "downloads": show_downloads,
        "versions": show_versions,
        "log": show_log,
    }
    _one_of("publish_part", parts, draft, translate)


def _import(draft: Draft, translate: Translator) -> None:
    from ui.views.imports import show_imports

    show_imports(draft, translate)


def _one_of(name: str, parts: dict[str, Show], draft: Draft, translate: Translator) -> None:
    """A page of several parts, one of which is shown at a time."""
    part = state.choose(
        name,
        translate("shell.part"),
        tuple(parts),
        lambda part: translate(f"shell.part_{part}"),
        translate,
        address="part",
        label_visibility="collapsed",
    )
    parts[part](draft, translate)


PAGES: dict[str, Page] = {
    "overview": Page(_overview, ":material/today:"),
    "demand": Page(_demand, ":material/trending_up:"),
    "need": Page(_need, ":material/support_agent:"),
    "roster": Page(_roster, ":material/calendar_view_week:", rostered=True),
    "what_if": Page(_what_if, ":material/call_split:", rostered=True),
    "people": Page(_people, ":material/group:"),
    "publish": Page(_publish, ":material/send:", rostered=True),
    "import": Page(_import, ":material/upload_file:"),
}
"""By name: its address (``/roster``; that of the first is ``/``), and its title as ``shell.page_…``."""
