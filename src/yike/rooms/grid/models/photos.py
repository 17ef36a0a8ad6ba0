"""Photos of what this room keeps: before, after, evidence; bare JPEGs without position."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from yike.core.record.base import Recorded


class PhotoRole(models.TextChoices):
    """What a photo shows."""

    BEFORE = "before", _("处理前")
    AFTER = "after", _("处理后")
    EVIDENCE = "evidence", _("佐证")


class Photo(Recorded):
    """照片: ``of`` is what it belongs to ("grid.case:5"); ``area`` is in whose scope it is seen.

    ``copy_of`` is the photo of something else that it was taken over from: what is blurred there is blurred here.
    """

    of = models.CharField(_("属于"), max_length=80, db_index=True)
    role = models.CharField(_("是什么"), max_length=10, choices=PhotoRole)
    area = models.ForeignKey("areas.Area", models.PROTECT, related_name="+", verbose_name=_("区域"))
    jpeg = models.BinaryField(_("照片"))
    width = models.PositiveIntegerField(_("宽"))
    height = models.PositiveIntegerField(_("高"))
    taken_by: Any = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("谁放上的"),
    )
    kept_at = models.DateTimeField(_("放上时间"))
    copy_of: Any = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="copies", verbose_name=_("原照片")
    )

    hidden_fields: ClassVar[frozenset[str]] = frozenset({"jpeg"})

    class Meta:
        """In the order in which they were kept."""

        ordering = ("pk",)
        verbose_name = _("现场照片")

    def __str__(self) -> str:
        """Return what it shows."""
        return str(self.get_role_display())

    def recorded_subject(self) -> str:
        """Return the timeline of what it belongs to."""
        return self.of
