"""What can be entered about a campaign: its plan, teams, points, and what is found at one of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yike.core.accounts.models import Unit, User
from yike.core.areas.models import Area
from yike.core.look.asked import row_number
from yike.core.look.widgets import ManyOfMany
from yike.core.record.clock import today
from yike.engines.sheets.readers import PARTS
from yike.rooms.grid.actions.campaigns import NewCampaign, NewPoint, NewTeam
from yike.rooms.grid.actions.campaigns.words import LONGEST_QUESTION, MOST_AFTER, MOST_QUESTIONS
from yike.rooms.grid.forms.duties import day_field, degree_field
from yike.rooms.grid.forms.patrol import PatrolForm
from yike.rooms.grid.forms.whistles import OneArea, Units
from yike.rooms.grid.models import Campaign, CampaignPoint, CampaignTeam, PlaceKind
from yike.rooms.grid.queries import duties
from yike.rooms.grid.queries.campaigns import finding

FIELDS = ("name", "purpose", "area", "since", "until", "questions", "days_after")


class CampaignForm(forms.Form):
    """The plan of a campaign. One question a line."""

    name = forms.CharField(
        label=gettext_lazy("名称"), max_length=60, help_text=gettext_lazy("如：雨季前排查楼道堆物")
    )
    purpose = forms.CharField(label=gettext_lazy("为什么做"), max_length=300, required=False)
    area: Any = OneArea(Area.objects.none(), label=gettext_lazy("范围"), empty_label="—")
    since = day_field(gettext_lazy("从哪天"), required=True)
    until = day_field(gettext_lazy("到哪天"), required=True)
    questions = forms.CharField(
        label=gettext_lazy("看什么"),
        required=False,
        max_length=MOST_QUESTIONS * LONGEST_QUESTION * 2,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("一行一条，最多 8 条，走到点上照着看，如：楼道有没有堆东西"),
    )
    days_after = forms.IntegerField(
        label=gettext_lazy("结束后看几天"),
        min_value=0,
        max_value=MOST_AFTER,
        initial=30,
        help_text=gettext_lazy("走访结束后这些天里同一处又有，就算复发"),
    )

    def __init__(
        self, user: Any, data: Any = None, campaign: Campaign | None = None, *, again: bool = False
    ) -> None:
        super().__init__(data, initial=_initial(campaign, again=again))
        area: Any = self.fields["area"]
        area.queryset = finding.kept_areas(user)
        if campaign is None and area.queryset.count() == 1:
            area.initial = area.queryset.first()

    def said(self) -> NewCampaign:
        """Return the plan as the action takes it."""
        told = dict(self.cleaned_data)
        return NewCampaign(**(told | {"questions": told["questions"].splitlines()}))


def _initial(campaign: Campaign | None, *, again: bool) -> dict[str, Any]:
    if campaign is None:
        return {"since": today()}
    plain: dict[str, Any] = {name: getattr(campaign, name) for name in FIELDS}
    plain |= {"area": campaign.area_id, "questions": "\n".join(campaign.questions)}
    return plain | ({"since": today(), "until": None} if again else {})


class CopyForm(CampaignForm):
    """Another campaign from a former one."""

    teams = forms.BooleanField(label=gettext_lazy("小队和分工也照着来"), required=False, initial=True)

    def plan(self) -> tuple[NewCampaign, bool]:
        """Return the plan, and whether the teams come along."""
        teams = self.cleaned_data.pop("teams")
        return self.said(), teams


class TeamForm(forms.Form):
    """A team. Members are named as they are called; who has no account is counted only."""

    name = forms.CharField(label=gettext_lazy("队名"), max_length=30)
    leader: Any = forms.ModelChoiceField(None, label=gettext_lazy("队长"), empty_label="—")
    members = forms.CharField(
        label=gettext_lazy("队员"),
        required=False,
        max_length=1000,
        help_text=gettext_lazy("写有账号的人的姓名或登录名，用顿号隔开"),
    )
    helpers = forms.IntegerField(
        label=gettext_lazy("没有账号的志愿者"),
        min_value=0,
        max_value=999,
        required=False,
        help_text=gettext_lazy("只填人数，不记姓名"),
    )
    units: Any = Units(
        label=gettext_lazy("参加单位"), queryset=Unit.objects.none(), required=False, widget=ManyOfMany
    )
    area: Any = OneArea(
        Area.objects.none(),
        label=gettext_lazy("主要在哪里走"),
        required=False,
        empty_label=gettext_lazy("不限"),
        help_text=gettext_lazy("分点时先把这里的点分给这一队"),
    )

    def __init__(self, campaign: Campaign, data: Any = None, team: CampaignTeam | None = None) -> None:
        super().__init__(data, initial=_team(team))
        fields: Any = self.fields
        self.walkers = finding.walkers(campaign)
        fields["leader"].queryset = self.walkers
        fields["units"].queryset = duties.units()
        fields["area"].queryset = finding.areas_below(campaign)

    def clean_members(self) -> list[User]:
        """Return the people named. Raises ``ValidationError`` naming who cannot be told."""
        names = [one.strip() for one in PARTS.split(self.cleaned_data["members"]) if one.strip()]
        known: dict[str, list[User]] = {}
        for user in self.walkers if names else ():
            for name in {user.name, user.username}:
                known.setdefault(name.casefold(), []).append(user)
        told = {name: known.get(name.casefold(), []) for name in names}
        wrong = [name for name, people in told.items() if len(people) != 1]
        if wrong:
            raise forms.ValidationError(
                _("找不到，或有同名的：{names}。请写登录名；没有账号的只填人数。").format(
                    names="、".join(wrong)
                )
            )
        return [people[0] for people in told.values()]

    def said(self) -> NewTeam:
        """Return the team as the action takes it."""
        told = dict(self.cleaned_data)
        return NewTeam(**(told | {"helpers": told["helpers"] or 0, "units": list(told["units"])}))


def _team(team: CampaignTeam | None) -> dict[str, Any]:
    if team is None:
        return {}
    members = [one.user.username for one in team.members.select_related("user")]
    return {
        "name": team.name,
        "leader": team.leader_id,
        "members": "、".join(members),
        "helpers": team.helpers or None,
        "units": [one.unit_id for one in team.units.all()],
        "area": team.area_id,
    }


class PointForm(forms.Form):
    """One point. Its grid is found where it lies, unless only the words are known."""

    name = forms.CharField(label=gettext_lazy("名称"), max_length=60)
    address = forms.CharField(label=gettext_lazy("地址"), max_length=120, required=False)
    lon = degree_field(gettext_lazy("经度"), 180.0, help_text=gettext_lazy("点一下地图就填好（WGS-84）"))
    lat = degree_field(gettext_lazy("纬度"), 90.0)
    area: Any = OneArea(
        Area.objects.none(),
        label=gettext_lazy("所在网格"),
        required=False,
        empty_label=gettext_lazy("按位置自动找"),
    )
    team: Any = OneArea(
        CampaignTeam.objects.none(),
        label=gettext_lazy("小队"),
        required=False,
        empty_label=gettext_lazy("以后再分"),
    )

    def __init__(self, campaign: Campaign, data: Any = None, point: CampaignPoint | None = None) -> None:
        names = ("name", "address", "lon", "lat")
        before = {name: getattr(point, name) for name in names} if point else {}
        if point is not None:
            before |= {"area": point.area_id, "team": point.team_id}
        super().__init__(data, initial=before)
        fields: Any = self.fields
        fields["area"].queryset = finding.areas_below(campaign)
        fields["team"].queryset = campaign.teams.all()

    def said(self) -> NewPoint:
        """Return the point as the action takes it."""
        return NewPoint(**self.cleaned_data)


class PickForm(forms.Form):
    """Duty places to choose among: of a kind, in an area; then which of them."""

    kind = forms.ChoiceField(
        label=gettext_lazy("类型"), required=False, choices=[("", gettext_lazy("全部")), *PlaceKind.choices]
    )
    area: Any = OneArea(
        Area.objects.none(), label=gettext_lazy("区域"), required=False, empty_label=gettext_lazy("全部")
    )

    def __init__(self, campaign: Campaign, data: Any = None) -> None:
        super().__init__(data)
        self.campaign = campaign
        area: Any = self.fields["area"]
        area.queryset = finding.areas_below(campaign)

    def places(self) -> Any:
        """Return the places that fit."""
        rows = finding.places_for(self.campaign)
        said = self.cleaned_data if self.is_valid() else {}
        if said.get("kind"):
            rows = rows.filter(kind=said["kind"])
        if said.get("area"):
            rows = rows.filter(area__path__startswith=said["area"].path)
        return rows


class FindingForm(PatrolForm):
    """A finding at a point: as a report on patrol, with which of the questions it answers."""

    question = forms.TypedChoiceField(
        label=gettext_lazy("哪一条"), required=False, coerce=int, empty_value=None, widget=forms.RadioSelect
    )

    def __init__(
        self, user: Any, point: CampaignPoint, data: Any = None, files: Any = None, **more: Any
    ) -> None:
        super().__init__(user, data, files, paths=[point.area.path], **more)
        question: Any = self.fields["question"]
        question.choices = list(enumerate(point.campaign.questions))

    def found(self) -> tuple[Any, int | None]:
        """Return the report, and the question."""
        question = self.cleaned_data.pop("question")
        return self.said(), question


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=gettext_lazy("原因"), max_length=100)


def keys(values: Iterable[str]) -> set[int]:
    """Return the primary keys that a page sent; what cannot be one is left out."""
    return {key for text in values if (key := row_number(text)) is not None}
