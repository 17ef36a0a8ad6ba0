"""What patrols saw, drawn: a lane of the old town with something wrong, and the same lane put right. No camera."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import lru_cache

from PIL import Image, ImageDraw

from yike.demonstration.dice import Dice
from yike.engines.pictures.clean import Photo

WIDE, HIGH, GROUND = 480, 360, 236
"""The picture in pixels, and where the pavement begins."""
Draw = ImageDraw.ImageDraw
LIGHTS = (((233, 237, 238), (214, 209, 199)), ((243, 236, 222), (205, 196, 181)))
"""Wall and pavement in the morning and in the afternoon."""


@lru_cache(maxsize=256)
def scene(what: str, variant: int, *, after: bool) -> Photo:
    """Return a picture of something wrong (``SCENES``), or of its place ``after`` it was put right."""
    dice = Dice("scene", what, variant)
    picture = Image.new("RGB", (WIDE, HIGH), LIGHTS[variant % 2][0])
    draw = ImageDraw.Draw(picture)
    _lane(draw, dice, variant)
    SCENES[what](draw, dice, after)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=72)
    return Photo(out.getvalue(), WIDE, HIGH)


def _lane(draw: Draw, dice: Dice, variant: int) -> None:
    """Draw a white wall with a tiled roof, a door, a window, and stone slabs before it."""
    draw.rectangle((0, 0, WIDE, 34), fill=(72, 78, 84))
    for x in range(-10, WIDE, 22):
        draw.pieslice((x, 22, x + 24, 46), 0, 180, fill=(92, 98, 104), outline=(60, 65, 70))
    draw.rectangle((0, GROUND, WIDE, HIGH), fill=LIGHTS[variant % 2][1])
    for row, y in enumerate(range(GROUND, HIGH, 31)):
        draw.line((0, y, WIDE, y), fill=(172, 166, 156), width=2)
        for x in range(row % 2 * 40, WIDE, 80):
            draw.line((x, y, x - 6, y + 31), fill=(172, 166, 156), width=2)
    left = dice.whole(40, 90)
    draw.rectangle((left, 96, left + 78, GROUND), fill=(112, 74, 52), outline=(70, 44, 30), width=4)
    draw.line((left + 39, 100, left + 39, GROUND), fill=(70, 44, 30), width=3)
    draw.rectangle((left + 190, 84, left + 286, 156), fill=(158, 182, 190), outline=(98, 70, 52), width=5)
    for x in range(left + 206, left + 286, 16):
        draw.line((x, 88, x, 152), fill=(98, 70, 52), width=2)


def _rubbish(draw: Draw, dice: Dice, after: bool) -> None:
    draw.rectangle((330, 176, 392, 250), fill=(64, 120, 84), outline=(36, 78, 52), width=3)
    draw.rectangle((324, 166, 398, 180), fill=(48, 98, 68))
    for _ in range(0 if after else 9):
        x, y, size = dice.whole(200, 410), dice.whole(228, 282), dice.whole(26, 52)
        shade = dice.pick(((58, 60, 66), (120, 128, 140), (188, 152, 98), (214, 214, 206)))
        draw.ellipse((x, y, x + size, y + size * 3 // 4), fill=shade, outline=(40, 40, 44))


def _boxes(draw: Draw, dice: Dice, after: bool) -> None:
    for _ in range(0 if after else 7):
        x, y = dice.whole(150, 330), dice.whole(168, 244)
        wide, high = dice.whole(44, 74), dice.whole(32, 52)
        draw.rectangle((x, y, x + wide, y + high), fill=(190, 152, 104), outline=(128, 96, 60), width=2)
        draw.line((x, y + high // 2, x + wide, y + high // 2), fill=(222, 196, 150), width=5)


def _bike(draw: Draw, _dice: Dice, after: bool) -> None:
    if after:
        draw.rectangle((400, 120, 440, 190), fill=(230, 233, 235), outline=(40, 110, 160), width=3)
        draw.polygon(
            [(424, 130), (408, 160), (420, 160), (414, 182), (434, 150), (422, 150)], fill=(40, 110, 160)
        )
        return
    draw.line((300, 150, 330, 196, 318, 240), fill=(200, 40, 40), width=4)
    for x in (250, 340):
        draw.ellipse((x, 236, x + 54, 290), outline=(40, 42, 46), width=8)
    draw.line((277, 262, 310, 224, 366, 262), fill=(150, 36, 40), width=11)
    draw.line((310, 224, 296, 196, 282, 196), fill=(40, 42, 46), width=6)
    draw.rectangle((316, 206, 356, 220), fill=(40, 42, 46))


def _car(draw: Draw, _dice: Dice, after: bool) -> None:
    for x in range(120, 450, 30):
        draw.line((x, 262, x + 24, 322), fill=(226, 176, 40), width=6)
    if after:
        return
    draw.rounded_rectangle((130, 222, 430, 292), 22, fill=(78, 104, 140), outline=(40, 56, 80), width=3)
    draw.polygon([(184, 224), (222, 180), (338, 180), (382, 224)], fill=(150, 176, 194), outline=(40, 56, 80))
    for x in (170, 340):
        draw.ellipse((x, 266, x + 52, 318), fill=(38, 38, 42), outline=(150, 150, 150), width=5)


def _lamp(draw: Draw, _dice: Dice, after: bool) -> None:
    for y in range(0, HIGH, 2):
        draw.line((0, y, WIDE, y), fill=(26, 30, 44))
    if after:
        for size in range(150, 20, -10):
            shade = 250 - size
            draw.ellipse((400 - size, 92 - size, 400 + size, 92 + size), fill=(shade, shade - 14, shade // 2))
        draw.ellipse((190, 270, 470, 336), fill=(176, 160, 112))
    draw.rectangle((396, 96, 405, 300), fill=(74, 78, 84))
    draw.polygon(
        [(376, 100), (426, 100), (414, 72), (388, 72)], fill=(250, 236, 176) if after else (60, 62, 68)
    )


def _cover(draw: Draw, _dice: Dice, after: bool) -> None:
    draw.ellipse((206, 256, 346, 330), fill=(40, 40, 42), outline=(96, 96, 96), width=5)
    lift = 0 if after else 26
    box = (206 + lift * 2, 256 - lift, 346 + lift * 2, 330 - lift)
    draw.ellipse(box, fill=(118, 118, 116), outline=(72, 72, 72), width=5)
    for k in range(3):
        draw.line(
            (box[0] + 26, box[1] + 22 + 14 * k, box[2] - 26, box[1] + 22 + 14 * k), fill=(86, 86, 84), width=5
        )


def _puddle(draw: Draw, dice: Dice, after: bool) -> None:
    draw.rectangle((404, 286, 458, 314), fill=(90, 92, 96))
    for x in range(408, 458, 10):
        draw.line((x, 288, x, 312), fill=(40, 42, 46), width=4)
    for _ in range(0 if after else 5):
        x, y = dice.whole(110, 270), dice.whole(250, 288)
        draw.ellipse((x, y, x + dice.whole(110, 190), y + dice.whole(34, 60)), fill=(122, 146, 160))


def _rubble(draw: Draw, dice: Dice, after: bool) -> None:
    for _ in range(0 if after else 26):
        x, size = dice.whole(190, 390), dice.whole(16, 40)
        y = 300 - dice.whole(0, max(4, 74 - abs(x - 290) // 2))
        shade = dice.pick(((176, 96, 74), (150, 148, 142), (196, 190, 178)))
        draw.polygon(
            [(x, y), (x + size, y - size // 3), (x + size + 6, y + size // 2), (x + 4, y + size)], fill=shade
        )


def _green(draw: Draw, dice: Dice, after: bool) -> None:
    draw.rectangle((0, 226, WIDE, 318), fill=(96, 138, 78))
    for x in range(-20, WIDE, 56):
        draw.ellipse((x, 178, x + 76, 262), fill=(74, 118, 62) if after else (122, 128, 72))
    for _ in range(0 if after else 12):
        x, y = dice.whole(20, 440), dice.whole(244, 300)
        draw.rectangle(
            (x, y, x + 20, y + 12), fill=dice.pick(((238, 238, 232), (210, 80, 66), (240, 200, 80)))
        )


def _river(draw: Draw, dice: Dice, after: bool) -> None:
    draw.rectangle((0, 226, WIDE, HIGH), fill=(98, 130, 132))
    draw.rectangle((0, 214, WIDE, 234), fill=(150, 148, 140))
    for y in range(250, HIGH, 22):
        draw.arc((-40 + y, y, 200 + y, y + 18), 200, 340, fill=(142, 170, 170), width=3)
    for _ in range(0 if after else 14):
        x, y = dice.whole(60, 420), dice.whole(252, 336)
        draw.ellipse(
            (x, y, x + 22, y + 10), fill=dice.pick(((228, 228, 220), (86, 110, 60), (198, 168, 110)))
        )


def _stall(draw: Draw, _dice: Dice, after: bool) -> None:
    for x in range(0, WIDE, 24):
        draw.rectangle((x, 318, x + 18, 330), fill=(230, 190, 60))
    if after:
        return
    for k in range(6):
        shade = (196, 66, 58) if k % 2 else (244, 240, 232)
        draw.polygon(
            [(180 + 40 * k, 150), (220 + 40 * k, 150), (232 + 40 * k, 192), (176 + 40 * k, 192)], fill=shade
        )
    draw.rectangle((188, 250, 416, 300), fill=(150, 112, 74), outline=(96, 68, 42), width=3)
    for x in range(196, 404, 22):
        draw.ellipse((x, 234, x + 22, 256), fill=(222, 120, 48) if x % 44 else (108, 156, 66))


SCENES: dict[str, Callable[[Draw, Dice, bool], None]] = {
    "rubbish": _rubbish,
    "boxes": _boxes,
    "bike": _bike,
    "car": _car,
    "lamp": _lamp,
    "cover": _cover,
    "puddle": _puddle,
    "rubble": _rubble,
    "green": _green,
    "river": _river,
    "stall": _stall,
}
