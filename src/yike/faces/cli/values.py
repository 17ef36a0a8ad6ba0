"""What can be written behind an option: each type says in both languages what it wanted instead."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from yike.engines.faults import Fault
from yike.rooms.circle.surveys.holidays import read_holidays
from yike.rooms.circle.surveys.request import COMMAS, moment_of, names_of


def _wrong(option: str, text: str, zh: str, en: str) -> Fault:
    zh = zh.strip()
    gap = " " if zh[:1].isascii() else ""  # between a Chinese and a Latin letter or digit
    return Fault(
        f"{option} 不能是“{text}”",
        f'{option} cannot be "{text}"',
        do_zh=f"请写{gap}{zh}",
        do_en=f"Write {en}",
    )


class Value(click.ParamType[Any]):
    """What all types share: text comes in with the name of its option; what is no text is a default."""

    name = "value"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ARG002
        """Return what the text means. Raises ``Fault``."""
        if not isinstance(value, str):
            return value
        if isinstance(param, click.Option):
            return self.read(value.strip(), max(param.opts, key=len))
        return self.read(value.strip(), param.human_readable_name.upper() if param else "")

    def read(self, text: str, option: str) -> Any:
        """Return what ``text`` means behind ``option``. Raises ``Fault``."""
        raise _wrong(option, text, "别的", "something else")


class OneOf(Value):
    """One of a few words."""

    def __init__(self, words: Sequence[str]) -> None:
        self.words = tuple(words)

    def read(self, text: str, option: str) -> str:
        """Return the word. Raises ``Fault`` with the words there are."""
        if text.lower() in self.words:
            return text.lower()
        raise _wrong(option, text, "其中之一：" + "、".join(self.words), "one of: " + ", ".join(self.words))


class Number(Value):
    """A number between two limits, both allowed."""

    def __init__(self, low: float, high: float, *, whole: bool = False) -> None:
        self.low, self.high, self.whole = low, high, whole

    def read(self, text: str, option: str) -> float:
        """Return the number. Raises ``Fault`` for words, NaN and what is beyond the limits."""
        try:
            number: float = int(text) if self.whole else float(text)
        except ValueError:
            number = math.nan
        if self.low <= number <= self.high:
            return number
        zh = f"{self.low:g} 到 {self.high:g} 之间的{'整数' if self.whole else '数'}"
        en = f"a {'whole ' if self.whole else ''}number from {self.low:g} to {self.high:g}"
        raise _wrong(option, text, zh, en)


class Numbers(Number):
    """Several numbers with commas between them, in rising order."""

    def read(self, text: str, option: str) -> Any:
        """Return the numbers. Raises ``Fault`` for the first that is none."""
        parts = names_of(text)
        if not parts:
            raise _wrong(option, text, "用逗号隔开的数", "numbers with commas between them")
        return tuple(sorted({float(super(Numbers, self).read(part, option)) for part in parts}))


class Moment(Value):
    """A date and a time of day, as a clock on the wall there shows it."""

    def read(self, text: str, option: str) -> datetime:
        """Return the moment, without a time zone. Raises ``Fault`` for what is not one."""
        if (moment := moment_of(text)) is not None:
            return moment
        zh, en = "日期和时刻，如 2026-11-25 10:00", "a date and a time such as 2026-11-25 10:00"
        raise _wrong(option, text, zh, en)


class Holidays(Value):
    """Dates and ranges of dates with commas between them, or a file that holds them."""

    def read(self, text: str, option: str) -> tuple[date, ...]:
        """Return the dates, in order. Raises ``Fault``."""
        return read_holidays(text, option)


@dataclass(frozen=True)
class Place:
    """A spot somebody typed: degrees as written, still in the datum the person used."""

    lon: float
    lat: float


def place_of(text: str, option: str) -> Place:
    """Return the place written as LON,LAT. Raises ``Fault``, with a hint where the two look swapped."""
    try:
        lon, lat = (float(part) for part in COMMAS.split(text))
    except ValueError:
        zh, en = "经度,纬度，如 120.6303,31.3085", "LON,LAT such as 120.6303,31.3085"
        raise _wrong(option, text, zh, en) from None
    if abs(lon) <= 180 and abs(lat) <= 90:
        return Place(lon, lat)
    if abs(lat) <= 180 and abs(lon) <= 90:
        zh, en = f"成经度在前、纬度在后：{lat:g},{lon:g}", f"longitude first: {lat:g},{lon:g}"
        raise _wrong(option, text, zh, en)
    raise _wrong(option, text, "十进制度，不要投影坐标", "decimal degrees, not projected metres")


class LonLat(Value):
    """LON,LAT in decimal degrees."""

    def read(self, text: str, option: str) -> Place:
        """Return the place. Raises ``Fault`` for what is no coordinate."""
        return place_of(text, option)


@dataclass(frozen=True)
class Named:
    """NAME@LON,LAT: a new point of kind NAME, or the point NAME moved there."""

    name: str
    place: Place


class NameAt(Value):
    """NAME@LON,LAT."""

    def __init__(self, form: str, example: str) -> None:
        self.form, self.example = form, example

    def read(self, text: str, option: str) -> Named:
        """Return the name and its place. Raises ``Fault``."""
        name, at, place = text.rpartition("@")
        if at and name.strip():
            return Named(name.strip(), place_of(place.strip(), option))
        zh, en = f"{self.form}，如 {self.example}", f"{self.form}, such as {self.example}"
        raise _wrong(option, text, zh, en)


class Line(Value):
    """LON,LAT/LON,LAT: from place to place."""

    def read(self, text: str, option: str) -> tuple[Place, Place]:
        """Return both ends. Raises ``Fault``."""
        ends = text.split("/")
        if len(ends) != 2:
            zh, en = "经度,纬度/经度,纬度，从一头到另一头", "LON,LAT/LON,LAT, from end to end"
            raise _wrong(option, text, zh, en)
        return place_of(ends[0], option), place_of(ends[1], option)


class Assigned(Value):
    """NAME=TEXT."""

    def __init__(self, form: str, example: str) -> None:
        self.form, self.example = form, example

    def read(self, text: str, option: str) -> tuple[str, str]:
        """Return name and text. Raises ``Fault``."""
        name, equals, value = (part.strip() for part in text.partition("="))
        if name and equals and value:
            return name, value
        zh, en = f"{self.form}，如 {self.example}", f"{self.form}, such as {self.example}"
        raise _wrong(option, text, zh, en)


class Basket(Assigned):
    """NAME=A,B: kinds that must all be there."""

    def __init__(self) -> None:
        super().__init__("NAME=A,B", "日常=菜市场,药店")

    def read(self, text: str, option: str) -> Any:
        """Return the name and the kinds. Raises ``Fault``."""
        name, members = super().read(text, option)
        return name, names_of(members)


class Names(Value):
    """A,B,C."""

    def read(self, text: str, option: str) -> tuple[str, ...]:
        """Return the names, blanks trimmed. Raises ``Fault`` where there is none."""
        if names := names_of(text):
            return names
        raise _wrong(option, text, "用逗号隔开的名字", "names with commas between them")


class Existing(Value):
    """A file that is there."""

    def read(self, text: str, option: str) -> Path:
        """Return the path. Raises ``Fault`` where there is no such file or it is a folder."""
        path = Path(text).expanduser()
        if path.is_file():
            return path
        folder = path.is_dir()
        raise Fault(
            "这是一个文件夹，不是文件" if folder else "没有这个文件",
            "this is a folder, not a file" if folder else "there is no such file",
            do_zh=f"请检查 {option} 后面的路径",
            do_en=f"Check the path behind {option}",
            file=path,
        )


class Target(Value):
    """A file or folder to be written."""

    def read(self, text: str, option: str) -> Path:
        """Return the path, home folder filled in. Raises ``Fault`` for an empty one."""
        if text:
            return Path(text).expanduser()
        raise _wrong(option, text, "一个路径", "a path")


class Words(Value):
    """A few words that say something."""

    def read(self, text: str, option: str) -> str:
        """Return the words. Raises ``Fault`` where there are none."""
        if text:
            return text
        raise _wrong(option, text, "几个字，说清为了什么", "a few words that say what for")
