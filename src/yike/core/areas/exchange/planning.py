"""What an import would do, before it does anything: added, changed, moved, closed, and what stands against it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from yike.core.areas.checks import Drawn, Finding, find_beyond, find_gaps, find_overlaps
from yike.core.areas.exchange.drafts import Drafts, Mistake
from yike.core.areas.exchange.faults import same_name
from yike.core.areas.exchange.lately import closed_lately
from yike.core.areas.exchange.nodes import Node, Scope, scope_of
from yike.core.areas.exchange.placing import place_all
from yike.core.areas.models import Area, AreaLevel
from yike.core.areas.needs import still_needed
from yike.engines.faults import Fault

MOST_CLOSED = 0.2  # of the areas of the levels in the file: more is a wrong or half a file


@dataclass
class Plan:
    """The outcome of looking at a file. ``mistakes`` and ``refusal`` stand against it; ``warnings`` do not."""

    adds: list[Node] = field(default_factory=list)
    changes: list[Node] = field(default_factory=list)
    moves: list[Node] = field(default_factory=list)
    closings: list[Area] = field(default_factory=list)
    same: int = 0
    mistakes: list[Mistake] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)
    refusal: Fault | None = None

    @property
    def ready(self) -> bool:
        """Return whether nothing stands against it."""
        return not self.mistakes and self.refusal is None

    @property
    def empty(self) -> bool:
        """Return whether it would change nothing."""
        return not (self.adds or self.changes or self.moves or self.closings)


def plan_import(drafts: Drafts, within: Area | None, *, complete: bool = False) -> Plan:
    """Return what importing ``drafts`` below ``within`` (None: anywhere) would do. Writes nothing.

    Areas are told apart by code, or by name where the file has no codes. ``complete`` says that the file lists
    all areas of its levels: those missing in it are closed, unless they are over a fifth, together with what
    other files have closed within the last day.
    """
    scope = scope_of(within)
    nodes, mistakes = place_all(drafts.rows, scope)
    plan = Plan(mistakes=[*drafts.mistakes, *mistakes])
    for node in nodes:
        _sort_into(plan, node)
    if complete:
        _close_missing(plan, nodes, scope, within)
    final = {node.key: node for node in scope.standing(nodes, {a.pk for a in plan.closings})}
    plan.mistakes += _same_names(final)
    _look_at_borders(plan, final, {node.key for node in nodes if node.draws})
    return plan


def _sort_into(plan: Plan, node: Node) -> None:
    if node.area is None:
        plan.adds.append(node)
        return
    plan.moves += [node] if node.moved else []
    plan.changes += [node] if node.differences() else []
    plan.same += 0 if node.moved or node.differences() else 1


def _close_missing(plan: Plan, nodes: list[Node], scope: Scope, within: Area | None) -> None:
    """Close what the file leaves out; refuse a file that leaves out too much."""
    levels = {node.level for node in nodes}
    named = {node.area.pk for node in nodes if node.area}
    there = [a for a in scope.inside if AreaLevel(a.level) in levels and a.pk != scope.within_pk]
    plan.closings = [area for area in there if area.pk not in named]
    closing = {area.pk for area in plan.closings}
    gone = closed_lately(within, levels) if closing else 0
    too_many = len(closing) + gone > MOST_CLOSED * (len(there) + gone)
    for area in plan.closings if not too_many else ():
        plan.refusal = plan.refusal or still_needed(area)
        if left := _left_below(area, scope, closing):
            plan.refusal = plan.refusal or Fault(
                f"文件里没有“{area.name}”，但“{left.name}”还在它下面",
                f'"{area.name}" is missing in the file, but "{left.name}" is still below it',
                do_zh="请补上它，或不要选“文件里没有的就关闭”",
                do_en="Add it to the file, or do not choose to close what is missing",
            )
    if too_many and closing:
        plan.refusal = _too_many(len(closing), len(there), gone)


def _too_many(closing: int, there: int, gone: int) -> Fault:
    zh, en = (
        (f"，加上一天内导入时已关闭的 {gone:,} 个", f", with {gone:,} that imports closed within a day")
        if gone
        else ("", "")
    )
    return Fault(
        f"文件里没有的有 {closing:,} 个{zh}，超过现有 {there:,} 个的两成",
        f"{closing:,} of {there:,} areas are missing in the file{en}, over a fifth",
        do_zh="这多半不是完整的文件；请补全，或不要选“文件里没有的就关闭”",
        do_en="It is probably not the whole file; complete it, or do not choose to close what is missing",
    )


def _left_below(area: Area, scope: Scope, closing: set[int]) -> Area | None:
    below = (a for a in scope.inside if a.path.startswith(area.path) and a.pk != area.pk)
    return next((a for a in below if a.pk not in closing), None)


# --- names and borders as they will stand -----------------------------------------------------------------


def _same_names(final: dict[str, Node]) -> Iterator[Mistake]:
    """Yield the rows of the file whose name another area of the same parent will have."""
    seen: dict[tuple[str, str], Node] = {}
    for node in sorted(final.values(), key=lambda node: node.draft is not None):
        other = seen.setdefault((node.parent_key, node.name), node)
        if other is not node and node.draft is not None:
            yield Mistake(node.draft.spot("name"), same_name(node.name))


def _look_at_borders(plan: Plan, final: dict[str, Node], touched: set[str]) -> None:
    """Find overlaps, ground beyond parents and gaps among the areas as they will stand after the import."""
    children: dict[str, dict[str, Drawn]] = defaultdict(dict)
    for key, node in final.items():
        if (drawn := node.drawn) is not None:
            children[node.parent_key][key] = drawn
    for parent, family in children.items():
        if parent in touched or touched & family.keys():
            _look_at_family(plan, parent, family, final, touched)


def _look_at_family(
    plan: Plan, parent: str, family: dict[str, Drawn], final: dict[str, Node], touched: set[str]
) -> None:
    around = final[parent].drawn if parent in final else None
    found: list[Finding] = list(find_overlaps(family))
    if around is not None:
        found += find_beyond(around, family)
        plan.warnings += find_gaps(parent, around, family)
    plan.mistakes += _as_mistakes(found, parent, final, touched)


def _as_mistakes(
    found: Iterable[Finding], parent: str, final: dict[str, Node], touched: set[str]
) -> Iterator[Mistake]:
    """Yield the findings that the file is to blame for, each at the place of the area it moves."""
    for finding in found:
        guilty = [key for key in (*reversed(finding.keys), parent) if key in touched]
        if not guilty:
            continue
        draft = final[guilty[0]].draft
        fault = Fault(
            finding.zh,
            finding.en,
            do_zh="请核对坐标系，或在地图软件里改正边界",
            do_en="Check the datum, or correct the border in the map program",
        )
        if draft is not None:
            yield Mistake(draft.row, fault)
