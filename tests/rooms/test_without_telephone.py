"""Who has no telephone in the register is found by name, and nothing that may be a namesake's goes unconfirmed."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from dues import with_calendar
from everything import make_everything
from faces.test_odd_words import READ_BY_MACHINE
from gathering import fresh, opened
from homes import Homes
from office import BY, Office, seen_by
from points import make_point
from voices import make_request
from yike.core.outbox.actions import add_endpoint, post
from yike.core.outbox.models import Message
from yike.core.record.actions import seal_all
from yike.core.record.base import Recorded
from yike.core.record.deed import deed
from yike.core.record.models import HistoryEntry
from yike.core.record.seals import verify_chain
from yike.core.residents import actions as residents
from yike.core.residents.details import read_details
from yike.core.residents.elsewhere import FORGOTTEN, free_columns, sought
from yike.core.residents.likely import likely_of
from yike.core.residents.models import Consent, Helper, Person
from yike.core.residents.queries import maybe_of, maybe_theirs
from yike.core.rights.by import By
from yike.engines.faults import Fault
from yike.rooms.almanac.actions import signups
from yike.rooms.almanac.models.signups import Registration
from yike.rooms.almanac.signing import Wish
from yike.rooms.circle.actions import rate
from yike.rooms.circle.models import Grade, Rating
from yike.rooms.grid.models import Request

pytestmark = pytest.mark.django_db
WHY = "本人书面要求，编号 2026-9"
NAME, PHONE = "李秀英", "15400000088"  # the number of a phone she borrowed; the register knows none of hers
NOBODY = "佘月娥"  # whose name nobody else bears
HOME = "梅花新村3幢1单元101室"
VISITOR = By(None, "居民", "web")


def sign(office: Office, **wish: Any) -> Registration:
    row = opened(office, signup="open", capacity=5)
    return signups.sign_up(VISITOR, row, Wish(link=f"l{row.pk}", press=f"p{row.pk}", **wish))


def leave_traces(office: Office, homes: Homes) -> dict[str, Any]:
    """Let her leave something in every room, by name alone."""
    grid = office.grids[0]
    done = make_request(grid, words=f"我是{NAME}，打{PHONE}找我", name=NAME, phone=PHONE, link="a")
    home = make_request(grid, words="楼道灯坏了", name=NAME, address=f"{HOME[:6]} {HOME[6:]}", link="b")
    behalf = make_request(grid, words="帮邻居问一声", name="赵邻居", phone="15400000077", behalf=NAME)
    point = make_point(office.first)
    return {
        "asked": done,
        "at home": home,
        "on behalf": behalf,
        "signed": sign(office, name=NAME, phone=PHONE),
        "helped": sign(office, name="赵邻居", phone="15400000077", helper=NAME),
        "rated": rate(VISITOR, point, grade=Grade.GOOD, words=f"服务好，{NAME}留"),
        "helper": residents.add_helper(BY, homes.chen, kinship="neighbour", name=NAME),
        "guardian": residents.record_consent(BY, homes.ouyang, purpose="care", way="signed", guardian=NAME),
    }


@pytest.fixture
def traces(office: Office, homes: Homes, clock: Any) -> dict[str, Any]:
    with_calendar(clock)
    return leave_traces(office, homes)


def everything() -> str:
    """Return the content of all tables of ours as text."""
    found = []
    with connection.cursor() as cursor:
        for model in apps.get_models():
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')  # noqa: S608 - our own names
            found += [f"{model.__name__}: {row}" for row in cursor.fetchall()]
    return "\n".join(found)


def where(name: str) -> list[str]:
    """Return the columns of all tables in which a name stands in the open, or sealed and opened."""
    found = set()
    for model in apps.get_models():
        for row in model._default_manager.all():
            for field in model._meta.concrete_fields:
                value = getattr(row, field.attname)
                plain = value.reveal() if hasattr(value, "reveal") else str(value)
                if name in plain:
                    found.add(f"{model.__name__}.{field.name}")
    return sorted(found)


def test_every_trace_is_found_and_only_the_own_address_speaks_for_itself(
    traces: dict[str, Any], homes: Homes
) -> None:
    found = maybe_of(BY, homes.li)
    assert {type(one.row).__name__ + ("" if one.holding else " words") for one in found} == {
        *("Request", "Registration", "Helper", "Request words", "Rating words", "Consent words"),
    }
    assert [one.row for one in found if one.home] == [traces["at home"]]
    assert {one.row for one in found} == set(traces.values())
    assert [one.row for one in found if one.holding and PHONE in one.said] == [
        traces["asked"]
    ]  # her own words
    named = [one.row for one in maybe_theirs(BY, homes.li)]
    assert set(named) == {traces[one] for one in ("asked", "at home", "signed", "helped", "helper")}


def test_nothing_is_erased_that_nobody_has_confirmed(traces: dict[str, Any], homes: Homes) -> None:
    kept = {key: fresh(row).__dict__ | {"_state": None} for key, row in traces.items()}
    residents.erase_person(BY, homes.li, reason=WHY)
    assert {key: fresh(row).__dict__ | {"_state": None} for key, row in traces.items()} == kept
    assert Person.objects.filter(pk=homes.li.pk).exists() is False


def test_what_was_confirmed_is_gone_from_every_column_and_the_rest_stays(
    traces: dict[str, Any], homes: Homes, office: Office
) -> None:
    robot = add_endpoint(BY, kind="console", area=office.first, name="群", address="group")
    with deed(BY, "outbox.post") as d:
        words = {"title": "请回电", "body": f"{NAME}等回电", "subject": "grid.whistle:5"}
        post(d, key="t", kind="outbox.test", to=[robot, office.clerk], area=office.first, **words)
    message = Message.objects.get(key="t")
    seal_all()
    assert {"Request.name", "Registration.helper", "Rating.words", "HistoryEntry.payload"} <= set(where(NAME))
    found = maybe_of(BY, homes.li)
    assert message in [one.row for one in found]
    residents.erase_person(BY, homes.li, reason=WHY, also=[one.key for one in found])
    assert where(NAME) == []
    assert (PHONE in everything(), traces["asked"].phone.text in everything()) == (False, False)
    behalf, rated = fresh(traces["on behalf"]), fresh(traces["rated"])
    assert (behalf.name.reveal(), behalf.behalf, behalf.words) == ("赵邻居", FORGOTTEN, "帮邻居问一声")
    assert (rated.words, rated.grade) == (f"服务好，{FORGOTTEN}留", Grade.GOOD)
    helped = fresh(traces["helped"])
    assert (helped.name.reveal(), helped.helper, helped.state) == ("赵邻居", None, "booked")
    assert (Helper.objects.count(), Consent.objects.get(guardian=FORGOTTEN).person) == (0, homes.ouyang)
    seal_all()
    assert verify_chain().whole is True


def test_a_registered_namesake_keeps_what_bears_their_own_telephone(
    traces: dict[str, Any], homes: Homes, office: Office
) -> None:
    details = read_details(NAME, homes.wang.registered_on, phone="15400000099")
    other = residents.add_person(BY, homes.ouyang.household, details)
    theirs = [
        make_request(office.grids[2], name=NAME, phone="15400000099"),
        sign(office, name=NAME, phone="15400000099"),
        residents.add_helper(BY, homes.wang, kinship="friend", name=NAME, phone="15400000099"),
    ]
    assert [one.row for one in maybe_of(BY, homes.li) if one.row in theirs] == []
    sure = {one.row for one in likely_of(sought([other], BY))}
    assert sure >= {traces["asked"], traces["signed"]}


def test_a_find_that_is_no_longer_one_stops_everything(traces: dict[str, Any], homes: Homes) -> None:
    with pytest.raises(Fault) as caught:
        residents.erase_person(BY, homes.li, reason=WHY, also=["grid.request:999999"])
    assert caught.value.zh == "确认的内容里有的已经变了"
    assert Person.objects.filter(pk=homes.li.pk).exists() is True


def test_who_hands_out_a_persons_data_confirms_too(traces: dict[str, Any], homes: Homes) -> None:
    told = residents.take_out(BY, homes.li, reason=WHY)
    assert ({"诉求", "活动报名"} & set(told)) == set()
    keys = [f"grid.request:{traces['asked'].pk}", f"almanac.registration:{traces['signed'].pk}"]
    told = residents.take_out(BY, homes.li, reason=WHY, also=keys)
    assert [row["登记号"] for row in told["诉求"]] == [traces["asked"].number]
    assert [row["姓名"] for row in told["活动报名"]] == [NAME]


def test_a_secret_report_is_laid_before_nobody_who_may_not_know_of_it(
    traces: dict[str, Any], homes: Homes, office: Office
) -> None:
    secret = make_request(office.grids[0], words="举报", name=NAME, secret=True)
    clerk, admin = By.person(office.clerk), By.person(office.admin)
    assert secret not in [one.row for one in maybe_theirs(clerk, homes.li)]
    assert secret in [one.row for one in maybe_of(admin, homes.li)]
    assert [one for one in maybe_of(clerk, homes.li) if one.holding is None] == []


def test_on_the_page_the_own_address_is_ticked_and_what_is_ticked_is_erased(
    traces: dict[str, Any], homes: Homes, office: Office
) -> None:
    client, path = seen_by(office.admin), f"/desk/residents/persons/{homes.li.pk}/erase/"
    page = client.get(path).content.decode()
    ticked = f'value="grid.request:{traces["at home"].pk}"'
    assert [ticked in part and "checked" in part for part in page.split("<input") if ticked in part] == [True]
    assert page.count(" checked") == 1
    said = {"reason": WHY, "name": NAME, "also": [f"grid.request:{traces['at home'].pk}"]}
    assert client.post(path, said).status_code == 302
    assert (fresh(traces["at home"]).name, fresh(traces["asked"]).name.reveal()) == (None, NAME)


def test_the_reason_in_the_history_of_notices_about_the_person_goes_too(homes: Homes, office: Office) -> None:
    with deed(BY, "outbox.post", reason=f"{NAME}家里来电") as d:
        about = {"title": "请探望", "body": "", "subject": homes.li.recorded_subject()}
        post(d, key="r", kind="outbox.test", to=[office.clerk], area=office.first, **about)
    assert where(f"{NAME}家里来电") == ["HistoryEntry.payload"]
    residents.erase_person(BY, homes.li, reason=WHY)
    assert where(f"{NAME}家里来电") == []


APART = {"accounts", "apikeys", "areas", "calendar"}
"""Apps without residents; the register's own rows are erased by themselves."""


def planted() -> list[tuple[Any, str]]:
    """Write a name into every free text of every row, through deeds; return rows and columns it stands in."""
    found = []
    for model in apps.get_models():
        if not issubclass(model, Recorded) or model._meta.app_label in APART:
            continue
        if model._meta.label in {"residents.Person", "residents.Dwelling", "residents.Household"}:
            continue
        columns = [field for field in free_columns(model) if not _of_machine(field.name)]
        for row in model._default_manager.all():
            found += [(row, field.name) for field in columns if written(row, field)]
    return found


def _of_machine(column: str) -> bool:
    return column in {"subject", "of"} or READ_BY_MACHINE.search(column) is not None


def written(row: Any, field: Any) -> bool:
    words = f"找{NOBODY}"
    if field.unique or (field.max_length or 99) < len(words):
        return False
    try:
        with transaction.atomic(), deed(BY, "tests.plant") as d:
            d.change(d.lock(row), **{field.name: words})
    except IntegrityError:  # each has to be called differently, and one already is
        return False
    return True


def test_a_name_in_any_free_text_of_any_row_is_found_and_taken_out(office: Office, clock: Any) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("asked on SQLite")
    rows = make_everything(office, clock).rows
    person = residents.add_person(BY, rows["household"], read_details(NOBODY, rows["person"].registered_on))
    there = planted()
    assert {Request, Rating, Message} <= {type(row) for row, _ in there}
    assert len({(type(row), column) for row, column in there}) > 80
    found = maybe_of(BY, person)
    residents.erase_person(BY, person, reason=WHY, also=[one.key for one in found])
    assert [one for one in where(NOBODY) if not one.startswith("HistoryEntry")] == []
    left = HistoryEntry.objects.filter(payload__contains=NOBODY)
    assert {(one.model, one.subject) for one in left} == set()
