"""Photos at the door: pixels only, few, never a zip; blurred by who sent them or who works on it."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from dues import with_calendar
from office import BY, Office
from voices import WORDS, make_request
from workdays import at
from yike.rooms.grid.actions import requests as actions
from yike.rooms.grid.actions.requests.photos import blur_photo
from yike.rooms.grid.models import Photo, Request

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _calm(clock: Any) -> None:
    cache.clear()
    with_calendar(clock, at("2026-11-30 Mon 10:00"))


def shot(name: str = "灯.jpg") -> SimpleUploadedFile:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "taken at the door of Lin"
    Image.effect_noise((320, 240), 90).convert("RGB").save(out, "JPEG", exif=exif)
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")


def archive() -> SimpleUploadedFile:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("a.txt", "x")
    return SimpleUploadedFile("photo.jpg", out.getvalue(), "image/jpeg")


def say(*photos: SimpleUploadedFile) -> Any:
    return Client().post("/say/", {"words": WORDS, "press": "x" * 43, "photos": list(photos)})


def test_a_photo_goes_along_with_nothing_but_its_pixels(office: Office) -> None:
    answer = say(shot(), shot())
    assert answer.status_code == 302
    row = Request.objects.get()
    kept = list(Photo.objects.filter(of=row.of))
    assert [(one.area, one.width, one.height) for one in kept] == [(row.area, 320, 240)] * 2
    assert all(
        b"Lin" not in bytes(one.jpeg) and not dict(Image.open(io.BytesIO(one.jpeg)).getexif()) for one in kept
    )
    page = Client().get(answer.url).content.decode()
    assert page.count("/photo/") == 4


@pytest.mark.parametrize(
    "photos", [[archive()], [shot(), shot(), shot(), shot()], [SimpleUploadedFile("a.jpg", b"")]]
)
def test_what_is_no_photo_or_too_many_is_said_and_nothing_is_lost(office: Office, photos: list[Any]) -> None:
    answer = say(*photos)
    assert (answer.status_code, Request.objects.count(), Photo.objects.count()) == (422, 0, 0)
    assert WORDS in answer.content.decode()


def test_who_sent_it_blurs_it_and_other_links_do_not_reach_it(office: Office) -> None:
    link = say(shot()).url
    photo = Photo.objects.get()
    before = bytes(photo.jpeg)
    make_request(office.first, link="another secret")
    assert Client().get(f"{link}photo/{photo.pk}.jpg")["Content-Type"] == "image/jpeg"
    for other in ("/say/q/another secret/", "/say/q/nobody/"):
        assert Client().get(f"{other}photo/{photo.pk}.jpg").status_code == 404
        assert Client().post(f"{other}photo/{photo.pk}/", {"cells": ["0"]}).status_code == 404
    assert Client().post(f"{link}photo/{photo.pk}/", {"cells": ["0", "1", "63"]}).status_code == 302
    assert bytes(Photo.objects.get().jpeg) != before


@pytest.mark.parametrize(
    ("who", "sees", "blurs"),
    [
        ("clerk", 200, 200),
        ("worker", 200, 200),
        ("colleague", 200, 403),
        ("stranger", 200, 403),
        ("audit", 403, 403),
    ],
)
def test_on_the_desk_who_works_on_it_blurs(office: Office, who: str, sees: int, blurs: int) -> None:
    """The stranger belongs to the unit that it was dispatched to, and so sees it."""
    say(shot())
    row, photo = Request.objects.get(), Photo.objects.get()
    actions.dispatch(BY, row, unit=office.unit, owner=office.worker)
    from yike.rooms.grid.actions.requests.correcting import correct  # noqa: PLC0415
    from yike.rooms.grid.queries.places import Place  # noqa: PLC0415

    correct(
        BY,
        row,
        place=Place(office.first),
        words=WORDS,
        kind="help",
        category=None,
        urgent=False,
        reason="社区",
    )
    client = Client()
    client.force_login(getattr(office, who))
    here = f"/desk/grid/requests/{row.pk}/photo/{photo.pk}"
    assert (client.get(f"{here}.jpg").status_code, client.get(f"{here}/blur/").status_code) == (sees, blurs)
    assert client.post(f"{here}/blur/", {"cells": ["5"]}).status_code == (302 if blurs == 200 else blurs)


def test_nothing_ticked_leaves_the_photo_as_it_is(office: Office) -> None:
    say(shot())
    row, photo = Request.objects.get(), Photo.objects.get()
    assert bytes(blur_photo(BY, row, photo, []).jpeg) == bytes(photo.jpeg)
