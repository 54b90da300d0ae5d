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
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware

from peakroster.desk.preparing import prepare_newest
from ui.first_bytes import FirstBytes
from ui.launch import APP, OWN_NAMES

_LANGUAGE = "en" if "en" in sys.argv[-1:] else "zh"


@asynccontextmanager
async def _prepared(app: st.App) -> AsyncIterator[None]:
    """Begin with the newest plan of the folder on the command line, for the first browser."""
    if "--" in sys.argv[:-1]:
        prepare_newest(Path(sys.argv[sys.argv.index("--") + 1]))
    threading.Thread(target=_load_ahead, daemon=True).start()
    yield


def _load_ahead() -> None:
    """Load what the first page needs, while the browser still opens."""
    import ui.app_shell
    import ui.views.overview  # noqa: F401


app = st.App(
    APP,
    lifespan=_prepared,
    middleware=[
        Middleware(TrustedHostMiddleware, allowed_hosts=OWN_NAMES, www_redirect=False),
        Middleware(FirstBytes, language=_LANGUAGE),
    ],
)
