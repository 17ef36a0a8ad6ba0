"""Parts some activities have: acts of a programme, parts of a lecture, zones with stamps, stalls."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from yike.core.record.base import Recorded
from yike.rooms.almanac.models.activities import Activity
from yike.rooms.almanac.models.series import in_english


class PartKind(models.TextChoices):
    """What a part is."""

    ACT = "act", _("节目")
    TALK = "talk", _("讲题")
    ZONE = "zone", _("展区")
    STALL = "stall", _("摊位")


class Part(Recorded):
    """节目、讲题、展区、摊位. ``who`` performs, speaks or stands there; ``what`` is offered, done or told.

    ``order`` is the order on the programme, or along the route; ``starts_at`` when an act or a talk begins.
    ``code`` opens the page of a zone that gives its stamp. ``item`` is the code of a service item offered at a
    stall, ``item_name`` what it was called then. ``inside`` are the people at a zone as last counted or guessed at
    ``counted_at``; ``holds`` is how many it can hold, 0 where nobody said.
    """

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="parts", verbose_name=_("活动"))
    kind = models.CharField(_("是什么"), max_length=6, choices=PartKind)
    order = models.PositiveSmallIntegerField(_("顺序"))
    name = models.CharField(_("名称"), max_length=60)
    name_en = models.CharField(_("英文名称"), max_length=120, blank=True)
    who = models.CharField(_("谁来"), max_length=120, blank=True)
    what = models.CharField(_("内容"), max_length=300, blank=True)
    item = models.CharField(_("办什么事项"), max_length=40, blank=True)
    item_name = models.CharField(_("事项名称"), max_length=100, blank=True)
    starts_at = models.TimeField(_("几点"), null=True, blank=True)
    code = models.CharField(_("集章码"), max_length=8, blank=True, editable=False)

    inside = models.PositiveIntegerField(_("现在有多少人"), default=0)
    holds = models.PositiveIntegerField(_("最多容纳多少人"), default=0)
    counted_at = models.DateTimeField(_("几时数的"), null=True, blank=True)

    hidden_fields: ClassVar[frozenset[str]] = frozenset({"code"})
    unrecorded_fields: ClassVar[frozenset[str]] = frozenset({"inside", "counted_at"})

    class Meta:
        """By kind and order; each place in the order once."""

        ordering = ("kind", "order")
        constraints = (
            models.UniqueConstraint(fields=("activity", "kind", "order"), name="one_part_in_order"),
        )
        verbose_name = _("活动的部分")

    def __str__(self) -> str:
        """Return the name."""
        return self.name

    @property
    def shown_name(self) -> str:
        """Return the name in the reader's language, the Chinese one where there is no other."""
        return self.name_en if in_english() and self.name_en else self.name

    def recorded_area_id(self) -> int | None:
        """Return the activity's area."""
        return self.activity.area_id

    def recorded_subject(self) -> str:
        """Return the activity."""
        return f"almanac.activity:{self.activity_id}"


class Stamp(Recorded):
    """集章: a card (the digest of a word kept by the visitor's phone) has been at a zone, once."""

    part = models.ForeignKey(Part, models.PROTECT, related_name="stamps", verbose_name=_("展区"))
    card = models.CharField(max_length=64, editable=False)
    at = models.DateTimeField(_("时间"))

    hidden_fields: ClassVar[frozenset[str]] = frozenset({"card"})
    named_in_history = "part__name"

    class Meta:
        """Each zone once on a card."""

        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("part", "card"), name="stamped_once"),)
        indexes: ClassVar[list[Any]] = [models.Index(fields=("card",), name="stamp_by_card")]
        verbose_name = _("集章")

    def __str__(self) -> str:
        """Return where."""
        return str(self.part)

    def recorded_area_id(self) -> int | None:
        """Return the activity's area."""
        return self.part.activity.area_id
