"""What the almanac keeps: micro-groups, activities and who comes, the monthly calendar and its way to them."""

from __future__ import annotations

from yike.rooms.almanac.models.activities import (
    Activity,
    ActivityHost,
    ActivityKind,
    ActivityState,
    Audience,
    HostRole,
    Strand,
)
from yike.rooms.almanac.models.after import Opinion, SurveyAnswer, Task
from yike.rooms.almanac.models.agreements import (
    Agreement,
    AgreementLine,
    AgreementParty,
    AgreementRating,
    UnderAgreement,
)
from yike.rooms.almanac.models.appeals import Appeal, ResultSheet
from yike.rooms.almanac.models.bulletins import Bulletin
from yike.rooms.almanac.models.contests import Contest, Judge, ScoreSheet, Team, TeamDeduction
from yike.rooms.almanac.models.days import AvoidedDays
from yike.rooms.almanac.models.groups import CommunityRobot, MicroGroup, Platform
from yike.rooms.almanac.models.issues import (
    Approval,
    ApprovalStep,
    Entry,
    EntryKind,
    Issue,
    IssueState,
    IssueVersion,
    VersionKind,
)
from yike.rooms.almanac.models.packs import (
    KeeperLink,
    Pack,
    PackPhoto,
    PackState,
    Question,
    Receipt,
    Relay,
)
from yike.rooms.almanac.models.parts import Part, PartKind, Stamp
from yike.rooms.almanac.models.photos import ActivityPhoto
from yike.rooms.almanac.models.series import Series
from yike.rooms.almanac.models.signups import (
    HeadCount,
    Helping,
    Registration,
    Seats,
    Summary,
)
from yike.rooms.almanac.models.subscriptions import Subscription, SubscriptionState
from yike.rooms.almanac.models.venues import Venue

__all__ = [
    "Activity",
    "ActivityHost",
    "ActivityKind",
    "ActivityPhoto",
    "ActivityState",
    "Agreement",
    "AgreementLine",
    "AgreementParty",
    "AgreementRating",
    "Appeal",
    "Approval",
    "ApprovalStep",
    "Audience",
    "AvoidedDays",
    "Bulletin",
    "CommunityRobot",
    "Contest",
    "Entry",
    "EntryKind",
    "HeadCount",
    "Helping",
    "HostRole",
    "Issue",
    "IssueState",
    "IssueVersion",
    "Judge",
    "KeeperLink",
    "MicroGroup",
    "Opinion",
    "Pack",
    "PackPhoto",
    "PackState",
    "Part",
    "PartKind",
    "Platform",
    "Question",
    "Receipt",
    "Registration",
    "Relay",
    "ResultSheet",
    "ScoreSheet",
    "Seats",
    "Series",
    "Stamp",
    "Strand",
    "Subscription",
    "SubscriptionState",
    "Summary",
    "SurveyAnswer",
    "Task",
    "Team",
    "TeamDeduction",
    "UnderAgreement",
    "Venue",
    "VersionKind",
]
