"""Photos of an activity: bare, looked at one by one, shown to everybody only with a word about who is seen."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yike.core.record.base import Recorded
from yike.rooms.almanac.models.activities import Activity
from yike.rooms.almanac.models.series import in_english


class PhotoState(models.TextChoices):
    """Whether everybody sees a photo."""

    NEW = "new", _("等看过")
    SHOWN = "shown", _("已公开")
    KEPT = "kept", _("不公开")


class Seen(models.TextChoices):
    """Who can be known on a photo, as whoever let it out declares."""

    NOBODY = "nobody", _("认不出任何人")
    COVERED = "covered", _("有孩子，孩子的脸都遮住了")
    ADULTS = "adults", _("只有大人，都同意公开")
    AGREED = "agreed", _("有孩子，监护人和画面里的人都同意公开")


ON_A_WORD = frozenset({Seen.ADULTS, Seen.AGREED, Seen.COVERED})
"""What may show people: whoever of them takes a yes back has it looked at again."""


class ActivityPhoto(Recorded):
    """活动照片. A bare JPEG without position. ``seen`` is who can be known on it, said by ``by`` who let it out.

    ``covered_at`` is when parts of it were last blurred; what was there is gone.
    """

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="photos", verbose_name=_("活动"))
    state = models.CharField(_("状态"), max_length=5, choices=PhotoState, default=PhotoState.NEW)
    jpeg = models.BinaryField(_("照片"))
    width = models.PositiveIntegerField(_("宽"))
    height = models.PositiveIntegerField(_("高"))
    words = models.CharField(_("说明"), max_length=60, blank=True)
    words_en = models.CharField(_("英文说明"), max_length=120, blank=True)
    seen = models.CharField(_("画面里有谁"), max_length=8, choices=Seen, blank=True)
    covered_at = models.DateTimeField(_("遮过"), null=True, blank=True)
    kept_at = models.DateTimeField(_("放上时间"))
    by: Any = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("谁看过"),
    )
    at = models.DateTimeField(_("看过时间"), null=True, blank=True)

    hidden_fields: ClassVar[frozenset[str]] = frozenset({"jpeg"})
    named_in_history = "words"

    class Meta:
        """In the order in which they were kept."""

        ordering = ("pk",)
        indexes = (models.Index(fields=("state", "kept_at"), name="photo_to_forget"),)
        verbose_name = _("活动照片")

    def __str__(self) -> str:
        """Return what it is called."""
        return self.words or str(self._meta.verbose_name)

    @property
    def shown_words(self) -> str:
        """Return the words below it in the reader's language, the Chinese ones where there are no other."""
        return self.words_en if in_english() and self.words_en else self.words

    def recorded_area_id(self) -> int | None:
        """Return the activity's area."""
        return self.activity.area_id

    def recorded_subject(self) -> str:
        """Return the activity."""
        return f"almanac.activity:{self.activity_id}"

    def get_absolute_url(self) -> str:
        """Return the page on which it is looked at."""
        return reverse("almanac:activity_photo", args=[self.activity_id, self.pk])
