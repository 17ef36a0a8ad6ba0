"""Who asked is erased from all that came of a request: cases, whistles, reasons, clocks, history, messages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import models

from duties import SPOT
from gridcases import Works, make_works, walk
from office import BY, Office
from voices import make_request
from whistling import Crew, blow, call_of, fresh, person
from yike.core.outbox.models import Message
from yike.core.record.base import Recorded
from yike.core.record.clock import today
from yike.core.record.deed import deed
from yike.core.record.models import HistoryEntry
from yike.core.residents.elsewhere import FORGOTTEN, Sought
from yike.rooms.grid.actions import requests as acts
from yike.rooms.grid.actions import whistles as actions
from yike.rooms.grid.actions.cases import Said, go
from yike.rooms.grid.actions.cases.requested import make_of_request
from yike.rooms.grid.models import Request, WhistleTask
from yike.rooms.grid.persons import REQUESTS

pytestmark = pytest.mark.django_db
NAME, PHONE = "王建国", "13800138000"
HOME = f"{NAME}家门口"


@pytest.fixture
def works(office: Office, clock: Any) -> Works:
    return make_works(office, clock)


@pytest.fixture
def crew(works: Works) -> Crew:
    return Crew(works.cleaners, works.wardens, works.wardens, works.cleaner, works.warden)


def signed(office: Office, **more: Any) -> Request:
    place = {"lon": SPOT[0], "lat": SPOT[1]}
    row = make_request(office.grids[0], words="漏水", name=NAME, phone=PHONE, **place, **more)
    acts.dispatch(person(office.clerk), row, unit=office.unit)
    return acts.sign(person(office.worker), row)


def erase() -> None:
    whom = Sought(None, frozenset({PHONE}), frozenset({NAME}), frozenset())
    with deed(BY, "tests.erase") as d:
        REQUESTS.erase(d, whom, list(REQUESTS.find(whom)))


def left() -> list[str]:
    """Return the columns of all tables that still tell the name."""
    found = []
    for model in [*_all(Recorded), HistoryEntry]:
        for row in model._default_manager.all():
            texts = {field.name: str(getattr(row, field.attname)) for field in model._meta.concrete_fields}
            found += [f"{model.__name__}.{name}" for name, text in texts.items() if NAME in text]
    return sorted(found)


def _all(model: type[models.Model]) -> list[Any]:
    below = [one for sub in model.__subclasses__() for one in _all(sub)]
    return below if model._meta.abstract else [model, *below]


def test_a_whistle_keeps_no_name_in_reasons_measures_pauses_or_history(
    office: Office, works: Works, crew: Crew
) -> None:
    whistle = blow(office, crew, cause=signed(office), matter=HOME, address=HOME)
    actions.refuse(person(crew.plumber), call_of(whistle, crew.water), reason=f"{NAME}不让进门")
    actions.see_arrived(person(office.worker), call_of(whistle, crew.patrol))
    task = actions.NewTask(crew.patrol, f"找{NAME}", today())
    actions.plan_whistle(person(office.worker), whistle, plan="关水", tasks=[task])
    made = WhistleTask.objects.get(whistle=whistle)
    actions.do_task(person(crew.officer), made, result=f"{NAME}在家")
    before = set(left())
    assert {"DeadlinePause.reason", "Message.title", "HistoryEntry.payload"} <= before
    erase()
    assert left() == []
    row, call = fresh(whistle), call_of(whistle, crew.water)
    assert (row.matter, row.address, row.lon) == (f"{FORGOTTEN}家门口", f"{FORGOTTEN}家门口", 120.001)
    assert (call.refusal, call.state) == (f"{FORGOTTEN}不让进门", "refused")
    subjects = [f"grid.whistle:{row.pk}", f"grid.whistlecall:{call.pk}", f"grid.whistletask:{made.pk}"]
    kept = HistoryEntry.objects.filter(subject__in=subjects, payload__isnull=False)
    assert (kept.count(), HistoryEntry.objects.filter(subject=subjects[2]).exists()) == (0, True)


def test_a_case_keeps_no_name_in_its_steps_and_the_reason_for_which_it_waited(
    office: Office, works: Works, crew: Crew
) -> None:
    case = make_of_request(person(office.worker), signed(office), kind=works.kind, text="漏水")
    case = walk(office, works, case, "accept", "file", "dispatch", "take")
    waits = Said(text=f"{NAME}出差，等他回来", review_on=today() + timedelta(days=3))
    case = go(person(office.worker), case, "suspend", waits)
    assert {"CaseStep.text", "DeadlinePause.reason", "HistoryEntry.payload"} <= set(left())
    erase()
    assert left() == []
    assert case.steps.get(verb="suspend").text == f"{FORGOTTEN}出差，等他回来"


def test_a_name_that_stood_only_in_a_reason_is_gone_where_the_row_is_clean(
    office: Office, works: Works, crew: Crew
) -> None:
    whistle = blow(office, crew, cause=signed(office), kind="demand", matter="漏水", address="巷口")
    actions.return_whistle(person(office.leader), whistle, reason=f"不要写{NAME}")
    assert set(left()) == {"HistoryEntry.payload", "Message.title"}
    erase()
    assert left() == []
    assert (fresh(whistle).matter, fresh(whistle).address) == ("漏水", "巷口")


def test_a_whistle_of_a_closed_request_keeps_the_place_until_it_is_over(
    office: Office, works: Works, crew: Crew
) -> None:
    row = signed(office, address="竹行巷 12 号 3 楼")
    whistle = blow(office, crew, cause=row, matter=HOME, address=row.address)
    case = make_of_request(person(office.worker), row, kind=works.kind, text="路灯坏了")
    other = blow(office, crew, cause=case, matter="路灯坏了", address="巷口")
    acts.withdraw(BY, row)
    erase()
    going, other = fresh(whistle), fresh(other)
    assert (going.matter, going.address, going.lon) == (f"{FORGOTTEN}家门口", "竹行巷 12 号 3 楼", 120.001)
    assert (other.matter, other.address, other.lon) == ("路灯坏了", "巷口", 120.001)
    actions.withdraw_whistle(person(office.worker), whistle, reason="人已走开")
    over = fresh(whistle)
    assert (over.matter, over.address, over.lon, over.lat) == (FORGOTTEN, FORGOTTEN, None, None)
    assert (over.state, over.number) == ("withdrawn", whistle.number)
    told = HistoryEntry.objects.filter(payload__contains="竹行巷 12 号")
    assert ([one.verb for one in told], "竹行巷 12 号" in messages()) == ([], False)
    assert f"哨已撤回，不用来了：人已走开 {whistle.number} {FORGOTTEN}。" in messages()
    actions.withdraw_whistle(person(office.worker), other, reason="不用了")
    assert fresh(other).address == "巷口"


def test_a_whistle_that_is_over_keeps_nothing_of_a_closed_request(
    office: Office, works: Works, crew: Crew
) -> None:
    row = signed(office, address="竹行巷 12 号 3 楼")
    whistle = blow(office, crew, cause=row, matter=row.words, address=row.address)
    actions.withdraw_whistle(person(office.worker), whistle, reason="人已走开")
    assert fresh(whistle).address == "竹行巷 12 号 3 楼"
    acts.withdraw(BY, row)
    erase()
    over = fresh(whistle)
    assert (over.matter, over.address, over.lon, over.lat) == (FORGOTTEN, FORGOTTEN, None, None)


def test_a_whistle_that_can_never_sound_keeps_nothing_of_a_closed_request(
    office: Office, works: Works, crew: Crew
) -> None:
    row = signed(office, address="竹行巷 12 号 3 楼")
    whistle = blow(office, crew, cause=row, matter=row.words, address=row.address)
    with deed(BY, "tests.asked") as d:
        d.change(d.lock(whistle), state="asked")
    acts.withdraw(BY, row)
    erase()
    asked = fresh(whistle)
    assert (asked.state, asked.matter, asked.address, asked.lon) == ("asked", FORGOTTEN, FORGOTTEN, None)


def test_a_whistle_forgets_the_place_as_it_is_closed(office: Office, works: Works, crew: Crew) -> None:
    row = signed(office, address="竹行巷 12 号 3 楼")
    whistle = blow(office, crew, cause=row, matter=row.words, address=row.address)
    actions.approve_whistle(person(office.leader), whistle)
    acts.withdraw(BY, row)
    erase()
    with deed(BY, "tests.rating") as d:
        for call in whistle.calls.all():
            d.change(d.lock(call), state="excused")
        assert d.change(d.lock(whistle), state="rating").address == "竹行巷 12 号 3 楼"
    actions.close_whistle(BY, whistle)
    over = fresh(whistle)
    assert (over.state, over.matter, over.address, over.lon) == ("closed", FORGOTTEN, FORGOTTEN, None)


def messages() -> str:
    return " ".join(f"{one.title} {one.body}" for one in Message.objects.all())
