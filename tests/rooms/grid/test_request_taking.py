"""Somebody speaks and a worker takes it down, on a phone or at the desk: once, with place and photos."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from dues import with_calendar
from duties import fresh
from gridcases import jpeg
from office import BY, Office, square
from voices import WORDS
from workdays import at
from yike.core.areas.actions import draw_area
from yike.core.areas.models import Area
from yike.core.record.models import HistoryEntry
from yike.rooms.grid.models import Photo, Request

pytestmark = pytest.mark.django_db
HERE = "/desk/grid/requests/take/"


@pytest.fixture(autouse=True)
def _morning(clock: Any) -> None:
    with_calendar(clock, at("2026-11-30 Mon 10:00"))


@pytest.fixture
def drawn(office: Office) -> Office:
    """Two communities side by side, and a grid of the first; the second is no area of the worker's."""
    sides = ((office.street, 0.0, 0.02), (office.first, 0.0, 0.008), (office.grids[0], 0.0, 0.004))
    for area, east, side in (*sides, (office.second, 0.01, 0.008)):
        draw_area(BY, fresh(area), polygon=square(120.62 + east, 31.3, side))
    return office


def desk(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def pressing(client: Client) -> str:
    """Return the word that a fresh form carries."""
    return re.findall(r'name="press" value="([^"]+)"', client.get(HERE).text)[0]


def take(client: Client, area: Area, **more: Any) -> Any:
    said = {"source": "phone", "words": WORDS, "area": str(area.pk), "kind": "help"} | more
    return client.post(HERE, {"press": pressing(client)} | said)


def test_a_worker_takes_a_request_down_for_somebody_and_both_are_kept(office: Office) -> None:
    answer = take(desk(office.worker), office.grids[0], source="card", name="林奶奶", behalf="邻居代说")
    row = Request.objects.get()
    assert (answer.url, row.source, row.typed_by, row.behalf) == (
        *(f"/desk/grid/requests/{row.pk}/", "card", office.worker),
        "邻居代说",
    )
    entry = HistoryEntry.objects.filter(verb="grid.request.take").first()
    assert entry is not None
    assert (entry.actor, entry.on_behalf) == (office.worker, "")


@pytest.mark.parametrize("source", ["phone", "card", "book", "deputy"])
def test_each_source_a_worker_types_from_is_kept(office: Office, source: str) -> None:
    take(desk(office.worker), office.grids[0], source=source, kind="suggestion")
    assert Request.objects.get().source == source


def test_what_a_worker_presses_twice_is_registered_once(office: Office) -> None:
    client = desk(office.worker)
    press = pressing(client)
    first, second = (take(client, office.grids[0], press=press) for _ in range(2))
    assert (first.url, Request.objects.count()) == (second.url, 1)


@pytest.mark.parametrize(
    "more",
    [
        {"name": "另一位"},
        {"phone": "15400000011"},
        {"secret": "on", "kind": "report"},
        {"urgent": "on"},
        {"behalf": "女儿替母亲说"},
        {"source": "card"},
        {"photos": "one"},
    ],
    ids=lambda more: next(iter(more)),
)
def test_what_a_worker_adds_before_they_press_again_is_not_lost(office: Office, more: dict[str, Any]) -> None:
    client = desk(office.worker)
    press = pressing(client)
    first = take(client, office.grids[0], press=press)
    again = take(
        client, office.grids[0], press=press, **more | ({"photos": [placed()]} if "photos" in more else {})
    )
    assert (again.status_code, again.url != first.url, Request.objects.count()) == (302, True, 2)


def test_two_who_speak_of_the_same_have_a_request_each(office: Office) -> None:
    for _ in range(2):
        take(desk(office.worker), office.grids[0])
    assert Request.objects.count() == 2


def placed() -> SimpleUploadedFile:
    """Return a photo that tells where it was taken."""
    exif, out = Image.Exif(), io.BytesIO()
    exif[0x010E] = "taken at the door of Lin"
    Image.open(io.BytesIO(jpeg())).save(out, "JPEG", exif=exif)
    return SimpleUploadedFile("card.jpg", out.getvalue(), "image/jpeg")


def test_a_workers_photo_goes_along_bare_and_where_they_stand_finds_its_grid(drawn: Office) -> None:
    answer = take(desk(drawn.worker), drawn.first, photos=[placed()], lon="120.6205", lat="31.3005")
    row, kept = Request.objects.get(), Photo.objects.get()
    assert (answer.status_code, row.area, kept.of, kept.taken_by) == (
        *(302, drawn.grids[0]),
        *(row.of, drawn.worker),
    )
    assert b"Lin" not in bytes(kept.jpeg)
    assert reverse("grid:request_photo", args=[row.pk, kept.pk]) in desk(drawn.worker).get(answer.url).text


def test_who_stands_in_an_area_of_others_takes_it_down_in_their_own(drawn: Office) -> None:
    answer = take(desk(drawn.worker), drawn.grids[0], lon="120.6305", lat="31.3005")
    row = Request.objects.get()
    assert (answer.status_code, row.area, row.lon) == (302, drawn.grids[0], 120.6305)


def test_what_is_no_photo_is_said_to_the_worker_and_nothing_is_lost(office: Office) -> None:
    packed = SimpleUploadedFile("card.jpg", b"PK\x03\x04" + bytes(200), "image/jpeg")
    answer = take(desk(office.worker), office.grids[0], photos=[packed])
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["photos"])
    assert (WORDS in answer.text, Request.objects.count()) == (True, 0)


def test_a_worker_who_ticks_secret_takes_a_report_down_and_sees_it_said(office: Office) -> None:
    client = desk(office.worker)
    take(client, office.first, words="夜里倒油污", secret="on")
    assert list(Request.objects.values_list("kind", "secret")) == [("report", True)]
    assert "勾了就按举报登记" in client.get(HERE).text


def test_whom_a_secret_report_is_made_for_stands_in_no_timeline(office: Office) -> None:
    take(
        desk(office.worker),
        office.first,
        words="夜里倒油污",
        kind="report",
        secret="on",
        behalf="王小芳替母亲",
    )
    row = Request.objects.get()
    page = desk(office.colleague).get(row.get_absolute_url())
    assert (page.status_code, "王小芳" in page.text) == (200, False)
    assert {one.on_behalf for one in HistoryEntry.objects.filter(verb="grid.request.take")} == {""}
