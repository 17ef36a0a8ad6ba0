"""Signs to scan: of an activity, and of each of its zones; and the picture a link to an activity is shown with."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import segno
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from yike.rooms.almanac.models.activities import Activity, ActivityState
from yike.rooms.almanac.models.parts import Part
from yike.rooms.almanac.printed.setting import typeset

PPI = 144  # of the shared picture: 600 pt are then 1200 pixels


@dataclass(frozen=True)
class Sign:
    """What stands on one sign. ``over`` is the band above, ``say`` what whoever scans it gets."""

    over: str
    name: str
    say: str
    address: str
    number: str = ""
    lines: tuple[str, ...] = ()


def pdf(signs: Sequence[Sign], title: str, *, small: bool = False) -> bytes:
    """Return signs as PDF, one to a sheet of A4, or six to be cut out."""
    rows = [asdict(one) | {"qr": _qr(one.address)} for one in signs]
    return typeset("signs.typ", {"lang": _lang(), "title": title, "small": small, "signs": rows})


def _lang() -> str:
    return (get_language() or "zh")[:2]


def _qr(address: str) -> str:
    """Return a QR code as SVG; a quarter of it may be torn off."""
    drawn, code = io.BytesIO(), _made(address)
    code.save(drawn, kind="svg", border=2, scale=4)
    return drawn.getvalue().decode()


def _made(address: str) -> Any:
    return segno.make(address, error="q", micro=False)


def sign_of(row: Activity, address: str) -> Sign:
    """Return the sign of an activity."""
    lines = (time_of(row), row.where)
    say = _("扫码看活动、报名") if row.signup == "open" else _("扫码看活动")
    return Sign(row.area.name, row.shown_title, say, address, lines=lines)


def exit_sign(row: Activity, address: str) -> Sign:
    """Return the sign for the exit: three taps, no name."""
    lines = (_("三下就好，不记名字"),)
    return Sign(row.shown_title, _("这次怎么样？"), _("扫码点三下"), address, lines=lines)


def zone_signs(row: Activity, zones: Sequence[Part], address: Callable[[Part], str]) -> list[Sign]:
    """Return the signs of the zones of an activity, along the route."""
    say = _("扫码盖章")
    return [
        Sign(
            row.shown_title,
            one.shown_name,
            say,
            address(one),
            str(one.order),
            tuple(filter(None, (one.what,))),
        )
        for one in zones
    ]


def time_of(row: Activity) -> str:
    """Return day, weekday and hours in the reader's language."""
    begin, end = timezone.localtime(row.starts_at), timezone.localtime(row.ends_at)
    day = f"{begin:%Y-%m-%d} {date_format(begin, 'l')}"
    same = begin.date() == end.date()
    return f"{day} {begin:%H:%M}–{end:%H:%M}" if same else f"{day} {begin:%H:%M} – {end:%Y-%m-%d %H:%M}"


def told(row: Activity) -> dict[str, str]:
    """Return what stands on the shared picture: nothing about any person."""
    stamps = {ActivityState.CANCELLED: _("活动取消了"), ActivityState.POSTPONED: _("延期，日子另定")}
    return {
        "lang": _lang(),
        "over": row.area.name,
        "kind": str(row.get_kind_display()),
        "title": row.shown_title,
        "time": time_of(row),
        "place": row.where,
        "stamp": stamps.get(ActivityState(row.state), ""),
    }


def picture(row: Activity) -> bytes:
    """Return the picture a link to an activity is shown with: PNG, 1200 x 630 pixels."""
    return typeset("card.typ", told(row), "png", ppi=PPI)
