"""Migration 0026: marks "not the same person" become the numbers of those somebody is not."""

from __future__ import annotations

from typing import Any

import pytest

from gathering import hour, opened
from migrating import at, kept_at_the_end
from office import Office
from signers import ANYBODY
from yike.rooms.almanac.actions import signups
from yike.rooms.almanac.models.signups import Registration
from yike.rooms.almanac.signing import Wish

pytestmark = pytest.mark.django_db(transaction=True)
BEFORE, AFTER = "0025_survey_on_the_spot", "0026_told_apart"
ROWS = (
    # number, way, telephone, name, marked, then: whom it is told apart from
    (1, "web", "p", "陈静", True, [2, 5]),
    (2, "helper", "p", "陈婧", True, [1, 5]),
    (3, "web", "p", "陈敬", False, []),
    (4, "door", "", "陈静", True, [1, 7]),
    (5, "door", "p", "王芳", True, [1, 2, 3]),
    (6, "door", "", "", True, []),
    (7, "web", "", "陈静", True, []),
    (8, "door", "q", "李大力", False, []),
    (9, "desk", "q", "李大力", False, []),
)


before = kept_at_the_end("almanac")


@pytest.mark.usefixtures("before")
def test_marks_become_the_numbers_of_those_who_were_looked_at(office: Office, clock: Any) -> None:
    clock.set(hour("08:00"))
    here, elsewhere = (opened(office, signup="open", title=title) for title in ("集市", "讲座"))
    for row in (here, elsewhere):
        for number, *_ in ROWS:
            signups.sign_up(ANYBODY, row, Wish(name=f"王{number}", phone=f"1380000000{number}"))
    old = at("almanac", BEFORE).get_model("almanac", "Registration").objects
    for number, way, phone, name, marked, _ in ROWS:
        said = {"way": way, "phone_index": phone, "name_index": name}
        old.filter(activity=here.pk, number=number).update(**said, apart=marked)
        old.filter(activity=elsewhere.pk, number=number).update(**said)
    at("almanac", AFTER)
    told = Registration.objects.order_by("number").values_list("number", "apart")
    assert list(told.filter(activity=here)) == [(number, others) for number, *_, others in ROWS]
    assert list(told.filter(activity=elsewhere)) == [(number, []) for number, *_ in ROWS]
