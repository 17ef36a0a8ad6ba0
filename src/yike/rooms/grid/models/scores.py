"""计分办法: how many points a rate scores, by whose rule, from which day on."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yike.core.record.base import Recorded
from yike.engines.scoring import Curve, Knot

ALWAYS = date(2000, 1, 1)  # from when on a rule holds whose first day nobody wrote


class ScoreRule(Recorded):
    """One line of points: of a ``source`` (whose rule it is) for one indicator, in force from the day ``since`` on.

    ``knots`` are pairs of rate and points as text, in order; none: from that day on nothing is scored. A rule of a
    ``street`` stands in place of everybody's with its source and indicator. A later version ends an earlier one.
    """

    street: Any = models.ForeignKey(
        "areas.Area", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("只用于街道")
    )
    source = models.CharField(_("办法"), max_length=40)
    indicator = models.CharField(_("指标"), max_length=40)
    since = models.DateField(_("自哪天起"), default=ALWAYS)
    knots = models.JSONField(_("比率和得分"), default=list)
    note = models.CharField(_("说明"), max_length=200, blank=True)
    active = models.BooleanField(_("在用"), default=True)

    named_in_history = "source"

    class Meta:
        """By source and indicator, the latest version first; one version a day."""

        ordering = ("source", "indicator", "-since", "pk")
        verbose_name = _("计分办法")
        constraints = (
            models.UniqueConstraint(
                fields=("source", "indicator", "since"), condition=Q(street=None), name="score_rule_for_all"
            ),
            models.UniqueConstraint(
                fields=("source", "indicator", "since", "street"), name="score_rule_in_a_street"
            ),
        )

    def __str__(self) -> str:
        """Return whose rule it is."""
        return self.source

    def recorded_area_id(self) -> int | None:
        """Return the street where it is one of a street."""
        found: int | None = self.street_id
        return found

    @property
    def curve(self) -> Curve | None:
        """Return the line of points, None where nothing is scored."""
        return Curve(tuple(Knot(Decimal(r), Decimal(p)) for r, p in self.knots)) if self.knots else None
