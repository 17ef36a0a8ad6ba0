"""Words that tell of danger, and whom to call at once; words of matters that have channels of their own.

Plain words, looked for in what somebody wrote. A word too many costs a line on the page;
a missed one may cost more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

FIRE = ("着火", "起火", "失火", "火灾", "冒烟", "烧起来", "自燃", "爆炸", "fire", "smoke", "burning")
GAS = (
    "煤气味",
    "燃气味",
    "漏气",
    "煤气泄漏",
    "燃气泄漏",
    "天然气泄漏",
    "煤气漏",
    "燃气漏",
    "gas leak",
    "smell of gas",
)
HURT = (
    *(
        "受伤",
        "流血",
        "昏倒",
        "晕倒",
        "昏迷",
        "没有呼吸",
        "喘不上气",
        "骨折",
        "触电",
        "溺水",
        "落水",
        "中毒",
        "心脏病",
    ),
    *("摔倒起不来", "爬不起来", "中风", "injured", "bleeding", "unconscious"),
)
CRIME = (
    *(
        "打人",
        "持刀",
        "砍人",
        "抢劫",
        "抢夺",
        "偷东西",
        "入室盗窃",
        "正在偷",
        "绑架",
        "失踪",
        "跳楼",
        "轻生",
        "自杀",
        "家暴",
        "强奸",
    ),
    *("诈骗", "robbery", "knife", "missing child", "suicide"),
)
TRAFFIC = ("车祸", "撞车", "撞人", "撞了人", "被车撞", "交通事故", "traffic accident", "car crash")
COURT = ("起诉", "诉讼", "判决", "法院", "仲裁", "行政复议", "强制执行", "lawsuit", "court")
PETITION = ("信访", "上访", "petition")


@dataclass(frozen=True)
class Call:
    """Whom to call: the number, and the words that told so."""

    number: str
    words: tuple[str, ...]


NUMBERS = (("119", (*FIRE, *GAS)), ("120", HURT), ("110", CRIME), ("122", TRAFFIC))


def _in(text: str, words: Iterable[str]) -> tuple[str, ...]:
    low = text.casefold()
    return tuple(word for word in words if word in low)


def calls(text: str) -> list[Call]:
    """Return the numbers to call for what a text tells of; empty where it tells of no danger."""
    found = [Call(number, _in(text, words)) for number, words in NUMBERS]
    return [call for call in found if call.words]


def channels(text: str) -> list[str]:
    """Return what a text tells of that has its own channel: "court", "petition"."""
    return [name for name, words in (("court", COURT), ("petition", PETITION)) if _in(text, words)]
