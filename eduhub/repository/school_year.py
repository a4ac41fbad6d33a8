"""Today, and the days of a school year, which begins on 1 September."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

_CHINA = timezone(timedelta(hours=8))  # one zone for the whole country, without summer time


def today() -> date:
    """The date in China, wherever the program runs."""
    return datetime.now(_CHINA).date()


def first_day(year: str) -> date:
    """The first day of a school year such as 2025-2026."""
    return date(int(year[:4]), 9, 1)


def last_day(year: str) -> date:
    """The last day of a school year."""
    return date(int(year[:4]) + 1, 8, 31)


def is_within(day: date, year: str) -> bool:
    """Does a day lie in a school year?"""
    return first_day(year) <= day <= last_day(year)


def day_of(month_and_day: str, year: str) -> date:
    """The day of a school year that a month and day such as 10-15 mean."""
    month, day = map(int, month_and_day.split("-"))
    return date(int(year[:4]) + (month < first_day(year).month), month, day)


def year_with(day: date) -> str:
    """The school year that a day lies in, as in 2025-2026."""
    first = day.year - (day < date(day.year, 9, 1))
    return f"{first}-{first + 1}"


def year_before(year: str) -> str:
    """The school year before 2025-2026 is 2024-2025."""
    return f"{int(year[:4]) - 1}-{year[:4]}"


def year_after(year: str) -> str:
    """The school year after 2024-2025 is 2025-2026."""
    return f"{year[5:]}-{int(year[5:]) + 1}"


def years_between(first: date, last: date) -> int:
    """How many school years the one that a day lies in is before that of another day."""
    return int(year_with(last)[:4]) - int(year_with(first)[:4])
