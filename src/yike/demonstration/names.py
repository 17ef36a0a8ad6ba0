"""Names put together from parts: a surname common around the lake, a given name as its generation gave them.

Every name is invented. Where a living person bears the same one, that is chance; the parts are chosen so that
no name of somebody widely known comes out.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from yike.demonstration.dice import Dice

Sex = Literal["男", "女"]
MALE: Sex = "男"
FEMALE: Sex = "女"


class Fashion(NamedTuple):
    """Given names of a generation: first and second characters, and names of one character."""

    first: str
    second: str
    single: str
    share: float  # of names of one character


SURNAMES = (
    *((name, 4.0) for name in "陆沈徐朱顾吴钱蒋金周王张陈"),
    *((name, 2.0) for name in "许姚曹潘杨唐施薛俞殷丁倪孙邹"),
    *((name, 1.0) for name in "戴范龚郁尤宋谢华席吕凌盛石孔缪糜苏计浦查柳冯章"),
    *((name, 0.3) for name in ("欧阳", "司徒", "上官")),
)
_FAMILIES = [name for name, _ in SURNAMES]
_COMMONNESS = [weight for _, weight in SURNAMES]

# born until 1945, 1964, 1979, 1994, and later
_YEARS = (1945, 1964, 1979, 1994)
_FASHIONS: dict[Sex, tuple[Fashion, ...]] = {
    MALE: (
        Fashion("福水宝寿根祥炳关兴木锦荣林阿", "根生泉元官法大男狗良才林祥", "", 0.0),
        Fashion("志卫惠学新振家正培伟其永", "荣忠良林成兴根泉华法鸣", "", 0.0),
        Fashion("志建晓海文俊立剑春卫惠", "斌良荣鸣泉勤栋明", "斌鸣栋平", 0.06),
        Fashion("晓志俊嘉海亚宇振云叶", "晨辉磊骏栋伦威杰成", "骏栋威骁彬", 0.08),
        Fashion("子宇浩梓嘉皓奕泽思沐俊辰", "轩辰然睿豪航诚霖曦言阳", "睿霖", 0.04),
    ),
    FEMALE: (
        Fashion("秀凤桂巧阿玉杏素惠招林菊银彩", "英珍宝娣妹仙娥芳珠囡金", "", 0.0),
        Fashion("玲秀美素慧菊凤琴建彩根", "娣珍芬珠妹宝英芳琴萍娥", "", 0.0),
        Fashion("晓春彩建小惠静玉志", "芳萍琴霞娟英红芬珍华", "芳琴霞珏", 0.06),
        Fashion("晓雅佳梦思诗怡雪云", "雯洁琳蕾君莹倩芸静", "雯莹蕾芸", 0.08),
        Fashion("梓欣雨思诗语佳若可沁乐", "涵怡萱妍桐宁瑶禾", "妍", 0.03),
    ),
}


def family_name(dice: Dice) -> str:
    """Return a surname."""
    return dice.weighted(_FAMILIES, _COMMONNESS)


def given_name(dice: Dice, sex: Sex, year: int) -> str:
    """Return a given name such as parents chose in ``year``."""
    fashion = _FASHIONS[sex][sum(year > last for last in _YEARS)]
    if dice.chance(fashion.share):
        return dice.pick(fashion.single)
    first = dice.pick(fashion.first)
    return first + dice.pick([c for c in fashion.second if c != first])


def full_name(dice: Dice, sex: Sex, year: int) -> str:
    """Return a surname and a given name."""
    return family_name(dice) + given_name(dice, sex, year)
