"""Words in the user's language, from the catalogues in ``data/messages/<language>/<area>.toml``.

A catalogue is a flat TOML table of ``key = "text with {placeholders}"``; a message is asked for as
``area.key``. Placeholders are filled by :meth:`str.format`. A test holds both languages to the same
keys and placeholders.
"""

from __future__ import annotations

import locale
import os
import tomllib
from functools import cache
from typing import Any

from peakroster.resources import data_folder

LANGUAGES = ("zh", "en")


@cache
def _catalogue(language: str, area: str) -> dict[str, str]:
    with (data_folder() / "messages" / language / f"{area}.toml").open("rb") as file:
        return tomllib.load(file)


def default_language() -> str:
    """``zh`` where the environment or the system speaks Chinese, else ``en``."""
    spoken = os.environ.get("PEAKROSTER_LANG") or os.environ.get("LC_ALL") or os.environ.get("LANG")
    spoken = spoken or locale.getlocale()[0] or ""
    return "zh" if spoken.lower().startswith(("zh", "chinese")) else "en"


class Translator:
    """Calls like a function: ``translate("check.unknown_queue", value="x")``.

    Raises KeyError for a message that no catalogue has: a missing text is a defect, not a blank.
    """

    def __init__(self, language: str) -> None:
        if language not in LANGUAGES:
            raise ValueError(f"language must be one of {LANGUAGES}, not {language!r}")
        self.language = language

    def __call__(self, key: str, **parameters: Any) -> str:
        """The text of ``area.key`` with its placeholders filled."""
        area, _, name = key.partition(".")
        return _catalogue(self.language, area)[name].format(**parameters)

    def has(self, key: str) -> bool:
        """Whether the catalogue has this message."""
        area, _, name = key.partition(".")
        return name in _catalogue(self.language, area)
