"""The tree of areas: city, district, subdistrict, community, grid, micro-grid."""

from __future__ import annotations

from typing import Any, ClassVar, cast

import shapely.geometry
from django.db import models
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node, MP_NodeManager, MP_NodeQuerySet

from yike.core.areas.geometry.plane import Shape
from yike.core.record.base import Recorded, RecordedQuerySet


class AreaLevel(models.TextChoices):
    """The levels of the tree, from the top."""

    CITY = "city", _("市")
    DISTRICT = "district", _("区")
    STREET = "street", _("街道")
    COMMUNITY = "community", _("社区")
    GRID = "grid", _("网格")
    MICROGRID = "microgrid", _("微网格")


class AreaKind(models.TextChoices):
    """What kind of grid it is. Every address lies in exactly one basic grid; a dedicated one may lie over it."""

    BASIC = "basic", _("基础网格")
    DEDICATED = "dedicated", _("专属网格")
    MICRO = "micro", _("微网格")


class AreaQuerySet(MP_NodeQuerySet, RecordedQuerySet):
    """Areas in the order of the tree; written inside a deed only."""

    def open(self) -> AreaQuerySet:
        """Return the areas not closed."""
        return self.filter(closed_on=None)

    def within(self, area: Area) -> AreaQuerySet:
        """Return an area and all below it."""
        return self.filter(path__startswith=area.path)

    def children(self, area: Area) -> AreaQuerySet:
        """Return the areas directly below an area."""
        return self.filter(path__startswith=area.path, depth=area.depth + 1)

    def siblings(self, area: Area) -> AreaQuerySet:
        """Return the open areas beside an area, without itself."""
        beside = self.filter(path__startswith=area.parent_path, depth=area.depth).exclude(pk=area.pk)
        return beside.filter(closed_on=None)

    def light(self) -> AreaQuerySet:
        """Return rows without their polygons, which lists do not show and which weigh most."""
        return self.defer("polygon")


def lineage(path: str) -> list[str]:
    """Return the paths from the root down to an area's: of all around it, the largest first, at last its own."""
    step = Area.steplen
    return [path[:end] for end in range(step, len(path) + 1, step)]


class AreaManager(MP_NodeManager.from_queryset(AreaQuerySet)):  # type: ignore[misc]
    """The manager of the tree."""

    def get_queryset(self) -> AreaQuerySet:
        """Return all areas in the order of the tree."""
        return AreaQuerySet(self.model, using=self._db).order_by("path")


class Area(Recorded, MP_Node):
    """One area. ``path`` is the place in the tree: an area's path starts with those of the areas around it.

    ``polygon`` is GeoJSON in WGS-84, checked by ``geometry.reading``; ``west`` to ``north`` are its box in
    degrees. ``stamp`` grows with every change of any area (see ``actions``), so that what was made from areas
    can be kept until one changes.
    """

    level = models.CharField(_("级别"), max_length=12, choices=AreaLevel)
    code = models.CharField(_("代码"), max_length=32, unique=True)
    name = models.CharField(_("名称"), max_length=60)
    kind = models.CharField(_("类型"), max_length=12, choices=AreaKind, blank=True)
    households = models.PositiveIntegerField(_("户数"), null=True, blank=True)
    persons = models.PositiveIntegerField(_("人数"), null=True, blank=True)
    polygon = models.JSONField(_("边界"), null=True, blank=True)
    west = models.FloatField(null=True)
    south = models.FloatField(null=True)
    east = models.FloatField(null=True)
    north = models.FloatField(null=True)
    closed_on = models.DateField(_("关闭日期"), null=True, blank=True)
    stamp = models.CharField(max_length=24, db_index=True)

    steplen = 4
    unrecorded_fields: ClassVar[frozenset[str]] = frozenset(
        {"path", "depth", "numchild", "west", "south", "east", "north", "stamp"}
    )
    objects: ClassVar[AreaManager] = AreaManager()

    class Meta(Recorded.Meta, MP_Node.Meta):
        """Concrete."""

        abstract = False
        verbose_name = _("区域")

    def __str__(self) -> str:
        """Return the name."""
        return self.name

    def recorded_area_id(self) -> int | None:
        """Return the area itself."""
        return self.pk

    @property
    def parent_path(self) -> str:
        """Return the path of the area around this one, empty at the top."""
        return cast("str", self.path[: -self.steplen])

    @property
    def closed(self) -> bool:
        """Return whether the area is closed: kept for what happened in it, and used no more."""
        return self.closed_on is not None

    @property
    def shape(self) -> Shape | None:
        """Return the polygon as a geometry in degrees, None where nobody has drawn it yet."""
        return None if self.polygon is None else shapely.geometry.shape(cast("Any", self.polygon))

    @property
    def box(self) -> tuple[float, float, float, float] | None:
        """Return west, south, east, north in degrees, None where nobody has drawn the area yet."""
        corners = (self.west, self.south, self.east, self.north)
        return None if None in corners else cast("tuple[float, float, float, float]", corners)
