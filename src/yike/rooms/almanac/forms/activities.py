"""What is entered about an activity: its plan on one page, and the few words a move needs."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yike.core.accounts.models import Unit, User
from yike.core.areas.models import Area
from yike.core.look.faults import told
from yike.core.look.widgets import Cards, ManyCards, ManyOfMany
from yike.rooms.almanac.checking import OLDEST, Plan, faults
from yike.rooms.almanac.forms.fields import ManyOf, OneOf, degrees, moment, number, text
from yike.rooms.almanac.models.activities import Activity, ActivityKind, Audience, HostRole, SignUp, Strand
from yike.rooms.almanac.models.venues import Venue
from yike.rooms.almanac.nearness import point_of
from yike.rooms.almanac.queries.activities import areas_for, helpers_for, leaders_for, units_for, venues_for

FIRST = "title,kind,strand,starts_at,ends_at,area,venue,place,hosts,co_hosts,leader"
PEOPLE = "audience,expected,age_from,age_to,condition,cost"
SIGNING = "signup,capacity,companions,signup_opens,signup_closes"
SAFETY = "weather_plan,insurance,photo_note,safety,permit,budget,contact"
ENGLISH = "summary,title_en,summary_en"


class ActivityForm(forms.Form):
    """The plan of an activity."""

    title = text(_("名称"), 60, required=True)
    kind = forms.ChoiceField(label=_("类型"), choices=ActivityKind)
    strand = forms.ChoiceField(label=_("条线"), choices=Strand, initial=Strand.SERVICE)
    starts_at = moment(_("开始"))
    ends_at = moment(pgettext_lazy("of an activity", "结束"))
    area: Any = OneOf(label=_("谁的活动"), queryset=Area.objects.none(), empty_label=None)
    venue: Any = OneOf(
        label=_("场地"), queryset=Venue.objects.none(), required=False, empty_label=_("不在登记的场地")
    )
    place = text(_("集合地点"), 120, hint=_("说得让人找得到；不填就是场地"))
    hosts: Any = ManyOf(label=_("主办单位"), queryset=Unit.objects.none(), widget=ManyOfMany)
    co_hosts: Any = ManyOf(
        label=_("协办单位"), queryset=Unit.objects.none(), widget=ManyOfMany, required=False
    )
    leader: Any = OneOf(
        label=_("负责人"), queryset=User.objects.none(), required=False, empty_label=_("策划的人")
    )
    audience = forms.MultipleChoiceField(
        label=_("面向谁"),
        choices=Audience,
        required=False,
        widget=ManyCards,
        help_text=_("不选就是谁都可以来"),
    )
    expected = number(_("预计多少人来"))
    age_from = number(_("年满几岁"), most=OLDEST)
    age_to = number(_("不超过几岁"), most=OLDEST)
    condition = text(_("参加的条件"), 120, hint=_("报名的人要确认，如：能自己走两公里"))
    cost = forms.DecimalField(
        label=_("费用（元）"), required=False, min_value=0, max_digits=7, decimal_places=2
    )
    signup = forms.ChoiceField(label=_("怎么参加"), choices=SignUp, initial=SignUp.NONE, widget=Cards)
    capacity = number(_("名额"), hint=_("不填就是不限"))
    companions = number(_("每人最多带几人"), most=9)
    signup_opens = moment(_("几时开始报名"), required=False, hint=_("不填就是同意以后"))
    signup_closes = moment(_("几时截止报名"), required=False, hint=_("不填就到活动开始"))
    weather_plan = text(_("天气不好怎么办"), 200)
    insurance = text(_("保险"), 200)
    photo_note = text(_("拍照告知"), 200, hint=_("如：现场会拍照，用于街道公众号；不愿入镜请告诉工作人员"))
    safety = text(_("安全预案"), 1000, rows=3)
    permit = text(_("公安许可文号"), 60, hint=_("1,000 人以上要有"))
    budget = forms.DecimalField(
        label=_("预算（元）"), required=False, min_value=0, max_digits=9, decimal_places=2
    )
    contact = text(_("咨询电话"), 60)
    summary = text(_("简介"), 2000, rows=4)
    title_en = text(_("英文名称"), 120)
    summary_en = text(_("英文简介"), 4000, rows=4)

    def __init__(self, user: Any, *args: Any, activity: Activity | None = None, **named: Any) -> None:
        super().__init__(*args, **named)
        own = activity
        self._offer("area", areas_for(user), Area.objects.light().filter(pk=own.area_id) if own else None)
        self._offer("venue", venues_for(user), Venue.objects.filter(pk=own.venue_id or 0) if own else None)
        units = units_for(user)
        held = Unit.objects.filter(activities__activity=own) if own else None
        self._offer("hosts", units, held)
        self._offer("co_hosts", units, held)
        self._offer("leader", leaders_for(user), User.objects.filter(pk=own.leader_id or 0) if own else None)

    def _offer(self, name: str, rows: Any, kept: Any) -> None:
        """Offer what this person may choose, and what stands there already."""
        if kept is not None:
            every = rows.model._default_manager
            keys = every.filter(pk__in=rows.order_by().values("pk")) | every.filter(pk__in=kept.values("pk"))
            rows = keys.order_by(*(rows.query.order_by or rows.model._meta.ordering))
        self.fields[name].queryset = rows  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Say all that is wrong at once, each beside its field."""
        said: dict[str, Any] = super().clean() or {}
        if not self.errors:
            for field, fault in faults(self.plan()):
                self.add_error(field, told(fault))
        return said

    def plan(self) -> Plan:
        """Return the plan as it was filled in."""
        said = dict(self.cleaned_data)
        for name in ("expected", "capacity", "companions"):
            said[name] = said[name] or 0
        said["cost"] = said["cost"] or Decimal(0)
        for name in ("hosts", "co_hosts", "audience"):
            said[name] = tuple(said[name])
        return Plan(**said)

    @classmethod
    def initial_of(cls, activity: Activity) -> dict[str, Any]:
        """Return what the form of an activity begins with."""
        names = [name for name in cls.base_fields if name not in {"hosts", "co_hosts"}]
        found = {name: getattr(activity, name) for name in names}
        rows = list(activity.hosts.all())
        found["hosts"] = [host.unit_id for host in rows if host.role == HostRole.HOST]
        found["co_hosts"] = [host.unit_id for host in rows if host.role == HostRole.CO_HOST]
        return found


class ReasonForm(forms.Form):
    """Why."""

    reason = text(_("原因"), 200, rows=2, required=True)


class RescheduleForm(forms.Form):
    """The new day and hour, and why."""

    starts_at = moment(_("新的开始"))
    ends_at = moment(_("新的结束"))
    reason = text(_("原因"), 200, rows=2)


class SummaryForm(forms.Form):
    """What came of it."""

    words = text(_("办得怎么样"), 3000, rows=5, required=True, hint=_("来了谁、做了什么、群众怎么说"))
    lessons = text(_("下次怎么办"), 1000, rows=2)
    spent = forms.DecimalField(
        label=_("花了多少（元）"), required=False, min_value=0, max_digits=9, decimal_places=2
    )


class HelperForm(forms.Form):
    """Who helped, and how long."""

    user: Any = OneOf(label=_("志愿者"), queryset=User.objects.none(), empty_label=None)
    hours = forms.DecimalField(label=_("几小时"), min_value=0, max_value=16, max_digits=4, decimal_places=1)
    task = text(_("做什么"), 60)

    def __init__(self, user: Any, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["user"].queryset = helpers_for(user)  # type: ignore[attr-defined]


class VenueForm(forms.Form):
    """A place."""

    area: Any = OneOf(label=_("在哪个社区"), queryset=Area.objects.none(), empty_label=None)
    name = text(_("场地"), 60, required=True)
    room = text(_("房间"), 40, hint=_("整个场地就空着"))
    address = text(_("地址"), 120, required=True)
    seats = number(_("最多容纳多少人"), least=1)
    point = text(_("属于哪个站点"), 20, hint=_("门牌或站点网页上的编号；居民就能看到走过去几分钟"))
    lon = degrees(_("经度"), 73, 136)
    lat = degrees(_("纬度"), 3, 54)
    step_free = forms.BooleanField(label=_("轮椅进得去"), required=False)
    active = forms.BooleanField(label=_("在用"), required=False, initial=True)

    def __init__(self, user: Any, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["area"].queryset = areas_for(user)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Take a place with both its degrees, or with none, and find its service point."""
        said: dict[str, Any] = super().clean() or {}
        code = said.pop("point", "")
        said["point_id"] = point_of(code) if code else None
        if code and said["point_id"] is None:
            self.add_error("point", _("没有这个编号的站点。"))
        if not self.errors and (said["lon"] is None) != (said["lat"] is None):
            self.add_error("lat", _("经度、纬度要一起填，或都不填。"))
        return said

    @classmethod
    def initial_of(cls, venue: Venue) -> dict[str, Any]:
        """Return what the form of a place begins with."""
        told = {name: getattr(venue, name) for name in cls.base_fields}
        return told | {"point": venue.point.code if venue.point else ""}
