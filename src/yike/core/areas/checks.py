"""What is wrong with the borders of areas side by side, told with both names, the ground and the place.

The same findings refuse a drawing (``refuse``), stand in an import's dry run and fill the list of problems.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import shapely

from yike.core.areas.geometry.datumfit import suspected_datum
from yike.core.areas.geometry.misdrawn import Misdrawn, Place
from yike.core.areas.geometry.plane import Shape
from yike.core.areas.geometry.tiling import beyond, gaps, overlaps, overlaps_with
from yike.core.areas.models import AreaKind
from yike.engines.faults import Language

Problem = Literal["overlap", "beyond", "gap", "undrawn", "small", "large"]
CLOSE = 1e-6  # degrees, about 10 cm
SUSPICION = {
    "gcj02": ("；像是按 GCJ-02（高德、腾讯）画的", "; it looks drawn in GCJ-02 (Amap, Tencent)"),
    "bd09": ("；像是按 BD-09（百度）画的", "; it looks drawn in BD-09 (Baidu)"),
}
LEAST, MOST = 300, 500  # households of a basic grid; repeated in public material, not a law


@dataclass(frozen=True)
class Drawn:
    """An area as the checks see it: its name for people, its kind of grid, its polygon in degrees."""

    name: str
    kind: str
    shape: Shape


@dataclass(frozen=True)
class Finding:
    """One problem: of which areas (their keys), how large, and where to look. ``zh`` and ``en`` say it."""

    problem: Problem
    keys: tuple[str, ...]
    zh: str
    en: str
    m2: float = 0.0
    at: Place | None = None

    def text(self, language: Language) -> str:
        """Return it in a language."""
        return self.zh if language == "zh" else self.en


def may_overlap(one: str, other: str) -> bool:
    """Return whether grids of two kinds may lie over each other: a dedicated one over a basic one may."""
    return {one, other} == {AreaKind.DEDICATED.value, AreaKind.BASIC.value}


def _overlap(one: str, other: str, names: Mapping[str, Drawn], m2: float, at: Place) -> Finding:
    a, b = names[one].name, names[other].name
    zh, en = f"{a}与{b}重叠 {m2:,.0f} 平方米", f"{a} and {b} overlap by {m2:,.0f} m²"
    return Finding("overlap", (one, other), zh, en, m2, at)


def find_overlaps(siblings: Mapping[str, Drawn]) -> Iterator[Finding]:
    """Yield the pairs of siblings that claim the same ground."""
    for found in overlaps({key: drawn.shape for key, drawn in siblings.items()}):
        if not may_overlap(siblings[found.one].kind, siblings[found.other].kind):
            yield _overlap(found.one, found.other, siblings, found.m2, found.at)


def find_overlaps_of(key: str, siblings: Mapping[str, Drawn]) -> Iterator[Finding]:
    """Yield the siblings whose ground one area claims."""
    mine = siblings[key]
    others = {k: d.shape for k, d in siblings.items() if k != key and not may_overlap(mine.kind, d.kind)}
    for found in overlaps_with(mine.shape, others):
        yield _overlap(key, found.other, siblings, found.m2, found.at)


def find_beyond(parent: Drawn, children: Mapping[str, Drawn]) -> Iterator[Finding]:
    """Yield the children with ground outside their parent; where all look drawn in another datum, that is said."""
    outside = beyond(parent.shape, {key: drawn.shape for key, drawn in children.items()})
    datum = suspected_datum([children[f.child].shape for f in outside], parent.shape) if outside else None
    hint_zh, hint_en = SUSPICION.get(datum or "", ("", ""))
    for found in outside:
        child = children[found.child].name
        zh = f"{child}有 {found.m2:,.0f} 平方米在{parent.name}以外{hint_zh}"
        en = f"{child} has {found.m2:,.0f} m² outside {parent.name}{hint_en}"
        yield Finding("beyond", (found.child,), zh, en, found.m2, found.at)


def find_gaps(key: str, parent: Drawn, children: Mapping[str, Drawn]) -> Iterator[Finding]:
    """Yield the ground of a parent that no child covers, with the child beside it that could take it.

    A parent none of whose children is drawn has no gaps.
    """
    for found in gaps(parent.shape, [child.shape for child in children.values()]) if children else ():
        zh = f"{parent.name}有 {found.m2:,.0f} 平方米没有划进下一级"
        en = f"{found.m2:,.0f} m² of {parent.name} belong to no area below it"
        ranked = {child: _common_border(found.outline, drawn.shape) for child, drawn in children.items()}
        yield Finding("gap", (max(ranked, key=lambda child: ranked[child]), key), zh, en, found.m2, found.at)


def _common_border(gap: Shape, child: Shape) -> tuple[float, float]:
    """Return how long two polygons run along each other, in degrees, and how near they are."""
    return float(shapely.intersection(gap.buffer(CLOSE), child.boundary).length), -float(gap.distance(child))


def find_size(key: str, name: str, kind: str, households: int | None, at: Place | None) -> Iterator[Finding]:
    """Yield where a basic grid has fewer than 300 or more than 500 households."""
    if households is None or kind != AreaKind.BASIC or LEAST <= households <= MOST:
        return
    small = households < LEAST
    zh = f"{name}有 {households:,} 户，{'不足' if small else '超过'} {LEAST if small else MOST} 户"
    en = f"{name} has {households:,} households, {f'fewer than {LEAST}' if small else f'more than {MOST}'}"
    yield Finding("small" if small else "large", (key,), zh, en, 0.0, at)


def find_undrawn(key: str, name: str) -> Finding:
    """Return that an area whose siblings are drawn is not."""
    return Finding("undrawn", (key,), f"{name}还没有画边界", f"the border of {name} is not drawn yet")


def refuse(findings: Iterable[Finding]) -> None:
    """Refuse a drawing for the first thing found. Raises ``Misdrawn`` with the place."""
    for found in findings:
        raise Misdrawn(
            found.zh,
            found.en,
            do=("请在地图上挪开边界再保存", "Move the border on the map and save again"),
            at=found.at,
        )
