"""Formats days and moments for people; `dates` reads them."""

from __future__ import annotations

from datetime import date, datetime

WEEKDAYS = "一二三四五六日"
"""Monday first."""


def long_day(day: date) -> str:
    """2021年6月30日."""
    return f"{day.year}年{short_day(day)}"


def short_day(day: date) -> str:
    """6月30日, for places where the year is known."""
    return f"{day.month}月{day.day}日"


def weekday(day: date) -> str:
    """周三."""
    return f"周{WEEKDAYS[day.weekday()]}"


def short_moment(at: datetime) -> str:
    """6月30日 09:00, for places where the year is known."""
    return f"{short_day(at)} {at:%H:%M}"


def plain_day(day: date) -> str:
    """2021-06-30, for lists and files."""
    return f"{day:%Y-%m-%d}"


def plain_moment(at: datetime) -> str:
    """2021-06-30 09:00, for lists and files."""
    return f"{at:%Y-%m-%d %H:%M}"
