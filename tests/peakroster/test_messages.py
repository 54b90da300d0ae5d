"""The message catalogues: both languages say the same things, and nothing that is needed is missing."""

from __future__ import annotations

import ast
import re
import string
import tomllib
from datetime import date
from pathlib import Path

import pytest

from peakroster.cli import app
from peakroster.messages import LANGUAGES, Term, Translator, default_language
from peakroster.plans.tables import TABLES
from peakroster.resources import data_folder
from peakroster.shop.inputs.mapping import MAPPING_KINDS
from peakroster.shop.table_specs import ROSTER, SHOP_TABLES

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


def every_message(language: str) -> list[tuple[str, str]]:
    """Every message as it stands in the catalogue, by ``area.key``."""
    return [(f"{area}.{key}", text) for area in AREAS for key, text in catalogue(language, area).items()]


def literal(text: str) -> str:
    """A message without its placeholders."""
    return "\0".join(words for words, *_ in string.Formatter().parse(text))


CHINESE = re.compile("[\u3400-\u9fff\u3000-\u303f\uff00-\uffef]")
LATIN = re.compile(r"[A-Za-z][\w./-]*[\w/]|[A-Za-z]")

# Names and signs that are the same in Chinese: programs, formats, methods, units, keys of a keyboard.
PROPER_NAMES = set(
    re.findall(
        r"\S+",
        """
    peakroster Excel WPS Ctrl-C Delete CSV TOML JSON BOM GBK UTF-8 IANA ISO Asia/Shanghai CN csv xlsx ics zip
    xls tsv txt
    HTTP HTTPS application/json X-Forwarded-For Retry-After localhost
    SIGKILL iCalendar dingtalk dingtalk-template feishu wecom frappe odoo png Frappe HRMS
    OIDC PEAKROSTER_OIDC_ISSUER PEAKROSTER_OIDC_CLIENT_ID PEAKROSTER_OIDC_CLIENT_SECRET PEAKROSTER_OIDC_
    pip install
    PostgreSQL postgresql PEAKROSTER_DATABASE_URL peakroster.db camellia
    ERPNext Odoo Planning cp-sat hybrid WAPE MASE Erlang MB p10 p90 zh en yyyy-mm-dd T04 T20 A007 DIR N
        """,
    )
)
# Words that files, options and keys of shop.toml take literally.
CODES = set(
    re.findall(
        r"\S+",
        """
    mon tue week month quarter plan off meal break last-week auto fixed mean expected_service service_level
    tmall-30s clock_in replan free
    presale aftersale main name id open hours target kind share within_seconds least most per queues rules
    objective status bound gap stopped_by objective_parts slowdown concurrency plans/ plans/history exports/
    read read-own publish manager leader hr viewer agent in_spite_of
    docs/reference forecast planned deferred open_hours begun sent true false
    swap annual ill personal lieu prefer_off prefer avoid wish
    year is history staff leave roster shifts events attendance performance all none
    tmall taobao pdd jd douyin phone
    https oapi.dingtalk.com login.example.com oidc employee_id employee_no
        """,
    )
)
# Words that the files take in Chinese, whatever the language of the reader.
RESERVED = ("休息", "用餐", "小休", "休")


def known_codes() -> set[str]:
    """Files, columns and keys, which are called the same in both languages."""
    settings = (data_folder() / "template" / "shop.toml").read_text(encoding="utf-8")
    options = (Path(__file__).parents[2] / "docs/reference/commands.md").read_text(encoding="utf-8")
    reference = (Path(__file__).parents[2] / "docs/reference/settings.md").read_text(encoding="utf-8")
    return {
        *(column.name for spec in (*SHOP_TABLES, ROSTER) for column in spec.columns),
        *(column for columns in TABLES.values() for column in columns),
        *re.findall(r"^#? ?(\w+) = ", settings, re.MULTILINE),
        *re.findall(r"`(\w+_\w+)`", reference),
        *re.findall(r"^\| `(\w+)`", reference, re.MULTILINE),
        *re.findall(r"--([a-z-]+)", options),
        *MAPPING_KINDS,
        *(command.name or "" for command in app.registered_commands),
        *CODES,
        *PROPER_NAMES,
    }


def test_chinese_sentences_hold_no_english_words() -> None:
    """What is left in Latin letters is a file, a column, a key, a command or a proper name."""
    known = known_codes()
    strange = {
        key: words
        for key, text in every_message("zh")
        if (
            words := [
                word
                for word in LATIN.findall(literal(text))
                if word not in known and not re.fullmatch(r"[a-z]+\.(csv|toml|xlsx)|docs/.*", word)
            ]
        )
    }
    assert strange == {}


def test_english_sentences_hold_no_chinese_words() -> None:
    """Nothing was left untranslated; reserved names of the files are no words of the sentence."""
    strange = {}
    for key, text in every_message("en"):
        for word in RESERVED:
            text = text.replace(word, "") if key == "check.reserved_name_remedy" else text
        if CHINESE.search(text):
            strange[key] = text
    assert strange == {}


def test_chinese_sentences_are_chinese() -> None:
    """Every message of ``check`` has Chinese characters."""
    for key, text in catalogue("zh", "check").items():
        assert CHINESE.search(text), key


# Words behind a number that end in s and are no plural.
NO_PLURALS = {"is", "has", "was", "this", "starts", "ends", "lies", "works", "serves", "rests", "means"}
NO_PLURALS |= {"excludes", "counts", "puts", "says", "needs", "contradicts", "continues", "uses", "always"}
NO_PLURALS |= {
    "already",
    "requires",
    "adds",
    "takes",
    "changes",
    "holds",
    "names",
    "looks",
    "does",
    "its",
    "lasts",
    "stands",
}


def plurals_of_one(sentence: str) -> list[str]:
    """What follows the number 1 and is a plural: ``1 agents``, ``1 paid hours``, ``1 are``."""
    counted = r"(?<![\w.,:–-])(?<!row )(?<!queue )1 "
    adjective = "(?:paid|open|night|more|past|known|other)"
    found = re.findall(rf"{counted}(?:of (?:the )?1 )?((?:{adjective} )?[a-z-]+[a-z]s)\b", sentence)
    verbs = re.findall(r"(?:^|[;:] |most |least |… )1 (are|were|have|hold|lie|name)\b", sentence)
    return verbs + [words for words in found if words.split()[-1] not in NO_PLURALS]


def test_one_is_not_many() -> None:
    """Every English message with 1 in each of its placeholders has the words of one."""
    translate = Translator("en")
    wrong = {}
    for key, text in every_message("en"):
        assert "(s)" not in text, key
        sentence = translate(key, **dict.fromkeys(placeholders(text), 1))
        if plurals := plurals_of_one(sentence):
            wrong[key] = (plurals, sentence)
    assert wrong == {}


def test_plurals_are_found() -> None:
    """The check itself can fail."""
    assert plurals_of_one("Ready: 1 queues, 1 paid hours, 1 is short") == ["queues", "paid hours"]
    assert plurals_of_one("1 are allowed in 1 of 1 intervals") == ["are", "intervals"]
    assert plurals_of_one("11 agents, 2.1 hours, 1 agent has 1 shift") == []


def test_words_follow_their_number() -> None:
    """The number as it is written decides, and stands where its sign is."""
    english, chinese = Translator("en"), Translator("zh")
    assert [english("common.days", days=days) for days in (0, 1, 2, 1.0, "1", 1.5)] == [
        "0 days",
        "1 day",
        "2 days",
        "1.0 days",
        "1 day",
        "1.5 days",
    ]
    assert english("commands.requirement_day", day="d", queue="q", total=1.04, peak=1.2) == (
        "d q: 1.0 agent-hours on duty, at most 1 agent at once"
    )
    assert chinese("common.days", days=1) == "1 天"


@pytest.mark.parametrize(
    ("hours", "english", "chinese"),
    [
        (1, "1 hour", "1 小时"),
        (72, "72 hours", "72 小时"),
        (100, "4.2 days", "4.2 天"),
        (552, "23 days", "23 天"),
    ],
)
def test_many_hours_are_told_as_days(hours: int, english: str, chinese: str) -> None:
    """Nobody counts 552 hours."""
    assert f"ends {english} before" in Translator("en")("forecast.history_ends_early", queue="q", hours=hours)
    assert f"计划开始前 {chinese}，" in Translator("zh")(
        "forecast.history_ends_early", queue="q", hours=hours
    )


def test_a_weekday_and_a_term_are_in_the_reader_s_language() -> None:
    """Values that have a word of their own in either language."""
    for day in (1, date(2026, 11, 10)):
        assert Translator("en").format("{day:weekday}", day=day) == "Tuesday"
        assert Translator("zh").format("{day:weekday}", day=day) == "周二"
    terms = Term.listed([Term("agent_id", "工号"), Term("date", "日期")])
    assert Translator("en").format("{known}", known=terms) == "agent_id; date"
    assert Translator("zh").format("{known}", known=terms) == "工号、日期"


def test_numbers_and_latin_words_are_set_apart_in_chinese() -> None:
    """A blank between Chinese and Latin letters or digits, and around what is counted; shares without one."""
    for key, text in every_message("zh"):
        assert not re.search("[\u4e00-\u9fff][A-Za-z0-9]|[A-Za-z0-9%][\u4e00-\u9fff]", literal(text)), key
        assert not re.search(r"[\d}] %", text), key
    for key, text in every_message("en"):
        assert not re.search(r"[\d}] %", text), key


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


_HALF_WIDTH = re.compile(
    r"[\u4e00-\u9fff][,;:?!] ?[\u4e00-\u9fff{]|[\u4e00-\u9fff}]\([^)]*[\u4e00-\u9fff]|[\u4e00-\u9fff][?!,;]$"
)
_AS_WRITTEN = {"check.bad_weekday_remedy", "check.store_url_remedy"}
"""Sentences that show what is to be typed, signs included."""


def test_chinese_signs_are_full_width() -> None:
    """No , ; : ? ! or ( of the Latin alphabet between Chinese characters, nor one of them at an end."""
    wrong = {
        f"{area}.{key}": text
        for area in AREAS
        for key, text in catalogue("zh", area).items()
        if _HALF_WIDTH.search(text) and f"{area}.{key}" not in _AS_WRITTEN
    }
    assert wrong == {}
    assert _HALF_WIDTH.search("请选择,再保存")
    assert _HALF_WIDTH.search("班次(早班)")
    assert not _HALF_WIDTH.search("请选择，再保存（早班）")
