"""Numbers such as Q2026-000123: unique, and without gaps in the order in which they were committed."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from yike.core.record.clock import today
from yike.core.record.deed import Deed
from yike.core.record.lookup import rows_where
from yike.rooms.grid.models import NumberSeries, Series


def take_number(d: Deed, series: Series | str) -> str:
    """Return the next number of a series, as ``take_numbers`` does."""
    (number,) = take_numbers(d, series, 1)
    return number


def take_numbers(d: Deed, series: Series | str, count: int) -> list[str]:
    """Return the next numbers of a series, ``Q2026-000123``; taken last of all in a deed.

    The series stays locked until the deed ends: who comes next waits, so that numbers have no gaps, and a deed
    that fails gives its number back. What the deed has gathered is written before, to keep that time short: post
    messages and start deadlines first, and let them name the thing by its key.
    """
    d.flush()
    row = _locked(Series(series), today().year)
    row.last += count
    d.tick_many([row], ["last"])
    first = row.last - count + 1
    return [f"{row.series}{row.year}-{number:06d}" for number in range(first, first + count)]


def one_by_one(d: Deed, series: Series | str) -> None:
    """Wait until no other deed holds a series, and hold it until this one ends."""
    d.flush()
    _locked(Series(series), today().year)


def _locked(series: Series, year: int) -> NumberSeries:
    """Return the row of a series, locked; made where it is the first number of a year."""
    found = rows_where(NumberSeries, lock=True, series=series.value, year=year)
    if not found:
        _begin(series, year)
        found = rows_where(NumberSeries, lock=True, series=series.value, year=year)
    return found[0]


def _begin(series: Series, year: int) -> None:
    """Make the row of a new year, unless somebody else does in this very moment."""
    try:
        with transaction.atomic():
            NumberSeries(series=series, year=year).save()
    except IntegrityError:
        return
