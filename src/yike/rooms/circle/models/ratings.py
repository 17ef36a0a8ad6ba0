"""Ratings 好差评: five levels after a visit, and what follows a bad one."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yike.core.record.base import Recorded
from yike.core.residents import masks
from yike.core.vault.fields import SealedField
from yike.rooms.circle.models.items import ServiceItem
from yike.rooms.circle.models.points import ServicePoint


class Grade(models.IntegerChoices):
    """The five levels; the last two are bad."""

    VERY_GOOD = 5, _("非常满意")
    GOOD = 4, _("满意")
    FAIR = 3, _("基本满意")
    BAD = 2, _("不满意")
    VERY_BAD = 1, _("非常不满意")


class RatingState(models.TextChoices):
    """A good rating is received and that is all; a bad one is verified within a day and mended within fifteen."""

    RECEIVED = "received", _("收到")
    VERIFYING = "verifying", _("核实中")
    MENDING = "mending", _("整改中")
    CALLING_BACK = "calling_back", _("待回访")
    CLOSED = "closed", _("已办结")
    MISTAKEN = "mistaken", _("误评")


class Rating(Recorded):
    """好差评: what somebody thought of one visit. No name is asked for; a phone only if they want an answer.

    ``link`` is the secret by which the visitor reads the answer and adds one more word (追评). ``contact_by`` and
    ``mend_by`` are set for a bad rating and cleared when met; ``mend_from`` is when the days for mending begin:
    with the rating, or with the call that found the visitor still unhappy.
    """

    number = models.CharField(_("编号"), max_length=20, unique=True)
    link = models.CharField(max_length=43, unique=True, editable=False)
    point = models.ForeignKey(ServicePoint, models.PROTECT, related_name="ratings", verbose_name=_("站点"))
    item: Any = models.ForeignKey(
        ServiceItem, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("事项")
    )
    area = models.ForeignKey("areas.Area", models.PROTECT, related_name="+", verbose_name=_("所在区域"))
    grade = models.PositiveSmallIntegerField(_("评价"), choices=Grade)
    words = models.TextField(_("说说情况"), max_length=500, blank=True)
    phone = SealedField(_("电话"), mask=masks.phone, null=True)
    visited_on = models.DateField(_("哪天去的"))
    received_at = models.DateTimeField(_("收到时间"))
    state = models.CharField(_("状态"), max_length=14, choices=RatingState, default=RatingState.RECEIVED)
    contact_by = models.DateTimeField(_("联系时限"), null=True, blank=True)
    mend_by = models.DateTimeField(_("整改时限"), null=True, blank=True)
    mend_from = models.DateTimeField(_("整改起算"), null=True, blank=True)
    uid = models.UUIDField(default=uuid.uuid4, editable=False)
    answer = models.TextField(_("答复"), max_length=500, blank=True)
    answered_by: Any = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("答复人"),
    )
    afterthought = models.TextField(_("追评"), max_length=500, blank=True)
    after_grade = models.PositiveSmallIntegerField(_("追评等级"), choices=Grade, null=True, blank=True)

    hidden_fields: ClassVar[frozenset[str]] = frozenset({"link"})
    unrecorded_fields: ClassVar[frozenset[str]] = frozenset({"uid"})

    class Meta:
        """The latest first."""

        ordering = ("-received_at", "-pk")
        indexes = (
            models.Index(fields=("area", "state"), name="rating_by_area"),
            models.Index(fields=("contact_by",), name="rating_by_contact"),
            models.Index(fields=("mend_by",), name="rating_by_mending"),
        )
        verbose_name = _("好差评")

    def __str__(self) -> str:
        """Return the number."""
        return self.number

    @property
    def bad(self) -> bool:
        """Return whether somebody has to be called."""
        return self.grade <= Grade.BAD

    def get_absolute_url(self) -> str:
        """Return the page of this rating on the desk."""
        return reverse("circle:rating", args=[self.pk])
