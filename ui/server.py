"""What ``streamlit run`` serves: the desk, for requests that name this machine, and for no others.

The server listens on this machine alone, but any web page may tell a browser on it to ask it. Such a page can
point its own name at 127.0.0.1 (DNS rebinding); its requests then have a foreign ``Host`` and an ``Origin``
that matches it, which nothing but the list of our own names tells from the desk's.
"""

from __future__ import annotations

import streamlit as st
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware

from ui.launch import APP, OWN_NAMES

app = st.App(
    APP,
    middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=OWN_NAMES, www_redirect=False)],
)
