"""What is entered about an appeal, and about the ruling on it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yike.core.look.widgets import ManyCards
from yike.rooms.almanac.forms.fields import ManyOf, OneOf, text
from yike.rooms.almanac.models.appeals import Appeal
from yike.rooms.almanac.models.contests import Contest, Judge, Team, TeamDeduction
from yike.rooms.almanac.queries import contests as queries


class OwnAppealForm(forms.Form):
    """What a team's leader says."""

    words = text(_("申诉什么"), 500, rows=4, required=True, hint=_("哪一项、为什么不对"))


class AppealForm(OwnAppealForm):
    """An appeal as the clerk enters it, of a team that knows its place."""

    team: Any = OneOf(label=_("哪支队伍"), queryset=Team.objects.none(), empty_label=None)
    field_order = ("team", "words")

    def __init__(self, contest: Contest, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["team"].queryset = queries.told(contest)  # type: ignore[attr-defined]


class RefusalForm(forms.Form):
    """Why an appeal is refused."""

    ruling = text(_("裁定的理由"), 300, rows=3, required=True, hint=_("队伍和有关的人都看得到"))


class UpholdingForm(RefusalForm):
    """Why it is upheld and what is mended: the sheet of one judge, or deductions that are waived."""

    judge: Any = OneOf(
        label=_("哪位评委的分打错了"), queryset=Judge.objects.none(), required=False, empty_label=_("都没错")
    )

    def __init__(self, appeal: Appeal, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        contest = appeal.contest
        self.fields["judge"].queryset = Judge.objects.filter(contest=contest)  # type: ignore[attr-defined]
        self.rules = queries.rules_of(contest)
        for at, one in enumerate(self.rules.criteria):
            hint = _("改正后的分，0 到 {most}").format(most=f"{one.most:f}")
            self.fields[f"c{at}"] = forms.DecimalField(
                label=one.name, required=False, min_value=0, max_digits=6, decimal_places=2, help_text=hint
            )
        self._offer_deductions(appeal)

    def _offer_deductions(self, appeal: Appeal) -> None:
        rows = TeamDeduction.objects.filter(contest=appeal.contest, team=appeal.team)
        if rows.exists():
            self.fields["waived"] = ManyOf(
                label=_("撤销哪几项扣分"), queryset=rows, widget=ManyCards, required=False
            )

    def clean(self) -> dict[str, Any]:
        """Say which points are missing where a judge was chosen."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("judge"):
            for at in range(len(self.rules.criteria)):
                if said.get(f"c{at}") is None and f"c{at}" not in self.errors:
                    self.add_error(f"c{at}", _("请写改正后的分"))
        return said

    def said(self) -> dict[str, Any]:
        """Return what was ruled."""
        said = self.cleaned_data
        points: dict[str, Decimal] = {
            one.name: said[f"c{at}"]
            for at, one in enumerate(self.rules.criteria)
            if said.get(f"c{at}") is not None
        }
        return {
            "ruling": said["ruling"],
            "judge": said.get("judge"),
            "points": points,
            "waived": list(said.get("waived") or ()),
        }
