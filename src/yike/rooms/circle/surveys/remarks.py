"""What the reader must know to read a survey's numbers rightly, in both languages."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from yike.engines.reach.streets.model import Mark
from yike.rooms.circle.surveys.surveyed import Note, Survey


def remarks(survey: Survey) -> tuple[Note, ...]:
    """Return the notes of a survey, the ones that change numbers most first."""
    return tuple(
        note
        for part in (_standing, _crossings, _opening, _gates, _limits, _weights, _tables, _streets)
        for note in part(survey)
    )


def _standing(survey: Survey) -> Iterator[Note]:
    if homes := len(survey.unsnapped_homes):
        yield Note(
            f"{homes} 处住户找不到可走的街道，算作未覆盖，仍计入分母",
            f"{homes} homes stand on no street: they count as not covered and stay in the denominator",
        )
    if points := len(survey.unsnapped_points):
        yield Note(
            f"{points} 个服务点找不到可走的街道，没有人能走到",
            f"{points} points stand on no street: nobody reaches them",
        )
    cut_off = int((survey.ground.islands.off_main(survey.walk, survey.ground.homes)).sum())
    if cut_off:
        yield Note(
            f"{cut_off} 处住户所在的街道与主街网不相连",
            f"{cut_off} homes stand on streets that do not join the main network",
        )
    apart = int((survey.ground.islands.off_main(survey.walk, survey.ground.points)).sum())
    if apart:
        yield Note(
            f"{apart} 个服务点所在的街道与主街网不相连，主街网上的住户走不到",
            f"{apart} points stand on streets that do not join the main network: homes on it reach none of them",
        )


def _crossings(survey: Survey) -> Iterator[Note]:
    if not (wait := survey.pace.crossing_seconds):
        return
    marked = int(np.count_nonzero(survey.streets.mark & np.uint16(int(Mark.CROSSING | Mark.SIGNALS))))
    if marked:
        yield Note(
            f"每过一处标出的过街处多等 {wait:g} 秒（街道图里标了 {marked} 处）",
            f"every marked crossing takes {wait:g} s more (the street map marks {marked})",
        )
    else:
        yield Note(
            "街道图里没有标出过街处，过街等候没有起作用",
            "the street map marks no crossing, so that no wait was added",
        )


def _opening(survey: Survey) -> Iterator[Note]:
    without = sum(one is None for one in survey.points.hours)
    if survey.at is None:
        yield Note(
            "没有指定时刻：所有服务点和门都按开放计算",
            "no moment was asked about: every point and gate counts as open",
        )
    if without:
        yield Note(
            f"{without} 个服务点没有写开放时间，按一直开放计算",
            f"{without} points give no hours and count as always open",
        )
    yield from _calendar(survey)
    closed = len(survey.points.hours) - int(survey.reach.open_now.sum())
    if closed:
        yield Note(f"{closed} 个服务点此刻不开放", f"{closed} points are closed at this moment")
    counts = np.bincount(survey.points.kind, minlength=len(survey.kinds))
    for kind, count in zip(survey.kinds, counts, strict=True):
        if not count:
            yield Note(f"没有“{kind}”类服务点", f'there is no point of kind "{kind}"')


def _calendar(survey: Survey) -> Iterator[Note]:
    """Say which week was counted where hours differ from week to week, and what is not known of holidays."""
    gates = [one for gate in survey.ground.gates for one in gate]
    hours = [one for one in (*survey.points.hours, *gates) if one is not None]
    dated = sum(any(special.dates is not None for special in one.specials) for one in hours)
    if dated and survey.hours is not None:
        monday = survey.question.monday
        yield Note(
            f"{dated} 处服务点或门的开放时间随季节或日期变化，各时段按 {monday} 起的一周计算",
            f"{dated} points or gates keep hours by season or date: the hours of the week are those of the week"
            f" from {monday}",
        )
    following = sum(one.follows_holidays for one in hours)
    if following and survey.at is not None and not survey.question.holidays:
        yield Note(
            f"{following} 处服务点或门节假日另有时间；没有给出节假日，{survey.at:%Y-%m-%d} 按平常日子计算",
            f"{following} points or gates keep other hours on public holidays; none were named, and"
            f" {survey.at:%Y-%m-%d} was taken as an ordinary day",
        )


def _gates(survey: Survey) -> Iterator[Note]:
    unread = sum(None in gate for gate in survey.ground.gates)
    if unread:
        yield Note(
            f"有 {unread} 种门的开放时间读不懂，按一直开放计算",
            f"the hours of {unread} gates could not be read; they count as open",
        )


def _limits(survey: Survey) -> Iterator[Note]:
    if unverified := survey.limits.unverified:
        yield Note(
            f"以下类别的半径尚未核实，请对照标准原文：{'、'.join(unverified)}",
            f"these radii have not been verified, please check the standard itself: {', '.join(unverified)}",
        )
    if survey.question.ruleset and (plain := survey.limits.by_minutes):
        yield Note(
            f"标准里没有以下类别的半径，按 {survey.minutes:g} 分钟计算：{'、'.join(plain)}",
            f"the standard has no radius for these kinds, {survey.minutes:g} min used: {', '.join(plain)}",
        )


def _weights(survey: Survey) -> Iterator[Note]:
    if not survey.homes.weights:
        yield Note("没有权重列，每处住户算一份", "no weight was given: every home counts once")
    for name, weight in survey.weights.items():
        if not weight.any():
            yield Note(f"“{name}”合计为零，没有占比", f'"{name}" adds up to zero and has no share')


def _tables(survey: Survey) -> Iterator[Note]:
    for table in (survey.homes, survey.points):
        for zh, en in table.origin.notes if table.origin else ():
            yield Note(zh, en)


_OF_STREETS = {  # what the readers note, in their words
    "ways with missing nodes, kept in part": "缺了节点、只留下一部分的路",
    "barriers that nobody passes": "谁也过不去的障碍",
    "squares": "广场",
    "lines across squares": "横穿广场的线",
    "cuts at gates with hours": "在有开放时间的门前切开",
    "pieces without length, joined": "没有长度、并掉的路段",
    "pieces drawn twice, kept once": "画了两遍、只留一遍的路段",
    "cuts in pieces over 1000 m": "超过 1000 米、切短的路段",
    "nodes have no coordinates": "节点没有坐标",
    "features that are not walked": "不能步行的要素",
}


def street_note(text: str) -> Note:
    """Return what a street reader noted, "what: number", in both languages."""
    what, colon, number = text.partition(": ")
    return Note(_OF_STREETS.get(what, what) + ("：" + number if colon else ""), text)


def _streets(survey: Survey) -> Iterator[Note]:
    for text in survey.streets.source.notes:
        yield street_note(text)
