"""Service items 事项, what to bring for them, and which point offers which item how."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yike.core.record.base import Recorded
from yike.rooms.circle.models.points import ServicePoint


class ItemType(models.TextChoices):
    """The six classes of administrative acts that are applied for, and public services."""

    LICENCE = "licence", _("行政许可")
    CONFIRMATION = "confirmation", _("行政确认")
    RULING = "ruling", _("行政裁决")
    BENEFIT = "benefit", _("行政给付")
    REWARD = "reward", _("行政奖励")
    FILING = "filing", _("行政备案")
    OTHER_POWER = "other_power", _("其他行政权力")
    PUBLIC_SERVICE = "public_service", _("公共服务")
    CONVENIENCE = "convenience", _("便民服务")


class ItemLevel(models.TextChoices):
    """Whose item it is."""

    DISTRICT = "district", _("区级下沉")
    STREET = "street", _("街道")
    COMMUNITY = "community", _("社区")
    PARTNER = "partner", _("银行等合作单位")


class Mode(models.TextChoices):
    """How an item is done at a point."""

    WINDOW = "window", _("窗口办理")
    SELF_SERVICE = "self_service", _("自助办理")
    AGENCY = "agency", _("帮办代办")
    PRECHECK = "precheck", _("预审收件")
    ONLINE_HELP = "online_help", _("网办辅导")
    HOME_VISIT = "home_visit", _("上门服务")


class ServiceItem(Recorded):
    """事项: something that can be done.

    ``everyday`` is what people really call it, one a line; ``plain`` says in simple words what it is for;
    ``name_en plain_en`` say the same to who reads English, empty: the Chinese is shown and marked as such.
    Limits are working days (``0``: at once; None: not stated). ``fee`` is text, empty: free. ``in_use`` False:
    kept for what refers to it, offered no more.
    """

    code = models.CharField(_("编码"), max_length=40, unique=True)
    name = models.CharField(_("名称"), max_length=100)
    name_en = models.CharField(_("英文名称"), max_length=160, blank=True)
    everyday = models.TextField(_("大家怎么叫它"), blank=True)
    plain = models.CharField(_("一句话说明"), max_length=200, blank=True)
    plain_en = models.CharField(_("英文说明"), max_length=300, blank=True)
    type = models.CharField(_("类型"), max_length=16, choices=ItemType)
    level = models.CharField(_("层级"), max_length=12, choices=ItemLevel)
    fee = models.CharField(_("收费"), max_length=80, blank=True)
    legal_days = models.PositiveSmallIntegerField(_("法定时限（工作日）"), null=True, blank=True)
    promised_days = models.PositiveSmallIntegerField(_("承诺时限（工作日）"), null=True, blank=True)
    online_url = models.URLField(_("网上办理"), blank=True)
    basis = models.CharField(_("依据"), max_length=200, blank=True)
    version = models.CharField(_("版本"), max_length=20, blank=True)
    source_date = models.DateField(_("来源日期"), null=True, blank=True)
    in_use = models.BooleanField(_("在办"), default=True)

    class Meta:
        """Listed by code."""

        ordering = ("code",)
        verbose_name = _("事项")

    def __str__(self) -> str:
        """Return the name."""
        return self.name

    @property
    def everyday_list(self) -> list[str]:
        """Return the everyday words, one by one."""
        return [line for line in self.everyday.splitlines() if line]

    def get_absolute_url(self) -> str:
        """Return the page of this item on the desk."""
        return reverse("circle:item", args=[self.pk])


class MaterialForm(models.TextChoices):
    """In what form something is brought."""

    ORIGINAL = "original", _("原件")
    COPY = "copy", _("复印件")
    BOTH = "both", _("原件和复印件")
    ELECTRONIC = "electronic", _("电子件")


class Material(Recorded):
    """材料: what to bring for an item. ``given_back``: the original is returned on the spot."""

    item = models.ForeignKey(ServiceItem, models.CASCADE, related_name="materials", verbose_name=_("事项"))
    order = models.PositiveSmallIntegerField(_("次序"), default=1)
    name = models.CharField(_("材料"), max_length=100)
    name_en = models.CharField(_("材料英文名称"), max_length=160, blank=True)
    form = models.CharField(_("形式"), max_length=12, choices=MaterialForm, default=MaterialForm.ORIGINAL)
    copies = models.PositiveSmallIntegerField(_("份数"), default=1)
    given_back = models.BooleanField(_("原件当场退还"), default=False)
    required = models.BooleanField(_("必须带"), default=True)
    note = models.CharField(_("说明"), max_length=120, blank=True)

    class Meta:
        """In the order they are asked for."""

        ordering = ("order", "pk")
        verbose_name = _("材料")

    def __str__(self) -> str:
        """Return the name."""
        return self.name

    def recorded_subject(self) -> str:
        """Return the timeline of the item."""
        return self.item.recorded_subject()


class PointItem(Recorded):
    """办理点: a point offers an item in a mode. ``hours`` empty: whenever the point is open.

    ``place`` is the window or machine. ``first_day last_day`` bound what is offered for some days only.
    """

    point = models.ForeignKey(ServicePoint, models.CASCADE, related_name="offers", verbose_name=_("站点"))
    item = models.ForeignKey(ServiceItem, models.PROTECT, related_name="offers", verbose_name=_("事项"))
    mode = models.CharField(_("方式"), max_length=12, choices=Mode, default=Mode.WINDOW)
    place = models.CharField(_("窗口"), max_length=40, blank=True)
    hours = models.CharField(_("办理时间"), max_length=200, blank=True)
    first_day: Any = models.DateField(_("从"), null=True, blank=True)
    last_day: Any = models.DateField(_("到"), null=True, blank=True)
    note = models.CharField(_("提示"), max_length=120, blank=True)

    unrecorded_fields: ClassVar[frozenset[str]] = frozenset()

    class Meta:
        """One row for a point, an item and a mode."""

        ordering = ("point", "item", "mode")
        constraints = (models.UniqueConstraint(fields=("point", "item", "mode"), name="offered_once"),)
        indexes = (models.Index(fields=("item", "point"), name="offer_by_item"),)
        verbose_name = _("办理点")

    def __str__(self) -> str:
        """Return what is done where."""
        return f"{self.point} · {self.item}"

    def recorded_area_id(self) -> int | None:
        """Return the area of the point."""
        return self.point.area_id

    def recorded_subject(self) -> str:
        """Return the timeline of the point."""
        return self.point.recorded_subject()
