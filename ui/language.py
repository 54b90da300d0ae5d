"""The language of the pages: that of the address, of the last choice, or the first one."""

from __future__ import annotations

from typing import Any

import streamlit as st

from peakroster.messages import LANGUAGES
from ui import address


def chosen_language(first: str, place: Any) -> str:
    """Draw the choice of the language in a container; returns ``zh`` or ``en``, initially ``first``."""
    names = {"zh": "中文", "en": "English"}
    asked = address.asked("lang")
    if asked in LANGUAGES:
        st.session_state["language"] = st.session_state["language_kept"] = asked
    st.session_state.setdefault("language", first)
    picked = place.segmented_control(
        "Language / 语言",
        LANGUAGES,
        format_func=names.__getitem__,
        required=True,
        key="language",
        label_visibility="collapsed",
    )
    if picked is not None:
        st.session_state["language_kept"] = picked
    chosen = str(st.session_state.get("language_kept", first))
    address.put("lang", None if chosen == first else chosen)
    return chosen
