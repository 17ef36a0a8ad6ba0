"""What rooms hold of a person of the register is handed to them, and let go with them; nothing else changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Sum
from django.utils import translation

from dues import with_calendar
from gathering import fresh, opened
from homes import Homes
from office import BY, Office
from points import make_point
from voices import make_request
from whistling import Crew, blow
from yike.core.record.actions import seal_all
from yike.core.record.clock import now
from yike.core.record.deed import deed
from yike.core.record.models import Fact
from yike.core.record.seals import verify_chain
from yike.core.residents import actions as residents
from yike.core.residents.details import read_details
from yike.core.residents.elsewhere import FORGOTTEN, holdings
from yike.core.residents.models import Helper, Person
from yike.core.rights.by import By
from yike.core.vault.current import keyring
from yike.core.vault.sealing import blind_indexes
from yike.rooms.almanac.actions import signups
from yike.rooms.almanac.actions.activities.afterwards import count
from yike.rooms.almanac.actions.signups.signing import whole
from yike.rooms.almanac.models.signups import Registration, SignUpState
from yike.rooms.almanac.signing import Wish
from yike.rooms.circle.actions import rate
from yike.rooms.circle.models import Grade, Rating
from yike.rooms.grid.actions import requests
from yike.rooms.grid.actions.requests.forgetting import forget_askers
from yike.rooms.grid.models import Request, Whistle

pytestmark = pytest.mark.django_db
WHY = "本人书面要求，编号 2026-7"
NAME, PHONE = "王小明", "15400000001"
NEIGHBOUR, HIS_PHONE = "赵邻居", "15400000077"
VISITOR = By(None, "居民", "web")


@dataclass
class Traces:
    """What one person has left in the rooms, with what somebody else left beside it."""

    person: Person
    done: Request
    open: Request
    came: Registration
    comes: Registration
    rating: Rating
    spouse: Registration
    blown: Whistle
    others: list[Any]


def sign(office: Office, name: str, phone: str) -> Registration:
    row = opened(office, signup="open", capacity=5)
    return signups.sign_up(VISITOR, row, Wish(name=name, phone=phone, link=f"l{row.pk}", press=f"p{row.pk}"))


def visited(office: Office, name: str, phone: str) -> Registration:
    """Let somebody come to an activity, and count it."""
    row = sign(office, name, phone)
    with deed(BY, "almanac.checkin") as d:
        d.change(row, came=1, came_at=d.at)
        count(d, row.activity)
    return fresh(row)


def closed(office: Office, **more: Any) -> Request:
    row = make_request(office.grids[0], **more)
    requests.withdraw(VISITOR, row)
    return fresh(row)


@pytest.fixture
def traces(office: Office, homes: Homes, clock: Any) -> Traces:
    """Return a person with a twin record merged into theirs, who has left something in every room."""
    with_calendar(clock)
    twin = residents.add_person(BY, homes.household, read_details("王晓明", homes.wang.registered_on))
    residents.merge(BY, homes.wang, twin)
    residents.add_helper(BY, homes.chen, kinship="neighbour", name=NAME, phone=PHONE)
    said = f"我是{NAME}，电话{PHONE}，路灯坏了"
    done = closed(office, words=said, name=NAME, phone=PHONE, link="done")
    asking = make_request(office.grids[0], words=said, name="王先生", phone=PHONE, link="open")
    whistle = blow(
        office,
        Crew(office.unit, office.unit, office.unit, office.worker, office.worker),
        by=BY,
        units=[office.unit],
        cause=asking,
        matter=said,
        address=f"{NAME}家门口",
    )
    point = make_point(office.first)
    return Traces(
        homes.wang,
        done,
        asking,
        visited(office, NAME, PHONE),
        sign(office, NAME, PHONE),
        rate(VISITOR, point, grade=Grade.BAD, words=f"{NAME}说排队两小时", phone=PHONE),
        sign(office, "李秀英", PHONE),
        whistle,
        [
            closed(office, words="我也说一句", name=NEIGHBOUR, phone=HIS_PHONE),
            visited(office, NEIGHBOUR, HIS_PHONE),
            sign(office, NAME, HIS_PHONE),
            rate(VISITOR, point, grade=Grade.BAD, words="不好", phone=HIS_PHONE),
        ],
    )


def everything() -> str:
    """Return the content of all tables of ours as text."""
    found = []
    with connection.cursor() as cursor:
        for model in apps.get_models():
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')  # noqa: S608 - our own names
            found += [str(row) for row in cursor.fetchall()]
    return "\n".join(found)


def counts() -> dict[str, Any]:
    """Return how many rows each room has, and the sums of its facts by measure, and how many visitors there are."""
    rows = {model.__name__: model.objects.count() for model in (Request, Registration, Rating)}
    sums = Fact.objects.order_by().exclude(measure__startswith="residents.").values("measure")
    facts = {row["measure"]: (row["n"], 0) for row in sums.annotate(n=Sum("quantity"))}
    apart = Fact.objects.order_by().filter(measure="almanac.visitors").values("subject").distinct().count()
    return rows | facts | {"apart": apart}


def test_the_export_names_all_that_rooms_hold_in_the_language_of_the_page(traces: Traces) -> None:
    told = residents.take_out(BY, traces.person, reason=WHY)
    assert [row["登记号"] for row in told["诉求"]] == [traces.done.number, traces.open.number]
    assert [row["姓名"] for row in told["活动报名"]] == [NAME, NAME]
    assert [row["编号"] for row in told["好差评"]] == [traces.rating.number]
    assert [row["姓名"] for row in told["作为帮手记在别人名下"]] == [NAME]
    assert [row["姓名"] for row in told["并入的登记"]] == ["王晓明"]
    with translation.override("en"):
        english = residents.take_out(BY, traces.person, reason=WHY)
    assert {"Requests", "Sign-ups for activities", "Ratings", "Noted as somebody's helper"} <= set(english)
    assert {one.code for one in holdings()} == {
        *("almanac.helped", "almanac.signup", "circle.rating", "grid.behalf", "grid.request"),
        "residents.helper",
    }


def test_erasing_leaves_no_trace_in_any_table_and_counts_as_before(traces: Traces, office: Office) -> None:
    words = [whole(NAME, f"+86{PHONE}"), whole(NAME, PHONE)]
    marks = [
        *("王晓明", traces.person.national_id.text, traces.person.phone.text, traces.came.phone.text),
        *(traces.came.name.text, traces.rating.phone.text, traces.done.phone.text, traces.open.name.text),
        *(traces.done.link_hash, traces.came.link_hash, traces.rating.link, f"{NAME}说", f"我是{NAME}"),
        f"{NAME}家门口",
        blind_indexes(keyring(), "visitor", words[0])[0],
    ]
    kept = [(fresh(row).__dict__ | {"_state": None}) for row in traces.others]
    there, before = everything(), counts()
    assert [mark for mark in marks if mark not in there] == []
    seal_all()
    residents.erase_person(BY, traces.person, reason=WHY)
    after = everything()
    assert [mark for mark in marks if mark in after] == []
    theirs = Registration.objects.filter(phone_index=traces.came.phone_index)
    assert (list(theirs), after.count(traces.came.phone_index)) == ([fresh(traces.spouse)], 1)
    assert counts() == before
    assert [(fresh(row).__dict__ | {"_state": None}) for row in traces.others] == kept
    seal_all()
    assert verify_chain().whole is True


def test_a_request_keeps_its_number_and_states_and_an_open_one_what_has_to_be_done(traces: Traces) -> None:
    residents.erase_person(BY, traces.person, reason=WHY)
    done, todo = fresh(traces.done), fresh(traces.open)
    assert (done.number, done.state, done.words, done.name) == (
        traces.done.number,
        "withdrawn",
        FORGOTTEN,
        None,
    )
    assert (todo.state, todo.words) == ("registered", f"我是{FORGOTTEN}，电话{FORGOTTEN}，路灯坏了")
    assert (todo.address, todo.name, todo.phone) == (traces.open.address, None, None)


def test_a_place_still_to_come_is_free_again_and_a_visit_stays_a_visit(traces: Traces) -> None:
    residents.erase_person(BY, traces.person, reason=WHY)
    came, comes = fresh(traces.came), fresh(traces.comes)
    assert (came.came, came.name, came.forgotten_at) == (1, None, now())
    assert (comes.state, comes.activity.seats.taken, comes.whose) == (SignUpState.CANCELLED, 0, came.whose)


def test_somebody_elses_helper_is_gone_with_them_and_the_other_stays(traces: Traces) -> None:
    residents.erase_person(BY, traces.person, reason=WHY)
    assert Helper.objects.count() == 0
    assert Person.objects.filter(name="陈阿大").count() == 1


def test_a_secret_report_is_told_to_nobody_who_may_not_know_of_it(traces: Traces, office: Office) -> None:
    secret = make_request(office.grids[0], name=NAME, phone=PHONE, secret=True)
    told = residents.take_out(By.person(office.clerk), traces.person, reason=WHY)
    assert secret.number not in [row["登记号"] for row in told["诉求"]]
    whole_told = residents.take_out(BY, traces.person, reason=WHY)
    assert secret.number in [row["登记号"] for row in whole_told["诉求"]]


def test_who_asked_is_forgotten_after_the_days_of_the_office(
    traces: Traces, clock: Any, settings: Any
) -> None:
    settings.YIKE_ASKER_DAYS = 30
    clock.set(now() + timedelta(days=29))
    assert forget_askers() == 0
    clock.set(now() + timedelta(days=2))
    assert (forget_askers(), forget_askers()) == (2, 0)
    done, todo = fresh(traces.done), fresh(traces.open)
    assert (done.name, done.phone, done.phone_index, done.link_hash) == (None, None, "", None)
    assert (done.number, done.words) == (traces.done.number, traces.done.words)
    assert todo.phone_index == traces.open.phone_index
    settings.YIKE_ASKER_DAYS = 0
    assert forget_askers() == 0
