"""Words that Streamlit writes itself."""

from __future__ import annotations

from pathlib import Path

import streamlit

from ui.browser_words import SAID

SENT = Path(streamlit.__file__).parent / "static" / "static" / "js"


def test_streamlit_still_says_it() -> None:
    """Each text stands in a file that the browser gets, whole or put together from two."""
    sent = "\n".join(path.read_text(encoding="utf-8") for path in SENT.glob("*.js"))
    parts = {
        "apply": ("Press Enter to ", "apply"),
        "submit": ("Press Enter to ", "submit form"),
        "per_file": (" per file",),
    }
    missing = [key for key, text in SAID.items() if not all(part in sent for part in parts.get(key, (text,)))]
    assert missing == []
