"""What ``streamlit run`` serves: the desk, for requests that name this machine, and for no others.

The server listens on this machine alone, but any web page may tell a browser on it to ask it. Such a page can
point its own name at 127.0.0.1 (DNS rebinding); its requests then have a foreign ``Host`` and an ``Origin``
that matches it, which nothing but the list of our own names tells from the desk's.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware

from peakroster.desk.preparing import prepare_newest, served
from ui.browser_files import BrowserFiles, preloads
from ui.first_bytes import FirstBytes
from ui.launch import APP, OWN_NAMES
from ui.loading import load_first, load_others

_LANGUAGE = "en" if "en" in sys.argv[-1:] else "zh"


@asynccontextmanager
async def _prepared(app: st.App) -> AsyncIterator[None]:
    """Begin with the newest plan of the folder on the command line, for the first browser."""
    with served():
        if len(sys.argv) > 1:  # Streamlit takes its own options off, and the "--" before ours
            prepare_newest(Path(sys.argv[1]))
        await run_in_threadpool(load_first)
        threading.Thread(target=load_others, daemon=True).start()
        yield


app = st.App(
    APP,
    lifespan=_prepared,
    middleware=[
        Middleware(TrustedHostMiddleware, allowed_hosts=OWN_NAMES, www_redirect=False),
        Middleware(BrowserFiles),
        Middleware(FirstBytes, language=_LANGUAGE, head=preloads()),
    ],
)
