"""Cases 案件: what somebody saw that has to be put right; their kinds, and the steps each has gone."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yike.core.deadlines.models import MEASURES
from yike.core.record.base import Recorded
from yike.engines.worktime import Limit, Unit


class CaseClass(models.TextChoices):
    """The two classes of the field: things that are broken, and things that happen."""

    COMPONENT = "component", _("部件")
    EVENT = "event", _("事件")


class CaseSource(models.TextChoices):
    """Who told of it."""

    PATROL = "patrol", _("巡查上报")
    PUBLIC = "public", _("公众举报")
    HOTLINE = "hotline", _("热线转来")
    CAMERA = "camera", _("视频发现")
    LEADER = "leader", _("领导交办")
    MEDIA = "media", _("媒体曝光")
    REQUEST = "request", _("诉求转来")
    CAMPAIGN = "campaign", _("专项行动")


class CaseLevel(models.TextChoices):
    """How soon something has to be done."""

    NORMAL = "normal", _("一般")
    URGENT = "urgent", _("紧急")


class CaseState(models.TextChoices):
    """Where a case stands on the seven links, from the report to the assessment."""

    REPORTED = "reported", _("已上报")
    ACCEPTED = "accepted", _("已受理")
    FILED = "filed", _("已立案")
    DISPATCHED = "dispatched", _("已派遣")
    HANDLING = "handling", _("处置中")
    ASKING = "asking", _("申请延期")
    RETURNED = "returned", _("退回待裁定")
    SUSPENDED = "suspended", _("挂账")
    HANDLED = "handled", _("待核查")
    CLOSED = "closed", _("已结案")
    ASSESSED = "assessed", _("已评价")
    REFUSED = "refused", _("不予立案")
    VOID = "void", _("案件已作废")


S = CaseState
OPEN = frozenset(
    {S.REPORTED, S.ACCEPTED, S.FILED, S.DISPATCHED, S.HANDLING, S.ASKING}
    | {S.RETURNED, S.SUSPENDED, S.HANDLED}
)
ENDED = frozenset(S) - OPEN
WITH_UNIT = frozenset({S.DISPATCHED, S.HANDLING, S.ASKING, S.SUSPENDED, S.HANDLED})
"""States in which exactly one unit answers for the case."""


class CaseKind(Recorded):
    """小类: what can be reported, when it is filed, how long it may take, when it counts as done.

    ``street`` empty: for everybody; a row of a street stands in place of the one with its ``code``. ``amount`` of
    ``measure`` is the limit; ``urgent_amount`` that of urgent cases in the same measure, empty: the same.
    """

    code = models.CharField(_("代码"), max_length=20)
    street: Any = models.ForeignKey(
        "areas.Area",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="case_kinds",
        verbose_name=_("只用于街道"),
    )
    group = models.CharField(_("大类"), max_length=30)
    name = models.CharField(_("小类"), max_length=30)
    sort = models.CharField(_("类别"), max_length=12, choices=CaseClass, default=CaseClass.EVENT)
    condition = models.CharField(_("立案条件"), max_length=200, blank=True)
    standard = models.CharField(_("结案标准"), max_length=200, blank=True)
    amount = models.PositiveIntegerField(_("时限"))
    measure = models.CharField(_("时限单位"), max_length=10, choices=MEASURES)
    urgent_amount: Any = models.PositiveIntegerField(_("紧急时限"), null=True, blank=True)
    unit: Any = models.ForeignKey(
        "accounts.Unit",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="case_kinds",
        verbose_name=_("责任单位"),
    )
    in_use = models.BooleanField(_("在用"), default=True)

    class Meta:
        """By group and name; one row for a code everywhere, and one in each street."""

        ordering = ("group", "name", "pk")
        constraints = (
            models.UniqueConstraint(fields=("code",), condition=Q(street=None), name="case_kind_one_for_all"),
            models.UniqueConstraint(fields=("code", "street"), name="case_kind_one_in_a_street"),
            models.CheckConstraint(condition=Q(amount__gte=1), name="case_kind_has_a_limit"),
        )
        verbose_name = _("案件小类")

    def __str__(self) -> str:
        """Return the name."""
        return self.name

    def recorded_area_id(self) -> int | None:
        """Return the street where it is one of a street."""
        found: int | None = self.street_id
        return found

    def limit(self, level: str = CaseLevel.NORMAL) -> Limit:
        """Return how long a case of this kind may take."""
        urgent = level == CaseLevel.URGENT and self.urgent_amount
        return Limit(self.urgent_amount if urgent else self.amount, Unit(self.measure))


class Case(Recorded):
    """案件: something that has to be put right.

    ``number`` is taken as it is kept; ``key`` was made on the reporter's phone, so that a report sent twice is one
    case. ``seen_at`` is when it was seen, ``reported_at`` when the report arrived. ``lon lat`` are WGS-84 degrees.
    ``unit`` has to handle it, ``handler`` does. ``ruled``: it was returned once and given back, and may not be
    returned again. ``on_spot``: put right by whoever reported it.
    """

    number = models.CharField(_("案件号"), max_length=16, unique=True, null=True)
    key: Any = models.UUIDField(_("上报编码"), unique=True, null=True, blank=True)
    source = models.CharField(_("来源"), max_length=10, choices=CaseSource)
    kind = models.ForeignKey(CaseKind, models.PROTECT, related_name="cases", verbose_name=_("小类"))
    level = models.CharField(_("紧急程度"), max_length=8, choices=CaseLevel, default=CaseLevel.NORMAL)
    state = models.CharField(_("状态"), max_length=12, choices=CaseState, default=CaseState.REPORTED)
    area = models.ForeignKey("areas.Area", models.PROTECT, related_name="cases", verbose_name=_("所在区域"))
    lon = models.FloatField(_("经度"), null=True, blank=True)
    lat = models.FloatField(_("纬度"), null=True, blank=True)
    address = models.CharField(_("位置"), max_length=120, blank=True)
    text = models.TextField(_("情况"), max_length=2000, blank=True)
    place: Any = models.ForeignKey(
        "grid.DutyPlace",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="cases",
        verbose_name=_("包干点"),
    )
    request: Any = models.ForeignKey(
        "grid.Request",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="cases",
        verbose_name=_("来自诉求"),
    )
    reporter: Any = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reported_cases",
        verbose_name=_("上报人"),
    )
    reported_at = models.DateTimeField(_("上报时间"))
    seen_at = models.DateTimeField(_("发现时间"))
    filed_at: Any = models.DateTimeField(_("立案时间"), null=True, blank=True)
    unit: Any = models.ForeignKey(
        "accounts.Unit",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="cases",
        verbose_name=_("责任单位"),
    )
    handler: Any = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="handled_cases",
        verbose_name=_("处置人"),
    )
    result = models.TextField(_("处置结果"), max_length=2000, blank=True)
    review_on: Any = models.DateField(_("复查日期"), null=True, blank=True)
    asked_amount: Any = models.PositiveIntegerField(_("申请延长"), null=True, blank=True)
    reworks = models.PositiveSmallIntegerField(_("返工次数"), default=0)
    extensions = models.PositiveSmallIntegerField(_("延期次数"), default=0)
    ruled = models.BooleanField(_("已裁定，不得再退"), default=False)
    on_spot = models.BooleanField(_("自行处置"), default=False)
    on_time: Any = models.BooleanField(_("按期结案"), null=True, blank=True)
    closed_at: Any = models.DateTimeField(_("结案时间"), null=True, blank=True)
    score: Any = models.PositiveSmallIntegerField(_("评分"), null=True, blank=True)

    named_in_history: ClassVar[str] = "number"
    hidden_fields: ClassVar[frozenset[str]] = frozenset({"request"})  # which may be a secret report

    class Meta:
        """The latest first. What must hold in each state is kept by the database too.

        ``case_open`` has all that the queue and the numbers of the first page ask of open ones, in its order.
        """

        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(unit__isnull=False) | ~Q(state__in=sorted(WITH_UNIT)), name="case_has_its_unit"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("reported_at")),
                name="case_ends_after_it_begins",
            ),
        )
        indexes = (
            models.Index(fields=("area", "state"), name="case_by_area"),
            models.Index(fields=("unit", "state"), name="case_by_unit"),
            models.Index(fields=("state", "-id"), name="case_by_state"),
            models.Index(fields=("reporter", "-id"), name="case_by_reporter"),
            models.Index(fields=("place", "-seen_at"), name="case_by_place"),
            models.Index(
                fields=("-level", "-id", "area", "unit", "reporter", "handler", "state", "review_on"),
                condition=Q(state__in=sorted(OPEN)),
                name="case_open",
            ),
        )
        verbose_name = pgettext_lazy("一件", "案件")

    def __str__(self) -> str:
        """Return the number."""
        return self.number or "—"

    def get_absolute_url(self) -> str:
        """Return the page of this case on the desk."""
        return reverse("grid:case", args=[self.pk])

    @property
    def of(self) -> str:
        """What deadlines and photos of this case are of."""
        return f"grid.case:{self.pk}"

    @property
    def open(self) -> bool:
        """Whether somebody still has to do something."""
        return self.state in OPEN


class CaseStep(Recorded):
    """一步: one arrow that a case went; appended, never changed. Figures are recounted from these rows."""

    case = models.ForeignKey(
        Case, models.PROTECT, related_name="steps", verbose_name=pgettext_lazy("一件", "案件")
    )
    verb = models.CharField(_("动作"), max_length=20)
    state = models.CharField(_("到了"), max_length=12, choices=CaseState)
    at = models.DateTimeField(_("时间"))
    user: Any = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("谁"),
    )
    unit: Any = models.ForeignKey(
        "accounts.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("单位")
    )
    text = models.CharField(_("说明"), max_length=2000, blank=True)

    named_in_history = "case__number"

    class Meta:
        """In order."""

        ordering = ("pk",)
        indexes = (models.Index(fields=("case", "verb"), name="case_step_by_verb"),)
        verbose_name = _("案件经过")

    def __str__(self) -> str:
        """Return whose it is."""
        return str(self.case)

    def recorded_area_id(self) -> int | None:
        """Return the area of the case."""
        return self.case.area_id

    def recorded_subject(self) -> str:
        """Return the timeline of the case."""
        return self.case.of
