"""One sentence for each chosen site, and one for how sure we are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from yike.engines import small
from yike.engines.faults import Language
from yike.engines.reach.siting.model import Costs, Plan, Problem, Rows, unreached
from yike.engines.reach.streets.model import Floats

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Group:
    """People to be named in a sentence: ``weight`` (D) of them at each demand.

    ``zh``/``en`` name them ("老人"/"elders", "" for the first group where the unit says it all), ``zh_unit``
    counts them ("户", "人"). ``en`` is plural.
    """

    weight: Floats
    zh: str
    zh_unit: str
    en: str


@dataclass(frozen=True)
class _Step:
    """What changes when one more site opens: costs before and after (D)."""

    site: int
    before: Costs
    after: Costs


def _steps(problem: Problem, sites: Rows) -> Iterator[_Step]:
    before = problem.already
    for j in sites:
        row, reach = problem.reach_of(int(j))
        after = before.copy()
        after[row] = np.minimum(after[row], reach)
        yield _Step(int(j), before, after)
        before = after


def explain(
    problem: Problem,
    plan: Plan,
    labels: Sequence[str],
    groups: Sequence[Group],
    language: Language = "zh",
    *,
    plain: bool = True,
) -> tuple[str, ...]:
    """Return one sentence for each site of the plan, in its order.

    ``labels`` (S) names every candidate site ("十全街与凤凰街口"); ``groups`` says who is counted, the first
    being everybody (its weights are usually the problem's demand). Not ``plain``: fewer than five of anybody are
    told as few, and cover only so far that they cannot be worked out from it.
    """
    steps = _steps(problem, plan.sites)
    if plan.objective in ("mclp", "lscp"):
        return tuple(_covered(plan.limit, s, labels[s.site], groups, language, plain) for s in steps)
    return tuple(_shorter(s, labels[s.site], groups, language, plain) for s in steps)


def _served(cost: Costs, limit: float | None) -> Mask:
    return np.asarray(~unreached(cost) if limit is None else cost <= limit)


def _number(value: float, plain: bool = True) -> str:
    if not plain and small.few(value):
        return f"<{small.LEAST}"
    whole = abs(value - round(value)) < 1e-9
    return f"{value:,.0f}" if whole or value >= 1000 else f"{value:,.1f}"


def _who(groups: Sequence[Group], mask: Mask, language: Language, plain: bool) -> str:
    """Return "1,240 户（其中老人 310 人）" or "1,240 households (310 elders among them)"."""
    first, *others = groups
    count = _number(float(first.weight[mask].sum()), plain)
    counts = [(g, _number(float(g.weight[mask].sum()), plain)) for g in others]
    if language == "zh":
        main = f"{first.zh}{' ' if first.zh else ''}{count} {first.zh_unit}"
        inner = "、".join(f"{g.zh} {n} {g.zh_unit}" for g, n in counts)
        return f"{main}（其中{inner}）" if inner else main
    inner = ", ".join(f"{n} {g.en}" for g, n in counts)
    return f"{count} {first.en}" + (f" ({inner} among them)" if inner else "")


def _rise(group: Group, before: Mask, after: Mask, plain: bool) -> tuple[str, str] | None:
    """Return cover before and after; None where it would give away how many a few are."""
    total = float(group.weight.sum())
    had, has = float(group.weight[before].sum()), float(group.weight[after].sum())
    if plain or not any(map(small.few, (had, has, has - had, total - had, total - has))):
        return _percent(had, total, ".1f"), _percent(has, total, ".1f")
    if total < small.FIRM:
        return None
    return f"≈{_percent(had, total, '.0f')}", f"≈{_percent(has, total, '.0f')}"


def _percent(part: float, total: float, form: str) -> str:
    return f"{100 * part / total if total else 0.0:{form}}%"


def _covered(
    limit: float | None, step: _Step, label: str, groups: Sequence[Group], language: Language, plain: bool
) -> str:
    now = _served(step.after, limit)
    new = now & ~_served(step.before, limit)
    who, rise = _who(groups, new, language, plain), _rise(groups[0], now & ~new, now, plain)
    if language == "zh":
        more = f"，覆盖率由 {rise[0]} 升到 {rise[1]}" if rise else ""
        return f"在{label}新设，可让 {who}首次走得到{more}。"
    more = f"; cover rises from {rise[0]} to {rise[1]}" if rise else ""
    return f"A new point at {label} lets {who} reach one for the first time{more}."


def _amount(cost: float, costs: Costs, language: Language) -> str:
    if costs.dtype == np.uint16:
        return f"{cost / 600:.1f} {'分钟' if language == 'zh' else 'min'}"
    return f"{_number(round(cost, 1))} {'米' if language == 'zh' else 'm'}"


def _worst(costs: Costs, group: Group, language: Language) -> str:
    there = (group.weight > 0) & ~unreached(costs)
    return _amount(float(costs[there].max(initial=0)), costs, language)


def _mean(costs: Costs, weight: Floats, mask: Mask) -> float:
    total = weight[mask].sum()
    return float((weight[mask] * costs[mask]).sum() / total) if total else 0.0


def _shorter(step: _Step, label: str, groups: Sequence[Group], language: Language, plain: bool) -> str:
    had, has = _served(step.before, None), _served(step.after, None)
    first, nearer = has & ~had, (step.after < step.before) & had
    parts = []
    if groups[0].weight[first].any():
        who = _who(groups, first, language, plain)
        parts.append(
            f"让 {who}首次走得到" if language == "zh" else f"lets {who} reach one for the first time"
        )
    if groups[0].weight[nearer].any():
        who = _who(groups, nearer, language, plain)
        saved = _mean(step.before, groups[0].weight, nearer) - _mean(step.after, groups[0].weight, nearer)
        less = _amount(saved, step.after, language)
        parts.append(
            f"让 {who}平均少走 {less}" if language == "zh" else f"saves {who} {less} each on average"
        )
    worst = _worst(step.after, groups[0], language)
    if language == "zh":
        does = f"可{'，并'.join(parts)}" if parts else "不改变任何人的路程"
        return f"在{label}新设，{does}；此后走得到的人中最远 {worst}。"
    does = " and ".join(parts) or "changes nobody's walk"
    return f"A new point at {label} {does}; the longest walk to a point is then {worst}."


def verdict(plan: Plan, language: Language = "zh") -> str:
    """Return one sentence on how far from the best possible the plan can be."""
    lost = len(plan.hopeless)
    if np.isinf(plan.value) and not plan.proven:
        said = ("没有找到让所有人都走得到的方案", "No plan was found that gives everybody a way to one")
    elif np.isinf(plan.value):
        said = ("这么少的点不能让所有人都走得到", "So few points leave somebody without a way to one")
    elif plan.proven:
        said = ("已证明没有更好的方案", "Proven: no plan is better")
    elif np.isinf(plan.gap):
        said = ("最优方案好多少还不能断定", "How much better the best plan may be is not known")
    elif plan.gap < 1e-4:
        said = ("即使最优方案，也好不过 0.01%", "The best possible plan is less than 0.01% better")
    else:
        said = (
            f"即使最优方案，也至多再好 {plan.gap * 100:.2f}%",
            f"The best possible plan is at most {plan.gap * 100:.2f}% better",
        )
    more = (
        f"；另有 {lost} 个需求点任何候选点都够不到" if lost else "",
        f"; {lost} demand{'s are' if lost > 1 else ' is'} out of reach of every candidate" if lost else "",
    )
    return said[0] + more[0] + "。" if language == "zh" else said[1] + more[1] + "."
