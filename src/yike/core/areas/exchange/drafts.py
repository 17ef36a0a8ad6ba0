"""What one row or feature of a file says of an area, and the mistakes found in it with their place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from yike.core.areas.geometry.plane import Shape
from yike.core.areas.models import AreaLevel
from yike.engines.faults import Fault, Language


@dataclass(frozen=True)
class Spot:
    """A place in a file: a cell such as C7, the number of a feature counted from 1, or the name of a part."""

    cell: str = ""
    feature: int = 0
    name: str = ""

    def text(self, language: Language) -> str:
        """Return the place in words."""
        if self.name:
            return self.name
        if self.feature:
            return f"第 {self.feature} 个要素" if language == "zh" else f"feature {self.feature}"
        return f"{self.cell} 格" if language == "zh" else f"cell {self.cell}"


@dataclass(frozen=True)
class Mistake:
    """Something in a file that has to be mended first."""

    spot: Spot
    fault: Fault

    def text(self, language: Language) -> str:
        """Return place, fault and remedy in one line."""
        return f"{self.spot.text(language)}{'：' if language == 'zh' else ': '}{self.fault.text(language)}"

    def as_fault(self) -> Fault:
        """Return the fault with its place in the file in front."""
        said = f"{self.spot.text('zh')}：{self.fault.zh}", f"{self.spot.text('en')}: {self.fault.en}"
        return Fault(*said, do_zh=self.fault.do_zh, do_en=self.fault.do_en)


@dataclass(frozen=True)
class Draft:
    """One area as a file has it. What the file does not say is None: then an area that exists keeps its own."""

    row: Spot
    spots: Mapping[str, Spot] = field(default_factory=dict)
    level: AreaLevel | None = None
    code: str = ""
    name: str | None = None
    parent: str | None = None
    kind: str | None = None
    households: int | None = None
    persons: int | None = None
    shape: Shape | None = None

    def spot(self, what: str) -> Spot:
        """Return where the file says ``what``, else the row."""
        return self.spots.get(what, self.row)


@dataclass(frozen=True)
class Drafts:
    """All areas in a file that could be read, and the mistakes in those that could not."""

    rows: tuple[Draft, ...]
    mistakes: tuple[Mistake, ...]
