"""Sending the published roster to an attendance system: what is lacking, the mapping, the push."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from peakroster.desk.downloads import knows_system
from peakroster.desk.draft import Draft
from peakroster.desk.publishing.sending import (
    SYSTEMS,
    Readiness,
    confirmed,
    mapping_by_hand,
    mapping_proposals,
    proposals_from_file,
    readiness,
    unmapped,
    write_confirmed,
)
from peakroster.messages import Translator
from peakroster.push.mapping import Open, Proposal, Proposals
from peakroster.push.problems import PlatformError, StoppedError
from peakroster.push.report import PushReport
from peakroster.push.words import PushWords
from peakroster.shop.model import MappingKind
from peakroster.store.jobs import PUSH
from peakroster.store.who import PUBLISH, may, who
from peakroster.tables.findings import InputError
from peakroster.wording import day_label, who_words
from ui import address, background_push, state
from ui.background_push import BackgroundPush
from ui.cut_jobs import show_cut
from ui.error_page import show_findings
from ui.following import follow
from ui.plain_text import plain

_ROW, _MOST_ROWS = 35, 14


def show_send(draft: Draft, translate: Translator) -> None:
    """Show one system at a time."""
    told = st.session_state.pop("publish_news", None)
    if told is not None:
        st.success(plain(told))
    words = PushWords(translate)
    platform = state.choose(
        "send_platform",
        translate("publishing.platform"),
        SYSTEMS,
        words.platform,
        translate,
        address="platform",
        label_visibility="collapsed",
    )
    folder, first_day = draft.desk.shop.folder, draft.desk.plan.first_day
    show_cut(folder, translate, PUSH)
    push = background_push.push_to(folder, platform)
    if push is not None and not push.done:
        st.fragment(_running, run_every=1.0)(push, draft, translate)
        return
    st.fragment(_another, run_every=3.0)(push, draft, platform)
    if push is not None and push.first_day == first_day:
        _ended(push, translate)
    try:
        around = background_push.surroundings()
        found = readiness(folder, first_day, platform, around)
    except InputError as error:
        show_findings(error.findings, translate)
        return
    _lacking(found, words.platform(platform), translate)
    # Also before anything is published: downloads need the ids, too.
    if found.mapping or found.is_ready or found.version is None:
        is_lacking = bool(found.mapping or (found.version is None and _is_begun(draft, platform)))
        _mapping(draft, platform, bool(found.credentials), is_lacking, translate)
    if found.warnings:
        show_findings(found.warnings, translate)
    again = st.checkbox(
        translate("publishing.again"), key="push_again", help=translate("publishing.again_help")
    )
    if st.button(
        translate("publishing.send", platform=words.platform(platform)),
        key="send",
        type="primary",
        icon=":material/send:",
        disabled=not found.is_ready or not may(PUBLISH),
    ):
        try:
            background_push.begin(folder, first_day, platform, again)
        except InputError as error:
            show_findings(error.findings, translate)
            return
        st.rerun()
    if push is not None and push.report is not None and push.first_day == first_day:
        _report(push.report, translate)


def _is_begun(draft: Draft, platform: str) -> bool:
    """Whether the shop names ids of a platform, and not yet all of them."""
    shop = draft.desk.shop
    return knows_system(shop, platform) and bool(unmapped(shop, platform))


def _lacking(found: Readiness, platform: str, translate: Translator) -> None:
    if found.version is None:
        st.info(translate("publishing.publish_first"), icon=":material/campaign:")
        address.link("publish", translate("shell.part_publish"), icon=":material/campaign:", part="publish")
        return
    if found.is_ready:
        st.caption(translate("publishing.ready", number=found.version, platform=platform))
        return
    if found.credentials:
        st.error(translate("publishing.no_credentials", platform=platform), icon=":material/key:")
        names = ", ".join(dict.fromkeys(one.file for one in found.credentials))
        st.caption(plain(translate("outcome.credentials", names=names)))
        remedies = dict.fromkeys(one.remedy(translate) for one in found.credentials)
        st.caption(plain(" ".join(remedies)))
    if found.mapping:
        st.error(translate("publishing.no_mapping", count=len(found.mapping)), icon=":material/link_off:")
    if found.others:
        show_findings(found.others, translate)


def _another(seen: BackgroundPush | None, draft: Draft, platform: str) -> None:
    """The whole page again when somebody else has begun to send."""
    if background_push.push_to(draft.desk.shop.folder, platform) is not seen:
        st.rerun()


def _running(running: BackgroundPush, draft: Draft, translate: Translator) -> None:
    """How far it is; the whole page again when it has ended."""
    if running.wait(0.05):
        st.rerun()
        return
    told = (
        [translate("jobs.push_by", who=plain(who_words(running.by, translate)))]
        if running.by != who()
        else []
    )
    if running.first_day != draft.desk.plan.first_day:
        told.append(translate("jobs.push_week", first=day_label(running.first_day, translate)))
    if told:
        st.caption(" ".join(told))
    share = running.done_rows / running.all_rows if running.all_rows else 0.0
    st.progress(min(1.0, share), text=translate(f"push.phase_{running.phase}"))
    if st.button(
        translate("publishing.stop"),
        key="push_stop",
        icon=":material/stop:",
        disabled=running.stopping or not may(PUBLISH),
    ):
        running.stop()


def _ended(running: BackgroundPush, translate: Translator) -> None:
    error = running.error
    if isinstance(error, InputError):
        show_findings(error.findings, translate)
    elif error is not None:
        st.error(plain(str(error)))


def _report(report: PushReport, translate: Translator) -> None:
    """Totals, what went wrong, and every person and day."""
    words = PushWords(translate)
    verdict = words.verdict(report)
    if verdict is None:
        st.success(plain(words.totals(report)), icon=":material/verified:")
    else:
        st.warning(plain(f"{words.totals(report)} {verdict}"), icon=":material/warning:")
    if report.is_unlogged:
        st.warning(translate("push.unlogged"))
    which = state.choose(
        "push_rows",
        translate("publishing.rows"),
        ("sent", "open", "all"),
        lambda name: translate(f"publishing.rows_{name}"),
        translate,
    )
    rows = [
        row
        for row in report.rows
        if which == "all" or (which == "sent" and row.sent) or (which == "open" and row.status != "in_effect")
    ]
    if not rows:
        st.caption(translate("publishing.rows_none"))
        return
    frame = pd.DataFrame(
        {
            translate("people.person"): [f"{row.agent} {row.name}" for row in rows],
            translate("ui.day"): [day_label(row.day, translate) for row in rows],
            translate("ui.shift"): [words.shift(row.shift) for row in rows],
            translate("publishing.status"): [translate(f"publishing.status_{row.status}") for row in rows],
            translate("publishing.why"): [
                "" if row.reason is None else words.reason(row.reason) for row in rows
            ],
        }
    )
    height = min(_ROW * (len(frame) + 1) + 3, _MOST_ROWS * _ROW)
    st.dataframe(
        frame, hide_index=True, width="stretch", height=height, key=f"push_rows-{translate.language}"
    )


def _mapping(
    draft: Draft, platform: str, no_credentials: bool, is_lacking: bool, translate: Translator
) -> None:
    """Rows of mapping.csv proposed from the platform's own list; each is confirmed before it is written."""
    shop = draft.desk.shop
    with st.expander(translate("publishing.mapping"), icon=":material/link:", expanded=is_lacking):
        st.caption(translate("publishing.mapping_help"))
        with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
            online = st.button(
                translate("publishing.mapping_online"),
                key="mapping_online",
                icon=":material/cloud_download:",
                disabled=no_credentials,
            )
            if st.button(translate("mending.by_hand"), key="mapping_by_hand", icon=":material/edit:"):
                st.session_state[f"mapping-{platform}"] = mapping_by_hand(shop, platform)
            file = st.file_uploader(
                translate("publishing.mapping_file"), type=["csv", "xlsx"], key=f"mapping_file-{platform}"
            )
        key = f"mapping-{platform}"
        try:
            if online:
                with st.spinner(translate("ui.computing")):
                    around = background_push.surroundings()
                    st.session_state[key] = mapping_proposals(shop, platform, (), around)
            elif file is not None and st.session_state.get(f"{key}-file") != file.file_id:
                st.session_state[f"{key}-file"] = file.file_id
                st.session_state[key] = proposals_from_file(shop, platform, file.name, file.getvalue())
        except InputError as error:
            show_findings(error.findings, translate)
        except PlatformError as error:
            st.error(plain(PushWords(translate).reason(error.reason)))
        except StoppedError:
            st.warning(translate("push.stopped"))
        proposals: Proposals | None = st.session_state.get(key)
        if proposals is not None:
            _confirm(draft, platform, proposals, translate)


def _confirm(draft: Draft, platform: str, proposals: Proposals, translate: Translator) -> None:
    """A row for each of ours: what is proposed, to be confirmed or written over."""
    every: list[Proposal | Open] = [*proposals.proposed, *proposals.open]
    if not every:
        st.caption(translate("publishing.mapping_complete", count=proposals.there))
        return
    columns = [translate(f"publishing.mapping_{name}") for name in ("ours", "theirs", "why", "confirm")]
    ours, theirs, why, confirm = columns
    frame = pd.DataFrame(
        {
            ours: [_ours(one, translate) for one in every],
            theirs: [one.theirs.id if isinstance(one, Proposal) else "" for one in every],
            why: [_why(one, translate) for one in every],
            confirm: [False] * len(every),
        }
    )
    key = f"mapping-editor-{platform}-{translate.language}-{state.version()}"
    st.data_editor(
        frame,
        key=key,
        hide_index=True,
        width="stretch",
        disabled=[ours, why],
        height=min(_ROW * (len(frame) + 1) + 3, _MOST_ROWS * _ROW),
    )
    edited = (st.session_state.get(key) or {}).get("edited_rows", {})
    everything = st.checkbox(translate("publishing.mapping_all"), key=f"mapping_all-{platform}")
    chosen: dict[tuple[MappingKind, str], str] = {}
    for place, one in enumerate(every):
        typed = edited.get(place, {})
        value = str(typed.get(theirs, frame.at[place, theirs]) or "")
        if value and (typed.get(confirm) or (everything and isinstance(one, Proposal))):
            chosen[one.kind, one.local_id] = value
    rows, twice = confirmed(proposals, chosen)
    if twice:
        st.error(translate("publishing.mapping_twice", ids=plain(", ".join(twice))))
    if st.button(
        translate("publishing.mapping_write", count=len(rows.proposed)),
        key="mapping_write",
        icon=":material/save:",
        disabled=not rows.proposed or bool(twice),
    ):
        try:
            count = write_confirmed(draft.desk.shop, rows)
        except InputError as error:
            show_findings(error.findings, translate)
            return
        except OSError as error:
            st.error(plain(str(error)))
            return
        st.session_state.pop(f"mapping-{platform}", None)
        st.session_state["publish_news"] = translate("publishing.mapping_written", count=count)
        follow(draft)
        st.rerun()


def _ours(one: Proposal | Open, translate: Translator) -> str:
    key = f"mending.mapped_{one.kind}"
    if translate.has(key):
        return translate(key)
    return " ".join(dict.fromkeys(part for part in (one.local_id, one.name) if part))


def _why(one: Proposal | Open, translate: Translator) -> str:
    if isinstance(one, Proposal):
        differs = translate("push.other_name") if one.other_name and one.kind == "agent" else ""
        return f"{one.theirs.name} {translate(f'push.way_{one.way}')}{differs}"
    if one.candidates:
        names = "; ".join(f"{each.id} {each.name}" for each in one.candidates)
        return translate("publishing.mapping_unclear", names=names)
    if translate.has(f"mending.mapped_{one.kind}"):
        return translate("mending.mapped_once")
    return translate("publishing.mapping_nobody")
