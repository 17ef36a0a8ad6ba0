"""Micro-groups 微网群: the chat of one stairwell or courtyard, with one neighbour who keeps it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yike.core.record.base import Recorded


class Platform(models.TextChoices):
    """Where the neighbours talk."""

    WECHAT = "wechat", _("微信普通群")
    WECOM = "wecom", _("企业微信内部群")
    WECOM_CUSTOMER = "wecom_customer", _("企业微信客户群")
    DINGTALK = "dingtalk", _("钉钉")
    FEISHU = "feishu", _("飞书")
    OFFLINE = "offline", _("线下（上门、告示）")


class MicroGroup(Recorded):
    """微网群: the households round some stairs, their owner, and the deputy who stands in for the owner.

    ``endpoint`` is its robot, where the platform has one; ``most_a_week`` is how many messages the neighbours bear.
    ``households`` is how many it reaches; ``stairs`` names the stairwells or courtyards, one a line.
    """

    code = models.CharField(_("编号"), max_length=20, unique=True)
    area = models.ForeignKey(
        "areas.Area", models.PROTECT, related_name="micro_groups", verbose_name=_("网格")
    )
    stairs = models.TextField(_("覆盖的楼道、院落"))
    households = models.PositiveSmallIntegerField(_("覆盖户数"))
    platform = models.CharField(_("用什么联系"), max_length=16, choices=Platform, default=Platform.WECHAT)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="owned_groups", verbose_name=_("群主")
    )
    deputy: Any = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="deputy_groups",
        verbose_name=_("副群主"),
    )

    endpoint: Any = models.ForeignKey(
        "outbox.Endpoint",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="micro_groups",
        verbose_name=_("群机器人"),
    )
    most_a_week = models.PositiveSmallIntegerField(_("一周最多几条"), default=3)

    class Meta:
        """Listed by code."""

        ordering = ("code",)
        indexes = (models.Index(fields=("area", "code"), name="group_by_area"),)
        verbose_name = _("微网群")

    def __str__(self) -> str:
        """Return the code."""
        return self.code

    @property
    def stair_list(self) -> list[str]:
        """Return the stairs it covers, one by one."""
        return [line for line in self.stairs.splitlines() if line]

    def get_absolute_url(self) -> str:
        """Return the page of this group."""
        return reverse("almanac:group", args=[self.pk])


class CommunityRobot(Recorded):
    """社区群机器人: the robot of a group chat of a whole community, that gets each issue and what becomes of it."""

    endpoint = models.OneToOneField(
        "outbox.Endpoint", models.PROTECT, related_name="almanac_robot", verbose_name=_("群机器人")
    )

    named_in_history = "endpoint__name"

    class Meta:
        """By name."""

        ordering = ("endpoint__name", "pk")
        verbose_name = _("社区群机器人")

    def __str__(self) -> str:
        """Return the robot's name."""
        return str(self.endpoint)

    def recorded_area_id(self) -> int | None:
        """Return the community."""
        return self.endpoint.area_id
