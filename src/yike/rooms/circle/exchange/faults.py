"""What can be wrong with a row among the others."""

from __future__ import annotations

from collections.abc import Sequence

from yike.engines.faults import Fault
from yike.engines.reach.hours.spans import Span
from yike.rooms.circle.nights import stretch_words
from yike.rooms.circle.placing import Reading

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


def not_yours(area: str) -> Fault:
    """Return the fault of a place in an area that the doer does not keep."""
    return Fault(
        f"位置在{area}，不归您维护",
        f"the place lies in {area}, which is not yours to keep",
        do_zh="请核对经纬度；真要搬过去，请找能维护两边的人来导入",
        do_en="Check longitude and latitude; if it really moves there, ask who keeps both areas to import it",
    )


def unwalked() -> Fault:
    """Return the note that places were compared with borders and other points alone."""
    return Fault(
        "街道图没有装好或正在读取，没有核对位置离路多远、是否在水里；只核对了区域边界和重复的站点",
        "the streets are not there or being read, so nobody looked how far places are from a street or whether they"
        " lie in water; only borders and other points were compared",
        do_zh="可以过一会儿再核对一次；没有装街道图，请管理员运行 yike circle streets",
        do_en="Check again in a moment; where no streets are installed, ask the administrator to run yike circle"
        " streets",
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


def unexplained() -> Fault:
    """Return the fault of a new point that does not serve, without a word why."""
    return Fault(
        "暂停或关闭的站点没有写“状态说明”",
        "a paused or closed point has no reason",
        do_zh="请写一句给居民看的原因",
        do_en="Write one sentence for residents",
    )


CHECK_ZH, CHECK_EN = "请核对经度和纬度", "Check longitude and latitude"
READ_AS = {"swapped": ("经纬度对调后", "swapped"), "gcj02": ("当作高德、腾讯坐标", "read as GCJ-02")}
READ_AS["bd09"] = ("当作百度坐标", "read as BD-09")


def far_out(metres: float, others: Sequence[Reading]) -> Fault:
    """Return the doubt about a place far outside of the street."""
    km = f"{metres / 1000:,.1f}"
    return _odd(f"离本街道 {km} 公里", f"it lies {km} km outside of the street", others)


def in_water(others: Sequence[Reading]) -> Fault:
    """Return the doubt about a place in a river or a pond."""
    return _odd("位置在水里", "it lies in the water", others)


def far_from_streets(metres: float, others: Sequence[Reading]) -> Fault:
    """Return the doubt about a place that no street leads to."""
    return _odd(
        f"离最近的路有 {metres:,.0f} 米或更远",
        f"the nearest street is {metres:,.0f} m away or more",
        others,
    )


def twin(name: str, metres: float) -> Fault:
    """Return the doubt about a point beside another of its kind."""
    return Fault(
        f"和同类站点“{name}”只隔 {metres:.0f} 米，可能是同一个",
        f'"{name}", of the same kind, is only {metres:.0f} m away: it may be the same one',
        do_zh="请核对是不是重复",
        do_en="Check whether it is there twice",
    )


def at_night(stretch: Span) -> Fault:
    """Return the doubt about hours at night of a place that closes for it."""
    return Fault(
        f"{stretch_words(stretch, 'zh')}，夜里也开",
        f"{stretch_words(stretch, 'en')}: it would be open at night",
        do_zh="请核对；白天的时间写成 9:00-17:00",
        do_en="Check it; hours by day are written 9:00-17:00",
    )


def _odd(zh: str, en: str, others: Sequence[Reading]) -> Fault:
    """Return a doubt, with the first reading that would lie in a community."""
    if not others:
        return Fault(zh, en, do_zh=CHECK_ZH, do_en=CHECK_EN)
    how_zh, how_en = READ_AS[others[0].how]
    return Fault(
        zh,
        en,
        do_zh=f"{how_zh}就在{others[0].area}，请核对",
        do_en=f"{how_en}, it would lie in {others[0].area}: check it",
    )


def unsure(count: int) -> Fault:
    """Return the refusal of a file with doubts to which nobody said yes."""
    return Fault(
        f"有 {count:,} 处有疑问，还没有确认",
        f"{count:,} cells are in doubt and nobody has confirmed them",
        do_zh="请逐条核对；都没错就确认后再导入",
        do_en="Check each; if all are right, confirm them and import again",
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
