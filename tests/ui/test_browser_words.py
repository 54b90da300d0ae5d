"""Words that Streamlit writes itself."""

from __future__ import annotations

from pathlib import Path

import pytest
import streamlit

from peakroster.messages import LANGUAGES, Translator
from ui.browser_words import SAID

SENT = Path(streamlit.__file__).parent / "static" / "static" / "js"


def test_streamlit_still_says_it() -> None:
    """Each text stands in a file that the browser gets, whole or put together from two."""
    sent = "\n".join(path.read_text(encoding="utf-8") for path in SENT.glob("*.js"))
    parts = {
        "apply": ("Press Enter to ", "apply"),
        "submit": ("Press Enter to ", "submit form"),
        "per_file": (" per file",),
        "too_large": ("File must be ", " or smaller."),
        "no_such_type": (" files are not allowed.",),
    }
    missing = [key for key, text in SAID.items() if not all(part in sent for part in parts.get(key, (text,)))]
    assert missing == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_replaced_is_not_replaced_again(language: str) -> None:
    """Else the page would be busy for ever with its own words."""
    translate = Translator(language)
    ours = {text: translate(f"browser.{key}", size="200MB") for key, text in SAID.items()}
    chained = {text: new for text, new in ours.items() if new in ours and ours[new] != new}
    assert chained == {}
    assert not translate("browser.per_file", size="200MB").endswith(" per file")
