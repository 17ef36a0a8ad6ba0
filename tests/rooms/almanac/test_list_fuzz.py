"""Whatever stands in a list of names, it is told in words at the cell, or all of it is signed up."""

from __future__ import annotations

from string import ascii_uppercase

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings

from gathering import person
from oddsheets import read, tables
from office import Office
from signers import class_of, sign
from yike.rooms.almanac import sheets
from yike.rooms.almanac.actions import signups as actions
from yike.rooms.almanac.models.signups import Registration

pytestmark = pytest.mark.django_db
KNOWN = {
    "name": ["吴小花", "郑大伯", "求助"],
    "phone": ["", "13900139000", "13800138000"],
    "age": ["4", "70"],
}
KNOWN |= {"companions": ["", "1"], "agrees": ["是"], "photos": ["", "是", "否"]}


def test_whatever_stands_in_a_list_of_names_it_is_told_or_all_are_signed_up(office: Office) -> None:
    row = class_of(office, age_from=3, companions=4)
    sign(row, 0, name="求助", phone="13800138000", age=70)
    by, taken = person(office.clerk), []

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(rows=tables(sheets.SHEET, KNOWN))
    def whatever(rows: list[list[str]]) -> None:
        drafts = read(sheets.SHEET, rows)
        if drafts is None:
            return
        plan = sheets.plan_list(by, row, drafts)
        told = {one.spot.cell.lstrip(ascii_uppercase) for one in plan.mistakes}
        assert all(one.text("zh") and one.text("en") for one in plan.mistakes)
        silent = [one for one in drafts.rows if one.at.cell[1:] not in told]
        assert plan.same + len(plan.wishes) == len(silent)
        if plan.ready:
            with transaction.atomic():
                before = Registration.objects.count()
                made = actions.import_signups(by, row, drafts, seen=plan.fingerprint())
                assert Registration.objects.count() - before == len(made) == len(plan.wishes)
                transaction.set_rollback(True)
            taken.append(len(plan.wishes))

    whatever()
    assert taken != []  # some get as far as that
