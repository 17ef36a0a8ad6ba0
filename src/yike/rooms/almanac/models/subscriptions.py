"""邮件订阅: who reads the monthly calendar by e-mail. The address is sealed, and goes when its owner leaves."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from yike.core.record.base import Recorded
from yike.rooms.almanac.models.activities import Audience, Strand


class SubscriptionState(models.TextChoices):
    """Where a subscription stands."""

    ASKED = "asked", _("等本人确认")
    CONFIRMED = "confirmed", _("已确认")
    ENDED = "ended", _("已退订")


class Subscription(Recorded):
    """What somebody wants to read. Nothing but the letter that asks goes out before the owner has confirmed.

    ``wanted`` are the choices last asked for, which become the others when they are confirmed; ``asks`` counts the
    letters that asked, and only the link of the last one confirms. ``mailed`` are the moments of those of the last
    day, and ``box`` is a keyed word for the address without its "+tag", by which they are counted. ``consent`` is
    the edition of the words that were agreed to, at ``confirmed_at``. A row that has ended holds no address and no
    choice: a person who comes back begins a new one.
    """

    endpoint = models.OneToOneField(
        "outbox.Endpoint", models.PROTECT, related_name="almanac_subscription", verbose_name=_("邮箱")
    )
    state = models.CharField(
        _("状态"), max_length=10, choices=SubscriptionState, default=SubscriptionState.ASKED
    )
    area: Any = models.ForeignKey(
        "areas.Area", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("哪个社区")
    )
    audience = models.CharField(_("给谁"), max_length=20, choices=Audience, blank=True)
    strand = models.CharField(_("什么内容"), max_length=20, choices=Strand, blank=True)
    language = models.CharField(_("语言"), max_length=10, default="zh-hans")
    wanted = models.JSONField(default=dict, blank=True, editable=False)
    asks = models.PositiveIntegerField(_("问过几次"), default=0)
    mailed = models.JSONField(default=list, blank=True, editable=False)
    box = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    asked_at = models.DateTimeField(_("申请时间"))
    confirmed_at: Any = models.DateTimeField(_("同意时间"), null=True, blank=True)
    consent = models.CharField(_("同意的是哪一版说明"), max_length=20, blank=True)
    ended_at: Any = models.DateTimeField(_("退订时间"), null=True, blank=True)

    unrecorded_fields: ClassVar[frozenset[str]] = frozenset({"wanted", "mailed", "box"})

    class Meta:
        """Letters are written in order of the rows; the unconfirmed are swept by age."""

        indexes = (models.Index(fields=("state", "asked_at"), name="almanac_subscription_state"),)
        verbose_name = _("邮件订阅")

    def __str__(self) -> str:
        """Return its number: whoever reads it is nobody's business."""
        return f"#{self.pk}"

    def recorded_area_id(self) -> int | None:
        """Return the street."""
        return self.endpoint.area_id
