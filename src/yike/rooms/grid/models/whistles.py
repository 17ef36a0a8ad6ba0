"""Whistles 吹哨报到: units are called to a place, come, agree who does what by when, and both sides are rated."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yike.core.record.base import Recorded


class WhistleKind(models.TextChoices):
    """The three cases in which a street may call: a demand it cannot solve, a power it lacks, an emergency."""

    DEMAND = "demand", _("诉求哨")
    ENFORCEMENT = "enforcement", _("执法哨")
    EMERGENCY = "emergency", _("应急哨")


class WhistleState(models.TextChoices):
    """Where a whistle is."""

    DRAFT = "draft", _("拟哨")
    ASKED = "asked", _("待审核")
    BLOWN = "blown", _("已吹响")
    MEETING = "meeting", _("现场会商")
    HANDLING = "handling", _("处置中")
    ACCEPTING = "accepting", _("待验收")
    RATING = "rating", _("待互评")
    CLOSED = "closed", _("已销哨")
    ESCALATED = "escalated", _("已报上级")
    POSTPONED = "postponed", _("挂账")
    WITHDRAWN = "withdrawn", _("已撤回")


class CallState(models.TextChoices):
    """How far a called unit is."""

    CALLED = "called", _("未读")
    READ = "read", _("已读")
    SIGNED = "signed", _("已签收")
    LEFT = "left", _("已出发")
    ARRIVED = "arrived", _("已到场")
    REFUSED = "refused", _("不来，待裁定")
    EXCUSED = "excused", _("准予不来")
    SPARED = "spared", _("不用来了")
    ABSENT = "absent", _("没有来")


class Proof(models.TextChoices):
    """How it is known that a unit has arrived."""

    POSITION = "position", _("手机定位")
    CODE = "code", _("到场码")
    SEEN = "seen", _("吹哨人看见")


SCORES = [(5, _("很好")), (4, _("好")), (3, _("一般")), (2, _("差")), (1, _("很差"))]
FREED = frozenset({CallState.EXCUSED, CallState.SPARED})
"""Who did not have to come after all, and is not counted."""
SOUNDING = frozenset({WhistleState.BLOWN, WhistleState.MEETING, WhistleState.HANDLING})
"""While it is so, units may still come."""
SEEKING = SOUNDING | {WhistleState.ESCALATED, WhistleState.POSTPONED}
"""While it is so, somebody has to find the place, now or once it goes on."""
OVER = frozenset({WhistleState.CLOSED, WhistleState.WITHDRAWN})


def _user(label: Any) -> models.ForeignKey[Any, Any]:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=label
    )


def _moment(label: Any) -> models.DateTimeField[Any, Any]:
    return models.DateTimeField(label, null=True, blank=True)


def _cause(model: str, label: Any) -> models.ForeignKey[Any, Any]:
    return models.ForeignKey(
        model, models.PROTECT, null=True, blank=True, related_name="whistles", verbose_name=label
    )


class Whistle(Recorded):
    """哨: why units are called to a place, and what came of it.

    ``lon lat`` are WGS-84 degrees, None where only the address is known. ``code`` is shown to whoever stands at the
    place for the unit that arrives to type. ``after`` marks an emergency that was blown first and approved after.
    ``solved`` is None until it was accepted or given up. It was blown for ``request``, for ``case`` or for neither.
    """

    number = models.CharField(_("编号"), max_length=20, unique=True)
    kind = models.CharField(_("哨的种类"), max_length=12, choices=WhistleKind)
    state = models.CharField(_("状态"), max_length=12, choices=WhistleState, default=WhistleState.DRAFT)
    area = models.ForeignKey("areas.Area", models.PROTECT, related_name="+", verbose_name=_("所在区域"))
    address = models.CharField(_("在哪里"), max_length=120)
    lon = models.FloatField(_("经度"), null=True, blank=True)
    lat = models.FloatField(_("纬度"), null=True, blank=True)
    matter = models.TextField(_("什么事"), max_length=500)
    asked = models.CharField(_("请来做什么"), max_length=200, blank=True)
    code = models.CharField(_("到场码"), max_length=6, editable=False)
    caller: Any = _user(_("吹哨人"))
    made_at = models.DateTimeField(_("拟哨时间"))
    after = models.BooleanField(_("先吹后补审核"), default=False)
    approver: Any = _user(_("审核人"))
    approved_at = _moment(_("审核时间"))
    agreed_for = _moment(_("约定到场时间"))
    blown_at = _moment(_("吹响时间"))
    plan = models.TextField(_("现场商定的办法"), max_length=1000, blank=True)
    result = models.TextField(_("处置结果"), max_length=1000, blank=True)
    planned_by: Any = _user(_("商定人"))
    finished_by: Any = _user(_("报验收人"))
    solved: Any = models.BooleanField(_("解决了"), null=True, blank=True)
    accepted_by: Any = _user(_("验收人"))
    review_on = models.DateField(_("挂账到哪天再看"), null=True, blank=True)
    ended_at = _moment(_("销哨时间"))
    request: Any = _cause("grid.Request", _("因为哪件诉求"))
    case: Any = _cause("grid.Case", _("因为哪件案件"))

    hidden_fields: ClassVar[frozenset[str]] = frozenset({"code", "request"})  # which may be a secret report
    named_in_history = "number"

    class Meta:
        """The latest first."""

        ordering = ("-made_at", "-pk")
        indexes = (
            models.Index(fields=("area", "state"), name="whistle_by_area"),
            models.Index(fields=("state", "made_at"), name="whistle_by_state"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(request__isnull=True) | Q(case__isnull=True), name="whistle_has_one_cause"
            ),
        )
        verbose_name = _("哨")

    def __str__(self) -> str:
        """Return the number."""
        return self.number

    @property
    def cause(self) -> Any:
        """Return the request or the case it was blown for; None where nothing of these."""
        return self.request or self.case

    @property
    def over(self) -> bool:
        """Return whether nothing can be done any more."""
        return self.state in OVER

    def get_absolute_url(self) -> str:
        """Return the page of this whistle."""
        return reverse("grid:whistle", args=[self.pk])


class WhistleCall(Recorded):
    """应哨: one unit called by a whistle. ``due_at`` is by when it has to stand at the place.

    Of a phone's position only how far it was from the place is kept: ``metres``. ``must`` is set once a refusal was
    ruled against; there is no second one. ``score`` is what the caller gives the unit, ``score_back`` what the unit
    gives the caller.
    """

    whistle = models.ForeignKey(Whistle, models.PROTECT, related_name="calls", verbose_name=_("哨"))
    unit = models.ForeignKey("accounts.Unit", models.PROTECT, related_name="+", verbose_name=_("单位"))
    state = models.CharField(_("到哪一步"), max_length=10, choices=CallState, default=CallState.CALLED)
    due_at = _moment(_("应到场时间"))
    read_at = _moment(_("读到时间"))
    signed_at = _moment(_("签收时间"))
    left_at = _moment(_("出发时间"))
    arrived_at = _moment(_("到场时间"))
    arrived_by: Any = _user(_("到场人"))
    proof = models.CharField(_("怎么知道到了"), max_length=10, choices=Proof, blank=True)
    metres = models.PositiveIntegerField(_("离现场多少米"), null=True, blank=True)
    on_time: Any = models.BooleanField(_("按时到场"), null=True, blank=True)
    refusal = models.CharField(_("不来的理由"), max_length=300, blank=True)
    ruling = models.CharField(_("裁定理由"), max_length=300, blank=True)
    ruled_by: Any = _user(_("裁定人"))
    must = models.BooleanField(_("裁定必须来"), default=False)
    score = models.PositiveSmallIntegerField(_("对单位的评价"), choices=SCORES, null=True, blank=True)
    said = models.CharField(_("对单位说的话"), max_length=200, blank=True)
    score_back = models.PositiveSmallIntegerField(_("对吹哨人的评价"), choices=SCORES, null=True, blank=True)
    said_back = models.CharField(_("对吹哨人说的话"), max_length=200, blank=True)

    named_in_history = "unit__name"

    class Meta:
        """In the order in which they were called; each unit once."""

        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("whistle", "unit"), name="unit_called_once"),)
        indexes = (models.Index(fields=("unit", "state"), name="call_by_unit"),)
        verbose_name = _("应哨")

    def __str__(self) -> str:
        """Return the unit's name."""
        return str(self.unit)

    @property
    def had_to_come(self) -> bool:
        """Return whether the unit had to come: then both sides rate each other."""
        return self.state not in FREED

    def late_at(self, moment: datetime) -> bool:
        """Return whether the time to be there is over: the whole of its last minute is still in time."""
        return self.due_at is not None and moment >= self.due_at + timedelta(minutes=1)

    def recorded_area_id(self) -> int | None:
        """Return the whistle's area."""
        return self.whistle.area_id

    def recorded_subject(self) -> str:
        """Return the whistle: its timeline shows every unit's steps."""
        return f"grid.whistle:{self.whistle_id}"


class WhistleTask(Recorded):
    """措施: what one unit does, agreed on the spot, by a day."""

    whistle = models.ForeignKey(Whistle, models.PROTECT, related_name="tasks", verbose_name=_("哨"))
    unit = models.ForeignKey("accounts.Unit", models.PROTECT, related_name="+", verbose_name=_("责任单位"))
    what = models.CharField(_("做什么"), max_length=200)
    due_on = models.DateField(_("哪天前"))
    done_at = _moment(_("完成时间"))
    done_by: Any = _user(_("完成人"))
    result = models.CharField(_("做得怎样"), max_length=300, blank=True)

    named_in_history = "what"

    class Meta:
        """The nearest day first."""

        ordering = ("due_on", "pk")
        verbose_name = _("措施")

    def __str__(self) -> str:
        """Return what is to be done."""
        return self.what

    def recorded_area_id(self) -> int | None:
        """Return the whistle's area."""
        return self.whistle.area_id

    def recorded_subject(self) -> str:
        """Return the whistle."""
        return f"grid.whistle:{self.whistle_id}"
