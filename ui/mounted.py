"""The desk as a part of a larger server: one application for the shops of all who are logged in."""

from __future__ import annotations

import streamlit as st
from starlette.middleware import Middleware
from streamlit import config

from ui.first_bytes import FirstBytes
from ui.hosting import Doorkeeper, open_to
from ui.launch import APP, FLAGS


def mounted_desk(doorkeeper: Doorkeeper, language: str) -> st.App:
    """The application; its ``lifespan()`` belongs into that of the server, before it answers.

    There is one in a process. language: ``zh`` or ``en``, which pages begin with where the browser speaks
    neither.
    """
    first_bytes = Middleware(FirstBytes, language=language, negotiated=True)
    app = st.App(APP, middleware=[first_bytes])  # first, for it says where the file with the colours lies
    for name, value in FLAGS.items():
        config.set_option(name, value)
    config.set_option("server.headless", True)
    open_to(doorkeeper, language)
    return app
