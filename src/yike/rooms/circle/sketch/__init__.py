"""The bundled sketch of 双塔街道 (示意图): drawn from public facts, nothing surveyed, not official."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path


@dataclass(frozen=True)
class SketchFiles:
    """Paths of the bundled files; ``points`` and ``homes`` are tables with Chinese headers, WGS-84."""

    streets: Path
    homes: Path
    points: Path
    communities: Path


def sketch_files() -> SketchFiles:
    """Return where the bundled files of the sketch lie."""
    folder = Path(str(files(__name__).joinpath("data")))
    return SketchFiles(
        streets=folder / "shuangta.osm.gz",
        homes=folder / "homes.csv",
        points=folder / "points.csv",
        communities=folder / "communities.geojson",
    )
