"""A portrait is put up by the person alone, and tells nothing of where it was taken."""

from __future__ import annotations

import io

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from office import BY, Office, seen_by
from yike.core.accounts import actions
from yike.core.accounts.models import Portrait, User
from yike.core.record.models import HistoryEntry
from yike.core.rights.by import By
from yike.engines.pictures import clean_photo

pytestmark = pytest.mark.django_db
GPS = 0x8825
PAGE = "/me/portrait/"


def photo() -> bytes:
    """Return a photo that tells where it was taken."""
    exif = Image.Exif()
    exif.get_ifd(GPS).update({1: "N", 2: (31.0, 18.0, 30.6)})
    out = io.BytesIO()
    Image.new("RGB", (80, 100), "red").save(out, "JPEG", exif=exif)
    return out.getvalue()


def put_up(user: User, content: bytes, name: str = "me.jpg") -> int:
    return seen_by(user).post(PAGE, {"photo": SimpleUploadedFile(name, content)}).status_code


def test_what_is_kept_and_shown_is_the_picture_without_its_place(office: Office) -> None:
    assert put_up(office.worker, photo()) == 302
    shown = seen_by(office.colleague).get(f"/desk/accounts/{office.worker.pk}/portrait/")
    opened = Image.open(io.BytesIO(shown.content))
    assert (shown["Content-Type"], opened.size, dict(opened.getexif())) == ("image/jpeg", (80, 100), {})


def test_a_second_portrait_takes_the_place_of_the_first_and_both_acts_are_history(office: Office) -> None:
    put_up(office.worker, photo())
    put_up(office.worker, photo())
    seen_by(office.worker).post(PAGE, {"remove": "1"})
    verbs = HistoryEntry.objects.filter(verb__startswith="accounts.portrait").order_by("id")
    assert [e.verb.rpartition(".")[2] for e in verbs] == [
        "keep",
        "remove",
    ]  # the same picture again is no change
    assert (Portrait.objects.count(), "JFIF" in str(verbs[0].payload)) == (0, False)


def test_nobody_puts_up_or_takes_down_somebody_elses_portrait(office: Office) -> None:
    actions.keep_portrait(BY, office.worker, clean_photo(photo()))
    with pytest.raises(PermissionDenied):
        actions.keep_portrait(By.person(office.colleague), office.worker, clean_photo(photo()))
    with pytest.raises(PermissionDenied):
        actions.remove_portrait(By.person(office.admin), office.worker)


def test_a_file_that_is_no_photo_is_refused_with_a_kind_word(office: Office) -> None:
    client = seen_by(office.worker)
    page = client.post(PAGE, {"photo": SimpleUploadedFile("me.jpg", b"MZ a program")})
    errors = page.context["form"].errors["photo"]
    assert list(errors) == ["me.jpg：这不是照片，或照片已经损坏。请选一张 JPG、PNG 或 WebP 照片。"]
    assert Portrait.objects.count() == 0


def test_strangers_to_the_house_see_no_portrait_and_who_has_none_shows_none(office: Office) -> None:
    address = f"/desk/accounts/{office.worker.pk}/portrait/"
    assert Client().get(address).status_code == 302
    assert seen_by(office.colleague).get(address).status_code == 404
