"""Find for each draft of a file the area it means, or its place in the tree where it is new."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from yike.core.areas.codes import NAME_LENGTH, PARENTS, check_code, check_place, kind_of, level_of, plain_code
from yike.core.areas.exchange import faults
from yike.core.areas.exchange.drafts import Draft, Mistake
from yike.core.areas.exchange.nodes import Node, Scope
from yike.core.areas.models import Area, AreaLevel
from yike.engines.faults import Fault

ORDER = list(AreaLevel)
SHORTEST = 4  # digits of a code that others can begin with


class Mislaid(Exception):  # noqa: N818 - a fault with its place in the file
    """A draft that cannot be placed: the fault, and which of its cells to look at."""

    def __init__(self, what: str, fault: Fault) -> None:
        super().__init__(what)
        self.what, self.fault = what, fault


def place_all(drafts: Iterable[Draft], scope: Scope) -> tuple[list[Node], list[Mistake]]:
    """Return the nodes of all drafts, the higher levels first, and the mistakes of those without a place."""
    placer = _Placer(scope)
    for draft in drafts:
        placer.tried(draft, placer.level)
    for _, draft in sorted(placer.leveled, key=lambda one: ORDER.index(one[0])):
        placer.tried(draft, placer.place)
    return list(placer.placed.values()), placer.mistakes


def _settled(what: str, check: Callable[..., None], *args: object) -> None:
    """Run a check of the codes; its fault is told at the cell ``what``."""
    try:
        check(*args)
    except Fault as fault:
        raise Mislaid(what, fault) from fault


class _Placer:
    """Places drafts one after the other; ``placed`` are the nodes of the file by code."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.leveled: list[tuple[AreaLevel, Draft]] = []
        self.placed: dict[str, Node] = {}
        self.by_name: dict[str, list[Node]] = {}
        self.mistakes: list[Mistake] = []

    def tried(self, draft: Draft, work: Callable[[Draft], None]) -> None:
        """Do one step with a draft; what goes wrong becomes a mistake at its place."""
        try:
            work(draft)
        except Mislaid as lost:
            self.mistakes.append(Mistake(draft.spot(lost.what), lost.fault))

    def level(self, draft: Draft) -> None:
        """Find the level of a draft: as told, as it is, or as its code tells."""
        level = draft.level or self._guessed(draft)
        self.leveled.append((level, replace(draft, level=level, code=plain_code(draft.code, level))))

    def _guessed(self, draft: Draft) -> AreaLevel:
        there = self.scope.holders.get(draft.code)
        if there is None and not draft.code and len(same := self.scope.named(draft.name or "")) == 1:
            there = same[0]
        told = AreaLevel(there.level) if there else level_of(draft.code)
        if (
            told is None
            and (level_of(draft.code[:12]) or level_of(draft.parent or "")) is AreaLevel.COMMUNITY
        ):
            told = AreaLevel.GRID
        if told is None:
            raise Mislaid("level", faults.no_level())
        return told

    def place(self, draft: Draft) -> None:
        """Settle the place of one draft in the tree."""
        level = AreaLevel(draft.level or "")
        there = self._existing(level, draft)
        code, parent = (there.code if there else draft.code), self._parent(level, draft, there)
        if code in self.placed:
            raise Mislaid("code", faults.twice(self.placed[code].draft))
        if there is None or there.pk != self.scope.within_pk:
            _settled("parent", check_place, level, parent.level if parent else None)
            _settled("code", check_code, level, code, parent.code if parent else None)
        self._keep(Node(level, code, _name(draft, there), _kind(level, draft, there), parent, there, draft))

    def _keep(self, node: Node) -> None:
        self.placed[node.code] = node
        self.by_name.setdefault(node.name, []).append(node)
        if node.area is not None:
            self.scope.known[node.area.pk] = node

    def _existing(self, level: AreaLevel, draft: Draft) -> Area | None:
        """Return the area a draft means, None for a new one."""
        if not draft.code:
            return self._by_name(level, draft)
        there = self.scope.inside_codes.get(draft.code)
        if there is None and (holder := self.scope.holders.get(draft.code)) is not None:
            raise Mislaid("code", faults.elsewhere(holder))
        if there is not None and there.level != level:
            raise Mislaid("level", faults.another_level(there))
        return there

    def _by_name(self, level: AreaLevel, draft: Draft) -> Area:
        same = [area for area in self.scope.named(draft.name or "") if area.level == level]
        if len(same) == 1:
            return same[0]
        raise Mislaid("code", faults.several(draft.name or "") if same else faults.no_code(draft))

    def _parent(self, level: AreaLevel, draft: Draft, there: Area | None) -> Node | None:
        """Return the node around a draft: as told, as it was, as its code tells, or where the import goes."""
        if there is not None and (there.pk == self.scope.within_pk or not draft.parent):
            return self.scope.node_of(there).parent
        if draft.parent:
            return self._told(draft.parent)
        around = self._by_code(level, draft.code) or self._within(level)
        if around is None and not (None in PARENTS[level] and self.scope.within_pk is None):
            raise Mislaid("parent", faults.orphan())
        return around

    def _told(self, told: str) -> Node:
        there = self.scope.inside_codes.get(told)
        node = self.placed.get(told) or (self.scope.node_of(there) if there else None)
        if node is not None:
            return node
        named = self.by_name.get(told) or [self.scope.node_of(area) for area in self.scope.named(told)]
        if len(named) != 1:
            raise Mislaid("parent", faults.orphan(told))
        return named[0]

    def _by_code(self, level: AreaLevel, code: str) -> Node | None:
        """Return the area whose code is the longest beginning of ``code`` and whose level can hold it."""
        for length in range(len(code) - 1, SHORTEST - 1, -1):
            there = self.scope.inside_codes.get(code[:length])
            node = self.placed.get(code[:length]) or (self.scope.node_of(there) if there else None)
            if node is not None and node.level in PARENTS[level]:
                return node
        return None

    def _within(self, level: AreaLevel) -> Node | None:
        """Return the area imported into, where it can hold this level."""
        areas = (a for a in self.scope.inside if a.pk == self.scope.within_pk)
        return next((self.scope.node_of(a) for a in areas if AreaLevel(a.level) in PARENTS[level]), None)


def _name(draft: Draft, there: Area | None) -> str:
    name = draft.name or (there.name if there else "")
    if not name or len(name) > NAME_LENGTH:
        raise Mislaid("name", faults.bad_name())
    return name


def _kind(level: AreaLevel, draft: Draft, there: Area | None) -> str:
    return kind_of(level, draft.kind or (there.kind if there else ""))
