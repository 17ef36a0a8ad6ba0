"""A request becomes a case: who may make one, what goes along, what the pages say, who hears the end."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import translation
from PIL import Image

from duties import SPOT, make_place
from gridcases import MONDAY, Works, jpeg, make_kind, make_works, walk
from office import BY, Office
from voices import WORDS, make_request
from yike.core.accounts.models import User
from yike.core.deadlines.queries import running
from yike.core.outbox.models import Notice
from yike.core.record.models import HistoryEntry
from yike.core.rights.by import By
from yike.engines.faults import Fault
from yike.rooms.grid.actions import requests as acts
from yike.rooms.grid.actions.cases import Said, go, make_of_request
from yike.rooms.grid.actions.photos import cleaned
from yike.rooms.grid.actions.requests.photos import blur_photo
from yike.rooms.grid.models import Case, Photo, PhotoRole, Request

pytestmark = pytest.mark.django_db


@pytest.fixture
def works(office: Office, clock: Any) -> Works:
    return make_works(office, clock)


@pytest.fixture
def row(office: Office, works: Works) -> Request:
    """Return a request in the first grid with a photo, signed for by the worker."""
    made = asked(office, photos=tuple(cleaned(PhotoRole.EVIDENCE, [("a.jpg", chequered())])))
    acts.dispatch(By.person(office.clerk), made, unit=office.unit)
    return acts.sign(By.person(office.worker), made)


def chequered() -> bytes:
    """Return a photo that looks otherwise when it is blurred."""
    out, picture = io.BytesIO(), Image.new("RGB", (64, 48), "white")
    for x in range(0, 64, 4):
        picture.paste("black", (x, 0, x + 2, 48))
    picture.save(out, "JPEG")
    return out.getvalue()


def asked(office: Office, **more: Any) -> Request:
    return make_request(office.grids[0], lon=SPOT[0], lat=SPOT[1], **more)


def inside(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def told(user: User) -> list[str]:
    rows = Notice.objects.filter(user=user, message__kind="grid.case.ended").order_by("pk")
    return [one.message.title for one in rows]


def test_a_request_becomes_a_case_with_its_place_and_the_photos_that_were_ticked(
    office: Office, works: Works, row: Request
) -> None:
    client = inside(office.worker)
    at = f"/desk/grid/requests/{row.pk}/"
    assert f'href="{at}case/"' in client.get(at).content.decode()
    form = client.get(f"{at}case/").context["form"]
    photo = Photo.objects.get(of=row.of)
    assert form.initial == {"level": "normal", "address": "梅巷3号", "text": WORDS, "photos": [photo.pk]}
    said = {"kind": works.kind.pk, "level": "urgent", "address": "梅巷3号门口", "text": "灯坏了"}
    assert client.post(f"{at}case/", said | {"photos": [photo.pk]})["Location"] == at
    case = Case.objects.get()
    assert (case.number, case.source, case.level, case.state) == (
        "A2026-000001",
        "request",
        "urgent",
        "reported",
    )
    assert (case.request, case.area, (case.lon, case.lat)) == (row, office.grids[0], SPOT)
    assert (case.address, case.text, case.reporter) == ("梅巷3号门口", "灯坏了", office.worker)
    kept = Photo.objects.get(of=case.of)
    assert (kept.role, kept.copy_of, bytes(kept.jpeg)) == ("before", photo, bytes(photo.jpeg))
    page = client.get(at).content.decode()
    assert [page.count(case.get_absolute_url()), "诉求转为案件 A2026-000001" in page] == [1, True]
    page = client.get(case.get_absolute_url()).content.decode()
    assert (page.count(f'href="{at}"'), "来自诉求" in page) == (1, True)


def test_what_waits_for_a_case_out_of_a_request_is_called_by_its_number(
    office: Office, works: Works, row: Request
) -> None:
    case = make_of_request(BY, row, kind=works.kind)
    assert [one.name for one in running(case.of)] == [case.number]


def test_a_wrong_kind_and_a_strangers_photo_are_told_or_left_out(
    office: Office, works: Works, row: Request
) -> None:
    client, at = inside(office.worker), f"/desk/grid/requests/{row.pk}/case/"
    assert client.post(at, {"level": "normal"}).context["form"].errors.keys() == {"kind"}
    other = asked(office, photos=tuple(cleaned(PhotoRole.EVIDENCE, [("b.jpg", jpeg("blue"))])))
    said = {"kind": works.kind.pk, "level": "normal", "photos": [Photo.objects.get(of=other.of).pk]}
    assert client.post(at, said).context["form"].errors.keys() == {"photos"}
    make_of_request(
        By.person(office.worker), row, kind=works.kind, photos_shared=[Photo.objects.get(of=other.of).pk]
    )
    assert not Photo.objects.filter(of=Case.objects.get().of).exists()


def test_owner_and_dispatcher_make_one_and_colleagues_and_strangers_do_not(
    office: Office, works: Works, row: Request
) -> None:
    people = {who: getattr(office, who) for who in ("worker", "clerk", "colleague", "stranger", "audit")}
    people["cleaner"] = works.cleaner
    at = f"/desk/grid/requests/{row.pk}/case/"
    seen = {who: inside(user).get(at).status_code for who, user in people.items()}
    assert seen == {
        "worker": 200,
        "clerk": 200,
        "colleague": 403,
        "stranger": 403,  # of the unit that has it, as all of them are
        "audit": 403,
        "cleaner": 404,
    }
    for user in (office.colleague, office.stranger, works.cleaner):
        with pytest.raises(PermissionDenied):
            make_of_request(By.person(user), row, kind=works.kind)
    assert not Case.objects.exists()
    assert "转为案件" not in inside(office.colleague).get(f"/desk/grid/requests/{row.pk}/").content.decode()


def test_one_case_of_a_kind_at_a_time_and_only_while_the_request_is_worked_on(
    office: Office, works: Works, row: Request
) -> None:
    by = By.person(office.worker)
    first, other = make_of_request(by, row, kind=works.kind), make_kind("SR02", name="路灯不亮")
    with pytest.raises(Fault, match="A2026-000001"):
        make_of_request(by, row, kind=works.kind)
    make_of_request(by, row, kind=other)
    walk(office, works, first, "void")
    make_of_request(by, row, kind=works.kind)
    assert Case.objects.filter(request=row).count() == 3
    acts.contact(by, row, words="打过电话")
    acts.answer(by, row, words="换了灯", result="solved")
    with pytest.raises(Fault, match="not being worked on"):
        make_of_request(by, row, kind=make_kind("SR03", name="井盖"))
    old, another = make_kind("SR04", in_use=False), asked(office)
    with pytest.raises(Fault, match="no longer in use"):
        make_of_request(BY, another, kind=old)
    assert Case.objects.count() == 3


def test_the_owner_hears_the_end_and_answers_from_it(office: Office, works: Works, row: Request) -> None:
    by = By.person(office.worker)
    case = make_of_request(by, row, kind=works.kind)
    walk(office, works, case, "accept", "file", "dispatch", "take")
    go(By.person(works.cleaner), case, "answer", Said(text="灯泡换了两只"))
    assert told(office.worker) == []
    with translation.override("en"):  # whoever ends it reads English: who is told does not
        go(By.person(office.grid_worker), case, "verify", Said(text="夜里看过"))
    assert told(office.worker) == ["诉求 Q2026-000001 转出的案件有结果了"]
    body = Notice.objects.get(user=office.worker, message__kind="grid.case.ended").message.body
    assert body == "暴露垃圾，已结案。灯泡换了两只 请看诉求页，答复诉求人。"
    acts.contact(by, row, words="打过电话")
    for page in ("", "go/answer/"):
        shown = inside(office.worker).get(f"/desk/grid/requests/{row.pk}/{page}").content.decode()
        assert ("灯泡换了两只" in shown, "已结案" in shown) == (True, True)
    assert "核查结案 A2026-000001 · 夜里看过" in (
        inside(office.worker).get(f"/desk/grid/requests/{row.pk}/").content.decode()
    )
    go(By.person(office.clerk), case, "assess", Said(score=5))
    assert len(told(office.worker)) == 1


def test_a_refused_case_is_told_too_and_nobody_once_the_request_has_ended(
    office: Office, works: Works, row: Request
) -> None:
    by = By.person(office.worker)
    make_of_request(by, row, kind=works.kind)
    go(By.person(office.clerk), Case.objects.get(), "refuse", Said(text="是商户自己的灯"))
    assert told(office.worker) == ["诉求 Q2026-000001 转出的案件有结果了"]
    second = make_of_request(by, row, kind=works.kind)
    acts.withdraw(BY, row)
    walk(office, works, second, "void")
    assert len(told(office.worker)) == 1


def test_without_an_owner_those_who_dispatch_hear_it(office: Office, works: Works) -> None:
    case = make_of_request(By.person(office.clerk), asked(office), kind=works.kind)
    go(BY, case, "void", Said(text="报错了"))
    assert (told(office.clerk), told(office.worker)) == (
        ["诉求 Q2026-000001 转出的案件有结果了"],
        [],
    )


def test_of_a_secret_report_nothing_goes_along_and_few_see_the_tie(office: Office, works: Works) -> None:
    row = asked(office, secret=True)
    at = f"/desk/grid/requests/{row.pk}/"
    assert inside(office.clerk).get(f"{at}case/").status_code == 403
    acts.dispatch(By.person(office.clerk), row, unit=office.unit)
    acts.sign(By.person(office.worker), row)
    form = inside(office.worker).get(f"{at}case/").context["form"]
    assert form.initial == {"level": "normal"}
    case = make_of_request(By.person(office.worker), row, kind=works.kind, text="有人灌煤气瓶")
    walk(office, works, case, "void")
    seen = {
        who: (
            case.number in inside(getattr(office, who)).get(at).content.decode(),
            row.number in inside(getattr(office, who)).get(case.get_absolute_url()).content.decode(),
        )
        for who in ("worker", "leader", "colleague", "clerk")
    }
    assert seen == {
        "worker": (True, True),
        "leader": (True, True),
        "colleague": (False, False),
        "clerk": (False, False),
    }
    rows = HistoryEntry.objects.filter(subject__in=(case.of, row.of))
    assert not rows.filter(subject=case.of, payload__contains=row.number).exists()
    assert not rows.filter(subject=row.of, payload__contains=case.number).exists()


def test_a_case_of_a_secret_report_knows_the_area_and_nothing_else(
    office: Office, works: Works, clock: Any
) -> None:
    make_place(office, unit=works.cleaners)
    rows = asked(office, secret=True), asked(office)
    clock.set(MONDAY + timedelta(hours=1))
    known = []
    for row in rows:
        case = make_of_request(BY, row, kind=works.kind, address="  ")
        known.append((case.area, case.lon, case.place is None, case.address, case.seen_at == row.received_at))
    assert known == [
        (office.grids[0], None, True, "", False),
        (office.grids[0], SPOT[0], False, "梅巷3号", True),
    ]


def test_what_is_blurred_on_the_request_is_blurred_on_the_case(
    office: Office, works: Works, row: Request
) -> None:
    photo = Photo.objects.get(of=row.of)
    case = make_of_request(By.person(office.worker), row, kind=works.kind, photos_shared=[photo.pk])
    before = bytes(Photo.objects.get(of=case.of).jpeg)
    blur_photo(By.person(office.worker), row, photo, [0, 9])
    here, there = (bytes(Photo.objects.get(of=of).jpeg) for of in (row.of, case.of))
    assert (here == there, there == before) == (True, False)
