"""Sales that nobody entered: each with a tick, one of a kind that nobody knows with its size; one button."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from peakroster.desk.sales import Confirmed, SaleProposal
from peakroster.messages import Translator
from peakroster.wording import day_label, event_kind_term
from ui.plain_text import plain


def show_sales(
    found: Sequence[SaleProposal],
    enter: Callable[[Sequence[Confirmed]], None],
    translate: Translator,
    *,
    key: str,
    blocked: bool = False,
) -> None:
    """Show the proposals and, where there are any, the button that enters those that are ticked."""
    if not found:
        return
    with st.container(border=True, key=f"sales-{key}", gap="small"):
        st.markdown(f"**{translate('starting.desk_sales_title')}**")
        st.caption(translate("starting.desk_sales_text"))
        chosen: list[Confirmed] = []
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
        if st.button(
            translate("starting.desk_sales_enter", count=len(chosen)),
            key=f"sales_enter-{key}",
            icon=":material/event_available:",
            disabled=blocked or not chosen,
        ):
            enter(chosen)


def sale_text(one: SaleProposal, translate: Translator) -> str:
    """``11-11 像一次大促（平日的 6.2 倍）：双十一``."""
    kind = "unseen" if one.times is None else "coming" if one.coming else "past"
    times = "" if one.times is None else f"{one.times:.1f}"
    day = day_label(one.peak, translate) if one.coming else f"{one.peak}"
    return plain(
        translate(f"starting.desk_sale_{kind}", day=day, times=times, sale=event_kind_term(one.kind))
    )
