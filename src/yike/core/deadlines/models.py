"""Deadlines, the pauses and moves they have had, and the steps of the ladder that were taken."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yike.core.deadlines.flows import OPEN, State
from yike.core.deadlines.kinds import TELLS, Kind, kind
from yike.core.record.base import Recorded
from yike.core.record.clock import now
from yike.engines.worktime import Colour, Limit, Rules, Sentence, Unit

if TYPE_CHECKING:
    from yike.core.deadlines.reckoning import Reckoned

MEASURES: tuple[tuple[str, object], ...] = (
    (Unit.MINUTE.value, _("分钟")),
    (Unit.WORK_HOUR.value, _("工作时")),
    (Unit.WORK_DAY.value, _("工作日")),
    (Unit.DAY.value, _("自然日")),
    (Unit.MONTH.value, _("月")),
)
MINUTE = timedelta(minutes=1)
REASON = 200


class Deadline(Recorded):
    """By when something is due. ``of`` is what ("grid.request:5"), ``name`` what it is called among staff.

    Limit: so much of a ``measure``, reckoned by the hours of ``hours_of``; ``fixed`` where the letter itself names
    the moment. ``due_at`` is empty while the clock stands. ``half_at`` is when half of the time is used;
    ``moments`` are those of the ladder in minutes since 1970, ``step`` the next of them, ``next_at`` its moment.
    ``round`` counts the moves; ``counted_on`` is the day under which it counts as due, empty before.
    """

    of = models.CharField(_("什么的时限"), max_length=80)
    kind = models.CharField(_("类型"), max_length=60)
    name = models.CharField(_("名称"), max_length=80)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.RUNNING)
    since = models.DateTimeField(_("从"))
    amount = models.PositiveIntegerField(_("时限"))
    measure = models.CharField(_("单位"), max_length=10, choices=MEASURES)
    first_day_counts = models.BooleanField(_("当天算第一天"), default=False)
    rolls = models.BooleanField(_("末日逢休顺延"), default=True)
    to_midnight = models.BooleanField(_("到当天 24 点"), default=False)
    fixed = models.BooleanField(_("来件写明的时限"), default=False)
    hours_of: Any = models.ForeignKey(
        "accounts.Unit",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("按谁的上班时间"),
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="deadlines",
        verbose_name=_("经办人"),
    )
    owner_unit: Any = models.ForeignKey(
        "accounts.Unit",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="deadlines",
        verbose_name=_("承办单位"),
    )
    area = models.ForeignKey("areas.Area", models.PROTECT, related_name="+", verbose_name=_("区域"))
    due_at = models.DateTimeField(_("到期"), null=True, blank=True)
    ended_at = models.DateTimeField(_("办完"), null=True, blank=True)
    half_at = models.DateTimeField(null=True, blank=True)
    moments = models.JSONField(default=list)
    step = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True, blank=True)
    round = models.PositiveSmallIntegerField(_("改过几次"), default=0)
    counted_on = models.DateField(null=True, blank=True)

    unrecorded_fields: ClassVar[frozenset[str]] = frozenset(
        {"half_at", "moments", "step", "next_at", "counted_on"}
    )

    class Meta:
        """One deadline of a kind is open for a thing at a time; lists ask by owner, unit and area."""

        verbose_name = _("时限")
        constraints = (
            models.UniqueConstraint(
                fields=("of", "kind"), condition=Q(state__in=sorted(OPEN)), name="deadline_open_once"
            ),
            models.CheckConstraint(
                condition=~Q(state=State.RUNNING) | Q(due_at__isnull=False), name="deadline_running_is_due"
            ),
            models.CheckConstraint(
                condition=Q(state=State.RUNNING) | Q(next_at__isnull=True),
                name="deadline_only_running_climbs",
            ),
        )
        indexes = (
            models.Index(fields=("next_at",), condition=Q(next_at__isnull=False), name="deadline_next"),
            models.Index(fields=("of",), name="deadline_of"),
            models.Index(fields=("owner", "state", "due_at"), name="deadline_by_owner"),
            models.Index(fields=("owner_unit", "state", "due_at"), name="deadline_by_unit"),
            models.Index(fields=("area", "state", "due_at"), name="deadline_by_area"),
            models.Index(fields=("state", "due_at"), name="deadline_by_state"),
            models.Index(fields=("kind", "counted_on"), name="deadline_by_day"),
            models.Index(
                fields=("due_at", "id", "kind", "area", "of"),
                condition=Q(state=State.RUNNING),
                name="deadline_late",
            ),
        )

    def __str__(self) -> str:
        """Return name and moment."""
        return self.name

    def recorded_subject(self) -> str:
        """Return what it is of: its timeline shows the deadline too."""
        return self.of

    def get_absolute_url(self) -> str:
        """Return the desk page of what it is of; empty where its kind names none."""
        page = self.declared.page
        return reverse(page, args=[self.of.rpartition(":")[2]]) if page else ""

    @property
    def declared(self) -> Kind:
        """Its kind as the room declared it."""
        return kind(self.kind)

    @property
    def limit(self) -> Limit:
        """How much time is allowed, extensions left out."""
        rules = Rules(self.first_day_counts, self.rolls, self.to_midnight)
        return Limit(self.amount, Unit(self.measure), rules)

    @property
    def open(self) -> bool:
        """Whether somebody still has to do something."""
        return self.state in OPEN

    def passed(self, at: datetime | None = None) -> bool:
        """Return whether it had passed at a moment (now). The whole of its last minute is still in time."""
        return self.due_at is not None and (at or now()) >= self.due_at + MINUTE

    def moment_of(self, step: int) -> datetime | None:
        """Return the moment of a step of the ladder; None after the last one."""
        if step >= len(self.moments):
            return None
        return datetime.fromtimestamp(self.moments[step] * 60, UTC)

    @property
    def colour(self) -> Colour:
        """Green while more than half of the time is left, yellow until it is over, then red."""
        if self.state == State.LATE or (self.open and self.passed()):
            return Colour.RED
        if self.state == State.RUNNING and self.half_at and now() >= self.half_at:
            return Colour.YELLOW
        return Colour.GREEN

    def reckoning(self) -> Sentence:
        """Return its arithmetic in words, in two languages. Raises ``Fault`` where a year has no calendar now."""
        return self.reckoned().sentence

    def reckoned(self) -> Reckoned:
        """Return it reckoned anew from limit, pauses and moves. Raises ``Fault`` where a year has no calendar."""
        from yike.core.deadlines.reckoning import reckoned  # noqa: PLC0415 - reads this module's rows

        return reckoned(self)


class _Of(Recorded):
    """What belongs to a deadline stands in the timeline of what the deadline is of."""

    named_in_history = "deadline__name"

    class Meta(Recorded.Meta):
        """Abstract."""

        abstract = True

    def __str__(self) -> str:
        """Return whose it is."""
        return str(self.deadline)  # type: ignore[attr-defined]

    def recorded_area_id(self) -> int | None:
        """Return the area of the deadline."""
        area: int = self.deadline.area_id  # type: ignore[attr-defined]
        return area

    def recorded_subject(self) -> str:
        """Return what the deadline is of."""
        return str(self.deadline.of)  # type: ignore[attr-defined]


class DeadlinePause(_Of):
    """暂停: the clock stands from ``begin`` until ``end``, for a reason that anybody can read."""

    deadline = models.ForeignKey(Deadline, models.PROTECT, related_name="pauses", verbose_name=_("时限"))
    begin = models.DateTimeField(_("从"))
    end = models.DateTimeField(_("到"), null=True, blank=True)
    reason = models.CharField(_("原因"), max_length=REASON)

    class Meta:
        """In order of time; a clock stands once."""

        verbose_name = _("暂停计时")
        ordering = ("begin", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("deadline",), condition=Q(end__isnull=True), name="deadline_paused_once"
            ),
        )


class DeadlineMove(_Of):
    """改期: so much more of a measure is allowed, or the deadline is now ``to``; with the reason."""

    deadline = models.ForeignKey(Deadline, models.PROTECT, related_name="moves", verbose_name=_("时限"))
    at = models.DateTimeField(_("时间"))
    amount = models.PositiveIntegerField(_("延长"), null=True, blank=True)
    measure = models.CharField(_("单位"), max_length=10, choices=MEASURES, blank=True)
    to = models.DateTimeField(_("改到"), null=True, blank=True)
    before = models.DateTimeField(_("原定"), null=True, blank=True)
    reason = models.CharField(_("原因"), max_length=REASON)

    class Meta:
        """In order of time."""

        verbose_name = _("改期")
        ordering = ("at", "pk")


class DeadlineStep(_Of):
    """催办: a step of the ladder that was taken; appended, never edited but for ``told_at``.

    ``told_at`` is when whoever had to be told was told (or the deadline had ended by then), empty until then.
    """

    deadline = models.ForeignKey(Deadline, models.PROTECT, related_name="steps", verbose_name=_("时限"))
    round = models.PositiveSmallIntegerField(_("改过几次"))
    step = models.PositiveSmallIntegerField(_("第几步"))
    percent = models.PositiveSmallIntegerField(_("用去（%）"))
    tell = models.CharField(_("告诉谁"), max_length=16, choices=list(TELLS.items()))
    escalated = models.BooleanField(_("超期后上报"), default=False)
    due_at = models.DateTimeField(_("到期"))
    taken_at = models.DateTimeField(_("时间"))
    told_at = models.DateTimeField(null=True, blank=True)

    unrecorded_fields: ClassVar[frozenset[str]] = frozenset({"told_at"})

    class Meta:
        """Each step once in a round, whoever sweeps."""

        verbose_name = _("催办")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("deadline", "round", "step"), name="deadline_step_once"),
        )
        indexes = (models.Index(fields=("id",), condition=Q(told_at__isnull=True), name="deadline_untold"),)
