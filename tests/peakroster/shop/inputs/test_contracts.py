"""contracts.csv, and what people take from it; levels of skills, languages and leaders."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from peakroster.shop.folder import read_shop
from peakroster.shop.model import ShopFolder
from scheduler.domain.agents import Agent
from scheduler.domain.shop import on_first_day
from scheduler.domain.windows import Window
from tests.peakroster.shop.shops import GOOD, SETTINGS, Case, Content, check, findings_of_case, write_shop

CONTRACTS = """\
contract,from,until,min_hours_week,max_hours_week,shifts,weekdays,hours,hourly_cost,max_consecutive_days,speed
全职,,,40,44,,,,30,6,
学生,,,,20,早班,sat;sun,,22,,0.8
学生,2027-01-16,2027-02-28,30,40,,,08:00-20:00,22,,0.8
"""
HEAD = "agent_id,name,skills,max_hours_week,contract,languages,leader\n"
PEOPLE = (
    HEAD
    + "1,甲,presale,,全职,,是\n2,乙,presale;aftersale,,学生,,\n3,丙,presale,42,学生；全职@2027-03-01,,no\n"
)


def shop_of(folder: Path, **files: Content) -> ShopFolder:
    """The sound shop with the people and contracts of this file. files: name without its ending."""
    own: dict[str, Content] = {"agents.csv": PEOPLE, "contracts.csv": CONTRACTS}
    own |= dict.fromkeys(("requests.csv", "locks.csv", "mapping.csv"), None)
    own |= {f"{name}.csv" if name != "shop" else "shop.toml": text for name, text in files.items()}
    write_shop(folder, own)
    return read_shop(folder)


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> tuple[Agent, ...]:
    """Of the sound shop with contracts."""
    return shop_of(tmp_path_factory.mktemp("contracts")).agents


def test_an_empty_cell_takes_the_contracts_value(people: tuple[Agent, ...]) -> None:
    """And the agent knows from which row it comes; who has one contract for good has no terms."""
    full = people[0]
    assert (full.contract, full.min_hours_week, full.max_hours_week, full.hourly_cost) == ("全职", 40, 44, 30)
    assert full.rules.max_consecutive_days == 6
    assert dict(full.inherited)["min_hours_week"] == 2
    assert full.terms == ()
    assert full.leader


def test_the_row_of_the_date_holds(people: tuple[Agent, ...]) -> None:
    """In term and in the vacation, and again in term; a row without dates has the rest."""
    student = people[1]
    days = [date(2027, 1, 15), date(2027, 1, 16), date(2027, 2, 28), date(2027, 3, 1)]
    assert [student.on(day).max_hours_week for day in days] == [20, 40, 40, 20]
    assert student.on(days[0]).shifts == ("早班",)
    assert student.on(days[1]).shifts is None
    assert student.on(days[1]).hours == Window(480, 1200)
    assert student.on(days[0]).speeds == (("presale", 0.8), ("aftersale", 0.8))
    assert student.as_of(days[1]).max_hours_week == 40
    assert student.as_of(days[1]).terms == student.terms
    assert student.changes_within(days[0], days[1])
    assert not student.changes_within(days[1], days[2])


def test_a_filled_cell_goes_before_the_contract(people: tuple[Agent, ...]) -> None:
    """At all dates, and what is the agent's own is not inherited; a contract may change on a date."""
    other = people[2]
    days = [date(2026, 11, 9), date(2027, 1, 20), date(2027, 3, 1)]
    assert [other.on(day).max_hours_week for day in days] == [42, 42, 42]
    assert [other.on(day).contract for day in days] == ["学生", "学生", "全职"]
    assert "max_hours_week" not in dict(other.inherited)


def test_people_without_a_contract_are_as_ever(tmp_path: Path) -> None:
    """Without the table a contract is a name alone; a shop without either is read as it was."""
    bare = shop_of(tmp_path / "a", contracts=None)
    assert [(a.contract, a.min_hours_week, a.terms) for a in bare.agents][:2] == [
        ("全职", None, ()),
        ("学生", None, ()),
    ]
    plain = read_shop(write_shop(tmp_path / "b"))
    assert all(agent.contract is None and not agent.inherited for agent in plain.agents)
    assert on_first_day(plain, date(2027, 1, 1)) is plain


def case(code: str, row: int, column: str, value: str, **files: str) -> Case:
    """One of the two tables wrong."""
    own: dict[str, Content] = {"agents.csv": PEOPLE, "contracts.csv": CONTRACTS, "locks.csv": None}
    own |= {"requests.csv": None, "mapping.csv": None}
    own |= {f"{name}.csv": text for name, text in files.items()}
    return Case(code, own, f"{next(iter(files))}.csv", row, column, value)


def one(skills: str = "presale", most: str = "", contract: str = "") -> str:
    """A table of one person."""
    return HEAD + f"1,甲,{skills},{most},{contract},,\n"


CASES = [
    case("unknown_contract", 2, "contract", "临时", agents=one(contract="临时")),
    case("bad_contract", 2, "contract", "全职@2027-01-01", agents=one(contract="全职@2027-01-01")),
    case("bad_contract", 2, "contract", "全职;学生", agents=one(contract="全职;学生")),
    case("contract_contradicts", 2, "max_hours_week", "20", agents=one(most="20", contract="全职")),
    case("contract_twice", 5, "contract", "学生", contracts=CONTRACTS + "学生,,,,,,,,,,\n"),
    case("contract_overlap", 5, "from", "2027-02-28", contracts=CONTRACTS + "学生,2027-02-28,,,,,,,,,\n"),
    case("hours_contradict", 5, "min_hours_week", "30", contracts=CONTRACTS + "实习,,,30,20,,,,,,\n"),
    case("unknown_skill_level", 2, "skills", "presale:大师", agents=one("presale:大师")),
    case("skill_twice", 2, "skills", "presale:主;售前:副", agents=one("presale:主;售前:副")),
]


@pytest.mark.parametrize("broken", CASES, ids=str)
def test_what_is_wrong_is_said_where_it_stands(broken: Case, tmp_path: Path) -> None:
    """With file, row, column, value and remedy."""
    check(broken, findings_of_case(tmp_path, broken))


def test_dates_that_no_row_has_take_the_row_before(tmp_path: Path) -> None:
    """With a warning."""
    dated = "contract,from,until,max_hours_week\n学生,2026-09-01,2027-01-15,20\n全职,,,40\n"
    shop = shop_of(tmp_path, contracts=dated)
    assert [each.code for each in shop.warnings if each.file == "contracts.csv"] == ["contract_gap"]
    days = [date(2026, 1, 1), date(2026, 10, 1), date(2027, 6, 1)]
    assert [shop.agents[1].on(day).max_hours_week for day in days] == [20, 20, 20]


def test_levels_of_skills_say_speed_and_price(tmp_path: Path) -> None:
    """Of known names, numbers and those of shop.toml; what agents.csv says goes before."""
    levels = ('"副" = { price = 0.4 }', '"4" = { speed = 1.2 }', '"老师傅" = { speed = 1.3 }')
    toml = "\n".join((SETTINGS, "[skill_levels]", *levels, ""))
    cells = ["售前:主;aftersale：副", "presale:新手", "presale:★★★★", "presale:老师傅", "presale:初级"]
    rows = "".join(f"{at},甲,{cell},,,,\n" for at, cell in enumerate(cells))
    shop = shop_of(tmp_path, shop=toml, contracts=None, agents=HEAD + rows)
    assert shop.agents[0].skill_levels == (("presale", "primary"), ("aftersale", "secondary"))
    assert [agent.speed_in("presale") for agent in shop.agents] == [1.0, 0.7, 1.2, 1.3, 0.7]
    assert {level.name: level.points for level in shop.settings.skill_levels}["secondary"] == 0.4


def test_who_lacks_the_language_has_not_the_skill(tmp_path: Path) -> None:
    """With a warning, and an error where no skill is left."""
    toml = GOOD["shop.toml"].replace('id = "aftersale"', 'id = "aftersale"\nlanguage = "英语"')
    rows = "1,甲,presale;aftersale,,,中文、英文,\n2,乙,presale;aftersale,,,,\n3,丙,aftersale,,,英语,\n"
    shop = shop_of(tmp_path, shop=toml, contracts=None, agents=HEAD + rows)
    assert [agent.skills for agent in shop.agents] == [("presale", "aftersale"), ("presale",), ("aftersale",)]
    assert shop.agents[0].languages == ("中文", "英语")
    assert [(each.code, each.row) for each in shop.warnings if each.file == "agents.csv"] == [
        ("skill_without_language", 3)
    ]
