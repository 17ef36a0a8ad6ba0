"""What can be wrong with a row among the others."""

from __future__ import annotations

from yike.engines.faults import Fault

MOST_GONE = 0.2  # of what there is


def unknown(what_zh: str, what_en: str, told: str) -> Fault:
    """Return the fault of a cell that names what is not there."""
    return Fault(
        f"没有{what_zh}“{told[:20]}”",
        f'there is no {what_en} "{told[:20]}"',
        do_zh="请核对，或先增加它",
        do_en="Check it, or add it first",
    )


def missing(name_zh: str, name_en: str) -> Fault:
    """Return the fault of a new row that lacks a column it needs."""
    return Fault(
        f"新的一行要有“{name_zh}”",
        f'a new row needs "{name_en}"',
        do_zh="请补上这一列",
        do_en="Fill in that column",
    )


def yet_to_come() -> Fault:
    """Return the fault of a check on a day that is yet to come."""
    return Fault(
        "核对日期还没有到",
        "the day of the check is yet to come",
        do_zh="请填真正核对的那一天，或留空",
        do_en="Write the day somebody really checked, or leave it empty",
    )


def twice() -> Fault:
    """Return the fault of a row whose key stands in the file already."""
    return Fault(
        "和上面一行说的是同一个",
        "it is the same one as in a row above",
        do_zh="请只留一行",
        do_en="Keep one row",
    )


def elsewhere(name: str) -> Fault:
    """Return the fault of a code whose point is closed or not the doer's."""
    return Fault(
        f"编号是“{name}”的，它已经关闭或不归您维护",
        f'the code belongs to "{name}", which is closed or not yours',
        do_zh="请改编号，或先在它的页面上重新筹备",
        do_en="Change the code, or reopen it on its page first",
    )


def no_area() -> Fault:
    """Return the fault of a place in no community where none is named."""
    return Fault(
        "位置不在任何社区里，也没有写所在区域",
        "the place lies in no community, and no area is given",
        do_zh="请填“所在区域”：社区的代码或名称",
        do_en="Fill in the area: the code or name of the community",
    )


def swapped() -> Fault:
    """Return the fault of a place that is in China only when longitude and latitude change places."""
    return Fault(
        "经度和纬度填反了",
        "longitude and latitude are swapped",
        do_zh="请对调这两列",
        do_en="Swap the two columns",
    )


def itself() -> Fault:
    """Return the fault of a point that would lie inside itself."""
    return Fault(
        "不能设在它自己里面",
        "it cannot lie inside itself",
        do_zh="请另选一个站点，或留空",
        do_en="Choose another point, or leave it empty",
    )


def backwards() -> Fault:
    """Return the fault of days the wrong way round."""
    return Fault(
        "结束早于开始",
        "it ends before it begins",
        do_zh="请把两个日期对调",
        do_en="Swap the two dates",
    )


def too_much(sheet_zh: str, sheet_en: str, gone: int, there: int) -> Fault:
    """Return the refusal of a file whose sheet leaves out too much."""
    return Fault(
        f"“{sheet_zh}”里没有的有 {gone:,} 条，超过现有 {there:,} 条的两成",
        f"{gone:,} of {there:,} {sheet_en} are missing in the file, over a fifth",
        do_zh="这多半不是完整的文件；请补全，或不要选“文件里没有的就关闭、撤下”",
        do_en="It is probably not the whole file; complete it, or do not close what is missing",
    )
