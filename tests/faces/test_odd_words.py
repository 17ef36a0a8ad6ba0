"""Words that would be a script or a formula, in every free text: pages and tables show them as words."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import Any

import openpyxl
import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.test import Client
from django.urls import get_resolver, reverse

from everything import Everything, make_everything
from faces.test_every_row import address, named
from office import Office, seen_by
from openings import OPENS
from yike.core.record.base import Recorded
from yike.core.residents.elsewhere import free_columns
from yike.rooms.circle.exchange.columns import BY_ROLE as SHEETS

ODD = "=<script>\"'{}"  # a formula, a tag and both quotes, then which column it stands in
LEAKED = re.compile(r"<script>[\"']|&lt;script&gt;[\"']")
SHOWN = re.compile(r"&lt;script&gt;&quot;&#(?:x27|39);([0-9a-z]{2})")
"""Columns that are read by the machine, never typed as words: an odd one there would not get past its form."""
READ_BY_MACHINE = re.compile(
    r"code|link|token|^kind$|rule|hours|path|digest|verb|key|phone|username|language|password|way|color|rehearsal"
)


def columns() -> list[tuple[type[models.Model], Any]]:
    """Return the columns of the house in which somebody writes what they like."""
    found = [
        (model, field)
        for model in sorted(apps.get_models(), key=lambda one: one._meta.label)
        if issubclass(model, Recorded)
        for field in free_columns(model)
    ]
    return [
        (model, field)
        for model, field in found
        if not field.unique
        and not READ_BY_MACHINE.search(field.name)
        and (field.max_length or 99) >= len(ODD)
    ]


def spoil() -> dict[str, str]:
    """Write odd words into every row, past every door; return which column each mark stands for."""
    marks = {}
    for number, (model, field) in enumerate(columns()):
        mark = f"{number // 36:x}{'0123456789abcdefghijklmnopqrstuvwxyz'[number % 36]}"
        try:
            with transaction.atomic():
                models.QuerySet(model).update(**{field.name: ODD.format(mark)})
        except IntegrityError:  # each has to be called differently: one is enough
            first = models.QuerySet(model).order_by("pk")[:1].values("pk")
            models.QuerySet(model).filter(pk__in=first).update(**{field.name: ODD.format(mark)})
        marks[mark] = f"{model._meta.label}.{field.name}"
    return marks


def cells(answer: Any) -> Iterator[Any]:
    """Yield the cells of a table that was handed out."""
    content = b"".join(answer) if answer.streaming else answer.content
    if "csv" in answer["Content-Type"]:
        for row in csv.reader(io.StringIO(content.decode("utf-8-sig"))):
            yield from row
    else:
        for sheet in openpyxl.load_workbook(io.BytesIO(content)):
            for line in sheet.iter_rows():
                yield from (("=" if cell.data_type == "f" else "") + str(cell.value or "") for cell in line)


def is_table(answer: Any) -> bool:
    return any(word in answer.get("Content-Type", "") for word in ("spreadsheetml", "text/csv"))


@pytest.fixture
def everything(office: Office, clock: Any) -> Everything:
    """Return one row of every kind; on SQLite alone: templates are the same elsewhere."""
    if connection.vendor != "sqlite":
        pytest.skip("asked on SQLite")
    return make_everything(office, clock)


def asked(client: Client, where: str, said: dict[str, str] | None = None) -> Any:
    """Return what an address answers to a question, or to a form sent; all that it did is undone."""
    with transaction.atomic():
        answer = client.get(where) if said is None else client.post(where, said)
        transaction.set_rollback(True)
    return answer


MORE = (
    ("circle:item", ("item",)),
    ("calendar:year", (2026,)),
    ("calendar:download", (2026,)),
    ("circle:export", ("all", "xlsx")),
    *(("circle:export", (what, "csv")) for what in SHEETS),
    ("almanac:out", ("published", "xlsx")),
)
"""Addresses that the table of rows leaves out, or has for another of their words."""
TABLES = {
    *("almanac:agreement_sheet", "almanac:hours", "almanac:out", "almanac:result_table", "areas:export"),
    *("calendar:download", "circle:export", "grid:campaign_file", "grid:export_findings"),
    *("grid:export_requests", "residents:export"),
}
"""Some of the routes that hand out a table: were the walk to miss them, it would prove nothing."""


WITHOUT_A_ROW = {
    "accounts.FirstEntry": "used_from",
    "almanac.AgreementRating": "words",
    "almanac.Subscription": "consent",
    "almanac.Summary": "lessons words",
    "almanac.TeamDeduction": "reason",
    "deadlines.DeadlineMove": "reason",
    "deadlines.DeadlinePause": "reason",
    "grid.Category": "name name_en",
    "grid.ColumnName": "name role sheet",
    "grid.Extension": "reason",
    "grid.GridNotice": "supervision",
    "grid.Refusal": "reason",
    "grid.Reply": "words",
    "grid.Revisit": "words",
    "grid.ScoreRule": "indicator note source",
    "grid.Supervision": "words",
    "outbox.Attachment": "name",
    "outbox.Heartbeat": "trouble",
    "residents.ContactWish": "note",
}
"""Columns of rows that ``everything`` does not lay out."""
NOT_ASKED_FOR = {
    "accounts.RoleProposal": "answer_reason",
    "accounts.User": "email",
    "almanac.Activity": "called_off",
    "almanac.Opinion": "number",
    "almanac.Part": "item",
    "almanac.Question": "answer",
    "almanac.Series": "name_en",
    "almanac.Task": "answer",
    "circle.PlanStep": "name",
    "deadlines.Deadline": "name",
    "grid.RequestPart": "why",
    "grid.WhistleCall": "ruling said said_back",
    "grid.WhistleTask": "result",
    "outbox.Delivery": "answer",
    "outbox.Message": "subject",
    "residents.Consent": "text_version",
    "residents.Helper": "name",
}
"""Columns of rows that are laid out, of which none of the pages asked for tells: most wait for another state."""
SHOWN_NOWHERE = {
    "almanac.Issue": "publish_base",
    "almanac.IssueVersion": "base",
    "areas.Area": "stamp",
    "deadlines.Deadline": "of",
    "grid.Photo": "of",
    "outbox.Delivery": "claimed_by",
    "residents.Consent": "fields",
}
"""Columns in which the house writes marks for itself."""
UNSHOWN = {
    f"{model}.{name}"
    for kept in (WITHOUT_A_ROW, NOT_ASKED_FOR, SHOWN_NOWHERE)
    for model, names in kept.items()
    for name in names.split()
}


def pages(everything: Everything) -> Iterator[tuple[str, str, Client]]:
    """Yield every route of a row and its address, for whom it opens; every list for two people of the street."""
    people = {name: seen_by(user) for name, user in everything.people.items()}
    for route, (owner, _names) in OPENS.items():
        yield route, address(route, everything.rows), people[owner]
    for route, words in MORE:
        told = [everything.rows[word].pk if word in everything.rows else word for word in words]
        yield route, reverse(route, args=told), people["admin"]
    for path, route in sorted(named(get_resolver())):
        if "<" not in path and "(?P" not in path and not path.startswith("logout"):
            for name in ("admin", "worker"):
                yield route, f"/{path}", people[name]


@pytest.mark.django_db
def test_odd_words_in_every_free_text_are_shown_as_words_on_every_page(everything: Everything) -> None:
    marks, leaked, seen = spoil(), [], set[str]()
    for _route, where, client in pages(everything):
        answer = asked(client, where)
        if answer.status_code == 200 and "text/html" in answer["Content-Type"]:
            html = answer.content.decode()
            leaked += [(where, found.group()) for found in LEAKED.finditer(html)]
            seen |= set(SHOWN.findall(html))
    assert leaked == []
    assert seen <= set(marks)
    unseen = {column for mark, column in marks.items() if mark not in seen}
    assert unseen - UNSHOWN == set()  # what is not shown proves nothing: a new column has to be laid out
    assert UNSHOWN - set(marks.values()) == set()


@pytest.mark.django_db
def test_no_cell_of_any_table_that_is_handed_out_begins_as_a_formula(everything: Everything) -> None:
    spoil()
    formulas, tables, marked = [], set[str](), set[str]()
    for route, where, client in pages(everything):
        for said in (None, {"reason": "核对全部内容", "plain": "on"})[: 2 if "export" in route else 1]:
            answer = asked(client, where, said)
            if is_table(answer):
                written = list(cells(answer))
                tables.add(route)
                marked |= {route for cell in written if "<script>" in cell}
                formulas += [(where, cell) for cell in written if cell[:1] in set("=+-@\t\r")]
    assert formulas == []
    assert sorted(TABLES - tables) == []
    assert len(marked) > len(tables) // 2
