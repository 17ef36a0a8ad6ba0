"""Afterwards: what those who came found, what they said, and what was asked and has to be answered."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yike.core.record.base import Recorded
from yike.rooms.almanac.models.activities import Activity


class OfAnActivity(Recorded):
    """A row that belongs to an activity: its timeline shows it."""

    activity: Any
    activity_id: int

    class Meta(Recorded.Meta):
        """Abstract."""

        abstract = True

    def recorded_area_id(self) -> int | None:
        """Return the activity's area."""
        area: int = self.activity.area_id
        return area

    def recorded_subject(self) -> str:
        """Return the activity."""
        return f"almanac.activity:{self.activity_id}"


def _user(label: Any, related: str = "+") -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name=related,
        verbose_name=label,
    )


class SurveyAnswer(OfAnActivity):
    """问卷: three taps of somebody who came. Nothing leads from here to who it was.

    ``liked useful again`` are 1 (yes), 2 (so so), 3 (no); no history keeps them. ``on_the_spot``: by the code at
    the exit, which says of nobody whether they were there, or answer by their own link as well.
    """

    activity = models.ForeignKey(
        Activity, models.PROTECT, related_name="survey_answers", verbose_name=_("活动")
    )
    liked = models.PositiveSmallIntegerField(_("满意吗"))
    useful = models.PositiveSmallIntegerField(_("有用吗"))
    again = models.PositiveSmallIntegerField(_("还来吗"))
    on_the_spot = models.BooleanField(_("现场扫码答的"), default=False)

    hidden_fields: ClassVar[frozenset[str]] = frozenset({"liked", "useful", "again"})

    class Meta:
        """Each answer is from 1 to 3."""

        constraints = (
            models.CheckConstraint(
                condition=Q(liked__range=(1, 3), useful__range=(1, 3), again__range=(1, 3)), name="three_taps"
            ),
        )
        verbose_name = _("问卷答案")

    def __str__(self) -> str:
        """Return of which activity."""
        return str(self.activity)

    def recorded_subject(self) -> str:
        """Return the survey: the activity's timeline does not count who answered, and when."""
        return f"almanac.survey:{self.activity_id}"


class OpinionState(models.TextChoices):
    """What became of an opinion."""

    NEW = "new", _("等处理")
    HANDED = "handed", _("转成诉求")
    NOTED = "noted", _("不用办")


class Opinion(OfAnActivity):
    """意见: what somebody said at an activity. ``number`` and ``of`` name the request it became."""

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="opinions", verbose_name=_("活动"))
    words = models.CharField(_("意见"), max_length=500)
    state = models.CharField(_("状态"), max_length=8, choices=OpinionState, default=OpinionState.NEW)
    number = models.CharField(_("登记号"), max_length=20, blank=True)
    of = models.CharField(_("成了什么"), max_length=40, blank=True, editable=False)
    entered_by: Any = _user(_("谁登记的"))
    at = models.DateTimeField(_("时间"))

    hidden_fields: ClassVar[frozenset[str]] = frozenset({"words"})
    named_in_history = "number"

    class Meta:
        """In order."""

        ordering = ("pk",)
        verbose_name = _("活动上的意见")

    def __str__(self) -> str:
        """Return its beginning."""
        return self.words[:40]


class Task(OfAnActivity):
    """会后要答的提问: a question of a lecture that somebody has to answer by a day."""

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="tasks", verbose_name=_("活动"))
    words = models.CharField(_("问了什么"), max_length=300)
    owner: Any = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="tasks", verbose_name=_("谁来答")
    )
    due = models.DateField(_("几号以前"))
    answer = models.CharField(_("答复"), max_length=1000, blank=True)
    answered_at = models.DateTimeField(_("答复时间"), null=True, blank=True)

    named_in_history = "words"

    class Meta:
        """What is due first, first."""

        ordering = ("due", "pk")
        indexes = (
            models.Index(fields=("owner",), condition=Q(answered_at__isnull=True), name="task_to_answer"),
        )
        verbose_name = _("会后要答的提问")

    def __str__(self) -> str:
        """Return its beginning."""
        return self.words[:40]

    @property
    def key(self) -> str:
        """Return its name for deadlines."""
        return f"almanac.task:{self.pk}"

    def get_absolute_url(self) -> str:
        """Return its page on the desk."""
        return reverse("almanac:task", args=[self.pk])
