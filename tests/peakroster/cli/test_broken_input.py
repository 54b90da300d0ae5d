"""Broken input through ``peakroster plan``: a clear message each, and the plan that was there untouched."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from peakroster.resources import data_folder
from tests.peakroster.cli.small_shop import FILES, run, state_of

pytestmark = pytest.mark.slow

START = ("--from", "2026-11-09", "--days", "2")


@dataclass(frozen=True)
class Broken:
    """One thing done to the shop, and what the message must name.

    old, new: replaced once in the file; ``old`` None: ``new`` (bytes or text) is its whole content, and
    None removes the file. row, column, value: of the finding, where it has one. words: in the message in
    English and in Chinese.
    """

    name: str
    file: str
    old: str | None
    new: str | bytes | None
    code: str
    row: int | None = None
    column: str | None = None
    value: str | None = None
    exit: int = 2
    words: tuple[str, str] = ("", "")


HISTORY_ROW = FILES["history.csv"].splitlines()[10]

CASES = [
    Broken("no settings", "shop.toml", None, None, "missing_file"),
    Broken(
        "a typo in a key",
        "shop.toml",
        "shrinkage",
        "shrinkge",
        "unknown_key_similar",
        4,
        words=("“shrinkage” is probably meant", "shrinkage"),
    ),
    Broken("no TOML", "shop.toml", 'name = "小店', "name = 小店", "toml_syntax", 1),
    Broken("a share in per cent", "shop.toml", "share = 0.8", "share = 95", "share_in_per_cent", 12,
           "queues[presale].target.share", "95", words=("write 0.95", "请写 0.95")),
    Broken("more speeds than chats", "shop.toml", "slowdown = [1.0, 0.9]", "slowdown = [1.0, 0.9, 0.8]",
           "slowdown_length", 11, "queues[presale].slowdown", words=("2 in all", "共 2 个数")),
    Broken("two chats slower than one", "shop.toml", "slowdown = [1.0, 0.9]", "slowdown = [1.0, 0.4]",
           "slowdown_total_falls", 11, "queues[presale].slowdown", words=("at least 0.5", "至少 0.5")),
    Broken("no patience at all", "shop.toml", "min_agents = 1", "patience_seconds = 0",
           "patience_not_positive", 13, "queues[presale].patience_seconds", "0", words=("180", "180")),
    Broken("no such zone", "shop.toml", "Shanghai", "Peking", "bad_timezone", 2, value="Asia/Peking"),
    Broken(
        "a shift off the grid",
        "shop.toml",
        "interval_minutes = 60",
        "interval_minutes = 45",
        "key_choice",
        3,
        value="45",
    ),
    Broken("no history", "history.csv", None, None, "missing_file"),
    Broken("an empty history", "history.csv", None, "", "empty_file", words=("empty", "空")),
    Broken("a picture", "history.csv", None, b"\x89PNG\r\n\x1a\n" + b"\x00" * 200, "not_text"),
    Broken(
        "an hour twice",
        "history.csv",
        HISTORY_ROW,
        f"{HISTORY_ROW}\n{HISTORY_ROW}",
        "duplicate_hour",
        12,
    ),
    Broken("a negative count", "history.csv", "T04:00,presale,1", "T04:00,presale,-1", "out_of_range", 6,
           "inquiries", "-1", words=("-1", "-1")),
    Broken("half an inquiry", "history.csv", "T04:00,presale,1", "T04:00,presale,1.5", "fractional", 6,
           "inquiries", "1.5"),
    Broken("a queue nobody knows", "history.csv", "T04:00,presale", "T04:00,presal", "unknown_queue", 6,
           "queue", "presal", words=("presale", "presale")),
    Broken("a date without year", "history.csv", "2026-10-05T04:00", "Oct-5", "date_without_year", 6,
           "timestamp", "Oct-5"),
    Broken("a foreign header", "agents.csv", "agent_id,name,skills", "agent_id,name,Zuordnung",
           "missing_column", words=("skills", "技能")),
    Broken("too little history", "history.csv", None,
           "timestamp,queue,inquiries\n2026-11-08T10:00,presale,5\n",
           "history_too_short", words=("a forecast needs", "预测至少需要")),
    Broken("an event backwards", "events.csv", "2026-11-10T20:00,2026-11-11T00:00",
           "2026-11-11T00:00,2026-11-10T20:00", "event_ends_early", 3, "end"),
    Broken("an agent twice", "agents.csv", "A3,韩", "A2,韩", "duplicate_id", 4, "agent_id", "A2"),
    Broken("an unknown skill", "agents.csv", "A3,韩梅梅,presale", "A3,韩梅梅,vip", "unknown_queue", 4,
           "skills", "vip"),
    Broken("more hours at least than at most", "agents.csv", "aftersale,8,40", "aftersale,50,40",
           "hours_contradict", 7),
    Broken("nobody", "agents.csv", None, FILES["agents.csv"].splitlines()[0] + "\n", "no_rows"),
    Broken("a meal outside its shift", "shifts.csv", "60,11:00,14:00", "60,16:30,18:30", "meal_outside_shift",
           2),
    Broken("a meal too long for its window", "shifts.csv", "60,11:00,14:00", "240,11:00,14:00",
           "meal_window_too_short", 2),
    Broken("half past", "shifts.csv", "18:00,22:00", "18:15,22:00", "shift_off_grid", 5, "start", "18:15"),
    Broken("25 o'clock", "shifts.csv", "15:00,24:00", "15:00,25:00", "time_past_24", 3, "end", "25:00"),
    Broken("a reserved name", "shifts.csv", "短班", "休息", "reserved_name", 5, "shift", "休息"),
    Broken("a wish of a stranger", "requests.csv", "A3,2026-11-10", "A33,2026-11-10", "unknown_agent", 3,
           "agent_id", "A33"),
    Broken("an unknown wish", "requests.csv", "prefer_off", "holiday", "unknown_kind", 3, "kind", "holiday"),
    Broken("a lock on a shift nobody knows", "locks.csv", "夜班", "大夜", "unknown_shift", 2, "shift", "大夜",
           words=("夜班", "夜班")),
    Broken("a lock on a day that is none", "locks.csv", "2026-11-10", "2026-11-31", "bad_date", 2, "date",
           "2026-11-31"),
    Broken("a lock on a day of leave", "locks.csv", "007,2026-11-10,夜班", "A2,2026-11-09,早班",
           "collision_leave", 2, exit=3, words=("a day of leave", "请假")),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_has_its_message_and_harms_nothing(planned: Path, case: Broken) -> None:
    """The exit code, the file, the row, the column and the value; in both languages; and every file under
    plans/ has the bytes and the time of change that it had."""
    path = planned / case.file
    if case.old is not None:
        assert isinstance(case.new, str)
        assert case.old in FILES[case.file]
        path.write_text(FILES[case.file].replace(case.old, case.new, 1), encoding="utf-8", newline="")
    elif case.new is None:
        path.unlink()
    else:
        path.write_bytes(case.new if isinstance(case.new, bytes) else case.new.encode())
    before = state_of(planned / "plans")

    answers = {
        language: run("plan", planned, *START, "--json", "--lang", language) for language in ("en", "zh")
    }
    for place, (language, ran) in enumerate(answers.items()):
        assert ran.code == case.exit, ran.out
        found = ran.json["collisions" if case.exit == 3 else "errors"]
        matching = [finding for finding in found if finding["code"] == case.code]
        assert matching, [(finding["code"], finding["message"]) for finding in found]
        assert matching[0]["file"] == case.file
        for name in ("row", "column", "value"):
            wanted = getattr(case, name)
            assert wanted is None or wanted in [finding[name] for finding in matching], name
        assert case.words[place] in matching[0]["message"] + matching[0]["remedy"]
        if language == "zh":
            assert any("\u4e00" <= letter <= "\u9fff" for letter in matching[0]["message"])
    assert state_of(planned / "plans") == before


def test_people_read_the_same(planned: Path) -> None:
    """In words: a line for each problem, all of them at once, and how many."""
    for file, old, new in (
        ("history.csv", "T04:00,presale,1", "T04:00,presale,many"),
        ("shifts.csv", "18:00,22:00", "18:15,22:00"),
        ("agents.csv", "A3,韩梅梅,presale", "A3,韩梅梅,vip"),
    ):
        (planned / file).write_text(FILES[file].replace(old, new, 1), encoding="utf-8")
    ran = run("plan", planned, *START, "--lang", "en")
    assert ran.code == 2
    lines = [line for line in ran.out.splitlines() if line.startswith("error")]
    assert len(lines) == 3
    for place, value in (
        ("history.csv row 6 · inquiries", "many"),
        ("shifts.csv row 5 · start", "18:15"),
        ("agents.csv row 4 · skills", "vip"),
    ):
        (line,) = (line for line in lines if place in line)
        assert value in line
    assert ran.out.splitlines()[-1] == "3 problems in the input. Nothing was changed."


WRONG_SERVICE = {
    "concurrency = 2\nslowdown = [1.0, 0.9, 0.8]": "slowdown",
    "patience_seconds = -30": "patience_seconds",
    'target = { kind = "service_level", share = 95, within_seconds = -30 }': "target.share",
    "max_occupancy = 0": "max_occupancy",
    'plan_for = "p95"': "plan_for",
    "min_agents = -1": "min_agents",
}


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("command", [("check",), ("plan", "--from", "2026-11-09")])
def test_all_that_is_wrong_with_the_service_at_once(
    tmp_path: Path, command: tuple[str, ...], language: str
) -> None:
    """The template with half a dozen mistakes in one queue: ``check`` and ``plan`` name the line, the key and
    the value of each, with a remedy, in one go."""
    folder = Path(shutil.copytree(data_folder() / "template", tmp_path / "shop"))
    text = (folder / "shop.toml").read_text(encoding="utf-8")
    place = "aht_seconds = 240"
    assert place in text
    wrong = text.replace(place, "\n".join([place, *WRONG_SERVICE]), 1)
    (folder / "shop.toml").write_text(wrong, encoding="utf-8")
    ran = run(command[0], folder, *command[1:], "--json", "--lang", language)
    assert ran.code == 2
    found = {error["column"]: error for error in ran.json["errors"] if error["file"] == "shop.toml"}
    keys = {f"queues[presale].{key}" for key in (*WRONG_SERVICE.values(), "target.within_seconds")}
    assert set(found) == keys
    for key, error in found.items():
        line = wrong.splitlines()[error["row"] - 1]
        assert line.startswith(key.split(".")[1])
        assert error["value"] in line
        assert error["message"]
        assert error["remedy"]
    read = run(command[0], folder, *command[1:], "--lang", language).out
    assert len([line for line in read.splitlines() if "shop.toml" in line]) == len(keys)
