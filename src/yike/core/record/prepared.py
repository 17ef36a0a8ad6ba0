"""Counts whose SQL is written once for all who see the same, and asked again with the moment of asking.

Django writes the SQL of a count anew each time it is asked. Where rights and states make conditions long, that
takes several times as long as the database needs to answer; the first page asks twenty such counts.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.db import connection
from django.db.models import Count, QuerySet
from django.utils import timezone

from yike.core.record.clock import moved_to, now, today

MOST = 512
"""So many statements of one count are kept: as many as people in an office who see different things."""
TWO_MOMENTS = time(3, 0, 0, 111_111), time(21, 7, 9, 777_777)
"""When a count is written, twice on one day: what differs is what moves with the clock."""

Asked = tuple[QuerySet[Any], Mapping[str, Count]]


@dataclass(frozen=True)
class Statement:
    """One count: SQL, its values, and of those that move with the clock how far each is from now, by place."""

    sql: str
    values: tuple[Any, ...]
    moving: tuple[tuple[int, timedelta], ...]

    def ask(self) -> dict[str, int]:
        """Return the counts of this moment by name. One query."""
        values, moment = list(self.values), now()
        for place, ahead in self.moving:
            values[place] = connection.ops.adapt_datetimefield_value(moment + ahead)
        with connection.cursor() as cursor:
            cursor.execute(self.sql, values)
            return dict(zip((column[0] for column in cursor.description), cursor.fetchone(), strict=True))


class Prepared:
    """Counts of rows for somebody: ``asked(user)`` returns the rows and what of them is counted, by name.

    Its answer may depend on nothing but ``user.sight``, the day and the present moment, of which it may take fixed
    spans alone. Where that is found not to be so, the count is written anew each time, as Django does.
    """

    def __init__(self, asked: Callable[[Any], Asked]) -> None:
        self._asked = asked
        self._statements: dict[Hashable, Statement | None] = {}

    def __call__(self, user: Any) -> dict[str, int]:
        """Return the counts by name. One query."""
        statement = self.statement(user)
        if statement is not None:
            return statement.ask()
        rows, counts = self._asked(user)
        found: dict[str, int] = rows.aggregate(**counts)
        return found

    def statement(self, user: Any) -> Statement | None:
        """Return what is asked for ``user`` today; None where it cannot be kept."""
        key = connection.vendor, today(), user.sight
        try:
            return self._statements[key]
        except KeyError:
            pass
        statement = _told_apart(*(self._written(user, at) for at in TWO_MOMENTS))
        if len(self._statements) >= MOST:
            self._statements.clear()  # whoever is asking in another thread has theirs in hand
        self._statements[key] = statement
        return statement

    def _written(self, user: Any, at: time) -> _Written | None:
        """Return the SQL of one moment of the day; None where nothing has to be asked, or the asking asks."""
        moment = timezone.make_aware(datetime.combine(today(), at))
        with suppress(_Asks), moved_to(moment), _nothing_logged():
            with connection.execute_wrapper(_refuse):
                rows, counts = self._asked(user)
            try:
                with connection.execute_wrapper(_catch):
                    rows.aggregate(**counts)
            except _Written as written:
                return written
        return None


class _Asks(Exception):  # noqa: N818 - nobody's error: it ends an attempt
    """Whoever writes a count has asked the database for something: that may be otherwise next time."""


class _Written(Exception):  # noqa: N818 - nobody's error: it brings the SQL out of Django
    """The SQL of a count with its values, and the moment for which it was written; not asked."""

    def __init__(self, sql: str, values: tuple[Any, ...]) -> None:
        super().__init__()
        self.sql, self.values, self.moment = sql, values, now()


@contextmanager
def _nothing_logged() -> Iterator[None]:
    """Take out of the log of queries what is written meanwhile: it was not asked."""
    before = len(connection.queries_log)
    try:
        yield
    finally:
        while len(connection.queries_log) > before:
            connection.queries_log.pop()


def _refuse(*_asked: Any) -> Any:
    raise _Asks


def _catch(_execute: Any, sql: str, values: Any, *_more: Any) -> Any:
    raise _Written(sql, tuple(values or ()))


def _told_apart(one: _Written | None, other: _Written | None) -> Statement | None:
    """Return the statement of which both are cases; None where they differ by more than the moment."""
    if one is None or other is None or (one.sql, len(one.values)) != (other.sql, len(other.values)):
        return None
    pairs = enumerate(zip(one.values, other.values, strict=True))
    moving = {place: (_ahead(one, a), _ahead(other, b)) for place, (a, b) in pairs if a != b}
    if any(here is None or here != there for here, there in moving.values()):
        return None
    return Statement(
        one.sql,
        one.values,
        tuple((place, ahead) for place, (ahead, _) in moving.items() if ahead is not None),
    )


def _ahead(written: _Written, value: Any) -> timedelta | None:
    """Return how far a value is ahead of the moment it was written for; None for what is no moment."""
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - written.moment
