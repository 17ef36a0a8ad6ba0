"""Photos of an activity: bare, seen by nobody before somebody looked, children blurred or agreed to, taken back."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image, ImageStat

from gathering import fresh, hour, opened, person
from office import BY, EARLY, PASSWORD, Office, seen_by
from yike.core.accounts.actions import add_user, give_role
from yike.core.accounts.models import User
from yike.core.record.models import HistoryEntry
from yike.core.record.payload import HIDDEN
from yike.core.rights.roles import Role
from yike.engines.faults import Fault
from yike.rooms.almanac import sheets
from yike.rooms.almanac.actions import activities, after, signups
from yike.rooms.almanac.models.activities import Activity
from yike.rooms.almanac.models.photos import ActivityPhoto, PhotoState, Seen
from yike.rooms.almanac.models.signups import PhotoAnswer, Registration
from yike.rooms.almanac.signing import Wish

P = PhotoState
pytestmark = pytest.mark.django_db


@pytest.fixture
def row(office: Office, clock: Any) -> Activity:
    """An activity that has ended, with photos announced."""
    clock.set(hour("08:00"))
    return opened(office, signup="open", companions=2, photo_note="现场会拍照，用于街道公众号")


def held(row: Activity, clock: Any) -> Activity:
    clock.set(row.starts_at)
    activities.begin(BY, row)
    activities.end(BY, row)
    return fresh(row)


def jpeg(**more: Any) -> bytes:
    out = io.BytesIO()
    Image.effect_noise((320, 240), 90).convert("RGB").save(out, "JPEG", **more)
    return out.getvalue()


def unrest(photo: bytes, box: tuple[int, int, int, int]) -> float:
    """Return how much the brightness varies in a part of a photo; noise of ``jpeg`` does by about 90."""
    return float(ImageStat.Stat(Image.open(io.BytesIO(photo)).convert("L").crop(box)).stddev[0])


def kept(row: Activity) -> ActivityPhoto:
    return after.keep_photos(BY, row, [("a.jpg", jpeg())])[0]


def far(office: Office) -> User:
    """Return a community worker of the second community, of no unit that holds anything here."""
    made = add_user(BY, username="far", name="远处人", area=office.second, password=PASSWORD)
    give_role(BY, user=made, role=Role.COMMUNITY_WORKER, area=office.second, since=EARLY)
    return made


def test_photos_lose_all_but_their_pixels_and_nobody_outside_sees_them(
    office: Office, row: Activity, clock: Any
) -> None:
    exif = Image.Exif()
    exif[0x010E] = "taken at the door of Lin"
    with pytest.raises(Fault, match="it has not begun"):
        after.keep_photos(BY, row, [("a.jpg", jpeg())])
    row = held(row, clock)
    [one] = after.keep_photos(person(office.worker), row, [("a.jpg", jpeg(exif=exif))])
    assert (one.state, b"Lin" in bytes(one.jpeg), one.width, one.height) == (P.NEW, False, 320, 240)
    page = Client().get(f"/on/a/{row.code}/")
    answer = Client().get(f"/on/a/{row.code}/photos/{one.pk}.jpg")
    assert (list(page.context["photos"]), answer.status_code) == ([], 404)
    with pytest.raises(PermissionDenied):
        after.keep_photos(person(far(office)), row, [("a.jpg", jpeg())])


@pytest.mark.parametrize("content", [b"PK\x03\x04 no picture", b"", b"<svg/>"])
def test_what_is_no_photo_is_refused_whatever_its_name(row: Activity, clock: Any, content: bytes) -> None:
    row = held(row, clock)
    with pytest.raises(Fault, match="this is no photo"):
        after.keep_photos(BY, row, [("a.jpg", jpeg()), ("b.jpg", content)])
    assert ActivityPhoto.objects.count() == 0


def test_an_activity_has_at_most_twenty(row: Activity, clock: Any) -> None:
    row, one = held(row, clock), jpeg()
    after.keep_photos(BY, row, [("a.jpg", one)] * 20)
    with pytest.raises(Fault, match="at most 20 photos; with these there are 21"):
        after.keep_photos(BY, row, [("a.jpg", one)])


def test_children_are_shown_blurred_or_where_all_agreed(row: Activity, clock: Any) -> None:
    row = held(row, clock)
    one, before = kept(row), jpeg()
    with pytest.raises(Fault, match="nothing on this photo has been blurred"):
        after.show_photo(BY, one, seen=Seen.COVERED)
    with pytest.raises(Fault, match="it was not said who"):
        after.show_photo(BY, one, seen="")
    assert fresh(one).state == P.NEW
    after.cover(BY, one, [0, 1])
    covered = fresh(one)
    inside, outside = unrest(covered.jpeg, (0, 0, 40, 30)), unrest(covered.jpeg, (160, 120, 320, 240))
    assert (covered.covered_at is not None, covered.jpeg == before) == (True, False)
    assert (inside < 40, outside > 60) == (True, True), (inside, outside)
    after.show_photo(BY, covered, seen=Seen.COVERED, words=" 市集 ", words_en="The market")
    shown = fresh(one)
    assert (shown.state, shown.seen, shown.words, shown.at) == (
        P.SHOWN,
        Seen.COVERED,
        "市集",
        covered.covered_at,
    )


def test_what_was_let_out_stands_on_the_public_page_until_it_is_taken_back(row: Activity, clock: Any) -> None:
    row = held(row, clock)
    one = kept(row)
    after.show_photo(BY, one, seen=Seen.NOBODY, words="摊位", words_en="Stalls")
    at = f"/on/a/{row.code}/photos/{one.pk}.jpg"
    page, answer = Client().get(f"/on/a/{row.code}/"), Client().get(at)
    assert (f'src="{at}" alt="摊位"' in page.text, answer["Content-Type"]) == (True, "image/jpeg")
    assert answer["Cache-Control"] == "private, no-store"
    english = Client().get(f"/on/a/{row.code}/", headers={"accept-language": "en"})
    assert 'alt="Stalls"' in english.text
    after.hide_photo(BY, one)
    assert (Client().get(at).status_code, fresh(one).state) == (404, P.KEPT)


def test_whoever_takes_a_yes_back_has_what_stood_on_it_looked_at_again(
    office: Office, row: Activity, clock: Any
) -> None:
    made = signups.sign_up(BY, row, Wish("张小梅", "13800000001", photos=PhotoAnswer.YES))
    assert (made.photos, made.photos_at) == (PhotoAnswer.YES, made.made_at)
    row = held(row, clock)
    agreed, nobody = kept(row), kept(row)
    after.show_photo(BY, agreed, seen=Seen.AGREED)
    after.show_photo(BY, nobody, seen=Seen.NOBODY)
    clock.set(row.ends_at)
    after.answer_photos(BY, made, PhotoAnswer.YES)
    assert fresh(made).photos_at == made.made_at
    after.answer_photos(BY, made, PhotoAnswer.NO)
    told = fresh(made)
    assert (told.photos, told.photos_at) == (PhotoAnswer.NO, row.ends_at)
    assert [fresh(one).state for one in (agreed, nobody)] == [P.NEW, P.SHOWN]


def test_the_answer_is_asked_where_photos_are_announced_and_changed_by_link(
    office: Office, row: Activity, client: Client
) -> None:
    form = client.get(f"/on/a/{row.code}/").context["form"]
    said = {"name": "张小梅", "phone": "13800000001", "press": form["press"].value(), "photos": "yes"}
    link = client.post(f"/on/a/{row.code}/", said)["Location"]
    made = Registration.objects.get()
    assert (made.photos, client.get(link).context["photos"].initial) == ("yes", {"photos": "yes"})
    assert client.post(f"{link}photos/", {"photos": "perhaps"}).status_code == 302
    assert fresh(made).photos == "yes"
    client.post(f"{link}photos/", {"photos": "no"})
    assert (fresh(made).photos, client.post("/on/me/nothing/photos/", {"photos": "yes"}).status_code) == (
        "no",
        404,
    )
    plain = opened(
        office, signup="open", starts_at=hour("09:00", "2026-12-20"), ends_at=hour("10:00", "2026-12-20")
    )
    assert "photos" not in client.get(f"/on/a/{plain.code}/").context["form"].fields


def test_the_desk_sees_who_said_no_and_how_many_were_never_asked(
    office: Office, row: Activity, clock: Any
) -> None:
    for name, answer, more in (("张小梅", "yes", 2), ("李大力", "no", 0), ("王阿婆", "", 1)):
        signups.sign_up(BY, row, Wish(name, f"1380000000{more}", companions=more, photos=answer))
    row = held(row, clock)
    client, at = seen_by(office.worker), f"/desk/almanac/activities/{row.pk}/photos/"
    page = client.get(at)
    told = page.context["answers"]
    listed = client.get(f"/desk/almanac/activities/{row.pk}/people/").text
    assert listed.count("请不要拍进去") == 1
    assert (told.yes, [str(one) for one in told.no], told.unasked) == (3, ["002"], 2)
    assert ("李*力" in page.text or "李**" in page.text, "李大力" in page.text) == (True, False)


def test_the_pages_for_owner_colleague_and_stranger(office: Office, row: Activity, clock: Any) -> None:
    row = held(row, clock)
    client, at = seen_by(office.worker), f"/desk/almanac/activities/{row.pk}/photos/"
    files = {"photos": [SimpleUploadedFile(f"{n}.jpg", jpeg(), "image/jpeg") for n in range(2)]}
    assert client.post(at, files).status_code == 302
    bad = client.post(at, {"photos": SimpleUploadedFile("a.jpg", b"PK", "image/jpeg")})
    assert (bad.status_code, sorted(bad.context["form"].errors)) == (422, ["photos"])
    one, two = ActivityPhoto.objects.order_by("pk")
    mine = seen_by(office.colleague)
    assert [
        mine.get(f"{at}{path}").status_code
        for path in ("", f"{one.pk}/", f"{one.pk}/cover/", f"{one.pk}.jpg")
    ] == [200] * 4
    mine.post(f"{at}{one.pk}/cover/", {"cells": ["3"]})
    unsaid = mine.post(f"{at}{one.pk}/", {"seen": ""})
    assert (unsaid.status_code, fresh(one).state, fresh(one).covered_at is None) == (422, P.NEW, False)
    mine.post(f"{at}{one.pk}/", {"seen": Seen.COVERED, "words": "孩子们", "words_en": "The children"})
    assert (fresh(one).state, fresh(one).by) == (P.SHOWN, office.colleague)
    mine.post(f"{at}{two.pk}/drop/")
    assert [row.pk for row in ActivityPhoto.objects.all()] == [one.pk]
    assert mine.post(f"{at}{one.pk}/fly/").status_code == 404
    stranger = seen_by(far(office))
    codes = [
        stranger.get(f"{at}{path}").status_code
        for path in ("", f"{one.pk}/", f"{one.pk}/cover/", f"{one.pk}.jpg")
    ]
    assert (codes, stranger.post(f"{at}{one.pk}/hide/").status_code) == ([404] * 4, 404)
    other = opened(office, starts_at=hour("09:00", "2026-12-20"), ends_at=hour("10:00", "2026-12-20"))
    assert mine.get(f"/desk/almanac/activities/{other.pk}/photos/{one.pk}/").status_code == 404


def test_no_pixel_stands_in_the_history(row: Activity, clock: Any) -> None:
    row = held(row, clock)
    one = kept(row)
    after.drop_photo(BY, one)
    entries = HistoryEntry.objects.filter(verb__startswith="almanac.photo.")
    assert [entry.verb for entry in entries.order_by("pk")] == ["almanac.photo.keep", "almanac.photo.drop"]
    assert [entry.content["after"]["jpeg"] for entry in entries[:1]] == [HIDDEN]


def test_photos_nobody_let_out_are_gone_a_month_later(row: Activity, clock: Any) -> None:
    row = held(row, clock)
    shown, kept_back, new = kept(row), kept(row), kept(row)
    after.show_photo(BY, shown, seen=Seen.NOBODY)
    after.hide_photo(BY, kept_back)
    activities.archive(BY, row, words="办好了")
    clock.set(row.ends_at + timedelta(days=29))
    assert after.forget_photos() == 0
    clock.set(row.ends_at + timedelta(days=31))
    assert (after.forget_photos(), [one.pk for one in ActivityPhoto.objects.all()]) == (2, [shown.pk])
    assert (after.forget_photos(), ActivityPhoto.objects.filter(pk=new.pk).exists()) == (0, False)


def test_a_paper_list_says_who_may_be_seen_and_an_empty_cell_is_not_asked(
    office: Office, row: Activity, tmp_path: Path
) -> None:
    path = tmp_path / "list.csv"
    path.write_text("姓名,电话,愿意入镜\n张小梅,,是\n李大力,,否\n王阿婆,,\n", "utf-8")
    drafts = sheets.read_list(path)
    plan = sheets.plan_list(BY, row, drafts)
    assert plan.mistakes == []
    signups.import_signups(BY, row, drafts, seen=plan.fingerprint())
    assert [one.photos for one in Registration.objects.order_by("number")] == ["yes", "no", ""]
    assert [one.photos_at is None for one in Registration.objects.order_by("number")] == [False, False, True]
