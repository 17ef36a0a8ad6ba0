"""What is to stand in the monthly calendar: the words of an entry, and notices written over the month."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yike.core.record.base import Recorded
from yike.rooms.almanac.models.activities import Strand


class Told(Recorded):
    """What one line of a calendar says: what, when, where, for whom, and whom to ask.

    ``audience`` holds codes of ``Audience``, none means everybody.
    """

    area: Any = models.ForeignKey("areas.Area", models.PROTECT, related_name="+", verbose_name=_("哪里"))
    strand = models.CharField(_("条线"), max_length=8, choices=Strand, default=Strand.SERVICE)
    title = models.CharField(_("什么事"), max_length=120)
    day: Any = models.DateField(_("日期"), null=True, blank=True)
    until: Any = models.DateField(_("最后一天"), null=True, blank=True)
    start: Any = models.TimeField(_("几点开始"), null=True, blank=True)
    end: Any = models.TimeField(_("几点结束"), null=True, blank=True)
    place = models.CharField(_("地点"), max_length=120, blank=True)
    audience = models.JSONField(_("面向谁"), default=list, blank=True)
    more = models.CharField(_("更多"), max_length=500, blank=True)
    contact = models.CharField(_("问谁"), max_length=40, blank=True)
    phone = models.CharField(_("咨询电话"), max_length=60, blank=True)
    link = models.CharField(_("网址"), max_length=200, blank=True)

    class Meta(Recorded.Meta):
        """Abstract."""

        abstract = True

    def __str__(self) -> str:
        """Return what it is about."""
        return self.title


WORDS = (
    *("strand", "title", "day", "until", "start", "end", "place"),
    *("audience", "more", "contact", "phone", "link"),
)
"""What is told, without where it belongs."""


class Bulletin(Told):
    """通知: written over the month by whoever hears of it, and gathered by the issue of each month it touches.

    ``withdrawn``: it is gathered no more.
    """

    withdrawn = models.BooleanField(_("不登了"), default=False)
    made_by: Any = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("谁写"),
    )
    made_at = models.DateTimeField(_("什么时候写"))

    class Meta:
        """By day."""

        ordering = ("day", "pk")
        indexes = (models.Index(fields=("area", "day"), name="bulletin_by_area"),)
        verbose_name = _("月历通知")

    def get_absolute_url(self) -> str:
        """Return the page on which it is kept."""
        return reverse("almanac:change_bulletin", args=[self.pk])

    @property
    def source(self) -> str:
        """Return its name among what an issue has gathered."""
        return f"almanac.bulletin:{self.pk}"
