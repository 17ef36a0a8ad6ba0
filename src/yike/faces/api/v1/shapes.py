"""What the API takes and gives."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from ninja import Field, Schema
from pydantic import AfterValidator

from yike.rooms.circle.queries.items import in_english

Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False, description="WGS-84 degrees")]
Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False, description="WGS-84 degrees")]
Quantity = Annotated[Decimal, AfterValidator(lambda number: Decimal(f"{number.normalize():f}"))]
"""A number without the zeros behind it that one database gives and another does not."""
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


BUSY = {304: None, 429: Told, 503: Told}  # unchanged since, asked too often, streets still being read


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
    quantity: Quantity


class HowMany(Schema):
    """A number, what it counts, and how many facts prove it."""

    measure: MeasureLine
    area: str
    since: date
    until: date
    total: Quantity
    parts: list[PartLine]
    facts: int


Lang = Annotated[
    Literal["zh", "en"] | None,
    Field(description="of names and words, before Accept-Language; what has no English stays Chinese"),
]


class Named(Schema):
    """Something whose own name may be told in English: the directory has it in ``name_en``."""

    name: str

    @staticmethod
    def resolve_name(row: Any) -> str:
        """Return the name in the caller's language, where there is one."""
        return in_english(row.name, row.name_en)[0]


class ItemLine(Named):
    """One item that can be done; days are working days. ``name``, ``type_name``, ``level_name``: for the caller."""

    code: str
    name: str
    name_en: str
    type: str
    type_name: Annotated[str, Field(alias="get_type_display")]
    level: str
    level_name: Annotated[str, Field(alias="get_level_display")]
    fee: str
    promised_days: int | None = None
    version: str


class MaterialLine(Named):
    """Something to bring. ``given_back``: the original is returned on the spot."""

    name: str
    form: Literal["original", "copy", "both", "electronic"]
    form_name: Annotated[str, Field(alias="get_form_display")]
    copies: int
    given_back: bool
    required: bool
    note: str


class ItemWhole(ItemLine):
    """One item with what to bring for it; ``plain`` is what it is about, in simple words.

    ``everyday`` is what people call it; ``basis`` and ``source_date`` say after what the entry was written.
    """

    plain: str
    legal_days: int | None = None
    online_url: str
    everyday: Annotated[list[str], Field(alias="everyday_list")]
    basis: str
    source_date: date | None = None
    materials: list[MaterialLine]

    @staticmethod
    def resolve_plain(row: Any) -> str:
        """Return the simple words in the caller's language, where there are some."""
        return in_english(row.plain, row.plain_en)[0]

    @staticmethod
    def resolve_materials(row: Any) -> list[Any]:
        """Return the materials in the order they are asked for."""
        return list(row.materials.all())


class PointLine(Schema):
    """One service point; WGS-84 degrees. ``kind_name`` and ``state_name`` are in the caller's language."""

    code: str
    name: str
    kind: str
    kind_name: Annotated[str, Field(alias="get_kind_display")]
    address: str
    lon: float
    lat: float
    phone: str
    hours: str
    state: str
    state_name: Annotated[str, Field(alias="get_state_display")]
    back_on: date | None = None
    checked_on: date | None = None


class OfferLine(Schema):
    """One item done at a point; ``hours`` empty: whenever the point is open. Limits are working days.

    ``place`` is the window or machine; ``first_day last_day`` bound what is offered for some days only.
    """

    item: str
    name: str
    mode: str
    mode_name: str
    place: str
    hours: str
    hours_text: str
    first_day: date | None = None
    last_day: date | None = None
    note: str
    fee: str
    legal_days: int | None = None
    promised_days: int | None = None
    online_url: str


class OtherPoint(Schema):
    """A point that another is inside of, or has inside."""

    code: str
    name: str
    kind: str


class ExceptionLine(Schema):
    """Other hours from a day until a day, both included; ``hours`` empty: shut all day. A later line wins."""

    since: date
    until: date
    hours: str
    hours_text: str
    reason: str


class PointWhole(PointLine):
    """One point with what can be done there; ``hours_text`` is its week in words.

    ``exceptions`` are the days with other hours that are not over; ``keeps_holidays``: shut on public holidays,
    open on make-up days. ``host`` is the point it lies inside of, ``inside`` are those inside it.
    """

    hours_text: str
    keeps_holidays: bool
    exceptions: list[ExceptionLine]
    entrance: str
    note: str
    state_reason: str
    area: str
    area_name: str
    host: OtherPoint | None = None
    inside: list[OtherPoint]
    devices: list[str]
    first_day: date | None = None
    last_day: date | None = None
    features: list[str]
    feature_names: list[str]
    offers: list[OfferLine]


class NearLine(Schema):
    """One point near by: seconds and metres on foot, and when it closes or opens."""

    code: str
    name: str
    kind: str
    kind_name: str
    address: str
    lon: float
    lat: float
    seconds: float
    metres: int
    closes: datetime | None = None
    opens: datetime | None = None


class NearPoints(Schema):
    """What is near: ``walked`` false means straight lines with a quarter added, not walks."""

    walked: bool
    on_street: bool
    holidays_known: bool
    open: list[NearLine]
    later: list[NearLine]


class AroundLine(Schema):
    """One item and the nearest point that offers it: seconds and metres on foot, and when it closes or opens."""

    item: str
    name: str
    point: str
    point_name: str
    seconds: float
    metres: int
    closes: datetime | None = None
    opens: datetime | None = None


class AroundTold(Schema):
    """What can be done within ``minutes`` on foot: ``here`` now, ``farther`` beyond them, ``closed`` within them.

    ``offered`` counts all items that any point offers; ``walked`` false means straight lines, not walks.
    """

    minutes: float
    offered: int
    walked: bool
    on_street: bool
    holidays_known: bool
    here: list[AroundLine]
    farther: list[AroundLine]
    closed: list[AroundLine]


class CoverLine(Schema):
    """One community: how many live there, how many of them reach an open point; null: too few to be told.

    ``items_doable``: the mean share 0..1 of the items in use that its households can have done in 15 minutes.
    """

    code: str
    name: str
    households: int | None
    households_covered: int | None
    elders: int | None
    elders_covered: int | None
    items_doable: float | None = None


class CategoryLine(Schema):
    """One category that the public may choose; its answer is due within ``limit`` times ``unit``."""

    code: str
    name: str
    name_en: str
    group: str
    limit: int
    unit: Literal["minute", "work_hour", "work_day", "day", "month"]


class NewSaying(Schema):
    """What somebody says; only ``words`` are needed. A secret report is made on the street's own page alone.

    ``lon`` and ``lat`` (WGS-84) go before the code of a ``community``. ``numbers_meant``: numbers of persons in the
    words (identity card, bank card, telephone) are meant to stay there.
    """

    words: Annotated[str, Field(min_length=1, max_length=2000)]
    kind: Literal["help", "complaint", "suggestion", "consult"] = "help"
    category: Annotated[str, Field(max_length=20, pattern=r"^[0-9A-Za-z_-]*$")] = ""
    address: Annotated[str, Field(max_length=120)] = ""
    community: Annotated[str, Field(max_length=32, pattern=r"^[0-9A-Za-z._-]*$")] = ""
    lon: Longitude | None = None
    lat: Latitude | None = None
    name: Annotated[str, Field(max_length=60)] = ""
    phone: Annotated[str, Field(max_length=40)] = ""
    numbers_meant: bool = False


class Said(Schema):
    """What was registered: its number, the secret token for it, its secret page, and whom to call at once."""

    number: str
    token: str
    url: str
    calls: list[str]


class PassageLine(Schema):
    """One thing that happened, in the reader's language; ``mine``: the person's own word."""

    at: datetime
    what: str
    words: str
    mine: bool


class ElsewhereLine(Schema):
    """The request that is worked on in place of this one."""

    state: str
    unit: str
    due_at: datetime | None = None


class RequestTold(Schema):
    """What the secret page tells: no person but the one who spoke, no word that stays in the office."""

    number: str
    state: str
    unit: str
    reply_by: datetime | None = None
    due_at: datetime | None = None
    round: int
    echoes: int
    words: str
    address: str
    answer: str
    may_reopen: bool
    instead: ElsewhereLine | None = None
    passages: list[PassageLine]


class RecordsLine(Schema):
    """Where the records behind a count are: a page of the desk, for who is logged in there."""

    measure: str
    url: str


class IndicatorLine(Schema):
    """One indicator: what it counts, part and whole, and its share in per cent where there are ten or more."""

    code: str
    zh: str
    en: str
    formula_zh: str
    formula_en: str
    part: int
    whole: int
    rate: Decimal | None = None
    records: list[RecordsLine]


class SharePart(Schema):
    """The same indicator in one area below; ``rank`` where enough of them have enough."""

    code: str
    part: int
    whole: int
    rate: Decimal | None = None
    rank: int | None = None


class AreaShares(Schema):
    """One area below."""

    code: str
    name: str
    level: str
    shares: list[SharePart]


class BoardTold(Schema):
    """The board of an area for some days; minutes until called units came are those of ``arrivals`` arrivals."""

    area: str
    since: date
    until: date
    indicators: list[IndicatorLine]
    areas: list[AreaShares]
    arrivals: int
    p50: float | None = None
    p90: float | None = None
