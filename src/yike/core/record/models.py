"""History rows, the seals over them, and facts. All are appended, none is edited."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class AppendOnly(models.QuerySet[Any]):
    """Rows that are added and read; whoever tries to edit or delete them is told so."""

    def update(self, **values: Any) -> NoReturn:
        """Refuse: what is kept is not edited."""
        raise TypeError(f"{self.model.__name__} is append-only: {sorted(values)} cannot be edited")

    def delete(self) -> NoReturn:
        """Refuse: what is kept is not deleted."""
        raise TypeError(f"{self.model.__name__} is append-only: nothing is deleted")


class HistoryEntry(models.Model):
    """One change, one reading or one remark: who, on whose behalf, when, what, before and after.

    ``payload`` holds all that may name a person, as JSON text: ``before``, ``after``, ``note``, ``reason`` and
    ``on_behalf``. It may be erased on a person's wish, together with ``salt``; ``payload_digest`` stays, so that
    the chain of seals still proves that nothing else was touched.
    """

    at = models.DateTimeField(_("时间"))
    deed = models.UUIDField(_("同一次操作"))
    verb = models.CharField(_("做了什么"), max_length=80)
    model = models.CharField(_("对象类型"), max_length=80)
    object_pk = models.CharField(_("对象编号"), max_length=64)
    subject = models.CharField(_("归在谁名下"), max_length=120)
    area = models.ForeignKey(
        "areas.Area",
        models.DO_NOTHING,
        null=True,
        db_constraint=False,
        related_name="+",
        verbose_name=_("区域"),
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        null=True,
        db_constraint=False,
        related_name="+",
        verbose_name=_("谁"),
    )
    actor_name = models.CharField(_("姓名"), max_length=80)
    way = models.CharField(_("途径"), max_length=8)
    address = models.CharField(_("网络地址"), max_length=45, blank=True)
    payload = models.TextField(_("内容"), null=True)
    salt = models.CharField(max_length=16, null=True)
    payload_digest = models.CharField(max_length=64)
    seal = models.ForeignKey("record.Seal", models.PROTECT, null=True, related_name="entries")

    objects = AppendOnly.as_manager()

    class Meta:
        """Indexes for a record's timeline, an area's, a person's, and for the sealing sweep."""

        indexes = (
            models.Index(fields=("subject", "id"), name="history_by_subject"),
            models.Index(fields=("area", "id"), name="history_by_area"),
            models.Index(fields=("actor", "id"), name="history_by_actor"),
            models.Index(fields=("id",), condition=models.Q(seal=None), name="history_unsealed"),
        )

    @property
    def content(self) -> dict[str, Any]:
        """The payload as it was kept; empty once it has been erased."""
        return json.loads(self.payload) if self.payload else {}

    @property
    def erased(self) -> bool:
        """Whether the content was erased on a person's wish."""
        return self.payload is None

    @property
    def reason(self) -> str:
        """Why it was done, as the person said."""
        return str(self.content.get("reason", ""))

    @property
    def on_behalf(self) -> str:
        """For whom it was done, where that was somebody else."""
        return str(self.content.get("on_behalf", ""))

    def __str__(self) -> str:
        """Return verb, object and moment."""
        return f"{self.verb} {self.model}:{self.object_pk} @ {self.at:%Y-%m-%d %H:%M:%S}"


class Seal(models.Model):
    """A seal over a batch of history rows, chained to the one before; its key is not in the database."""

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    count = models.PositiveIntegerField()
    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField()
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    key_version = models.PositiveIntegerField()

    objects = AppendOnly.as_manager()

    def recorded_area_id(self) -> None:
        """Return no area: the chain is everybody's."""

    def recorded_subject(self) -> str:
        """Return the chain's own timeline."""
        return "record.seal"

    def __str__(self) -> str:
        """Return the number and the start of the digest."""
        return f"{self.number} {self.digest[:12]}"


class Fact(models.Model):
    """A number with its evidence: measure, quantity, day, area, whom it counts, and the record that proves it."""

    measure = models.CharField(_("指标"), max_length=64)
    day = models.DateField(_("日期"))
    area = models.ForeignKey("areas.Area", models.PROTECT, related_name="+", verbose_name=_("区域"))
    subject = models.CharField(_("数的是谁"), max_length=80, blank=True)
    quantity = models.DecimalField(_("数量"), max_digits=16, decimal_places=3)
    source_model = models.CharField(_("依据类型"), max_length=80)
    source_pk = models.CharField(_("依据编号"), max_length=64)
    deed = models.UUIDField(_("同一次操作"))
    at = models.DateTimeField(_("记下的时间"))
    corrects: Any = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="corrections", verbose_name=_("更正哪一条")
    )

    objects = AppendOnly.as_manager()

    class Meta:
        """One index answers every question of how many, without touching the table."""

        indexes = (
            models.Index(
                fields=("measure", "day", "area", "subject", "quantity", "source_pk"), name="fact_how_many"
            ),
            models.Index(fields=("source_model", "source_pk"), name="fact_by_source"),
        )

    def __str__(self) -> str:
        """Return measure, day and quantity."""
        return f"{self.measure} {self.day} {self.quantity}"


class FactSum(models.Model):
    """Facts added up: the sum of a measure in an area on a day, or in the month that begins on it (``span``)."""

    span = models.CharField(max_length=5)
    measure = models.CharField(_("指标"), max_length=64)
    first = models.DateField(_("日期"))
    area = models.ForeignKey(
        "areas.Area", models.PROTECT, related_name="+", verbose_name=_("区域"), db_index=False
    )
    quantity = models.DecimalField(_("数量"), max_digits=20, decimal_places=3)

    class Meta:
        """One sum of each; the index answers for many measures of some days without touching the table."""

        constraints = (
            models.UniqueConstraint(fields=("span", "measure", "first", "area"), name="fact_sum_once"),
        )
        indexes = (
            models.Index(fields=("span", "first", "measure", "area", "quantity"), name="fact_sum_how_many"),
        )

    def __str__(self) -> str:
        """Return measure, day and sum."""
        return f"{self.measure} {self.first} {self.quantity}"


class FactRepeat(models.Model):
    """A record about which a measure ``by_record`` has more than one fact among those added up."""

    measure = models.CharField(_("指标"), max_length=64)
    source_pk = models.CharField(_("依据编号"), max_length=64)

    class Meta:
        """Each once."""

        constraints = (models.UniqueConstraint(fields=("measure", "source_pk"), name="fact_repeat_once"),)

    def __str__(self) -> str:
        """Return measure and record."""
        return f"{self.measure} {self.source_pk}"


class FactMark(models.Model):
    """Up to which fact the sums are made: one row."""

    up_to = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        """Return the key of the fact."""
        return str(self.up_to)
