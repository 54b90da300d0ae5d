"""The programs of every page, loaded one by one before somebody asks for the page."""

from __future__ import annotations

import inspect
from contextlib import suppress
from importlib import import_module

from peakroster.desk.quiet import QUIET

FIRST = ("ui.app_shell", "ui.views.overview", "streamlit.emojis")
"""What the first page needs; of Streamlit, the pattern of every sign that a page may have for an icon."""
OTHERS = (
    "ui.views.roster.roster_view",
    "altair",
    "ui.views.demand.demand_view",
    "ui.views.need.need_view",
    "ui.views.need.levers_view",
    "ui.views.need.shortages",
    "ui.views.people.person_view",
    "ui.views.people.requests_view",
    "ui.views.people.tables_view",
    "ui.views.what_if.what_if_view",
    "ui.views.publish.publish_view",
    "ui.views.publish.send_view",
    "ui.views.publish.downloads_view",
    "ui.views.publish.versions_view",
    "ui.views.publish.log_view",
    "ui.views.fairness",
    "ui.views.who_could",
    "ui.views.imports",
)

_FIRST_SECONDS = 20.0
_QUIET_SECONDS = 1.0
_MOST_SECONDS = 10.0


def load_first() -> None:
    """Load what the first page needs, before a browser is told to open."""
    for name in FIRST:
        with suppress(ModuleNotFoundError):  # Streamlit may keep it elsewhere by now
            import_module(name)
    inspect.stack()  # Streamlit asks for it once; it looks where each of two thousand modules lies


def load_others() -> None:
    """Load the other pages, each when nobody is at work; the one that somebody opens loads itself."""
    QUIET.wait_for_first(_FIRST_SECONDS)
    for name in OTHERS:
        QUIET.wait(_QUIET_SECONDS, _MOST_SECONDS)
        import_module(name)
