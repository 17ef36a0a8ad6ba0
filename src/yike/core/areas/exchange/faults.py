"""What can be wrong with a row among the others: the faults of placing it in the tree."""

from __future__ import annotations

from yike.core.areas.codes import NAME_LENGTH, NAMED
from yike.core.areas.exchange.drafts import Draft
from yike.core.areas.models import Area, AreaLevel
from yike.engines.faults import Fault


def no_level() -> Fault:
    """Return the fault of a row that does not say its level, nor does its code."""
    return Fault(
        "看不出是哪一级",
        "its level cannot be told",
        do_zh="请填级别：市、区、街道、社区、网格或微网格",
        do_en="Fill in the level: city, district, street, community, grid or microgrid",
    )


def no_code(draft: Draft) -> Fault:
    """Return the fault of a row without a code whose name no area has."""
    name = draft.name or ""
    return Fault(
        f"没有代码，现有区域里也没有“{name}”",
        f'there is no code, and no area is called "{name}"',
        do_zh="请填代码；只有改现有区域时才可以只写名称",
        do_en="Fill in the code; the name alone will do only for an area there is",
    )


def several(name: str) -> Fault:
    """Return the fault of a row told by a name that several areas have."""
    return Fault(
        f"有好几个区域叫“{name}”",
        f'several areas are called "{name}"',
        do_zh="请填代码",
        do_en="Fill in the code",
    )


def twice(other: Draft | None) -> Fault:
    """Return the fault of a code that the file has twice."""
    zh, en = (other.spot("code").text("zh"), other.spot("code").text("en")) if other else ("", "")
    return Fault(
        f"代码在文件里出现两次，另一处是{zh}",
        f"the code stands in the file twice, the other time in {en}",
        do_zh="请删去或改正其中一处",
        do_en="Remove or correct one of them",
    )


def elsewhere(holder: Area) -> Fault:
    """Return the fault of a code that an area outside the part imported into, or a closed one, has."""
    zh, en = (
        ("已经关闭", "is closed") if holder.closed else ("不在这次导入的范围内", "lies outside this import")
    )
    return Fault(
        f"代码 {holder.code} 是“{holder.name}”的，它{zh}",
        f'the code {holder.code} belongs to "{holder.name}", which {en}',
        do_zh="请核对代码，或先恢复、划转那个区域",
        do_en="Check the code, or reopen or move that area first",
    )


def another_level(there: Area) -> Fault:
    """Return the fault of a row whose level is not that of the area with its code."""
    zh, en = NAMED[AreaLevel(there.level)]
    return Fault(
        f"“{there.name}”现在是{zh}，级别不能改",
        f'"{there.name}" is a {en}; its level cannot change',
        do_zh="请核对级别和代码",
        do_en="Check level and code",
    )


def orphan(told: str = "") -> Fault:
    """Return the fault of a row whose parent is not to be found."""
    return Fault(
        f"找不到上级{'“' + told[:40] + '”' if told else ''}",
        f"its parent{' ' + told[:40] if told else ''} is not to be found",
        do_zh="请填上级代码，并确认上级在文件里或已经建好",
        do_en="Fill in the parent's code; the parent must be in the file or exist already",
    )


def bad_name() -> Fault:
    """Return the fault of a name that is missing or too long."""
    return Fault(
        f"名称要有 1 到 {NAME_LENGTH} 个字",
        f"a name has 1 to {NAME_LENGTH} characters",
        do_zh="请改正名称",
        do_en="Correct the name",
    )


def same_name(name: str) -> Fault:
    """Return the fault of two areas of one parent with one name."""
    return Fault(
        f"同一个上级下面有两个“{name}”",
        f'two areas of one parent are called "{name}"',
        do_zh="请给其中一个改名",
        do_en="Rename one of them",
    )
