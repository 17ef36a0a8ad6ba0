"""Photos of points in a ZIP beside the workbook: what goes out comes in again, faults are told by name."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from office import BY, Office
from points import make_point
from yike.core.record.models import HistoryEntry
from yike.engines.faults import Fault
from yike.rooms.circle import actions
from yike.rooms.circle.exchange import photos
from yike.rooms.circle.exchange.planning import Plan, plan_import
from yike.rooms.circle.exchange.rows import read_drafts
from yike.rooms.circle.exchange.standing import photo_parts, photos_of, rows_of, standing
from yike.rooms.circle.exchange.writing import workbook
from yike.rooms.circle.models import PointPhoto

pytestmark = pytest.mark.django_db
EXIF_MAKE, EXIF_GPS = 0x010F, 0x8825


def picture(colour: str, *, where: bool = False, form: str = "JPEG") -> bytes:
    """Return a photo, with the camera and the position in it where ``where``."""
    out, exif = io.BytesIO(), Image.Exif()
    if where:
        exif[EXIF_MAKE] = "SecretCam"
        exif.get_ifd(EXIF_GPS)[1] = "N"
    Image.new("RGB", (64, 48), colour).save(out, form, **({"exif": exif} if where else {}))
    return out.getvalue()


def packet(tmp_path: Path, **files: bytes) -> Path:
    """Write a ZIP; ``__`` in a name stands for a slash, ``_`` for a dot."""
    path = tmp_path / "photos.zip"
    with zipfile.ZipFile(path, "w") as made:
        for name, content in files.items():
            made.writestr(name.replace("__", "/").replace("_", "."), content)
    return path


def planned(path: Path) -> Plan:
    return plan_import(read_drafts(path), standing(None))


def test_what_goes_out_comes_in_again_and_changes_nothing(office: Office, tmp_path: Path) -> None:
    for code, colour in (("st1", "red"), ("st2", "blue")):
        actions.keep_photo(BY, make_point(office.first, code, code=code), content=picture(colour))
    make_point(office.first, "没有照片", code="st3")
    (part,) = photo_parts(office.clerk)
    path = tmp_path / "all.zip"
    path.write_bytes(photos.packed(workbook(rows_of(None)), photos_of(part)))
    plan = planned(path)
    assert (plan.ready, plan.empty, plan.same >= 5) == (True, True, True)
    assert zipfile.ZipFile(path).namelist() == ["directory.xlsx", "photos/st1.jpg", "photos/st2.jpg"]


def test_a_photo_comes_in_without_what_it_tells_of_camera_and_place(office: Office, tmp_path: Path) -> None:
    point = make_point(office.first, code="st1")
    sent = picture("green", where=True)
    assert b"SecretCam" in sent
    drafts = read_drafts(packet(tmp_path, photos__ST1_jpeg=sent))
    assert [*plan_import(drafts, standing(None)).photos] == ["st1"]
    assert PointPhoto.objects.count() == 0  # only looked at so far
    assert actions.import_directory(BY, drafts, reason="换照片").changed == 1
    kept = bytes(PointPhoto.objects.get(point=point).jpeg)
    assert (b"SecretCam" in kept, dict(Image.open(io.BytesIO(kept)).getexif())) == (False, {})
    assert plan_import(drafts, standing(None)).empty  # the same file once more changes nothing
    entry = HistoryEntry.objects.filter(verb="circle.import").latest("pk")
    assert entry.subject == point.recorded_subject()


def test_photos_left_out_stay_and_one_of_a_point_that_is_new_comes_with_it(
    office: Office, tmp_path: Path
) -> None:
    old = make_point(office.first, code="st1")
    actions.keep_photo(BY, old, content=picture("red"))
    rows = rows_of(None)
    rows["points"][0].code, rows["points"][0].name = "new1", "新的"
    book = workbook(rows)
    drafts = read_drafts(packet(tmp_path, directory_xlsx=book, photos__new1_png=picture("blue", form="PNG")))
    plan = actions.import_directory(BY, drafts, reason="新站点带照片", sure=True)
    assert (plan.added, plan.changed) == (1, 1)
    assert sorted(PointPhoto.objects.values_list("point__code", flat=True)) == ["new1", "st1"]


def test_what_is_wrong_is_told_by_name_and_nothing_is_written(office: Office, tmp_path: Path) -> None:
    make_point(office.first, code="st1")
    drafts = read_drafts(
        packet(
            tmp_path,
            photos__st1_jpg=picture("red"),
            photos__st1_png=picture("blue", form="PNG"),
            photos__st9_jpg=picture("red"),
            photos__readme_txt=b"hello",
            photos__Thumbs_db=b"noise",
            other__st1_webp=b"no picture",
        )
    )
    plan = plan_import(drafts, standing(None))
    told = [mistake.text("zh").split("，")[0].split("；")[0] for mistake in plan.mistakes]
    assert [one.split("：")[0] for one in told] == [
        *("photos/readme.txt", "photos/st1.png", "photos/st9.jpg", "other/st1.webp"),
    ]
    with pytest.raises(Fault):
        actions.import_directory(BY, drafts, reason="试试")
    assert PointPhoto.objects.count() == 0


def test_a_zip_that_cannot_be_used_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, office: Office
) -> None:
    for content in (b"", b"PK\x03\x04 cut off", b"no zip at all"):
        (tmp_path / "bad.zip").write_bytes(content)
        with pytest.raises(Fault, match="cannot be opened"):
            read_drafts(tmp_path / "bad.zip")
    with pytest.raises(Fault, match="neither a workbook nor a photo"):
        read_drafts(packet(tmp_path, readme_txt=b"hello"))
    with pytest.raises(Fault, match="more than one workbook"):
        read_drafts(packet(tmp_path, a_xlsx=b"", b_xlsx=b""))
    monkeypatch.setattr(photos, "MOST", 1)
    with pytest.raises(Fault, match="too much"):
        read_drafts(packet(tmp_path, a_jpg=b"1", b_jpg=b"2", c_jpg=b"3"))
    monkeypatch.setattr(photos, "MOST_OPEN", 10)
    with pytest.raises(Fault, match="too much"):
        read_drafts(packet(tmp_path, a_jpg=bytes(11)))


def test_many_photos_go_out_in_parts_that_each_come_in_again() -> None:
    small, large = photos.MOST_PACKED // 4, photos.MOST_PACKED
    assert photos.parts([]) == []
    assert photos.parts([(str(n), small) for n in range(6)]) == [["0", "1", "2", "3"], ["4", "5"]]
    assert photos.parts([("a", large), ("b", 1)]) == [["a"], ["b"]]
    assert [len(one) for one in photos.parts([(str(n), 1) for n in range(101)])] == [100, 1]


def test_the_page_gives_photos_out_and_takes_them_in_after_a_look(office: Office, client: Client) -> None:
    point = make_point(office.first, code="st1")
    actions.keep_photo(BY, point, content=picture("red"))
    given = reverse("circle:export_photos", args=[1])
    statuses = {}
    for name in ("clerk", "worker", "leader"):
        client.force_login(getattr(office, name))
        statuses[name] = client.get(given).status_code
    assert statuses == {"clerk": 200, "worker": 403, "leader": 403}
    client.force_login(office.clerk)
    page = reverse("circle:exchange")
    assert given in client.get(page).content.decode()
    assert client.get(reverse("circle:export_photos", args=[2])).status_code == 404
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("photos/st1.jpg", picture("blue"))
    shown = client.post(page, {"file": SimpleUploadedFile("新.zip", out.getvalue()), "datum": ""})
    assert "st1 的照片" in shown.content.decode()
    sent = {name: field.value() for name, field in ((f.name, f) for f in shown.context["form"])}
    before = bytes(PointPhoto.objects.get().jpeg)
    assert client.post(reverse("circle:confirm"), sent | {"reason": "换门头"}).status_code == 302
    assert bytes(PointPhoto.objects.get().jpeg) != before


def test_damage_of_any_kind_is_told_as_damage(tmp_path: Path, office: Office) -> None:
    path, out = tmp_path / "bad.zip", io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("照片.jpg", bytes(range(256)) * 8)
    good = out.getvalue()
    name = "照片".encode()
    at = good.index(b".jpg") + 4  # the squeezed bytes
    for bad in (
        good.replace(name, b"\xff" * len(name)),
        good[:at] + b"\xff" * 8 + good[at + 8 :],
        good[: at - 9] + b"\x00" * 9 + good[at:],
    ):
        path.write_bytes(bad)
        with pytest.raises(Fault, match="cannot be opened"):
            read_drafts(path)


@pytest.mark.parametrize("way", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_what_may_need_much_room_to_unpack_is_not_unpacked(
    tmp_path: Path, office: Office, monkeypatch: pytest.MonkeyPatch, way: int
) -> None:
    path, opened = tmp_path / "dear.zip", list[object]()
    with zipfile.ZipFile(path, "w", way) as made:
        made.writestr("st1.jpg", picture("red"))
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *said, **_more: opened.append(said))
    with pytest.raises(Fault, match="cannot be opened"):
        read_drafts(path)
    assert opened == []


def test_two_photos_under_the_very_same_name_are_told(tmp_path: Path, office: Office) -> None:
    path = tmp_path / "twice.zip"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("photos/st1.jpg", picture("red"))
        with pytest.warns(UserWarning, match="Duplicate name"):
            made.writestr("photos/st1.jpg", picture("blue"))
    make_point(office.first, code="st1")
    plan = planned(path)
    assert [(one.spot.name, one.fault.en) for one in plan.mistakes] == [
        ("photos/st1.jpg", "there are two photos of st1")
    ]
