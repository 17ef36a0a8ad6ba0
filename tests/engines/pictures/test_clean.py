"""What leaves the house is the picture and nothing else."""

from __future__ import annotations

import io
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from yike.engines.faults import Fault
from yike.engines.pictures import clean_photo
from yike.engines.pictures.clean import LONG_SIDE, MAX_BYTES

GPS, ORIENTATION, MAKER = 0x8825, 0x0112, 0x010F
RED, BLUE = (200, 30, 30), (30, 30, 200)


def photo(
    size: tuple[int, int] = (60, 40), orientation: int = 1, mode: str = "RGB", kind: str = "JPEG"
) -> bytes:
    """Return a photo, red on the left and blue on the right, that tells where it was taken."""
    picture = Image.new("RGB", size, RED)
    picture.paste(BLUE, (size[0] // 2, 0, *size))
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKER] = orientation, "a secret camera"
    exif.get_ifd(GPS).update({1: "N", 2: (31.0, 18.0, 30.6), 3: "E", 4: (120.0, 37.0, 48.0)})
    out = io.BytesIO()
    picture.convert(mode).save(out, kind, exif=exif)
    return out.getvalue()


def colour(image: Image.Image, x: float, y: float) -> str:
    pixel = image.getpixel((int(image.width * x), int(image.height * y)))
    assert isinstance(pixel, tuple)
    return "red" if pixel[0] > pixel[2] else "blue"


def test_place_time_and_camera_are_gone() -> None:
    before = photo()
    assert Image.open(io.BytesIO(before)).getexif().get_ifd(GPS)[4] == (120.0, 37.0, 48.0)
    after = clean_photo(before).jpeg
    opened = Image.open(io.BytesIO(after))
    assert (dict(opened.getexif()), "exif" in opened.info, b"secret camera" in after) == ({}, False, False)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_every_kind_of_phone_photo_becomes_a_bare_jpeg(kind: str) -> None:
    cleaned = clean_photo(photo(kind=kind))
    opened = Image.open(io.BytesIO(cleaned.jpeg))
    assert (opened.format, opened.size, cleaned.width, cleaned.height) == ("JPEG", (60, 40), 60, 40)


def test_a_photo_taken_sideways_is_turned_upright_before_its_orientation_is_forgotten() -> None:
    cleaned = clean_photo(photo((60, 40), orientation=6))
    opened = Image.open(io.BytesIO(cleaned.jpeg))
    assert (opened.size, colour(opened, 0.5, 0.2), colour(opened, 0.5, 0.8)) == ((40, 60), "red", "blue")


def test_a_large_photo_is_made_smaller_and_keeps_its_shape() -> None:
    cleaned = clean_photo(photo((4000, 3000)))
    assert (cleaned.width, cleaned.height) == (LONG_SIDE, 1536)


def test_what_is_transparent_lies_on_white() -> None:
    picture = Image.new("RGBA", (8, 8), (0, 0, 0, 0))
    out = io.BytesIO()
    picture.save(out, "PNG")
    assert Image.open(io.BytesIO(clean_photo(out.getvalue()).jpeg)).getpixel((4, 4)) == (255, 255, 255)


def test_what_is_hidden_after_the_end_of_the_picture_does_not_survive() -> None:
    assert b"PK\x03\x04 a whole archive" not in clean_photo(photo() + b"PK\x03\x04 a whole archive").jpeg


def bomb() -> bytes:
    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "这不是照片"),
        (b"MZ\x90\x00 a program", "这不是照片"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "这不是照片"),
        (b"%PDF-1.7", "这不是照片"),
        (photo()[:200], "这不是照片"),
        (b"\xff" * (MAX_BYTES + 1), "照片太大"),
    ],
    ids=["nothing", "a program", "a drawing with a script", "a document", "half a photo", "twenty megabytes"],
)
def test_what_only_calls_itself_a_photo_is_refused_by_name(content: bytes, says: str) -> None:
    with pytest.raises(Fault) as fault:
        clean_photo(content, "holiday.jpg")
    assert fault.value.zh.startswith(says)
    assert fault.value.where.file == "holiday.jpg"


def test_a_small_file_that_unpacks_to_gigabytes_is_refused_before_it_is_unpacked() -> None:
    with pytest.raises(Fault, match="too large"):
        clean_photo(bomb())


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_no_damage_to_a_photo_ends_in_anything_but_a_photo_or_a_fault(data: st.DataObject) -> None:
    content = bytearray(photo())
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    kept = b"\xff\xd8"
    with suppress(Fault):
        kept = clean_photo(bytes(content)).jpeg
    assert kept.startswith(b"\xff\xd8")


def test_real_pictures_of_the_project_are_read(tmp_path: Path) -> None:
    pictures = Path(__file__).resolve().parents[3] / "docs" / "pictures"
    cleaned = clean_photo((pictures / "shuangta.png").read_bytes())
    assert max(cleaned.width, cleaned.height) <= LONG_SIDE
