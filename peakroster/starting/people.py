"""Names of people as somebody types them."""

from __future__ import annotations

from peakroster.tables.findings import Finding, InputError


def people_named(text: str) -> tuple[str, ...]:
    """Names with spaces, commas or 、 between them. Raises InputError (``start_people``) for a number."""
    names = tuple(dict.fromkeys(part for part in _split(text) if part))
    wrong = [name for name in names if name.isdigit() or len(name) > 40]
    if wrong:
        raise InputError([Finding("error", "start_people", "--people", value=wrong[0][:40])])
    return names


def _split(text: str) -> list[str]:
    """Latin names have spaces inside, so that commas part them where there are any."""
    plain = text.replace("、", ",").replace("，", ",").replace(";", ",").replace("；", ",")
    if "," in plain or any(letter.isascii() and letter.isalpha() for letter in plain):
        return [part.strip() for part in plain.split(",")]
    return plain.split()
