"""What is entered about a contest: rules, teams, judges, the word of the draw, points on a judge's phone."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yike.core.look.faults import Faulty
from yike.engines.contest import Criterion, Rules
from yike.engines.faults import Fault
from yike.rooms.almanac.forms.fields import OneOf, number, text
from yike.rooms.almanac.models.contests import APPEAL_DAYS, Contest, Team


class RulesForm(forms.Form):
    """The rules: criteria one a line, ``name weight most``."""

    criteria = text(
        _("评分项"), 1000, rows=5, required=True, hint=_("一行一项：名称 权重% 满分，如：动作干净利落 40 10")
    )
    ties = text(_("同分时先看"), 200, hint=_("按先后写评分项，用顿号隔开；再相同就并列"))
    drop_highest = number(_("去掉几个最高分"), most=3)
    drop_lowest = number(_("去掉几个最低分"), most=3)
    appeal_days = number(_("全部揭晓后几天内可以申诉"), most=30, hint=_("0 就是不能申诉；不填是 2 天"))

    def clean_criteria(self) -> tuple[Criterion, ...]:
        """Return the criteria. Raises ``ValidationError`` with the line that is none."""
        lines = [line.split() for line in self.cleaned_data["criteria"].splitlines() if line.strip()]
        return tuple(self._criterion(at, parts) for at, parts in enumerate(lines, 1))

    def _criterion(self, at: int, parts: list[str]) -> Criterion:
        try:
            name, weight, most = (*parts, "10")[:3] if len(parts) == 2 else parts
            made = Criterion(name[:20], Decimal(weight.rstrip("%％")), Decimal(most))
        except (ValueError, InvalidOperation):
            raise forms.ValidationError(
                gettext("第 {n} 行看不懂：要写名称、权重、满分，用空格隔开").format(n=at)
            ) from None
        if not (
            made.weight.is_finite() and made.most.is_finite() and 0 < made.most <= 1000 and made.weight > 0
        ):
            raise forms.ValidationError(gettext("第 {n} 行的权重或满分不对").format(n=at))
        return made

    def clean(self) -> dict[str, Any]:
        """Return what was said with ``made``, the rules."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("appeal_days") is None:
            said["appeal_days"] = APPEAL_DAYS
        if "criteria" in said:
            ties = tuple(word for word in said.get("ties", "").replace("，", "、").split("、") if word)
            low, high = said.get("drop_lowest") or 0, said.get("drop_highest") or 0
            try:
                said["made"] = Rules(said["criteria"], high, low, ties=ties)
            except Fault as fault:
                raise Faulty(fault) from fault
        return said

    @classmethod
    def initial_of(cls, contest: Contest | None) -> dict[str, Any]:
        """Return what the form begins with."""
        if contest is None:
            return {"drop_highest": 1, "drop_lowest": 1, "appeal_days": APPEAL_DAYS}
        return {
            "criteria": "\n".join(" ".join(row) for row in contest.criteria),
            "ties": "、".join(contest.ties),
            "drop_highest": contest.drop_highest,
            "drop_lowest": contest.drop_lowest,
            "appeal_days": contest.appeal_days,
        }


class TeamForm(forms.Form):
    """A team."""

    name = text(_("队名"), 40, required=True)
    unit = text(_("单位"), 80)
    people = forms.IntegerField(label=_("几个人"), min_value=1, max_value=999)


class JudgeForm(forms.Form):
    """A judge."""

    name = text(_("评委姓名"), 30, required=True)


class DrawForm(forms.Form):
    """The word of the draw."""

    word = text(_("抽签词"), 40, required=True, hint=_("当场请人念一个词；用它排出的顺序，谁都能验算"))


class DeductionForm(forms.Form):
    """Points taken off."""

    team: Any = OneOf(label=_("哪支队伍"), queryset=Team.objects.none(), empty_label=None)
    points = forms.DecimalField(label=_("扣几分"), min_value=0, max_value=100, max_digits=4, decimal_places=1)
    reason = text(_("原因"), 100, required=True)

    def __init__(self, contest: Contest, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["team"].queryset = Team.objects.filter(contest=contest)  # type: ignore[attr-defined]


class PointsForm(forms.Form):
    """What a judge gives one team: a field for each criterion."""

    def __init__(self, rules: Rules, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.rules = rules
        for at, one in enumerate(rules.criteria):
            widget = forms.NumberInput(
                attrs={
                    "min": 0,
                    "max": str(one.most),
                    "step": str(one.step),
                    "inputmode": "decimal",
                    "size": 6,
                }
            )
            hint = _("0 到 {most} 分，占 {weight}%").format(most=f"{one.most:f}", weight=f"{one.weight:f}")
            self.fields[f"c{at}"] = forms.DecimalField(label=one.name, widget=widget, help_text=hint)

    def points(self) -> dict[str, Decimal]:
        """Return the points by the criterion's name."""
        return {one.name: self.cleaned_data[f"c{at}"] for at, one in enumerate(self.rules.criteria)}

    @classmethod
    def initial_of(cls, rules: Rules, given: dict[str, Decimal]) -> dict[str, Any]:
        """Return what was given before."""
        return {f"c{at}": given.get(one.name) for at, one in enumerate(rules.criteria)}
