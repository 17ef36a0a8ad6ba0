"""Somebody wants to come: what they say, and every reason why they cannot, all of them at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from yike.core.residents.phones import read_phone
from yike.engines.faults import Fault
from yike.rooms.almanac.models.activities import COMING, Activity, ActivityState, SignUp
from yike.rooms.almanac.models.signups import Way

NOT_OPEN: dict[str, str] = {
    ActivityState.SUMMING: "已经结束",
    ActivityState.ARCHIVED: "已经结束",
    ActivityState.CANCELLED: "取消了",
    ActivityState.POSTPONED: "延期，日子另定",
}
"""What residents are told of a state; the office's own words for it say nothing to them."""
LONGEST_NAME = 30
MOST_PARTY = 10


@dataclass(frozen=True)
class Wish:
    """What somebody says who wants to come. ``age`` is looked at and not kept; ``press`` makes a form itself.

    ``link`` is the secret of their page, of which only the digest is kept; ``helper`` is who signs them up;
    ``photos`` is what they said about photos, empty where they were not asked.
    """

    name: str
    phone: str = ""
    companions: int = 0
    age: int | None = None
    agrees: bool = False
    helper: str = ""
    link: str = ""
    press: str = ""
    way: str = Way.WEB
    user: Any = None
    photos: str = ""

    @property
    def party(self) -> int:
        """Return how many people come."""
        return 1 + self.companions


Reasons = Iterator[tuple[str, Fault]]


def reasons(activity: Activity, wish: Wish, at: datetime) -> Reasons:
    """Yield why somebody cannot come, each with the field it stands beside (empty: above all)."""
    yield from closed(activity, at)
    yield from _person(wish)
    yield from _conditions(activity, wish)
    if wish.companions > activity.companions:
        yield "companions", too_many(activity.companions)


def closed(activity: Activity, at: datetime) -> Reasons:
    """Yield why nobody can sign up now."""
    if activity.signup != SignUp.OPEN:
        yield "", _fault("这场活动不用报名", "nobody needs to sign up for it", "到时直接来就行", "Just come")
    elif activity.state not in COMING:
        yield (
            "",
            _fault(
                f"这场活动{NOT_OPEN.get(activity.state, '还没有开放')}，不能报名",
                "one cannot sign up for it now",
                "请看看别的活动",
                "Have a look at other activities",
            ),
        )
    elif activity.signup_opens is not None and at < activity.signup_opens:
        when = f"{timezone.localtime(activity.signup_opens):%Y-%m-%d %H:%M}"
        yield "", _fault(f"{when} 才开始报名", f"signing up begins at {when}", "请到时再来", "Come back then")
    elif not activity.signing_up(at):
        yield "", _fault("报名已经截止", "signing up has closed", "可以打咨询电话问问", "Ask by telephone")


def _person(wish: Wish) -> Reasons:
    name = " ".join(wish.name.split())
    if not name:
        yield "name", _fault("没有写姓名", "there is no name", "请写一下怎么称呼", "Write a name")
    elif len(name) > LONGEST_NAME:
        yield (
            "name",
            _fault(
                f"姓名超过 {LONGEST_NAME} 个字",
                f"the name is longer than {LONGEST_NAME} letters",
                "请只写姓名",
                "Write the name alone",
            ),
        )
    if wish.phone.strip():
        try:
            read_phone(wish.phone)
        except Fault as fault:
            yield "phone", fault
    elif wish.way in {Way.WEB, Way.HELPER}:
        yield (
            "phone",
            _fault(
                "没有写电话",
                "there is no telephone number",
                "活动有变要能找到您",
                "We have to reach you if it changes",
            ),
        )


def _conditions(activity: Activity, wish: Wish) -> Reasons:
    low, high, age = activity.age_from, activity.age_to, wish.age
    if (low is not None or high is not None) and age is None:
        yield "age", _fault("没有写年龄", "there is no age", "这场活动有年龄要求", "It is for certain ages")
    if low is not None and age is not None and age < low:
        yield (
            "age",
            _fault(
                f"要年满 {low} 岁",
                f"one has to be {low} or older",
                "请看看别的活动",
                "Have a look at other activities",
            ),
        )
    if high is not None and age is not None and age > high:
        yield (
            "age",
            _fault(
                f"要不超过 {high} 岁",
                f"one has to be {high} or younger",
                "请看看别的活动",
                "Have a look at other activities",
            ),
        )
    if activity.condition and not wish.agrees:
        yield (
            "agrees",
            _fault(
                f"没有确认：{activity.condition}",
                f"this is not confirmed: {activity.condition}",
                "符合就勾上；不符合请看看别的活动",
                "Tick it if it is so; else have a look at other activities",
            ),
        )


def too_many(most: int) -> Fault:
    """Return the fault of bringing more people than one may."""
    if not most:
        return _fault(
            "这场活动不能带人", "nobody can be brought along", "请各自报名", "Please sign up one by one"
        )
    return _fault(
        f"每人最多带 {most} 人",
        f"at most {most} people can be brought along",
        "多出来的请另外报名",
        "Sign the others up on their own",
    )


def _fault(zh: str, en: str, do_zh: str, do_en: str) -> Fault:
    return Fault(zh, en, do_zh=do_zh, do_en=do_en)
