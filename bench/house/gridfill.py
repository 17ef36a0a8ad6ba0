"""A street's requests of three years with histories, deadlines and facts, filled by SQL in a few minutes.

Everything follows from the number g of a request by whole-number arithmetic, so both databases get the same. One in
forty is open; the last sixty days have every fact the board asks for, older ones two.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection, models

from bench.house.child import say
from bench.house.street import BY, Street
from yike.core.accounts.models import User
from yike.core.deadlines.models import Deadline
from yike.core.record.clock import now
from yike.core.record.deed import deed
from yike.core.record.models import Fact, HistoryEntry
from yike.core.vault.fields import sealed_values
from yike.rooms.grid import wordindex
from yike.rooms.grid.models import Request

MINUTES = 3 * 365 * 1440  # before now, evenly
RECENT = 60 * 1440
OPEN_ONE_IN = 40
SEALED = 2_000
PHONE = "139{:08}"
WORDS = ("路灯坏了", "井盖响", "楼道堆物", "夜里施工吵", "垃圾没有清", "漏水没人修", "停车占道", "树枝挡窗")
EVENTS = ("grid.requests", "grid.requests.answered", "grid.requests.closed", "grid.requests.revisited")
LEFT = (("grid.requests.solved", 10), ("grid.requests.satisfied", 9))
KINDS = ("grid.request.reply", "grid.request.sign", "grid.request.answer")
Exprs = Mapping[str, str]


@dataclass(frozen=True)
class Filled:
    """How much there is."""

    requests: int
    history: int
    facts: int
    deadlines: int


class Sql:
    """The few words in which the two databases differ."""

    def __init__(self, street: Street, owners: list[User]) -> None:
        self.pg = connection.vendor == "postgresql"
        self.grids, self.owners = [grid.pk for grid in street.grids], [one.pk for one in owners]
        self.now = now().replace(second=0, microsecond=0)

    def one_of(self, values: list[Any], which: str) -> str:
        """Return one of some numbers or texts by a whole number."""
        listed = " ".join(f"WHEN {n} THEN {_literal(value)}" for n, value in enumerate(values))
        return f"CASE ({which}) % {len(values)} {listed} END"

    def ago(self, minutes: str) -> str:
        """Return the moment so many minutes before now."""
        if self.pg:
            return f"timestamptz '{self.now.isoformat()}' - ({minutes}) * interval '1 minute'"
        return f"datetime('{self.now:%Y-%m-%d %H:%M:%S}', (-({minutes})) || ' minutes')"

    def day(self, minutes: str) -> str:
        """Return the day so many minutes before now."""
        return f"({self.ago(minutes)})::date" if self.pg else f"date({self.ago(minutes)})"

    @property
    def uuid(self) -> str:
        """A random number of a row."""
        return "gen_random_uuid()" if self.pg else "lower(hex(randomblob(16)))"

    def text(self, number: str) -> str:
        """Return a number as text."""
        return f"({number})::text" if self.pg else f"cast({number} as text)"

    def padded(self, number: str, width: int) -> str:
        """Return a number with leading noughts."""
        return f"lpad(({number})::text, {width}, '0')" if self.pg else f"printf('%0{width}d', {number})"

    def insert(self, model: type[models.Model], count: int, exprs: Exprs, where: str = "true") -> None:
        """Insert a row for each g up to ``count``; columns that are not told take their defaults."""
        fields = [
            f
            for f in model._meta.concrete_fields
            if not isinstance(f, models.AutoField) or f.attname in exprs
        ]
        columns = ", ".join(connection.ops.quote_name(str(f.column)) for f in fields)
        values = ", ".join(exprs.get(f.attname, _default(f, self)) for f in fields)
        series = f"generate_series(1::bigint, {count}) g" if self.pg else "n"
        walk = (
            ""
            if self.pg
            else f"WITH RECURSIVE n(g) AS (SELECT 1 UNION ALL SELECT g + 1 FROM n WHERE g < {count}) "
        )
        table = connection.ops.quote_name(model._meta.db_table)
        with connection.cursor() as cursor:
            cursor.execute(
                f"{walk}INSERT INTO {table} ({columns}) SELECT {values} FROM {series} WHERE {where}"
            )


def _literal(value: Any) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    return "'" + str(value).replace("'", "''") + "'"


def _default(field: models.Field[Any, Any], sql: Sql) -> str:
    if field.null:
        return "NULL"
    if isinstance(field, models.UUIDField):
        return sql.uuid
    if isinstance(field, models.DateTimeField):
        return sql.ago("0")
    value = field.get_default() if field.has_default() else ""
    return "'[]'" if isinstance(value, list) else _literal(value)


@contextmanager
def _bare(*tables: type[models.Model]) -> Iterator[None]:
    """Drop what would be checked and kept in order for each row; make it again at the end, all at once."""
    pg = connection.vendor == "postgresql"
    with connection.schema_editor() as editor:
        wordindex.drop(editor)
        for model in tables:
            for index in model._meta.indexes:
                editor.remove_index(model, index)
    with connection.cursor() as cursor:
        if pg:
            cursor.execute("SET session_replication_role = replica")
            cursor.execute("SET maintenance_work_mem = '512MB'")
    yield
    with connection.schema_editor() as editor:
        for model in tables:
            for index in model._meta.indexes:
                editor.add_index(model, index)
        wordindex.make(editor)
    with connection.cursor() as cursor:
        if pg:
            cursor.execute("SET session_replication_role = DEFAULT")
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence('grid_request', 'id'), max(id)) FROM grid_request"
            )
        for model in tables:
            cursor.execute(
                f"{'VACUUM ' if pg else ''}ANALYZE {connection.ops.quote_name(model._meta.db_table)}"
            )


def fill(street: Street, owners: list[User], count: int) -> Filled:
    """Fill the open house with so many requests, and say how much that is."""
    sql = Sql(street, owners)
    back = f"(({count} - g) * {MINUTES // 1000} / {count}) * 1000"
    with _bare(Request, HistoryEntry, Fact, Deadline):
        say(f"{count:,} requests")
        sql.insert(Request, count, _request(sql, back))
        say("histories")
        for verb in ("take", "close"):
            sql.insert(HistoryEntry, count, _history(sql, verb, back))
        say("facts")
        _facts(sql, count, back)
        say("deadlines")
        _deadlines(sql, count, back)
    _phones()
    return Filled(*(model.objects.count() for model in (Request, HistoryEntry, Fact, Deadline)))


def _open() -> str:
    return f"g % {OPEN_ONE_IN} = 0"


def _request(sql: Sql, back: str) -> Exprs:
    closed = f"CASE WHEN {_open()} THEN NULL ELSE {sql.ago(f'{back} - 4000')} END"
    door = f"'测速路' || {sql.text('g % 400')} || '号'"
    said = f"{door} || {sql.one_of(list(WORDS), 'g')} || '，第' || {sql.text('g')} || '次看见'"
    return {
        "id": "g",
        "number": f"'Q2026-' || {sql.padded('g', 7)}",
        "source": "'door'",
        "kind": "'help'",
        "state": f"CASE WHEN {_open()} THEN 'handling' ELSE 'closed' END",
        "words": said,
        "address": door,
        "area_id": sql.one_of(sql.grids, "g * 7"),
        "owner_id": sql.one_of(sql.owners, "g * 11"),
        "phone_index": sql.padded("g * 7919 % 99999989", 16),
        "received_at": sql.ago(back),
        "moved_at": sql.ago(back),
        "due_at": sql.ago(f"{back} - 10080"),
        "replied_at": sql.ago(f"{back} - 300"),
        "answered_at": closed,
        "closed_at": closed,
        "on_time": f"CASE WHEN {_open()} THEN NULL ELSE true END",
    }


def _history(sql: Sql, verb: str, back: str) -> Exprs:
    return {
        "at": sql.ago(back),
        "deed": sql.uuid,
        "verb": f"'grid.request.{verb}'",
        "actor_id": sql.one_of(sql.owners, "g * 11"),
        "actor_name": "'钱测速'",
        "way": "'web'",
        "model": "'grid.request'",
        "object_pk": sql.text("g"),
        "subject": f"'grid.request:' || {sql.text('g')}",
        "area_id": sql.one_of(sql.grids, "g * 7"),
        "payload": f"""'{{"after":{{"state":"{verb}","words":"测速路第' || {sql.text("g")} || '次"}}}}'""",
        "salt": "'0123456789abcdef'",
        "payload_digest": f"'{'0' * 64}'",
    }


def _facts(sql: Sql, count: int, back: str) -> None:
    """Write every fact of the last sixty days, and two of each request before."""
    recent = f"({back}) < {RECENT}"
    asked = [(code, 1, 0, recent if n > 1 else "true", "grid.request") for n, code in enumerate(EVENTS)]
    asked += [(code, 10, of, recent, "grid.request") for code, of in LEFT]
    asked += [
        (f"{kind}.{part}", 20, of, recent, "deadlines.deadline")
        for kind in KINDS
        for part, of in (("due", 20), ("met", 19))
    ]
    for code, whole, share, where, source in asked:
        some = f"{where} AND g * 13 % {whole} < {share or whole}"
        sql.insert(Fact, count, _fact(sql, code, source, back), some)


def _fact(sql: Sql, code: str, source: str, back: str) -> Exprs:
    return {
        "at": sql.ago(back),
        "deed": sql.uuid,
        "measure": _literal(code),
        "quantity": "1",
        "day": sql.day(back),
        "area_id": sql.one_of(sql.grids, "g * 7"),
        "source_model": _literal(source),
        "source_pk": sql.text("g"),
    }


def _deadlines(sql: Sql, count: int, back: str) -> None:
    """Write a deadline of each request: of the open ones running, their next step a week away."""
    sql.insert(
        Deadline,
        count,
        {
            "of": f"'grid.request:' || {sql.text('g')}",
            "kind": "'grid.request.answer'",
            "name": f"'Q2026-' || {sql.padded('g', 7)}",
            "state": f"CASE WHEN {_open()} THEN 'running' ELSE 'met' END",
            "since": sql.ago(back),
            "amount": "5",
            "measure": "'work_day'",
            "rolls": "true",
            "owner_id": sql.one_of(sql.owners, "g * 11"),
            "area_id": sql.one_of(sql.grids, "g * 7"),
            "due_at": sql.ago(f"{back} - 10080"),
            "ended_at": f"CASE WHEN {_open()} THEN NULL ELSE {sql.ago(f'{back} - 4000')} END",
            "next_at": f"CASE WHEN {_open()} THEN {sql.ago('-10080 - g % 1440')} ELSE NULL END",
        },
    )


def make_due(street: Street, owners: list[User], count: int, again: int) -> None:
    """Write ``count`` running deadlines whose 80 per cent were reached a minute ago, for the ``again``-th time."""
    sql = Sql(street, owners)
    stamp = int(sql.now.timestamp()) // 60
    moments = f"'[{stamp - 900}, {stamp - 1}, {stamp + 1440}, {stamp + 4000}]'"
    sql.insert(
        Deadline,
        count,
        {
            "of": f"'bench.due{again}:' || {sql.text('g')}",
            "kind": "'grid.request.answer'",
            "name": f"'测速 ' || {sql.text('g')}",
            "state": "'running'",
            "since": sql.ago("3000"),
            "amount": "5",
            "measure": "'work_day'",
            "rolls": "true",
            "owner_id": sql.one_of(sql.owners, "g * 11"),
            "area_id": sql.one_of(sql.grids, "g * 7"),
            "due_at": sql.ago("-1440"),
            "half_at": sql.ago("900"),
            "moments": f"{moments}::jsonb" if sql.pg else moments,
            "step": "1",
            "next_at": sql.ago("1"),
        },
    )


def _phones() -> None:
    """Give some requests a telephone number, sealed as in use, so that one can be found by it."""
    rows = list(Request.objects.order_by("-pk")[:SEALED])
    for n, row in enumerate(rows):
        for column, value in sealed_values(Request, phone=f"+86{PHONE.format(n)}").items():
            setattr(row, column, value)
    with deed(BY, "grid.request.take") as d:
        d.change_many(rows, ["phone", "phone_index"])
