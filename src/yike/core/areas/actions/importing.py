"""Write what a file says of areas: all of it in one deed, or nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from yike.core.areas import rules
from yike.core.areas.actions.adding import counted
from yike.core.areas.actions.common import check_open, drawn_shape, fresh, lock_tree, next_stamp, require_top
from yike.core.areas.exchange.drafts import Drafts
from yike.core.areas.exchange.lately import IMPORT
from yike.core.areas.exchange.nodes import Node
from yike.core.areas.exchange.planning import Plan, plan_import
from yike.core.areas.models import Area, AreaLevel
from yike.core.areas.queries import version
from yike.core.record.clock import today
from yike.core.record.deed import Deed, deed
from yike.core.rights.by import By
from yike.engines.faults import Fault

WRITTEN = ["name", "kind", "households", "persons", "polygon", "west", "south", "east", "north", "stamp"]


def import_areas(
    by: By, drafts: Drafts, *, within: Area | None, complete: bool = False, reason: str = "", seen: str = ""
) -> Plan:
    """Add, change, move and close areas as a file says, below ``within``; anywhere for whoever holds the machine.

    The plan is made anew on the tree as it stands now; ``seen`` is the version of the tree on which somebody has
    looked at it, and another one is refused: an area added meanwhile would be closed unseen. Writes new areas
    level by level, then changes, moves, and closings, each with its history, and the facts of grids. Raises
    ``Fault`` where anything stands against it, and ``PermissionDenied``; then nothing is written.
    """
    with deed(by, IMPORT, reason=reason) as d:
        if within is None:
            lock_tree()
            require_top(by)
        else:
            within = fresh(d, by, within)
            check_open(within)
        _refuse_other(seen)
        plan = plan_import(drafts, within, complete=complete)
        _refuse(plan)
        _write(d, by, plan)
        return plan


def _refuse_other(seen: str) -> None:
    if seen and seen != version():
        raise Fault(
            "核对以后，辖区有了变化",
            "the areas have changed since the file was checked",
            do_zh="没有写入任何内容，请重新核对一次",
            do_en="Nothing was written; check the file once more",
        )


def _refuse(plan: Plan) -> None:
    if plan.refusal is not None:
        raise plan.refusal
    for mistake in plan.mistakes:
        raise mistake.as_fault()


def _write(d: Deed, by: By, plan: Plan) -> None:
    stamp = next_stamp()
    for level in AreaLevel:
        _plant(d, [node for node in plan.adds if node.level is level], stamp)
    _change(d, plan.changes, stamp)
    for node in plan.moves:
        _move(d, by, node, stamp)
    for area in plan.closings:
        counted(d, d.change(area, closed_on=today(), stamp=stamp), -1)


# --- new areas: their places are reckoned, not asked for one by one ----------------------------------------


def _plant(d: Deed, nodes: list[Node], stamp: str) -> None:
    """Put new areas of one level into the tree, as the last below their parents."""
    families: dict[str, list[Node]] = defaultdict(list)
    for node in nodes:
        families[_standing(node.parent).path if node.parent else ""].append(node)
    for path, family in families.items():
        _line_up(path, family, stamp)
    areas = [node.planted for node in nodes if node.planted]
    for area in d.add_many(areas):
        counted(d, area, 1)
    for path in families:
        siblings = Area.objects.filter(path__startswith=path, depth=len(path) // Area.steplen + 1)
        Area.objects.filter(path=path).update(numchild=siblings.count())


def _standing(node: Node) -> Area:
    """Return the area of a node that exists or was just planted."""
    area = node.area or node.planted
    if area is None:
        raise LookupError(f"{node.code} is planted before its parent")
    return area


def _line_up(path: str, family: list[Node], stamp: str) -> None:
    depth = len(path) // Area.steplen + 1
    last = (
        Area.objects.filter(path__startswith=path, depth=depth).order_by("-path").values_list("path").first()
    )
    first = Area._str2int(last[0][len(path) :]) + 1 if last else 1
    for place, node in enumerate(family, first):
        node.planted = _new(node, stamp)
        node.planted.path, node.planted.depth = Area._get_path(path, depth, place), depth


def _new(node: Node, stamp: str) -> Area:
    area = Area(level=node.level, code=node.code, name=node.name, kind=node.kind, stamp=stamp)
    if node.draft is not None:
        area.households, area.persons = node.draft.households, node.draft.persons
    for name, value in drawn_shape(node.shape).items():
        setattr(area, name, value)
    return area


# --- areas that exist -------------------------------------------------------------------------------------


def _change(d: Deed, nodes: Iterable[Node], stamp: str) -> None:
    areas = []
    for node in nodes:
        area = _standing(node)
        for name, (_, value) in node.differences().items():
            setattr(area, name, value)
        for name, value in drawn_shape(node.shape).items():
            setattr(area, name, value)
        area.stamp = stamp
        areas.append(area)
    d.change_many([area for area in areas if area.polygon is not None], WRITTEN)
    d.change_many([a for a in areas if a.polygon is None], [name for name in WRITTEN if name != "polygon"])


def _move(d: Deed, by: By, node: Node, stamp: str) -> None:
    area = d.lock(_standing(node))
    rules.KEEP.require(by, area)
    above = d.lock(_standing(node.parent)) if node.parent else area
    before = Area.objects.light().get(path=area.parent_path)
    Area.objects.move(area, above, "last-child")
    Area.objects.filter(pk=area.pk).update(stamp=stamp)
    d.note(area, moved={"from": f"{before.name} {before.code}", "to": f"{above.name} {above.code}"})
