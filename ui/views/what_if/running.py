"""What is being computed: progress, waiting ones, stop, and what failed."""

from __future__ import annotations

import streamlit as st

from peakroster.desk.draft import Draft
from peakroster.desk.scenarios.jobs import Job, jobs_of
from peakroster.explanations.search_words import failure_key, progress_gap
from peakroster.messages import Translator
from peakroster.store.who import EDIT, may
from peakroster.tables.errors import file_failure
from peakroster.tables.findings import CollisionError, InputError
from peakroster.wording import at_most_share
from scheduler.roster.client import SearchFailedError
from scheduler.roster.problem.errors import NothingFoundError
from ui.formatting import percent
from ui.plain_text import plain
from ui.views.what_if.override_fields import told

_POLL_SECONDS = 0.7


def show_running(draft: Draft, translate: Translator) -> None:
    """Show the jobs of this plan; what is over and went well is shown as a result instead."""
    folder, first_day = draft.desk.shop.folder, draft.desk.plan.first_day
    jobs = jobs_of(folder).of(first_day)
    for place, job in enumerate(each for each in jobs if each.state == "failed"):
        _show_failure(draft, job, place, translate)
    running = [each for each in jobs if not each.is_over]
    if running:
        _show_progress(running, translate)


@st.fragment(run_every=_POLL_SECONDS)
def _show_progress(jobs: list[Job], translate: Translator) -> None:
    if any(each.is_over for each in jobs):
        st.rerun()
    for place, job in enumerate(jobs):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.progress(_share(job), text=plain(_words(job, translate)))
            if job.stopping:
                st.caption(translate("what_if.stopping"))
            elif (
                may(EDIT)
                and (job.depth == "solved" or job.state == "waiting")
                and st.button(
                    translate("what_if.stop"),
                    key=f"scenario_stop_{place}",
                    icon=":material/stop_circle:",
                    help=translate("what_if.stop_help"),
                )
            ):
                job.stop()
                st.rerun(scope="fragment")


def _share(job: Job) -> float:
    if job.state != "running":
        return 0.0
    if job.depth == "solved":
        return min(1.0, job.elapsed / (job.seconds + 5))
    return min(1.0, job.share) if job.depth == "simulated" else 0.5


def _words(job: Job, translate: Translator) -> str:
    name = job.scenario.name
    if job.state == "waiting":
        return translate("what_if.waiting", name=name)
    if job.depth != "solved":
        return translate(f"what_if.running_{job.depth}", name=name)
    seconds = f"{job.elapsed:.0f}"
    gap = None if job.progress is None else progress_gap(job.progress)
    if gap is None:
        return translate("what_if.running_solved", name=name, seconds=seconds)
    shown = percent(at_most_share(gap))
    return translate("what_if.running_solved_gap", name=name, seconds=seconds, percent=shown)


def _show_failure(draft: Draft, job: Job, place: int, translate: Translator) -> None:
    reason = _reason(job.error, translate)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.error(plain(translate("what_if.failed", name=job.scenario.name, reason=reason)))
        if st.button(translate("what_if.dismiss"), key=f"scenario_dismiss_{place}"):
            jobs_of(draft.desk.shop.folder).forget(job)
            st.rerun()


def _reason(error: Exception | None, translate: Translator) -> str:
    if isinstance(error, InputError | CollisionError):
        return told(error, translate)
    if isinstance(error, NothingFoundError):
        return translate("ui.nothing_found")
    if isinstance(error, SearchFailedError) and error.signal:
        unchanged = translate("commands.nothing_changed")
        key = failure_key(error.signal)
        return translate(f"commands.{key}", reason=error.signal, changed=unchanged)
    if isinstance(error, OSError):
        return file_failure(error, translate)
    return str(error)
