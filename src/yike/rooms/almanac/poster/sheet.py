"""What stands on the poster, and how it is set: large enough to be read at arm's length by somebody of eighty."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from importlib.resources import as_file, files
from typing import Any, Literal

import segno
from django.utils.translation import gettext as _

from yike.engines.notices import Notice
from yike.engines.notices.notice import WEEKDAYS, clock
from yike.rooms.almanac.models.issues import Issue, IssueVersion, VersionKind
from yike.rooms.almanac.written import Line

FONTS = files("yike.core.look") / "typeface"
TEXT = files("yike.rooms.almanac.poster") / "poster.typ"
PPI = 216  # of the picture: 360 pt are then 1080 pixels, as wide as a telephone
KEPT = 24  # sheets kept in this process

Size = Literal["a4", "a3", "picture"]


@dataclass(frozen=True)
class Poster:
    """All that stands on the poster, in the reader's language. ``stamp`` lies across a correction or withdrawal."""

    street: str
    title: str
    number: str
    month: str
    entries: Sequence[dict[str, str]]
    address: str
    scan: str
    foot: str
    stamp: str = ""

    def pdf(self, size: Literal["a4", "a3"] = "a4") -> bytes:
        """Return the poster as PDF, further sheets where it is long."""
        return _set(self._told(size), "pdf")

    def png(self) -> bytes:
        """Return the picture for a telephone, 1080 pixels wide and as high as it has to be."""
        return _set(self._told("picture"), "png")

    def _told(self, size: Size) -> str:
        return json.dumps({**asdict(self), "size": size}, ensure_ascii=False, sort_keys=True)


@lru_cache(maxsize=KEPT)
def _set(told: str, form: Literal["pdf", "png"]) -> bytes:
    import typst  # noqa: PLC0415 - thirty megabytes of code, only where something is printed

    with as_file(FONTS) as fonts:
        made = typst.compile(
            TEXT.read_bytes(),
            font_paths=typst.Fonts(False, False, [str(fonts)]),
            format=form,
            ppi=PPI,
            sys_inputs={"data": told, "qr": _qr(json.loads(told)["address"])},
        )
    return made if isinstance(made, bytes) else made[0]


def _qr(address: str) -> str:
    """Return the QR code of the page as SVG, "" where there is no page yet; a quarter of it may be torn off."""
    if not address:
        return ""
    drawn, code = io.BytesIO(), _made(address)
    code.save(drawn, kind="svg", border=2, scale=4)
    return drawn.getvalue().decode()


def _made(address: str) -> Any:
    return segno.make(address, error="q", micro=False)


def poster_of(issue: Issue, version: IssueVersion | None, lines: Sequence[Line], address: str) -> Poster:
    """Return the poster of an issue: of the version that went out, or of a draft where there is none."""
    number = _("第 {n} 期").format(n=issue.number) if issue.number else _("样张")
    return Poster(
        street=issue.area.name,
        title=issue.title,
        number=number,
        month=_("{year} 年 {month} 月").format(year=issue.month.year, month=issue.month.month),
        entries=[_entry(one) for one in lines],
        address=address,
        scan=_("扫码看大字版，可以放进手机日历"),
        foot=_("看不清、听不明白，请问社区工作者。"),
        stamp=_stamp(version),
    )


def _stamp(version: IssueVersion | None) -> str:
    if version is None or version.kind == VersionKind.FIRST:
        return ""
    return _("更正版") if version.kind == VersionKind.CORRECTION else _("已撤回")


def _entry(one: Line) -> dict[str, str]:
    notice = one.notice
    ask = " ".join(filter(None, (notice.contact, notice.phone)))
    for_whom = notice.audience or _("所有居民")
    return {
        "day": _day(notice),
        "week": _week(notice),
        "time": _time(notice),
        "title": notice.title,
        "place": notice.place,
        "more": notice.more if len(notice.more) <= 60 else "",
        "whom": for_whom,
        "ask": ask,
    }


def _day(notice: Notice) -> str:
    """Return the day, of several the first and the last on two lines: on one they would have to be small."""
    if notice.day is None:
        return ""
    begin, until = notice.day, notice.until
    if until is None or until == begin:
        return f"{begin.month}月{begin.day}日"
    same = (until.year, until.month) == (begin.year, begin.month)
    last = f"{until.day}日" if same else f"{until.month}月{until.day}日"
    return f"{begin.month}月{begin.day}日\n至{last}"


def _week(notice: Notice) -> str:
    if notice.day is None or (notice.until and notice.until != notice.day):
        return ""
    return f"星期{WEEKDAYS[notice.day.weekday()]}"


def _time(notice: Notice) -> str:
    if notice.start is None:
        return ""
    begin = clock(notice.start)
    return f"{begin}–{clock(notice.end)}" if notice.end else begin
