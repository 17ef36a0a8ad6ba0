"""Figures: what is counted, and how many."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.http import Http404, HttpRequest
from ninja import Field, Router

from yike.core.record import queries, rules
from yike.core.record.counting import Answer
from yike.core.record.measures import Measure, measures
from yike.core.record.telling import Telling, telling
from yike.core.rights.by import by_of
from yike.engines.faults import Fault
from yike.faces.api.v1.shapes import REFUSED, HowMany, MeasureLine, PartLine

router = Router()
Code = Annotated[str, Field(max_length=64)]
AreaCode = Annotated[str, Field(max_length=32, pattern=r"^[0-9A-Za-z._-]+$")]


@router.get("", response={200: list[MeasureLine], **REFUSED}, operation_id="measures")
def listed(request: HttpRequest) -> list[Measure]:
    """List what is counted."""
    rules.COUNT.require(by_of(request))
    return measures()


def _in_order(since: date, until: date) -> None:
    if since > until:
        raise Fault(
            "结束的日子在开始之前",
            "the last day is before the first",
            do_zh="请把 since 和 until 对调",
            do_en="Swap since and until",
        )


def _may_be_told(how: Telling, answer: Answer) -> None:
    """Raise ``Fault`` where a number here is one that the asker may not be told as it is."""
    if any(how.hides(number) for number in (answer.total, *(part.quantity for part in answer.parts))):
        raise Fault(
            "里面有少于 5 的数，您不能看这么细",
            "there is a number below five in it, which you may not be told",
            do_zh="请问大一些的区域",
            do_en="Ask about a larger area",
        )


def _parts(answer: Answer, area: Any, split: str | None) -> list[PartLine]:
    names = queries.area_names(area) if split == "area" else {}
    return [PartLine(key=names.get(part.key, str(part.key)), quantity=part.quantity) for part in answer.parts]


@router.get("/how-many", response={200: HowMany, **REFUSED}, operation_id="how_many")
def how_many(
    request: HttpRequest,
    measure: Code,
    area: AreaCode,
    since: date,
    until: date,
    split: Literal["day", "month", "area"] | None = None,
) -> HowMany:
    """Say how many of a measure, in an area and below, from one day to another (both included)."""
    rules.COUNT.require(by_of(request))
    _in_order(since, until)
    asked = next((m for m in measures() if m.code == measure), None)
    place = rules.COUNT.visible(queries.areas(), request.user, "path").filter(code=area).first()
    if asked is None or place is None:
        raise Http404
    answer = queries.count_in(place, measure, since, until, split)
    _may_be_told(telling(request.user, place, answer), answer)
    return HowMany(
        measure=MeasureLine.from_orm(asked),
        area=place.code,
        since=since,
        until=until,
        total=answer.total,
        parts=_parts(answer, place, split),
        facts=answer.facts.count(),
    )
