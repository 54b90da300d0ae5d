"""``peakroster init`` and ``check``."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from peakroster.cli.shop import OF_A_WEEK, _occasion
from peakroster.messages import Translator
from peakroster.resources import data_folder
from peakroster.tables.findings import Finding
from tests.peakroster.cli.small_shop import LOCKS, run, state_of

pytestmark = pytest.mark.slow


def files_of(folder: Path) -> list[str]:
    """Every file below the folder, as a path within it."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize(("options", "kind"), [(("--full",), "template"), (("--sample",), "sample")])
def test_a_new_folder_is_the_template_or_the_sample(
    tmp_path: Path, options: tuple[str, ...], kind: str
) -> None:
    """All its files, also into an empty folder that is there; the answer says what to do next."""
    for folder in (tmp_path / "new" / "shop", tmp_path / "empty"):
        ran = run("init", folder, *options, "--json")
        assert ran.code == 0
        assert ran.json["files"] == files_of(folder) == files_of(data_folder() / kind)
        shutil.rmtree(folder)
        (tmp_path / "empty").mkdir(exist_ok=True)
    ran = run("init", tmp_path / "empty", *options, "--lang", "en")
    assert "peakroster " in ran.out


def test_the_folder_one_stands_in_can_be_made_a_shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """``init .`` in an empty folder."""
    monkeypatch.chdir(tmp_path)
    assert run("init", ".", "--full").code == 0
    assert Path("shop.toml").exists()
    assert [path.name for path in tmp_path.parent.iterdir() if "partial" in path.name] == []


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path, language: str) -> None:
    """Exit code 2, and nothing of it changes; a file in its place is refused as well."""
    (tmp_path / "notes.txt").write_text("mine")
    before = state_of(tmp_path)
    for taken in (tmp_path, tmp_path / "notes.txt"):
        ran = run("init", taken, "--sample", "--lang", language)
        assert ran.code == 2
        assert str(taken) in ran.out
        assert {"en": "not empty", "zh": "空"}[language] in ran.out
    assert state_of(tmp_path) == before


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Ready to plan: 2 queues, 8 agents"), ("zh", "可以排班")]
)
def test_a_sound_shop(shop: Path, language: str, words: str) -> None:
    """Exit code 0; the folder is only read."""
    before = state_of(shop)
    ran = run("check", shop, "--lang", language)
    assert ran.code == 0
    assert words in ran.out
    assert run("check", shop, "--json").json["errors"] == []
    assert state_of(shop) == before


def test_a_warning_is_one_line_of_a_pipe(shop: Path) -> None:
    """Severity, file, what is wrong and what to do; it changes neither the exit code nor the answer."""
    with (shop / "agents.csv").open("a", encoding="utf-8") as file:
        file.write("A9,多余,presale,,40,短班,mon,08:00-12:00,,,30\n")
    ran = run("check", shop, "--lang", "en")
    assert ran.code == 0
    (line,) = (line for line in ran.out.splitlines() if line.startswith("warning"))
    assert "agents.csv row 10" in line
    assert " → " in line
    (warning,) = run("check", shop, "--json", "--lang", "zh").json["warnings"]
    assert (warning["file"], warning["row"], warning["severity"]) == ("agents.csv", 10, "warning")


def test_without_history_a_shop_can_be_checked_but_not_forecast(shop: Path) -> None:
    """``check`` warns, ``plan`` names the missing file; a folder that is not there is said to be so."""
    (shop / "history.csv").unlink()
    checked = run("check", shop, "--json")
    assert checked.code == 0
    assert [warning["code"] for warning in checked.json["warnings"]] == ["no_history"]
    planned = run("plan", shop, "--from", "2026-11-09", "--json")
    assert planned.code == 2
    assert [(error["code"], error["file"]) for error in planned.json["errors"]] == [
        ("missing_file", "history.csv")
    ]
    nowhere = run("check", shop / "nowhere", "--json")
    assert nowhere.code == 2
    assert [error["code"] for error in nowhere.json["errors"]] == ["no_folder"]


COLLISIONS = {
    "leave": ("A2,2026-11-09,早班\n", ["locks.csv row 3", "requests.csv:2"]),
    "rest": ("A4,2026-11-10,晚班\nA4,2026-11-11,早班\n", ["locks.csv row 4", "locks.csv:3"]),
    "hours": (
        "A5,2026-11-09,早班\nA5,2026-11-12,早班\nA5,2026-11-14,早班\n",
        ["locks.csv row 5", "locks.csv:3", "16"],
    ),
    "two shifts": ("A4,2026-11-10,晚班\nA4,2026-11-10,早班\n", ["locks.csv row 4", "row 3"]),
}


@pytest.mark.parametrize("name", COLLISIONS)
def test_locks_that_collide(planned: Path, name: str) -> None:
    """Exit code 3 from ``check`` and from ``plan``, which name the rows and leave the old plan alone."""
    rows, words = COLLISIONS[name]
    (planned / "locks.csv").write_text(LOCKS + rows, encoding="utf-8")
    before = state_of(planned)
    for ran in (
        run("check", planned, "--lang", "en"),
        run("plan", planned, "--from", "2026-11-09", "--lang", "en"),
    ):
        assert ran.code == 3, ran.out
        for word in words:
            assert word in ran.out
        assert "contradict each other" in ran.out
    answer = run("check", planned, "--json", "--lang", "zh").json
    assert [collision["severity"] for collision in answer["collisions"]] == ["collision"]
    assert answer["errors"] == []
    assert state_of(planned) == before


def test_a_lock_that_collides_with_what_a_plan_leaves_behind(planned: Path) -> None:
    """007 works the night of the 10th in the plan that is there; ``check`` sees that 08:00 is too early."""
    (planned / "locks.csv").write_text("agent_id,date,shift\n007,2026-11-11,早班\n", encoding="utf-8")
    ran = run("check", planned, "--lang", "zh")
    assert ran.code == 3
    assert "plans/ 2026-11-10 夜班" in ran.out


def test_rules_that_add_up_to_too_much_are_named_before_any_search(shop: Path) -> None:
    """Three on and three off, 160 hours a month: exit code 3, each person with the rules that take part, and
    leave where it does; who works other shifts can reach the hours."""
    settings = (shop / "shop.toml").read_text(encoding="utf-8")
    rules = "max_consecutive_days = 3\nmin_consecutive_days_off = 3\n"
    (shop / "shop.toml").write_text(settings + rules, encoding="utf-8")
    agents = (
        "agent_id,name,skills,min_hours_month,max_consecutive_days,weekdays\n"
        "007,王芳,presale;aftersale,160,,\nA2,李雷,presale,160,5,\nA3,韩梅梅,presale,120,,\nA5,刘洋,presale,,,\n"
        "A4,张伟,presale,120,5,周一;周二;周三\n"
    )
    (shop / "agents.csv").write_text(agents, encoding="utf-8")
    for name in ("requests.csv", "mapping.csv", "locks.csv"):
        (shop / name).unlink()
    leave = "".join(f"A3,2026-12-{day:02},leave\n" for day in (1, 2, 3, 7, 8, 9))
    (shop / "requests.csv").write_text("agent_id,date,kind\n" + leave, encoding="utf-8")
    ran = run("check", shop, "--json", "--lang", "en")
    assert ran.code == 3, ran.out
    told = {finding["value"]: finding for finding in ran.json["collisions"]}
    assert {finding["code"] for finding in told.values()} == {"collision_together"}
    assert set(told) == {"007", "A4"}
    assert told["007"]["row"] == 2
    for rule in ("min_hours_month", "max_consecutive_days", "min_consecutive_days_off"):
        assert rule in told["007"]["message"]
    assert "weekdays" in told["A4"]["message"]
    assert told["A4"]["remedy"]
    chinese = run("check", shop, "--lang", "zh")
    assert chinese.code == 3
    assert "min_hours_month" in chinese.out


def test_what_is_one_collision() -> None:
    """Of a limit over a week, whichever lock goes past it; of a rule about one day, each lock by itself."""
    details = {"agent": "A4", "first": "—", "last": "—"}

    def occasions(code: str) -> int:
        days = (("2026-11-14", 2), ("2026-11-15", 3))
        found = (
            Finding("collision", code, "locks.csv", row, details={**details, "day": day}) for day, row in days
        )
        return len({_occasion(finding) for finding in found})

    assert [occasions(f"collision_{code}") for code in ("weekday", "leave", "min_rest_hours")] == [2, 2, 2]
    assert {code: occasions(code) for code in OF_A_WEEK} == dict.fromkeys(OF_A_WEEK, 1)
    assert all(Translator("en").has(f"check.{code}") for code in OF_A_WEEK)


def test_all_collisions_are_told_at_once(planned: Path) -> None:
    """A contradiction hides neither the collision of another agent nor a second one of the same kind."""
    rows = "A4,2026-11-12,早班\nA4,2026-11-12,晚班\n"
    rows += "A8,2026-11-10,夜班\nA8,2026-11-11,早班\nA8,2026-11-13,夜班\nA8,2026-11-14,早班\n"
    (planned / "locks.csv").write_text(LOCKS + rows, encoding="utf-8")
    ran = run("check", planned, "--json")
    assert ran.code == 3
    told = [(each["code"].removeprefix("collision_"), each["value"]) for each in ran.json["collisions"]]
    assert told.count(("min_rest_hours", "早班")) == 2
    assert ("locks_collide", "A4") in told


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        (
            "en",
            [
                "on average) by 5% or more, 1 of them:",
                "A2 李雷, 售前: 0.75, from 4,000 chats at 0.75",
                "007 王芳, 售前: agents.csv says 0.90; 4,000 chats would say 1.50",
            ],
        ),
        (
            "zh",
            [
                "与 1（同事的平均水平）相差 5% 以上的共 1 项：",
                "A2 李雷，售前：0.75（4,000 次接待，实测 0.75）",
                "007 王芳，售前：以 agents.csv 填写的 0.90 为准；按 4,000 次接待算是 1.50",
            ],
        ),
    ],
)
def test_whose_speed_was_learned(shop: Path, language: str, lines: list[str]) -> None:
    """By whom, and from how many chats; --json has all of it."""
    header, first, *others = (shop / "agents.csv").read_text("utf-8").splitlines()
    agents = [header + ",speed", first + ",presale:0.9", *others]
    (shop / "agents.csv").write_text("\n".join(agents) + "\n", "utf-8")
    table = "agent_id,queue,chats,aht_seconds\n007,presale,4000,200\nA2,presale,4000,400\n"
    (shop / "performance.csv").write_text(table, "utf-8")
    ran = run("check", shop, "--lang", language)
    assert ran.code == 0
    assert [line for line in lines if line not in ran.out] == []
    speeds = run("check", shop, "--json").json["speeds"]
    assert {row["agent"]: row["stated"] for row in speeds} == {"007": 0.9, "A2": None}


def test_speeds_near_one_are_only_counted(shop: Path) -> None:
    """Two of 1.00: one line says how many there are, and none is listed."""
    table = "agent_id,queue,chats,aht_seconds\n007,presale,4000,300\nA2,presale,4000,300\n"
    (shop / "performance.csv").write_text(table, "utf-8")
    ran = run("check", shop)
    assert "2 more speeds were learned from performance.csv; they lie within 5% of 1." in " ".join(
        ran.out.split()
    )
    assert "A2 李雷, 售前" not in ran.out
    assert len(run("check", shop, "--json").json["speeds"]) == 2


def test_the_template_shows_the_columns_that_may_be_filled(tmp_path: Path) -> None:
    """Speeds, chats at once, and what a promotion may state, empty; nothing about it is remarked."""
    assert run("init", tmp_path / "shop", "--full").code == 0
    agents = (tmp_path / "shop" / "agents.csv").read_text("utf-8-sig").splitlines()
    events = (tmp_path / "shop" / "events.csv").read_text("utf-8-sig").splitlines()
    assert agents[0].endswith(",speed,max_chats,regular_start,seniority,level,team,rotation")
    assert events[0].endswith(",bot_share,opening")
    files = {each["file"] for each in run("check", tmp_path / "shop", "--json").json["warnings"]}
    assert files.isdisjoint({"agents.csv", "events.csv"})
