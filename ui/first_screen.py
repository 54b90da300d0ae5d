"""What is shown where there is no shop, no plan, or files that cannot be used: the first step as a button."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import streamlit as st

from peakroster.desk.draft import Draft
from peakroster.desk.finding_words import finding_words
from peakroster.desk.first_steps import (
    Situation,
    last_version,
    make_sample,
    restore,
    rows_around,
)
from peakroster.desk.overview.weeks import next_monday
from peakroster.desk.roster import plans
from peakroster.messages import Translator
from peakroster.shop.model import ShopFolder
from peakroster.shop.settings.read import FILE
from peakroster.tables.findings import CollisionError, Finding, InputError
from peakroster.wording import day_label
from ui import address, state
from ui.error_page import remedy_words, show_findings
from ui.plain_text import plain
from ui.planning_panel import plan_button, show_planning

_MOST_CARDS = 12
"""Findings that are shown one by one; the others are in a table."""
_MOST_PLANS = 4


def show_no_shop(folder: Path, found: Situation, translate: Translator) -> None:
    """What lies there instead of a shop, and buttons that make one where that is possible."""
    _title(found.kind, translate)
    st.write(translate(f"first.{found.kind}", folder=plain(str(folder))))
    if found.may_be_filled:
        from ui.start_page import show_start  # who has a plan does not wait for the readers of files

        show_start(folder, translate)
        if st.button(
            translate("first.make_sample"),
            key="make_sample",
            icon=":material/storefront:",
            help=translate("first.make_sample_help"),
        ):
            _do(lambda: make_sample(folder), translate)
    else:
        _look_again(translate)
    if found.near:
        st.caption(translate("first.near"))
        st.markdown("\n".join(f"- {plain(str(path))}" for path in found.near))


def show_no_plan(shop: ShopFolder, translate: Translator) -> None:
    """The one button that makes the first plan."""
    _title("no_plan", translate)
    if _lacking(shop.folder):
        _show_lacking(shop.folder, shop.settings.timezone, translate)
        return
    _sales(shop.folder, translate)
    st.write(translate("first.no_plan"))
    monday = next_monday(shop, datetime.now(ZoneInfo(shop.settings.timezone)))
    label = translate(
        "first.no_plan_button",
        first=day_label(monday, translate),
        last=day_label(monday + timedelta(days=6), translate),
    )
    plan_button(shop.folder, monday, translate, label)
    show_planning(shop.folder, translate)
    with st.expander(translate("import_page.first_title"), icon=":material/upload_file:"):
        _import_files(shop.folder, shop.settings.timezone, translate)


def show_no_roster(draft: Draft, translate: Translator) -> None:
    """The one button that makes the roster of a plan that has none."""
    _title("no_roster", translate)
    st.write(translate("first.no_roster"))
    plan, folder = draft.desk.plan, draft.desk.shop.folder
    label = translate("first.no_roster_button", first=day_label(plan.first_day, translate))
    plan_button(folder, plan.first_day, translate, label, days=None)
    show_planning(folder, translate)


def show_broken(error: InputError | CollisionError, folder: Path, translate: Translator) -> None:
    """Every finding with its line of the file, and the button that reads the files again."""
    name = "collision" if isinstance(error, CollisionError) else "broken"
    lacking = _lacking(folder)
    if lacking and not plans(folder) and all(_is_of(one, lacking) for one in error.findings):
        _title("lacking", translate)
        _show_lacking(folder, None, translate)
        _look_again(translate)
        return
    _title(name, translate)
    st.write(translate(f"first.{name}", count=len(error.findings)))
    _look_again(translate)
    if "history" in lacking and all(one.file != FILE for one in error.findings):
        _own_files(folder, None, translate)
    _findings(error.findings, folder, translate)


_TABLES = {"history": "history.csv", "people": "agents.csv", "shifts": "shifts.csv"}


def _lacking(folder: Path) -> tuple[str, ...]:
    from peakroster.desk.starting import lacking  # who has a plan does not wait for the readers

    return lacking(folder)


def _is_of(finding: Finding, lacking: Sequence[str]) -> bool:
    """Whether a finding says only that a table is not there, or empty."""
    return finding.row is None and finding.file in {_TABLES[one] for one in lacking}


def _show_lacking(folder: Path, timezone: str | None, translate: Translator) -> None:
    from ui.start_page import show_lacking

    show_lacking(folder, lambda: _import_files(folder, timezone, translate), translate)


def _sales(folder: Path, translate: Translator) -> None:
    """Sales that the history shows, before the first plan is made of it."""
    from peakroster.desk.sales import enter_sales, sales_to_confirm
    from ui.sales_panel import said, show_sales

    found = state.cached(
        "first_sales", (str(folder), state.version(), said()), lambda: sales_to_confirm(folder)
    )
    show_sales(
        found,
        lambda chosen: _do(lambda: enter_sales(folder, chosen), translate),
        translate,
        key="first",
        folder=folder,
    )


def _own_files(folder: Path, timezone: str | None, translate: Translator) -> None:
    """The shop has no figures of its own yet: they may lie in files of another form."""
    with st.container(border=True, key="own_files"):
        st.subheader(translate("import_page.first_title"))
        st.write(translate("import_page.first_text"))
        _import_files(folder, timezone, translate)


def _import_files(folder: Path, timezone: str | None, translate: Translator) -> None:
    from ui.import_files.panel import show_import_files

    zone = None if timezone is None else ZoneInfo(timezone)
    show_import_files(folder, lambda at: at.astimezone(zone), state.forget_desk, translate)


def show_broken_plan(
    error: InputError, folder: Path, first_day: date, others: Sequence[date], translate: Translator
) -> None:
    """A plan whose files are damaged: the version to restore, other weeks, or planning anew."""
    _title("plan_broken", translate)
    first = day_label(first_day, translate)
    st.write(translate("first.plan_broken", first=first))
    number = last_version(folder, first_day)
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        if number is not None and st.button(
            translate("first.restore", number=number),
            key="restore",
            type="primary",
            icon=":material/restore:",
        ):
            _do(lambda: restore(folder, first_day, number), translate)
        for other in [each for each in reversed(others) if each != first_day][:_MOST_PLANS]:
            label = translate("first.open_other", first=day_label(other, translate))
            address.link("overview", label, icon=":material/folder_open:", plan=other)
        plan_button(folder, first_day, translate, translate("first.plan_anew", first=first))
        _look_again(translate)
    show_planning(folder, translate)
    _findings(error.findings, folder, translate)


def show_other_plan(folder: Path, asked: date, shown: date, translate: Translator) -> None:
    """The address asks for a plan that there is none of: which one is shown instead, and how to make it."""
    with st.container(border=True, key="other_plan"):
        st.warning(
            translate("first.other", first=day_label(asked, translate), shown=day_label(shown, translate)),
            icon=":material/event_busy:",
        )
        label = translate("first.other_plan", first=day_label(asked, translate))
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            plan_button(folder, asked, translate, label)
            address.link("overview", translate("shell.page_overview"), icon=":material/today:")
        show_planning(folder, translate)


def _title(name: str, translate: Translator) -> None:
    st.header(translate(f"first.{name}_title"))


def _look_again(translate: Translator) -> None:
    if st.button(translate("first.look_again"), key="look_again", icon=":material/refresh:"):
        state.forget_desk()
        st.rerun()


def _do(step: Callable[[], object], translate: Translator) -> None:
    """Take a first step and look again; what is in its way is told."""
    try:
        step()
    except InputError as error:
        show_findings(error.findings, translate)
        return
    state.forget_desk()
    st.rerun()


def _findings(findings: Sequence[Finding], folder: Path, translate: Translator) -> None:
    shown = findings[:_MOST_CARDS]
    for place, (finding, told) in enumerate(zip(shown, finding_words(shown, folder, translate), strict=True)):
        with st.container(border=True, key=f"finding-{place}", gap="small"):
            st.markdown(f"**{plain(told.about or told.small)}** {plain(told.message)}")
            if told.remedy:
                st.markdown(f":material/build: {remedy_words(told)}")
            if told.about:
                st.caption(plain(told.small))
            if finding.row is not None:
                with st.expander(translate("first.see_row", row=finding.row)):
                    _rows(folder, finding.file, finding.row, translate)
    if len(findings) > _MOST_CARDS:
        show_findings(findings[_MOST_CARDS:], translate, folder, linked=False)


def _rows(folder: Path, file: str, row: int, translate: Translator) -> None:
    rows = rows_around(folder, file, row)
    if not rows:
        st.caption(translate("first.row_gone"))
        return
    width = len(f"{rows[-1].number}")
    lines = (f"{'→' if one.meant else ' '} {one.number:>{width}}  {one.text}" for one in rows)
    st.code("\n".join(lines), language=None)
