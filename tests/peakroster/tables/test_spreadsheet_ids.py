"""Which id a spreadsheet has made into which."""

from __future__ import annotations

import pytest

from peakroster.tables.spreadsheet_ids import is_rounded, is_scientific, may_have_been

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("text", "original"),
    [
        ("1", "001"),
        ("1.0", "001"),
        ("0", "000"),
        ("１００", "100"),
        ("a7", "A7"),
        ("1.23457E+17", "123456789012345678"),
        ("1E+17", "100000000000000012"),
        ("1234567890123450000", "1234567890123456789"),
    ],
)
def test_what_a_spreadsheet_makes_of_an_id(text: str, original: str) -> None:
    """Zeros in front, width, and digits beyond the fifteenth are what it changes."""
    assert may_have_been(text, original)


@pytest.mark.parametrize(
    ("text", "original"),
    [
        ("1", "10"),
        ("1", "A1"),
        ("1.5", "15"),
        ("1.23457E+17", "1234567"),
        ("1.23457E+17", "A"),
        ("1234567890123450000", "1234567890123956789"),
        ("123456789012345", "123456789012346"),
    ],
)
def test_other_ids_are_others(text: str, original: str) -> None:
    """Nobody is taken for somebody else because of a likeness that no spreadsheet makes."""
    assert not may_have_been(text, original)


def test_ids_that_show_it_themselves() -> None:
    """The short form of a long number, and zeros after its fifteenth digit."""
    assert is_scientific("1.23457E+17")
    assert not is_scientific("E17")
    assert is_rounded("1234567890123450000")
    assert not is_rounded("123456789012345")
    assert not is_rounded("1234567890123456")
