"""What the API takes and gives of the grid room's queues."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from ninja import Field, Schema

from yike.faces.api.v1.shapes import Latitude, Longitude


class QueueLine(Schema):
    """What every line of a queue tells: nothing of what was said, and nobody's name."""

    number: str
    state: str
    area: str
    unit: str = Field("", description="who answers for it; empty while nobody does")
    due_at: datetime | None = None
    url: str


class RequestLine(QueueLine):
    """A request on the queue."""

    kind: str
    source: str
    category: str = Field("", description="code of its category")
    received_at: datetime
    reply_by: datetime | None = None
    urgent: bool
    secret: bool


class CaseLine(QueueLine):
    """A case on the queue. ``lon`` and ``lat`` are WGS-84 degrees."""

    kind: str = Field(description="code of its kind")
    level: str
    source: str
    address: str = Field(description="as somebody wrote it; empty for a key")
    lon: float | None = None
    lat: float | None = None
    reported_at: datetime


class WhistleLine(QueueLine):
    """A whistle on the queue: so many units are called, so many are there."""

    kind: str
    address: str = Field(description="as somebody wrote it; empty for a key")
    called: int
    there: int
    made_at: datetime
    blown_at: datetime | None = None


class KindLine(Schema):
    """A kind of case, with the limit that holds where no street has its own."""

    code: str
    name: str
    group: str
    limit: int
    unit: str


class NewReport(Schema):
    """A case to report. ``lon`` and ``lat`` (WGS-84) go before the code of a ``community``."""

    kind: Annotated[str, Field(max_length=20, pattern=r"^[0-9A-Za-z_-]+$")]
    text: Annotated[str, Field(max_length=500)] = ""
    address: Annotated[str, Field(max_length=120)] = ""
    community: Annotated[str, Field(max_length=32, pattern=r"^[0-9A-Za-z._-]*$")] = ""
    lon: Longitude | None = None
    lat: Latitude | None = None
    level: Literal["normal", "urgent"] = "normal"
    source: Literal["public", "hotline", "camera", "media"] = "camera"


class Reported(Schema):
    """The case a report has become."""

    number: str
    state: str
    area: str
    url: str
