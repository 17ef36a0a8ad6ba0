"""What the grid room keeps."""

from __future__ import annotations

from yike.rooms.grid.models.campaigns import (
    Campaign,
    CampaignFinding,
    CampaignMember,
    CampaignPoint,
    CampaignState,
    CampaignTeam,
    CampaignUnit,
    PointState,
)
from yike.rooms.grid.models.cases import (
    Case,
    CaseClass,
    CaseKind,
    CaseLevel,
    CaseSource,
    CaseState,
    CaseStep,
)
from yike.rooms.grid.models.categories import Category
from yike.rooms.grid.models.duties import Duty, DutyPlace, GridNotice, PlaceKind
from yike.rooms.grid.models.learned import ColumnName
from yike.rooms.grid.models.numbers import NumberSeries, Series
from yike.rooms.grid.models.parts import RequestPart
from yike.rooms.grid.models.photos import Photo, PhotoRole
from yike.rooms.grid.models.requests import (
    Channel,
    Echo,
    Extension,
    Link,
    LinkKind,
    Refusal,
    Reply,
    ReplyKind,
    Request,
    RequestKind,
    RequestState,
    Result,
    Revisit,
    Ruling,
    Solved,
    Source,
    Supervision,
    Way,
)
from yike.rooms.grid.models.scores import ScoreRule
from yike.rooms.grid.models.whistles import (
    CallState,
    Proof,
    Whistle,
    WhistleCall,
    WhistleKind,
    WhistleState,
    WhistleTask,
)

__all__ = [
    "CallState",
    "Campaign",
    "CampaignFinding",
    "CampaignMember",
    "CampaignPoint",
    "CampaignState",
    "CampaignTeam",
    "CampaignUnit",
    "Case",
    "CaseClass",
    "CaseKind",
    "CaseLevel",
    "CaseSource",
    "CaseState",
    "CaseStep",
    "Category",
    "Channel",
    "ColumnName",
    "Duty",
    "DutyPlace",
    "Echo",
    "Extension",
    "GridNotice",
    "Link",
    "LinkKind",
    "NumberSeries",
    "Photo",
    "PhotoRole",
    "PlaceKind",
    "PointState",
    "Proof",
    "Refusal",
    "Reply",
    "ReplyKind",
    "Request",
    "RequestKind",
    "RequestPart",
    "RequestState",
    "Result",
    "Revisit",
    "Ruling",
    "ScoreRule",
    "Series",
    "Solved",
    "Source",
    "Supervision",
    "Way",
    "Whistle",
    "WhistleCall",
    "WhistleKind",
    "WhistleState",
    "WhistleTask",
]
