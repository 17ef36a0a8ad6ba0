"""Whatever stands in the cells of a table, it is told in words at the cell, or taken in whole."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaigning import running
from duties import make_place
from gridcases import make_works
from oddsheets import accounted, read, tables
from office import Office
from yike.core.areas.exchange.rows import Drafts
from yike.core.rights.by import By
from yike.engines.sheets.columns import Sheet
from yike.rooms.grid.actions.campaigns import import_points
from yike.rooms.grid.actions.cases.kinds import import_kinds
from yike.rooms.grid.actions.categories import import_categories
from yike.rooms.grid.actions.duty_sheets import import_duties
from yike.rooms.grid.actions.hotline import import_orders
from yike.rooms.grid.actions.scores import import_scores
from yike.rooms.grid.models import Campaign
from yike.rooms.grid.sheets import campaign_points, case_kinds, categories, duties, hotline, scores
from yike.rooms.grid.sheets.planning import Plan

pytestmark = pytest.mark.django_db
EMPTY = ("code", "partner", "leader", "lon", "lat", "line", "until")
KNOWN = {  # words that go together, where few others would
    "duties": {
        "name": ["菜场东门", "西门"],
        "area": ["999999001001001", "梅东社区"],
        "unit": ["梅巷环卫所"],
        "since": ["", "2026-11-02"],
        "members": ["", "一二、三四"],
    }
    | {role: [""] for role in EMPTY}
}
Planned = Callable[[Office, Drafts, bool], Plan]
Taken = Callable[..., Plan]


def points_planned(_office: Office, drafts: Drafts, complete: bool) -> Plan:
    return campaign_points.plan_points(drafts, Campaign.objects.get(), complete=complete)


def points_taken(by: By, drafts: Drafts, *, complete: bool) -> Plan:
    return import_points(by, Campaign.objects.get(), drafts, complete=complete)


SHEETS: dict[str, tuple[Sheet, Planned, Taken]] = {
    "kinds": (case_kinds.SHEET, lambda o, d, c: case_kinds.plan_kinds(d, o.admin, complete=c), import_kinds),
    "categories": (
        *(categories.SHEET, lambda _o, d, c: categories.plan_categories(d, complete=c), import_categories),
    ),
    "hotline": (hotline.SHEET, lambda _o, d, c: hotline.plan_orders(d, complete=c), import_orders),
    "duties": (duties.SHEET, lambda o, d, c: duties.plan_duties(d, o.admin, complete=c), import_duties),
    "points": (campaign_points.SHEET, points_planned, points_taken),
    "scores": (scores.SHEET, lambda o, d, c: scores.plan_scores(d, o.admin, complete=c), import_scores),
}


@pytest.mark.parametrize("which", SHEETS)
def test_whatever_stands_in_a_sheet_it_is_told_or_can_be_taken_in(
    office: Office, clock: Any, which: str
) -> None:
    make_works(office, clock)
    make_place(office)
    running(office, "菜场东门")
    sheet, planned, take = SHEETS[which]
    taken: list[int] = []

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(rows=tables(sheet, KNOWN.get(which)), complete=st.booleans())
    def whatever(rows: list[list[str]], complete: bool) -> None:
        drafts = read(sheet, rows)
        if drafts is None:
            return
        plan = planned(office, drafts, complete)
        if which != "scores":  # there a rule is many rows
            accounted(plan, drafts)
        if plan.ready and plan.changes:
            with transaction.atomic():
                take(By.person(office.admin), drafts, complete=complete)
                assert planned(office, drafts, complete).changes == []  # taken in, it says nothing new
                transaction.set_rollback(True)
            taken.append(len(plan.changes))

    whatever()
    assert taken != [], which  # some get as far as that
