"""The message catalogues: both languages say the same things, and nothing that is needed is missing."""

from __future__ import annotations

import ast
import string
import tomllib
from pathlib import Path

import pytest

from peakroster.messages import LANGUAGES, Translator, default_language
from peakroster.resources import data_folder

AREAS = sorted(path.stem for path in (data_folder() / "messages" / "en").glob("*.toml"))
SOURCES = sorted(Path(__file__).parents[2].glob("peakroster/**/*.py"))

# Where the code of a finding stands among the arguments of the functions that make findings.
CODE_ARGUMENTS = {
    "Finding": 1,
    "UnreadableError": 0,
    "PydanticCustomError": 0,
    "error": 0,
    "warning": 0,
    "collision": 0,
    "fail": 0,
    "warn": 0,
    "fail_at": 0,
    "warn_at": 0,
    "rows": 1,
    "known": 2,
    "lists": 2,
}


def catalogue(language: str, area: str) -> dict[str, str]:
    with (data_folder() / "messages" / language / f"{area}.toml").open("rb") as file:
        return tomllib.load(file)


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def codes_in_source() -> dict[str, str]:
    """Every code that some call makes a finding of → the file that does."""
    codes: dict[str, str] = {}
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            place = CODE_ARGUMENTS.get(name)
            if place is None or place >= len(node.args):
                continue
            argument = node.args[place]
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                codes[argument.value] = path.name
    return codes


@pytest.mark.parametrize("area", AREAS)
def test_both_languages_have_the_same_messages(area: str) -> None:
    """The same keys, and in each message the same placeholders; no text is empty."""
    english, chinese = (catalogue(language, area) for language in ("en", "zh"))
    assert list(english) == list(chinese)
    for key, text in english.items():
        assert placeholders(text) == placeholders(chinese[key]), key
        assert text.strip(), key
        assert chinese[key].strip(), key


def test_no_area_exists_in_one_language_only() -> None:
    """A new catalogue comes in both languages."""
    names = [
        {path.name for path in (data_folder() / "messages" / language).iterdir()} for language in LANGUAGES
    ]
    assert names[0] == names[1]


def test_every_finding_has_its_words() -> None:
    """Whatever code the program can find, the catalogue ``check`` says what is wrong and what to do."""
    words = catalogue("en", "check")
    codes = codes_in_source()
    assert len(codes) > 100  # else this test would have lost sight of the calls
    missing = {
        code: file for code, file in codes.items() if code not in words or f"{code}_remedy" not in words
    }
    assert missing == {}


def test_every_problem_has_its_remedy() -> None:
    """No message of ``check`` leaves the user alone, and no remedy lacks its problem."""
    for language in LANGUAGES:
        words = catalogue(language, "check")
        problems = {key for key in words if not key.endswith("_remedy")}
        assert {f"{key}_remedy" for key in problems} == set(words) - problems


def test_chinese_is_chinese_and_english_is_english() -> None:
    """No text was left untranslated: Chinese words have Chinese characters, English sentences have none
    beyond what a Chinese file holds."""
    for key, text in catalogue("zh", "check").items():
        assert any("\u4e00" <= letter <= "\u9fff" for letter in text), key


def test_a_missing_message_is_a_defect() -> None:
    """An unknown key raises instead of showing a blank."""
    with pytest.raises(KeyError):
        Translator("en")("check.no_such_message")
    assert not Translator("zh").has("check.no_such_message")
    assert Translator("zh").has("check.no_header")


def test_only_the_two_languages_exist() -> None:
    """A third language is refused when the translator is made."""
    with pytest.raises(ValueError, match="language"):
        Translator("fr")


def test_the_language_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chinese where the environment says so, else English."""
    for name in ("PEAKROSTER_LANG", "LC_ALL", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert default_language() == "zh"
    monkeypatch.setenv("PEAKROSTER_LANG", "en")
    assert default_language() == "en"
