"""Appeals 申诉 against a result that is out, and the versions of the result sheet."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yike.rooms.almanac.models.contests import Contest, OfAContest, Team


class AppealState(models.TextChoices):
    """Where an appeal stands."""

    OPEN = "open", _("等裁定")
    UPHELD = "upheld", _("成立")
    REFUSED = "refused", _("不成立")


def _user(label: Any) -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=label
    )


class Appeal(OfAContest):
    """申诉 of a team against the result. ``entered_by`` is None where the leader wrote it by the team's link."""

    contest = models.ForeignKey(Contest, models.PROTECT, related_name="appeals", verbose_name=_("比赛"))
    team = models.ForeignKey(Team, models.PROTECT, related_name="appeals", verbose_name=_("队伍"))
    words = models.TextField(_("申诉什么"), max_length=500)
    state = models.CharField(_("状态"), max_length=8, choices=AppealState, default=AppealState.OPEN)
    entered_by: Any = _user(_("谁登记的"))
    at = models.DateTimeField(_("时间"))
    ruling = models.CharField(_("裁定的理由"), max_length=300, blank=True)
    ruled_by: Any = _user(_("谁裁定"))
    ruled_at = models.DateTimeField(_("裁定时间"), null=True, blank=True)

    named_in_history = "team__name"

    class Meta:
        """In order; a team has one open at a time."""

        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("team",), condition=Q(state="open"), name="one_open_appeal"),
        )
        verbose_name = _("申诉")

    def __str__(self) -> str:
        """Return whose."""
        return str(self.team)

    @property
    def of(self) -> str:
        """Return its name for deadlines."""
        return f"almanac.appeal:{self.pk}"

    def get_absolute_url(self) -> str:
        """Return its page on the desk."""
        return reverse("almanac:appeal", args=[self.pk])


class ResultSheet(OfAContest):
    """成绩单: one version of the result, as it was published. None is ever edited: a ruling makes the next one.

    ``rows`` hold place, team, score, mean, deduction, dropped judges, what told a tie apart, whether it is shared.
    """

    contest = models.ForeignKey(Contest, models.PROTECT, related_name="results", verbose_name=_("比赛"))
    number = models.PositiveSmallIntegerField(_("第几版"))
    rows = models.JSONField(_("名次"), default=list)
    appeal: Any = models.OneToOneField(
        Appeal, models.PROTECT, null=True, blank=True, related_name="sheet", verbose_name=_("因为哪件申诉")
    )
    by: Any = _user(_("谁公布"))
    at = models.DateTimeField(_("公布时间"))

    named_in_history = "number"

    class Meta:
        """The first version first."""

        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=("contest", "number"), name="one_version"),)
        verbose_name = _("成绩单")

    def __str__(self) -> str:
        """Return which version."""
        return str(self.number)
