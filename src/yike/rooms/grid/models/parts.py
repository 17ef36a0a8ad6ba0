"""协办: what another unit does of a request, by a day of its own, and what it answers to the main unit."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yike.core.record.base import Recorded
from yike.rooms.grid.models.requests import OfARequest, Request

WHAT, ANSWER = 200, 1000  # characters
WAITS = Q(answered_at=None, ended_at=None)


def _who(label: Any) -> models.ForeignKey[Any, Any]:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=label
    )


class RequestPart(OfARequest):
    """A co-unit's part. The main unit says ``what`` it is, in words that name nobody; the co-unit reads no others.

    It waits until it is answered, or called off: by the main unit, or because the request needs it no more.
    """

    request = models.ForeignKey(Request, models.PROTECT, related_name="parts", verbose_name=_("诉求"))
    unit = models.ForeignKey("accounts.Unit", models.PROTECT, related_name="+", verbose_name=_("协办的单位"))
    what = models.CharField(_("请它做什么"), max_length=WHAT)
    due_on = models.DateField(_("哪天前"))
    by: Any = _who(_("谁请的"))
    at = models.DateTimeField(_("时间"))
    answer = models.TextField(_("协办单位的答复"), max_length=ANSWER, blank=True)
    answered_by: Any = _who(_("谁答的"))
    answered_at: Any = models.DateTimeField(_("答复时间"), null=True, blank=True)
    ended_at: Any = models.DateTimeField(_("不再需要的时间"), null=True, blank=True)
    why = models.CharField(_("为什么不再需要"), max_length=WHAT, blank=True)

    hidden_fields: ClassVar[frozenset[str]] = frozenset({"what", "answer"})

    class Meta(Recorded.Meta):
        """In order; a unit has one part at a time."""

        ordering = ("pk",)
        verbose_name = _("协办任务")
        constraints = (
            models.UniqueConstraint(
                fields=("request", "unit"),
                condition=Q(answered_at=None, ended_at=None),
                name="one_part_of_a_unit_waits",
            ),
        )
        indexes = (models.Index(fields=("unit", "due_on"), condition=WAITS, name="part_by_unit"),)

    @property
    def of(self) -> str:
        """Return its name for deadlines."""
        return f"grid.requestpart:{self.pk}"

    @property
    def waits(self) -> bool:
        """Return whether its answer is still missing."""
        return self.answered_at is None and self.ended_at is None

    def get_absolute_url(self) -> str:
        """Return its page on the desk."""
        return reverse("grid:part", args=[self.pk])
