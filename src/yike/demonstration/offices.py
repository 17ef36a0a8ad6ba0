"""Units of the demonstration: the street, its departments, the communities, and partners who all do not exist."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from yike.demonstration.codes import community_name

UnitKind = Literal["street", "department", "community", "partner", "enterprise"]


@dataclass(frozen=True)
class Office:
    """A unit. ``community`` is the community it belongs to, empty where it belongs to the street."""

    code: str
    name: str
    kind: UnitKind
    community: str = ""


STREET = Office("street", "双塔街道办事处（演示）", "street")
SERVICE_CENTRE = Office("service-centre", "便民服务中心", "department")
DEPARTMENTS = (
    SERVICE_CENTRE,
    Office("party-building", "党建工作办公室", "department"),
    Office("social-affairs", "社会事务办公室", "department"),
    Office("grid-centre", "综治和网格服务中心", "department"),
    Office("enforcement", "综合执法队", "department"),
    Office("justice", "司法所", "department"),
    Office("information", "信息化办公室", "department"),
)
BANKS = (
    Office("bank-1", "枕河银行里河支行（虚构）", "partner", "里河"),
    Office("bank-2", "枕河银行十全街支行（虚构）", "partner", "网师巷"),
    Office("bank-3", "望塔农商银行葑溪支行（虚构）", "partner", "葑溪"),
)
PARTNERS = (
    Office("partner-1", "葑江供电所（虚构）", "partner"),
    Office("partner-2", "双棠自来水服务所（虚构）", "partner"),
    Office("partner-3", "听橹燃气服务站（虚构）", "partner"),
    Office("partner-4", "采莲律师事务所（虚构）", "partner"),
    Office("partner-5", "菱塘中学（虚构）", "partner"),
)
ENTERPRISES = (
    Office("enterprise-1", "海棠里文化创意有限公司（虚构）", "enterprise", "大公园"),
    Office("enterprise-2", "荷溪食品有限公司（虚构）", "enterprise", "横街"),
    Office("enterprise-3", "桑榆养老服务有限公司（虚构）", "enterprise", "长岛"),
    Office("enterprise-4", "兰舟软件有限公司（虚构）", "enterprise", "苏安"),
)


def offices(communities: Iterable[str]) -> Iterator[Office]:
    """Yield all units: the street first, then what belongs to it."""
    yield STREET
    yield from DEPARTMENTS
    for order, name in enumerate(communities, 1):
        yield Office(f"community-{order:02d}", community_name(name), "community", name)
    yield from (*BANKS, *PARTNERS, *ENTERPRISES)
