"""What the register needs to be searched, mended and filled: keys of names, merges, imports, tombstones."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from yike.core.record.base import Recorded
from yike.core.residents.models.people import OfAPerson, Person
from yike.core.vault.fields import CharField


class CodePointField(CharField):
    """Short text compared by code point in every database, so that an index serves a range of it."""

    def db_parameters(self, connection: Any) -> Any:
        """Return the column's type, with PostgreSQL's plain collation; SQLite compares so by itself."""
        plain = {"collation": "C"} if connection.vendor == "postgresql" else {}
        return {**super().db_parameters(connection), **plain}


class SearchKey(models.Model):
    """One way to begin typing a name: 王小明 小明 明 wangxiaoming xiaoming ming wxm xm m.

    Made from ``Person.name`` and rebuilt from it, so it has no history of its own. The primary key is the one
    index that answers a search.
    """

    pk = models.CompositePrimaryKey("key", "area_id", "person_id")
    key = CodePointField(max_length=32)
    area = models.ForeignKey(
        "areas.Area", models.DO_NOTHING, db_index=False, db_constraint=False, related_name="+"
    )
    person = models.ForeignKey(Person, models.CASCADE, db_constraint=False, related_name="search_keys")

    unrecorded = "made from the names of persons and rebuilt from them"

    def __str__(self) -> str:
        """Return the key."""
        return str(self.key)


class BuildingKey(models.Model):
    """An address as far as the building, once for each area with dwellings there, so that doors are found.

    There are some forty times fewer of them than dwellings, so that all can be looked through. Made from dwellings;
    one whose dwellings have gone elsewhere stays and finds nothing.
    """

    pk = models.CompositePrimaryKey("area_id", "address", "building")
    area = models.ForeignKey(
        "areas.Area", models.DO_NOTHING, db_index=False, db_constraint=False, related_name="+"
    )
    address = models.CharField(max_length=120)
    building = models.CharField(max_length=20)
    spoken = models.CharField(max_length=150)

    unrecorded = "made from the addresses of dwellings"

    def __str__(self) -> str:
        """Return the address as it is said."""
        return str(self.spoken)


class Merge(OfAPerson):
    """并档: ``gone`` was found to be the same person as ``person``. ``undo`` holds what it takes to part them."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="merges", verbose_name=_("留下的记录"))
    gone = models.ForeignKey(Person, models.CASCADE, related_name="gone_merges", verbose_name=_("并入的记录"))
    undo = models.JSONField(_("拆开时要还原的"))
    at = models.DateTimeField(_("时间"))
    undone_at = models.DateTimeField(_("拆开时间"), null=True, blank=True)

    hidden_fields: ClassVar[frozenset[str]] = frozenset({"undo"})

    class Meta:
        """Named for the history."""

        verbose_name = _("并档")

    def __str__(self) -> str:
        """Return both numbers."""
        return f"{self.gone_id} → {self.person_id}"


class NotTheSame(OfAPerson):
    """Two records that look alike and were found to be two persons; they are not suggested again."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name=_("一位"))
    other = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name=_("另一位"))

    class Meta:
        """Each pair once, the lower number first."""

        verbose_name = _("不是同一个人")
        constraints = (models.UniqueConstraint(fields=("person", "other"), name="pair_once"),)

    def __str__(self) -> str:
        """Return both numbers."""
        return f"{self.person_id} ≠ {self.other_id}"


class Tombstone(Recorded):
    """What is left of an erased person: that there was a record, and that it was erased. Nothing of the person."""

    uid = models.UUIDField(_("唯一号"), unique=True)
    person_pk = models.BigIntegerField(_("原来的编号"), unique=True)
    area = models.ForeignKey("areas.Area", models.PROTECT, related_name="+", verbose_name=_("区域"))
    erased_at = models.DateTimeField(_("删除时间"))

    class Meta:
        """Named for the history."""

        verbose_name = _("已删除的人")

    def __str__(self) -> str:
        """Return the number the person had."""
        return f"† {self.person_pk}"
