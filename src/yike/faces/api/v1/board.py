"""The board of the grid room: exact parts and wholes for an area and those below it, each with its records."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated, Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import translation
from ninja import Field, Router
from ninja.security import django_auth

from yike.core.apikeys.models import Scope
from yike.core.areas.models import Area
from yike.core.record.measures import measures
from yike.core.rights.by import by_of
from yike.engines.faults import Fault
from yike.faces.api.v1.callers import Key, key_of
from yike.faces.api.v1.shapes import BUSY, REFUSED, BoardTold
from yike.rooms.grid import rules
from yike.rooms.grid.indicators import INDICATORS, Indicator, Share
from yike.rooms.grid.queries.indicators import Board, Line
from yike.rooms.grid.queries.indicators import board as board_of

router = Router()
YEARS = range(2000, 2200)
HUNDREDTH = Decimal("0.01")
AreaCode = Annotated[str, Field(max_length=32, pattern=r"^[0-9A-Za-z._-]+$")]


@router.get(
    "/board",
    auth=[django_auth, Key(Scope.BOARD)],
    response={200: BoardTold, **REFUSED, **BUSY},
    operation_id="grid_board",
)
def board(request: HttpRequest, since: date, until: date, area: AreaCode | None = None) -> dict[str, Any]:
    """Give the indicators of an area and of those directly below it, with the places of the records behind them.

    Both days are included. Without ``area``: the highest of yours, for a key that of its unit. Under ten no rate is
    told, and nobody is ranked.
    """
    place = _asked_area(request, area)
    _require_days(since, until)
    found = board_of(place, since, until)
    days = {"since": since.isoformat(), "until": until.isoformat()}
    query = urlencode({"area": place.pk, "split": "area", **days})
    return {
        "area": place.code,
        "since": since,
        "until": until,
        "indicators": [_indicator(request, found.shares[one.code], query) for one in INDICATORS],
        "areas": [_below(line) for line in found.lines],
        **_arrivals(found),
    }


def _asked_area(request: HttpRequest, code: str | None) -> Area:
    """Return the area. Raises ``Http404`` outside the caller's, ``PermissionDenied`` without the right."""
    rows = Area.objects.light().order_by("path")
    if (key := key_of(request)) is not None:
        rows = rows.filter(path__startswith=key.unit.area.path)
    else:
        rules.SEE.require(by_of(request))
        rows = rules.SEE.visible(rows, request.user, "path")
    found: Area | None = (rows.filter(code=code) if code else rows).first()
    if found is None:
        raise Http404
    return found


def _require_days(since: date, until: date) -> None:
    if since > until:
        raise Fault(
            "结束的日子在开始之前",
            "the last day is before the first",
            do_zh="请把 since 和 until 对调",
            do_en="Swap since and until",
        )
    if since.year not in YEARS or until.year not in YEARS:
        raise Fault(
            "这些年份没有数字",
            "there are no figures of these years",
            do_zh=f"请给 {YEARS[0]} 到 {YEARS[-1]} 年之间的日子",
            do_en=f"Give days between {YEARS[0]} and {YEARS[-1]}",
        )


def _in(language: str, text: Any) -> str:
    with translation.override(language):
        return str(text)


def _indicator(request: HttpRequest, share: Share, query: str) -> dict[str, Any]:
    one = share.indicator
    return {
        "code": one.code,
        **{f"{name}": _in(lang, one.label) for name, lang in (("zh", "zh-hans"), ("en", "en"))},
        **{f"formula_{name}": _in(lang, one.formula) for name, lang in (("zh", "zh-hans"), ("en", "en"))},
        **_numbers(share),
        "records": [
            {
                "measure": code,
                "url": request.build_absolute_uri(f"{reverse('record:figure', args=[code])}?{query}"),
            }
            for code in _declared(one)
        ],
    }


def _declared(one: Indicator) -> list[str]:
    known = {measure.code for measure in measures()}
    return [code for code in dict.fromkeys((*one.part, *one.whole)) if code in known]


def _numbers(share: Share) -> dict[str, Any]:
    rate = share.rate if share.enough else None
    shown = None if rate is None else rate.quantize(HUNDREDTH, ROUND_HALF_UP)
    return {"part": share.part, "whole": share.whole, "rate": shown}


def _below(line: Line) -> dict[str, Any]:
    shares = [
        {"code": code, **_numbers(share), "rank": line.ranks.get(code)} for code, share in line.shares.items()
    ]
    return {"code": line.area.code, "name": line.area.name, "level": line.area.level, "shares": shares}


def _arrivals(found: Board) -> dict[str, Any]:
    return {"arrivals": found.arrivals, "p50": found.p50, "p90": found.p90}
