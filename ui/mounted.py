"""The desk as a part of a larger server: one application for the shops of all who are logged in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st
from starlette.middleware import Middleware
from streamlit import config

from peakroster.desk.preparing import served
from ui.browser_files import BrowserFiles, preloads
from ui.first_bytes import FirstBytes
from ui.hosting import Doorkeeper, open_to
from ui.launch import APP, FLAGS


@asynccontextmanager
async def _served(app: st.App) -> AsyncIterator[None]:
    with served():
        yield


def mounted_desk(doorkeeper: Doorkeeper, language: str) -> st.App:
    """The application; its ``lifespan()`` belongs into that of the server, before it answers.

    There is one in a process. language: ``zh`` or ``en``, which pages begin with where the browser speaks
    neither.
    """
    first_bytes = Middleware(FirstBytes, language=language, negotiated=True, head=preloads())
    app = st.App(
        APP, lifespan=_served, middleware=[Middleware(BrowserFiles), first_bytes]
    )  # first, for it says where the file with the colours lies
    for name, value in FLAGS.items():
        config.set_option(name, value)
    config.set_option("server.headless", True)
    open_to(doorkeeper, language)
    return app
