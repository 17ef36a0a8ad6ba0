"""Service points 站点, their exceptional days and their photo."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yike.core.record.base import Recorded


class PointKind(models.TextChoices):
    """The kinds of points, by the codes of the table of standards where that has them."""

    SERVICE_CENTRE = "service_centre", _("便民服务中心")
    SERVICE_STATION = "service_station", _("便民服务站")
    BANK = "bank", _("银行网点")
    POST_OFFICE = "post_office", _("邮政网点")
    SELF_SERVICE = "self_service", _("24小时自助区")
    PUBLIC_SPACE = "public_space", _("公益空间")
    JOB_STATION = "job_station", _("就业服务站")
    REGISTRATION = "registration", _("集中登记点")
    LEGAL = "legal", _("法律服务点")
    NEIGHBOUR_HOUSE = "neighbour_house", _("邻里之家")
    PARTY_STATION = "party_station", _("党群服务站")
    ELDER_MEALS = "elder_meals", _("养老助餐")
    HEALTH_STATION = "health_station", _("卫生服务站")
    EVENT = "event", _("临时服务点")  # a market, a lecture: counts while it lasts
    OTHER = "other", _("其他")


class PointState(models.TextChoices):
    """Where a point is in its life. Only trial and open points are offered to residents as open."""

    PREPARING = "preparing", _("筹备")
    TRIAL = "trial", _("试运行")
    OPEN = "open", _("开放")
    PAUSED = "paused", _("暂停")
    CLOSED = "closed", _("关闭")


RUNNING = frozenset({PointState.TRIAL, PointState.OPEN})
STALE_DAYS = 90  # after so many days somebody should look whether all of a point is still true
ENDS_SOON = 30  # days before the end of an agreement at which it is told
SHOWN = RUNNING | {PointState.PAUSED}  # what residents find: a paused point says until when


class Feature(models.TextChoices):
    """What makes a point usable for somebody who needs it."""

    RAMP = "ramp", _("无障碍坡道")
    LIFT = "lift", _("电梯")
    WHEELCHAIR = "wheelchair", _("可借轮椅")
    TOILET = "toilet", _("无障碍卫生间")
    NURSING = "nursing", _("母婴室")
    GLASSES = "glasses", _("老花镜")
    SIGN_LANGUAGE = "sign_language", _("手语服务")
    SEATS = "seats", _("等候座椅")


class ServicePoint(Recorded):
    """站点: a place where something can be done.

    ``code`` is short and public: it stands in the address of the page and in the QR of the door sign. ``host`` is
    the point it lies inside of. ``lon lat`` are WGS-84 degrees of the entrance. ``hours`` is text that
    ``engines.reach.hours`` reads; empty means nobody knows. ``keeps_holidays``: shut on public holidays and open on
    make-up days. ``first_day last_day`` bound a temporary point. ``partner`` runs it under an agreement that ends
    on ``agreement_until``. ``checked_on`` is when somebody last made sure that all of this is true.
    ``placed`` counts moves: a printed sign remembers which place it was printed for.
    """

    code = models.CharField(_("编号"), max_length=20, unique=True)
    kind = models.CharField(_("类型"), max_length=20, choices=PointKind)
    name = models.CharField(_("名称"), max_length=60)
    area = models.ForeignKey("areas.Area", models.PROTECT, related_name="points", verbose_name=_("所在区域"))
    host: Any = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="inside", verbose_name=_("设在哪个站点里")
    )
    address = models.CharField(_("地址"), max_length=120)
    entrance = models.CharField(_("楼层、入口"), max_length=80, blank=True)
    lon = models.FloatField(_("经度"))
    lat = models.FloatField(_("纬度"))
    phone = models.CharField(_("电话"), max_length=40, blank=True)
    contact = models.CharField(_("联系人"), max_length=40, blank=True)
    hours = models.CharField(_("开放时间"), max_length=200, blank=True)
    keeps_holidays = models.BooleanField(_("节假日休息，调休日上班"), default=True)
    features = models.JSONField(_("无障碍与便利"), default=list, blank=True)
    devices = models.TextField(_("设备"), blank=True)
    note = models.CharField(_("给居民的提示"), max_length=200, blank=True)
    state = models.CharField(_("状态"), max_length=12, choices=PointState, default=PointState.PREPARING)
    state_reason = models.CharField(_("状态说明"), max_length=200, blank=True)
    back_on = models.DateField(_("预计恢复日期"), null=True, blank=True)
    first_day = models.DateField(_("临时服务从"), null=True, blank=True)
    last_day = models.DateField(_("临时服务到"), null=True, blank=True)
    partner: Any = models.ForeignKey(
        "accounts.Unit",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="points",
        verbose_name=_("合作单位"),
    )
    agreement = models.CharField(_("协议"), max_length=80, blank=True)
    agreement_until = models.DateField(_("协议到期"), null=True, blank=True)
    keeper: Any = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="kept_points",
        verbose_name=_("信息负责人"),
    )
    checked_on = models.DateField(_("核对日期"), null=True, blank=True)
    placed = models.PositiveIntegerField(_("位置版次"), default=1)

    class Meta:
        """Listed by kind and name."""

        ordering = ("kind", "name", "pk")
        indexes = (
            models.Index(fields=("area", "state"), name="point_by_area"),
            models.Index(fields=("checked_on",), name="point_by_check"),
        )
        verbose_name = _("站点")

    def __str__(self) -> str:
        """Return the name."""
        return self.name

    @property
    def shown(self) -> bool:
        """Return whether residents find it."""
        return self.state in SHOWN

    @property
    def device_list(self) -> list[str]:
        """Return the devices, one by one."""
        return [line for line in self.devices.splitlines() if line]

    @property
    def feature_labels(self) -> list[str]:
        """Return what it has for those who need it, in words."""
        return [str(Feature(code).label) for code in self.features if code in Feature.values]

    def get_absolute_url(self) -> str:
        """Return the page of this point on the desk."""
        return reverse("circle:point", args=[self.pk])


class HoursException(Recorded):
    """例外: from a day until a day (both included) a point has other hours. ``hours`` empty: shut all day."""

    point = models.ForeignKey(ServicePoint, models.CASCADE, related_name="exceptions", verbose_name=_("站点"))
    since = models.DateField(_("从"))
    until = models.DateField(_("到"))
    hours = models.CharField(_("这几天的时间"), max_length=80, blank=True)
    reason = models.CharField(_("原因"), max_length=80)

    class Meta:
        """The latest entry wins where two meet."""

        ordering = ("since", "pk")
        indexes = (models.Index(fields=("until",), name="exception_by_end"),)
        verbose_name = _("例外时间")

    def __str__(self) -> str:
        """Return the days and the reason."""
        return f"{self.since}–{self.until} {self.reason}"

    def recorded_area_id(self) -> int | None:
        """Return the area of the point."""
        return self.point.area_id

    def recorded_subject(self) -> str:
        """Return the timeline of the point."""
        return self.point.recorded_subject()


class PointPhoto(Recorded):
    """照片: the entrance as residents will see it. A bare JPEG without position, see ``engines/pictures``."""

    point = models.OneToOneField(ServicePoint, models.CASCADE, related_name="photo", verbose_name=_("站点"))
    jpeg = models.BinaryField(_("照片"))
    kept_at = models.DateTimeField(_("放上时间"), auto_now=True)

    hidden_fields: ClassVar[frozenset[str]] = frozenset({"jpeg"})

    class Meta:
        """Named for pages."""

        verbose_name = _("站点照片")

    def __str__(self) -> str:
        """Return whose photo it is."""
        return str(self.point)

    def recorded_area_id(self) -> int | None:
        """Return the area of the point."""
        return self.point.area_id

    def recorded_subject(self) -> str:
        """Return the timeline of the point."""
        return self.point.recorded_subject()
