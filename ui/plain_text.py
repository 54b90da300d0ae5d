"""Texts of the shop's people inside Markdown: a name is shown as it is written, whatever signs it has.

Streamlit reads Markdown, LaTeX, colours, icons and emoji in nearly every text. A backslash keeps it from most
of them. An invisible joiner keeps apart directives (``:red``) and what is looked for once the Markdown was
read (``:smile:``, ``:material/home:``, links without brackets, arrows).
"""

from __future__ import annotations

import re

_JOINER = "\u2060"
_SPACES = re.compile(r"\s+")
_SIGNS = re.compile(r"[\\`*_{}\[\]<>#$~|&]")
_AT_START = re.compile(r"^([-+](?=\s|$)|\d+(?=[.)](?:\s|$)))")
_LOOKED_FOR = re.compile(
    r"(?<=:)(?=//|[^\W\d_]|(?:[+-]1|100|1234|\d\w*[a-z]\w*):)"
    r"|(?<=\w@)(?=\w)|(?<=www)(?=\.)|(?<=[<>~=-])(?=[<>=-])",
    re.IGNORECASE,
)


def plain(text: str) -> str:
    """The text for a place where Streamlit reads Markdown; line breaks become spaces."""
    parted = _LOOKED_FOR.sub(_JOINER, _SPACES.sub(" ", text).strip())
    escaped = _SIGNS.sub(r"\\\g<0>", parted)
    return _AT_START.sub(lambda found: _kept(found[1]), escaped)


def _kept(beginning: str) -> str:
    """The beginning of a text that would be a list or a heading."""
    return beginning + _JOINER if beginning.isdigit() else "\\" + beginning
