"""Sales that nobody entered: each with a tick, one of a kind that nobody knows with its size; one button."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import streamlit as st

from peakroster.desk.sales import Confirmed, SaleProposal, ask_again, refuse_sales, refused_sales
from peakroster.messages import Translator
from peakroster.tables.findings import InputError
from peakroster.wording import day_label, event_kind_term
from ui.error_page import show_findings
from ui.plain_text import plain


def show_sales(
    found: Sequence[SaleProposal],
    enter: Callable[[Sequence[Confirmed]], None],
    translate: Translator,
    *,
    key: str,
    folder: Path,
    blocked: bool = False,
) -> None:
    """Show the proposals, the button that enters those that are ticked, and one that refuses the others."""
    if not found:
        _refused(folder, translate, key)
        return
    with st.container(border=True, key=f"sales-{key}", gap="small"):
        st.markdown(f"**{translate('starting.desk_sales_title')}**")
        st.caption(translate("starting.desk_sales_text"))
        chosen: list[Confirmed] = []
        others: list[SaleProposal] = []
        for one in found:
            own = f"sale-{key}-{one.name}-{translate.language}"
            if one.times is None:
                size = st.number_input(
                    sale_text(one, translate), 1.0, 100.0, None, 0.5, key=own, format="%.1f", width=420
                )
                if size is not None:
                    chosen.append((one, float(size)))
            elif st.checkbox(sale_text(one, translate), value=True, key=own):
                chosen.append((one, None))
            else:
                others.append(one)
        with st.container(horizontal=True, gap="small"):
            if st.button(
                translate("starting.desk_sales_enter", count=len(chosen)),
                key=f"sales_enter-{key}",
                icon=":material/event_available:",
                disabled=blocked or not chosen,
            ):
                enter(chosen)
            if others and st.button(
                translate("starting.desk_sales_refuse", count=len(others)),
                key=f"sales_refuse-{key}",
                icon=":material/event_busy:",
            ):
                say_and_remember(lambda: refuse_sales(folder, others), translate)
        _refused(folder, translate, key)


def say_and_remember(remember: Callable[[], None], translate: Translator) -> None:
    """Remember what was said of proposals, and ask anew."""
    try:
        remember()
    except InputError as error:
        show_findings(error.findings, translate)
        return
    st.session_state["sales_said"] = said() + 1
    st.rerun()


def said() -> int:
    """How often somebody has said no on this desk: what is proposed is looked up again then."""
    times: int = st.session_state.get("sales_said", 0)
    return times


def _refused(folder: Path, translate: Translator, key: str) -> None:
    """The way back from a no."""
    try:
        count = len(refused_sales(folder))
    except InputError:  # told by whoever reads the store
        return
    if count and st.button(
        translate("starting.desk_sales_again", count=count),
        key=f"sales_again-{key}",
        type="tertiary",
        icon=":material/undo:",
    ):
        say_and_remember(lambda: ask_again(folder), translate)


def sale_text(one: SaleProposal, translate: Translator) -> str:
    """``11-11 像一次大促（平日的 6.2 倍）：双十一``."""
    kind = "unseen" if one.times is None else "coming" if one.coming else "past"
    times = "" if one.times is None else f"{one.times:.1f}"
    day = day_label(one.peak, translate) if one.coming else f"{one.peak}"
    return plain(
        translate(f"starting.desk_sale_{kind}", day=day, times=times, sale=event_kind_term(one.kind))
    )
