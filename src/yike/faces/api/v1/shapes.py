"""What the API takes and gives."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from ninja import Field, Schema

Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False, description="WGS-84 degrees")]
Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False, description="WGS-84 degrees")]
Level = Literal["city", "district", "street", "community", "grid", "microgrid"]


class Told(Schema):
    """Something that went wrong, in both languages."""

    zh: str
    en: str


class Unknown(Schema):
    """Who is not logged in."""

    detail: str


REFUSED = {
    400: Told,
    401: Unknown,
    403: Told,
    404: Told,
    422: Told,
}  # what every question may be answered with instead


class AreaLine(Schema):
    """One area, without its border."""

    code: str
    name: str
    level: str
    households: int | None = None


class AreaWhole(AreaLine):
    """One area with its border (GeoJSON, WGS-84) and the codes of those around it, from the top."""

    polygon: dict[str, Any] | None = None
    around: list[str]


class MeasureLine(Schema):
    """One declared measure; a distinct one counts each subject once, so its parts may add up to more."""

    code: str
    zh: str
    en: str
    unit_zh: str
    unit_en: str
    distinct: bool


class PartLine(Schema):
    """One part of an answer: a day, the first day of a month, or the name of an area."""

    key: str
    quantity: Decimal


class HowMany(Schema):
    """A number, what it counts, and how many facts prove it."""

    measure: MeasureLine
    area: str
    since: date
    until: date
    total: Decimal
    parts: list[PartLine]
    facts: int
