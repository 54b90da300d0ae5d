"""A seeded fuzzer of the input files: whatever they hold, the program ends with clear messages only.

A case is one file that was mutated. Most shops have all of their files mutated at once, since each is read
whatever the others hold; the rest have a single one, so that the checks behind the readers are reached.
"""

from __future__ import annotations

import json
import os
import random
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from peakroster.messages import LANGUAGES, Translator
from peakroster.shop.settings.read import read_settings
from peakroster.tables.report import Report
from tests.peakroster.cli.small_shop import FILES as SMALL_SHOP
from tests.peakroster.cli.small_shop import history, run
from tests.peakroster.fuzz.settings import every_swap
from tests.peakroster.fuzz.text_files import mutated_csv, mutated_toml
from tests.peakroster.fuzz.workbooks import mutated_workbook
from tests.peakroster.shop.shops import GOOD, HISTORY

pytestmark = pytest.mark.slow

MANY = 10 if os.environ.get("HYPOTHESIS_PROFILE") == "explore" else 1
"""The same cases on every run, and ten times as many for who looks for new ones."""

ALL_AT_ONCE, ONE_AT_A_TIME, COMPUTED, ATTEMPTS = 100 * MANY, 66 * MANY, 4 * MANY, 12
"""Shops: 100 × 11 + 66 are 1,166 cases. ATTEMPTS: until one is sound enough."""

PATIENCE = 60
"""Seconds; the machine may be busy, and whatever takes as long as that hangs."""

LONGEST_MESSAGE = 1500
SMALL = {**GOOD, "history.csv": "".join(HISTORY.splitlines(keepends=True)[:40])}
_PLACEHOLDER = re.compile(r"\{[a-z_]+(:[^}]*)?\}")


@contextmanager
def patience() -> Iterator[None]:
    """Ends what hangs, where the system can."""

    def give_up(*_: object) -> None:
        raise TimeoutError("hangs")

    if not hasattr(signal, "SIGALRM"):
        yield
        return
    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(PATIENCE)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def write_mutated(folder: Path, files: dict[str, str], names: list[str], draw: random.Random) -> None:
    """Write the shop; the files of these names are mutated, some of them into workbooks."""
    folder.mkdir()
    for name, text in files.items():
        if name not in names:
            (folder / name).write_text(text, encoding="utf-8", newline="")
        elif name == "shop.toml":
            (folder / name).write_bytes(mutated_toml(text, draw))
        elif draw.random() < 0.15:
            (folder / name).with_suffix(".xlsx").write_bytes(mutated_workbook(text, draw))
        elif draw.random() < 0.98:
            (folder / name).write_bytes(mutated_csv(text, draw))


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def check_clear(folder: Path, language: str, *command: object) -> int:
    """Run a command as people do; its exit code. What it says is clear, and true of the files."""
    before = bytes_of(folder)
    with patience():
        ran = run(command[0], folder, *command[1:], "--json", "--lang", language)
    assert "Traceback" not in ran.err, ran.err
    told = json.loads(ran.out)
    assert ran.code in (0, 2, 3) or (ran.code == 1 and told.get("error")), ran
    findings = [finding for key in ("errors", "collisions", "warnings") for finding in told.get(key, ())]
    assert ran.code in (0, 1) or told["errors" if ran.code == 2 else "collisions"]
    for finding in findings:
        check_finding(finding, {*before, *(name.replace(".csv", ".xlsx") for name in SMALL)})
    after = bytes_of(folder)
    if (
        command[0] == "check"
        or Translator(language)("commands.nothing_changed") in ran.out + ran.err
        or ran.code in (2, 3)
    ):
        assert after == before
    return ran.code


def check_finding(finding: dict[str, Any], files: set[str]) -> None:
    """A place that exists, one sentence and one remedy without a gap, nothing that a terminal obeys."""
    sentences = [finding["message"], finding["remedy"]]
    assert all(0 < len(text) < LONGEST_MESSAGE for text in sentences), finding
    text = " ".join(sentences).replace(str(finding["value"]), "")
    assert not _PLACEHOLDER.search(text.replace("{value}", "").replace("{0}", "")), finding
    assert all(letter.isprintable() or letter == "\n" for sentence in sentences for letter in sentence), (
        finding
    )
    assert (finding["column"] or "").isprintable(), finding
    assert finding["file"].startswith(("plans", "--")) or finding["file"].casefold() in {
        *(name.casefold() for name in {*files, *SMALL})
    }, finding
    assert finding["row"] is None or finding["row"] >= 1


@pytest.mark.parametrize("part", range(4))
def test_all_files_at_once(tmp_path: Path, part: int) -> None:
    """Every file is told of, whatever the others hold."""
    for number in range(part, ALL_AT_ONCE, 4):
        folder = tmp_path / str(number)
        write_mutated(folder, SMALL, list(SMALL), random.Random(number))
        check_clear(folder, LANGUAGES[number % 2], "check")


@pytest.mark.parametrize("part", range(2))
def test_one_file_at_a_time(tmp_path: Path, part: int) -> None:
    """The others are sound, so that what the one holds reaches the checks behind the readers."""
    names = list(SMALL)
    for number in range(part, ONE_AT_A_TIME, 2):
        draw = random.Random(100_000 + number)
        folder = tmp_path / str(number)
        write_mutated(folder, SMALL, [names[number % len(names)]], draw)
        check_clear(folder, LANGUAGES[number // 2 % 2], "check")


def test_every_key_of_the_settings_with_every_type(tmp_path: Path) -> None:
    """Either settings or errors, each with words in both languages."""
    translators = [Translator(language) for language in LANGUAGES]
    for text in every_swap():
        (tmp_path / "shop.toml").write_text(text, encoding="utf-8")
        report = Report()
        known = read_settings(tmp_path, report)
        assert (known.settings is None) == report.has("error"), text
        for finding in report.findings("error") + report.findings("warning"):
            for translate in translators:
                shown = finding.as_json(translate)
                check_finding({**shown, "value": finding.value}, {"shop.toml"})


@pytest.mark.parametrize("number", range(COMPUTED))
def test_what_passes_the_check_can_be_computed(tmp_path: Path, number: int) -> None:
    """Forecast, plan and audit of shops that are planned in seconds: done, or refused with clear messages."""
    files = {**SMALL_SHOP, "history.csv": history(days=14), "adjustments.csv": GOOD["adjustments.csv"]}
    files["exclude.csv"] = GOOD["exclude.csv"]
    draw = random.Random(200_000 + number)
    for attempt in range(ATTEMPTS):
        folder = tmp_path / str(attempt)
        write_mutated(folder, files, draw.sample(sorted(files), draw.choice((1, 1, 2))), draw)
        if check_clear(folder, "en", "check") == 0:
            break
    begin = ("--from", draw.choice(("2026-11-09", "2026-11-10", "2026-10-19", "2027-02-28")), "--days", 1)
    if check_clear(folder, "zh", "forecast", *begin) == 0:
        check_clear(folder, "en", "plan", *begin, "--time-limit", 1)
        check_clear(folder, "en", "audit", *begin[:2])
