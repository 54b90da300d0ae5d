"""Work that the end of the server cut: what it was, how far it came, and the button to go on."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from peakroster.desk.shop_clock import at_shop_of
from peakroster.messages import Translator
from peakroster.push.words import PushWords
from peakroster.store.jobs import PLAN, PUSH, SEARCH, Job, cut_jobs, dismiss_job
from peakroster.store.who import EDIT, PUBLISH, may
from peakroster.tables.findings import InputError
from peakroster.wording import day_label, who_words
from ui import address, background_plan, background_push
from ui.error_page import show_findings
from ui.plain_text import plain


def show_cut(folder: Path, translate: Translator, kind: str | None = None) -> None:
    """Each work that was cut, to those who may go on with it; kind: only of this one."""
    try:
        found = [job for job in cut_jobs(folder) if kind in (None, job.kind) and _may_go_on(job)]
    except (InputError, OSError):
        return
    for job in found:
        with st.container(border=True, key=f"cut-{job.id}"):
            st.warning(plain(_told(job, folder, translate)), icon=":material/power_off:")
            with st.container(horizontal=True, gap="small"):
                _go_on(job, folder, translate)
                if st.button(translate("jobs.dismiss"), key=f"cut_dismiss-{job.id}"):
                    dismiss_job(folder, job)
                    st.rerun()


def _may_go_on(job: Job) -> bool:
    return may(PUBLISH if job.kind == PUSH else EDIT)


def _told(job: Job, folder: Path, translate: Translator) -> str:
    values = {
        "first": day_label(job.first_day, translate),
        "at": f"{at_shop_of(folder, job.seen_at):%m-%d %H:%M}",
        "who": who_words(job.who, translate),
    }
    if job.kind != PUSH:
        return translate(f"jobs.cut_{job.kind}", **values)
    values["platform"] = PushWords(translate).platform(job.what)
    if job.total:
        return translate("jobs.cut_push", **values, done=job.done, total=job.total)
    return translate("jobs.cut_push_unsent", **values)


def _go_on(job: Job, folder: Path, translate: Translator) -> None:
    """A push and a planning are begun anew; a search is begun where the roster is."""
    if job.kind == SEARCH:
        label = translate("jobs.go_on_search")
        address.link("roster", label, icon=":material/calendar_view_week:", plan=job.first_day)
        return
    if not st.button(
        translate(f"jobs.go_on_{job.kind}"),
        key=f"cut_go_on-{job.id}",
        icon=":material/play_arrow:",
    ):
        return
    try:
        if job.kind == PLAN:
            background_plan.begin(folder, job.first_day, int(job.what) if job.what else None)
        else:
            background_push.begin(folder, job.first_day, job.what)
        dismiss_job(folder, job)
    except InputError as error:
        show_findings(error.findings, translate)
        return
    if job.kind == PUSH:
        address.go("publish", part="send", platform=job.what)
    st.rerun()
