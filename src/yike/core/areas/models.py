"""The tree of areas: city, district, subdistrict, community, grid, micro-grid."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node, MP_NodeManager, MP_NodeQuerySet

from yike.core.record.base import Recorded, RecordedQuerySet


class AreaLevel(models.TextChoices):
    """The levels of the tree, from the top."""

    CITY = "city", _("市")
    DISTRICT = "district", _("区")
    STREET = "street", _("街道")
    COMMUNITY = "community", _("社区")
    GRID = "grid", _("网格")
    MICROGRID = "microgrid", _("微网格")


class AreaQuerySet(MP_NodeQuerySet, RecordedQuerySet):
    """Areas in the order of the tree; written inside a deed only."""


class AreaManager(MP_NodeManager.from_queryset(AreaQuerySet)):  # type: ignore[misc]
    """The manager of the tree."""

    def get_queryset(self) -> AreaQuerySet:
        """Return all areas in the order of the tree."""
        return AreaQuerySet(self.model, using=self._db).order_by("path")


class Area(Recorded, MP_Node):
    """One area. ``path`` is the place in the tree: an area's path starts with those of the areas around it."""

    level = models.CharField(_("级别"), max_length=12, choices=AreaLevel)
    code = models.CharField(_("代码"), max_length=32, unique=True)
    name = models.CharField(_("名称"), max_length=60)
    polygon = models.JSONField(_("边界"), null=True, blank=True)

    steplen = 4
    unrecorded_fields: ClassVar[frozenset[str]] = frozenset({"path", "depth", "numchild"})
    objects = AreaManager()

    class Meta(Recorded.Meta, MP_Node.Meta):
        """Concrete."""

        abstract = False

    def __str__(self) -> str:
        """Return the name."""
        return self.name

    def recorded_area_id(self) -> int | None:
        """Return the area itself."""
        return self.pk
