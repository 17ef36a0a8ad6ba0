"""接口凭证: a unit's programme shows it to read the API. What it says is shown once and kept as a digest."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from yike.core.record.base import Recorded


class Scope(models.TextChoices):
    """What a key opens."""

    DIRECTORY = "directory", _("站点和事项目录")
    NEAR = "near", _("最近的站点、走得到的地面")
    COVER = "cover", _("本单位区域的覆盖数字")
    SAY = "say", _("替居民登记诉求，凭编号和密钥查进展")
    BOARD = "board", _("本单位区域的诉求、案件、哨的指标")
    QUEUE = "queue", _("本单位区域的诉求、案件、哨的清单，不含内容和姓名")
    REPORT = "report", _("在本单位区域上报案件")


class KeyState(models.TextChoices):
    """Where a key stands on a day."""

    VALID = "valid", _("有效")
    EXPIRED = "expired", _("已过期")
    REVOKED = "revoked", _("已作废")
    CLOSED = "closed", _("单位已停用")


class ApiKey(Recorded):
    """A key. ``mark`` is its public first part, by which people speak of it; ``digest`` that of the secret rest.

    ``expires_on`` is the last day it is good for. ``per_minute`` is how often it may ask. ``last_used_on`` is
    bookkeeping, to the day: nobody's habits are kept.
    """

    name = models.CharField(_("用途"), max_length=80)
    unit = models.ForeignKey(
        "accounts.Unit", models.PROTECT, related_name="api_keys", verbose_name=_("哪个单位的")
    )
    scopes = models.JSONField(_("能做什么"), default=list)
    per_minute = models.PositiveIntegerField(_("每分钟最多问几次"), default=600)
    mark = models.CharField(_("凭证号"), max_length=12, unique=True)
    digest = models.CharField(max_length=64)
    expires_on = models.DateField(_("有效到"))
    created_at = models.DateTimeField(_("发放时间"), auto_now_add=True)
    revoked_at: Any = models.DateTimeField(_("作废时间"), null=True, blank=True)
    last_used_on: Any = models.DateField(_("最近一次使用"), null=True, blank=True)

    hidden_fields: ClassVar[frozenset[str]] = frozenset({"digest"})
    unrecorded_fields: ClassVar[frozenset[str]] = frozenset({"last_used_on"})

    class Meta:
        """The newest first."""

        ordering = ("-pk",)
        verbose_name = _("接口凭证")

    def __str__(self) -> str:
        """Return what it is for."""
        return self.name

    def recorded_area_id(self) -> int | None:
        """Return the area of the unit."""
        return self.unit.area_id

    @property
    def scope_names(self) -> list[str]:
        """Return what it opens, in words."""
        return [str(Scope(code).label) for code in self.scopes if code in Scope.values]

    def state(self, day: date) -> KeyState:
        """Return where it stands on a day."""
        if self.revoked_at is not None:
            return KeyState.REVOKED
        if day > self.expires_on:
            return KeyState.EXPIRED
        return KeyState.VALID if self.unit.active else KeyState.CLOSED
