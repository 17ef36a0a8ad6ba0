"""The twenty-four solar terms 二十四节气: the day in China on which the sun reaches each fifteenth degree.

The sun's apparent longitude is that of J. Meeus, *Astronomical Formulae for Calculators*, chapter 18, with the pull
of Venus, Jupiter and the moon; the difference of dynamical time is the polynomial of F. Espenak and J. Meeus (NASA,
for 2005-2050). Together they are good to three minutes; of the years 2000 to 2050 one term is a day early (2008,
小满, a minute past midnight), none from 2009 on.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache
from math import cos, radians, sin

FIRST, LAST = 1990, 2060  # years for which the difference of dynamical time is known well enough
CHINA = timezone(timedelta(hours=8))
YEAR = 365.2422  # days in which the sun goes round
J2000 = datetime(2000, 1, 1, 12, tzinfo=UTC)

TERMS = (
    *(("小寒", "Minor Cold"), ("大寒", "Major Cold"), ("立春", "Start of Spring"), ("雨水", "Rain Water")),
    *(("惊蛰", "Awakening of Insects"), ("春分", "Spring Equinox"), ("清明", "Clear and Bright")),
    *(("谷雨", "Grain Rain"), ("立夏", "Start of Summer"), ("小满", "Grain Full"), ("芒种", "Grain in Ear")),
    *(
        ("夏至", "Summer Solstice"),
        ("小暑", "Minor Heat"),
        ("大暑", "Major Heat"),
        ("立秋", "Start of Autumn"),
    ),
    *(("处暑", "End of Heat"), ("白露", "White Dew"), ("秋分", "Autumn Equinox"), ("寒露", "Cold Dew")),
    *(("霜降", "Frost's Descent"), ("立冬", "Start of Winter"), ("小雪", "Minor Snow")),
    *(("大雪", "Major Snow"), ("冬至", "Winter Solstice")),
)
"""Chinese and English names in the order of the year, from the sun's longitude of 285 degrees on."""
BEGIN = 285  # degrees of 小寒


@lru_cache(maxsize=16)
def terms(year: int) -> dict[date, tuple[str, str]]:
    """Return the terms of a year by their day in China, each with its Chinese and English name.

    Raises ``ValueError`` for years that are not reckoned.
    """
    if not FIRST <= year <= LAST:
        raise ValueError(f"solar terms are reckoned from {FIRST} to {LAST}")
    return {moment(year, n).date(): names for n, names in enumerate(TERMS)}


def moment(year: int, term: int) -> datetime:
    """Return when a term of a year begins, in China's time; ``term`` 0 is the first of the year."""
    wanted = (BEGIN + 15 * term) % 360
    days = (datetime(year, 1, 6, tzinfo=UTC) - J2000) / timedelta(days=1) + term * YEAR / 24
    for _step in range(6):  # Newton's, on a curve that is almost straight
        away = (wanted - longitude(days) + 180) % 360 - 180
        days += away * YEAR / 360
    return (J2000 + timedelta(days=days, seconds=-_ahead(year))).astimezone(CHINA)


def longitude(days: float) -> float:
    """Return the sun's apparent longitude in degrees, so many days of dynamical time after noon of 2000-01-01."""
    t = days / 36525 + 1.0  # centuries after noon of 1899-12-31
    mean = 279.69668 + 36000.76892 * t + 0.0003025 * t * t
    anomaly = radians(358.47583 + 35999.04975 * t - 0.000150 * t * t - 0.0000033 * t**3)
    centre = (
        (1.919460 - 0.004789 * t - 0.000014 * t * t) * sin(anomaly)
        + (0.020094 - 0.000100 * t) * sin(2 * anomaly)
        + 0.000293 * sin(3 * anomaly)
    )
    node = radians(259.18 - 1934.142 * t)
    return (mean + centre + _pulled(t) - 0.00569 - 0.00479 * sin(node)) % 360


def _pulled(t: float) -> float:
    """Return by how many degrees Venus, Jupiter and the moon move the sun, t centuries after 1900."""
    venus, twice = radians(153.23 + 22518.7541 * t), radians(216.57 + 45037.5082 * t)
    jupiter, moon = radians(312.69 + 32964.3577 * t), radians(350.74 + 445267.1142 * t - 0.00144 * t * t)
    slow = radians(231.19 + 20.20 * t)
    return (
        0.00134 * cos(venus)
        + 0.00154 * cos(twice)
        + 0.00200 * cos(jupiter)
        + 0.00179 * sin(moon)
        + 0.00178 * sin(slow)
    )


def _ahead(year: int) -> float:
    """Return by how many seconds dynamical time is ahead of the clock."""
    t = year - 2000
    return 62.92 + 0.32217 * t + 0.005589 * t * t
