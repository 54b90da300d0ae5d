"""National calendars by family of holiday."""

from __future__ import annotations

from datetime import date

import pytest

from peakroster.calendar import national_calendar

# General Office of the State Council of China, notices on the holidays of 2025 (November 2024) and of 2026
# (November 2025): days off, make-up days.
_DECREED = {
    ("Spring Festival", date(2025, 1, 28), date(2025, 2, 4)),
    ("Labor Day", date(2025, 5, 1), date(2025, 5, 5)),
    ("National Day", date(2025, 10, 1), date(2025, 10, 8)),
    ("Spring Festival", date(2026, 2, 15), date(2026, 2, 23)),
    ("Labor Day", date(2026, 5, 1), date(2026, 5, 5)),
    ("National Day", date(2026, 10, 1), date(2026, 10, 7)),
}
_WORKED_2026 = {
    date(2026, 1, 4),
    date(2026, 2, 14),
    date(2026, 2, 28),
    date(2026, 5, 9),
    date(2026, 9, 20),
    date(2026, 10, 10),
}


def test_long_chinese_holidays_are_whole():
    """Substituted days, eves and the weekends among them belong to the festival, as decreed."""
    runs = {(run.family, run.first, run.last) for run in national_calendar("CN", [2025, 2026]).runs}
    assert runs >= _DECREED


def test_make_up_days_are_those_of_the_years_asked_for():
    """None of other years, though the library knows some."""
    assert national_calendar("CN", [2026]).workdays == _WORKED_2026


def test_no_day_is_both_off_and_worked():
    """Whatever the year."""
    for year in range(2008, 2028):
        calendar = national_calendar("CN", [year])
        assert not calendar.workdays & calendar.holidays.keys()
        assert all(day.weekday() >= 5 for day in calendar.workdays)
        assert all(day.year == year for day in calendar.holidays)


def test_single_days_leave_the_weekend_beside_them_alone():
    """Dragon Boat Festival 2026 is a Friday; the Saturday after it is a Saturday."""
    calendar = national_calendar("CN", [2026])
    assert calendar.holidays[date(2026, 6, 19)] == "Dragon Boat Festival"
    assert date(2026, 6, 20) not in calendar.holidays


def test_a_weekend_between_days_off_is_off():
    """Tomb-Sweeping Day 2020: Saturday the festival, Monday off, and the Sunday between."""
    calendar = national_calendar("CN", [2020])
    assert calendar.holidays[date(2020, 4, 5)] == "Tomb-Sweeping Day"


def test_a_festival_within_national_day_goes_by_its_name():
    """Mid-Autumn 2025 falls on 6 October, in the middle of the national holiday."""
    assert national_calendar("CN", [2025]).holidays[date(2025, 10, 6)] == "National Day"


def test_families_are_the_same_every_year():
    """So that last year's festival teaches this year's."""
    families = [set(national_calendar("CN", [year]).holidays.values()) for year in (2024, 2026)]
    assert families[0] == families[1]
    assert "Spring Festival" in families[0]


def test_years_without_decreed_make_up_days_are_provisional():
    """2026 is decreed; 2098 will not be for a long time."""
    assert national_calendar("CN", [2026, 2098]).provisional_years == {2098}


def test_observed_days_go_by_the_holiday():
    """Christmas 2011 was a Sunday: the Monday is Christmas Day too, and no year is provisional."""
    calendar = national_calendar("US", [2011])
    assert calendar.holidays[date(2011, 12, 26)] == "Christmas Day"
    assert not calendar.workdays
    assert not calendar.provisional_years


def test_a_holiday_that_hangs_over_new_year_is_cut_at_the_year():
    """New Year's Day 2022 in China lasted from 1 to 3 January; none of 2021's days appear."""
    calendar = national_calendar("CN", [2022])
    assert min(calendar.holidays) == date(2022, 1, 1)


@pytest.mark.parametrize("country", ["XX", "", "Atlantis"])
def test_an_unknown_country_has_no_holidays(country):
    """And every year of it is provisional."""
    calendar = national_calendar(country, [2025, 2026])
    assert not calendar.holidays
    assert calendar.provisional_years == {2025, 2026}


def test_years_beyond_the_library_are_provisional():
    """It ends in 2100."""
    assert national_calendar("US", [2150]).provisional_years == {2150}


def test_no_years_make_an_empty_calendar():
    """Nothing asked, nothing said."""
    assert not national_calendar("CN", []).holidays
