"""What somebody sees whose session has ended while a page was open, and who is at the desk."""

from __future__ import annotations

import json
from urllib.parse import quote, urlsplit

import streamlit as st

from peakroster.messages import Translator
from ui.hosting import Guest
from ui.plain_text import plain


def show_logged_out(language: str) -> None:
    """The session has ended: a link to log in again, and back to this page."""
    translate = Translator(str(st.session_state.get("language_kept", language)))
    st.set_page_config(page_title="peakroster", page_icon="🗓️", layout="wide")
    here = urlsplit(st.context.url or "")
    there = here.path + (f"?{here.query}" if here.query else "")
    st.warning(translate("hosted.ended"), icon=":material/lock:")
    st.markdown(f"[{translate('hosted.again')}](/login?next={quote(there, safe='')})")


def show_guest(one: Guest, translate: Translator) -> None:
    """Who is logged in, what they may not do, and the way out."""
    st.caption(f":material/person: {plain(one.name)}")
    if one.reads and "edit" not in one.may:
        st.caption(translate("hosted.looks_only"))
    if st.button(translate("hosted.log_out"), icon=":material/logout:", key="log_out"):
        # The cookie is hidden from scripts: the browser has to ask the server itself.
        end = (
            f"fetch({json.dumps(one.log_out)}, {{method: 'DELETE'}}).finally(() => location.assign('/login'))"
        )
        st.html(f"<script>{end}</script>", unsafe_allow_javascript=True)
