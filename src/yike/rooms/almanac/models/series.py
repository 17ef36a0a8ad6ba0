"""A series 系列: the same thing on many days. Each day is an activity of its own; the series joins them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from yike.core.record.base import Recorded


def in_english() -> bool:
    """Return whether the reader reads English."""
    return (get_language() or "").startswith("en")


class Series(Recorded):
    """系列. ``code`` is public. ``rule`` is the RRULE that its sessions were counted out by, from ``first_at`` on.

    ``without`` holds the days left out, as text: 2026-12-31. A session that was moved keeps in ``slot`` when it
    should have been by the rule.
    """

    code = models.CharField(_("编号"), max_length=8, unique=True, editable=False)
    name = models.CharField(_("系列名称"), max_length=60)
    name_en = models.CharField(_("英文名称"), max_length=120, blank=True)
    area = models.ForeignKey("areas.Area", models.PROTECT, related_name="series", verbose_name=_("所在区域"))
    rule = models.CharField(_("怎么重复"), max_length=120)
    first_at = models.DateTimeField(_("第一场"))
    without = models.JSONField(_("除去的日子"), default=list, blank=True)
    made_by: Any = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("谁策划"),
    )
    made_at = models.DateTimeField(_("策划时间"))

    named_in_history = "name"

    class Meta:
        """The newest first."""

        ordering = ("-first_at", "-pk")
        verbose_name = _("系列")

    def __str__(self) -> str:
        """Return the name."""
        return self.name

    @property
    def shown_name(self) -> str:
        """Return the name in the reader's language, the Chinese one where there is no other."""
        return self.name_en if in_english() and self.name_en else self.name

    def get_absolute_url(self) -> str:
        """Return its page on the desk."""
        return reverse("almanac:series", args=[self.pk])
