"""Two people at one plan: who is there, what they did, and cells that both have changed."""

from __future__ import annotations

from contextlib import suppress

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from peakroster.desk.draft import Draft
from peakroster.desk.draft_cells import SEARCH, cell_of, folded
from peakroster.desk.roster import examined
from peakroster.messages import Translator
from peakroster.store.drafts import NOWHERE, place_of_draft, present_people, say_present
from peakroster.store.who import who
from peakroster.tables.findings import InputError
from peakroster.wording import listed, weekday_name, who_words
from ui import kept_drafts, state
from ui.plain_text import plain

_POLL_SECONDS = 1.5
_SAID_EVERY = 8
"""Looks at the draft between two words that one is there."""
_MOST = 4
_LEAVING = """
export default function({ data }) {
  window.onbeforeunload = data.ask ? (event) => { event.preventDefault(); return ""; } : null;
}
"""


def show_live(draft: Draft, translate: Translator) -> None:
    """Tell what others have done and who is there; the page follows them from now on."""
    _show_news(draft, translate)
    _show_touching(draft, translate)
    _ask_who_leaves(bool(st.session_state.get(kept_drafts.UNKEPT)))
    _follow(draft, translate)


def _ask_who_leaves(would_lose: bool) -> None:
    """Let the browser ask before it leaves the page, where a step is on it alone; else never."""
    if would_lose or st.session_state.get("asks_who_leaves"):
        st.session_state["asks_who_leaves"] = would_lose
        leaving = st.components.v2.component("peakroster_leaving", js=_LEAVING)
        leaving(data={"ask": would_lose}, key="leaving")


@st.fragment(run_every=_POLL_SECONDS)
def _follow(draft: Draft, translate: Translator) -> None:
    """One query each time; the page runs again only where there is something to tell."""
    folder, first_day = draft.desk.shop.folder, draft.desk.plan.first_day
    kept: Draft = st.session_state.get("draft", draft)
    with suppress(InputError, OSError):
        if kept.desk is draft.desk and place_of_draft(folder, first_day) != kept.place:
            st.rerun()
        if _audited_meanwhile(kept):
            st.rerun()
        session, looks = _session(), int(st.session_state.get("looks", 0))
        st.session_state["looks"] = looks + 1
        if looks % _SAID_EVERY == 0:
            if kept.place.draft:
                say_present(folder, first_day, session)
            st.session_state["present"] = present_people(folder, first_day, but=session)
    people = [name for name in st.session_state.get("present", ()) if name != who()]
    if people:
        st.caption(translate("drafts.also_here", people=plain(listed(people, translate))))


def _audited_meanwhile(draft: Draft) -> bool:
    """Whether the whole audit, which is done beside the page, found something that the page does not tell."""
    found = None if draft.saved.whole else examined(draft.desk)
    return found is not None and found.violations != draft.saved.violations


def _session() -> str:
    context = get_script_run_ctx(suppress_warning=True)
    return "" if context is None else context.session_id


def _show_news(draft: Draft, translate: Translator) -> None:
    """What others did since the page was drawn last, and what could not be kept."""
    plan = draft.desk.plan.first_day
    of, seen = st.session_state.get("seen_place", (plan, draft.place))
    if of == plan and seen.draft in (draft.place.draft, NOWHERE.draft):  # what was nowhere is begun by a step
        news = [step for step in draft.log if step.number > seen.number and step.who != who()]
        for name in dict.fromkeys(step.who for step in news):
            cells = folded(step.content for step in news if step.who == name).cells
            st.toast(
                translate("drafts.others_changed", who=plain(who_words(name, translate)), count=len(cells)),
                icon="👥",
            )
    st.session_state["seen_place"] = (plan, draft.place)
    ended = st.session_state.pop(kept_drafts.ENDED, None)
    if ended is not None:
        st.toast(translate("drafts.ended"), icon="👥")
    older = st.session_state.pop(kept_drafts.OLDER, None)
    if older is not None:
        st.info(
            translate("drafts.laid_over", who=plain(who_words(older.who, translate))),
            icon=":material/layers:",
        )
        if older.lost:
            st.warning(translate("ui.carried_lost", count=older.lost))
    refused: InputError | None = st.session_state.pop(kept_drafts.REFUSED, None)
    if refused is not None:
        words = [(one.message(translate), one.remedy(translate)) for one in refused.findings]
        st.error(plain(" ".join(part for both in words for part in both if part)), icon=":material/lock:")
    failed = st.session_state.pop(kept_drafts.NOT_KEPT, None)
    if failed is not None:
        reason = failed.findings[0].sentence(translate) if isinstance(failed, InputError) else str(failed)
        st.warning(translate("drafts.not_kept", reason=plain(reason)), icon=":material/cloud_off:")


def _show_touching(draft: Draft, translate: Translator) -> None:
    """Cells that another has changed at the same time: his stay, unless one's own are put on top."""
    found: kept_drafts.Touching | None = st.session_state.get(kept_drafts.TOUCHING)
    if found is None:
        return
    people = listed(dict.fromkeys(who_words(step.who, translate) for step in found.others), translate)
    names = draft.desk.shop.agent_names
    with st.container(border=True, key="touching"):
        st.warning(translate("drafts.touching", who=plain(people)), icon=":material/merge:")
        theirs = folded(step.content for step in found.others).cells
        mine = folded([found.mine]).cells
        for cell in [cell_of(key) for key in found.cells if key != SEARCH][:_MOST]:
            if cell not in mine or cell not in theirs:
                continue
            st.markdown(
                translate(
                    "drafts.touching_line",
                    name=plain(names.get(cell[0], cell[0])),
                    weekday=weekday_name(cell[1], translate),
                    day=f"{cell[1]:%m-%d}",
                    theirs=plain(theirs[cell].shift or translate("ui.off")),
                    mine=plain(mine[cell].shift or translate("ui.off")),
                )
            )
        with st.container(horizontal=True, gap="small"):
            if st.button(translate("drafts.keep_theirs"), key="touching_theirs"):
                st.session_state.pop(kept_drafts.TOUCHING)
                st.rerun()
            if found.mine and st.button(translate("drafts.put_mine"), key="touching_mine"):
                st.session_state.pop(kept_drafts.TOUCHING)
                state.set_draft(draft.with_cells(folded([found.mine])))
                st.rerun()
