"""How far the drawing of the town has come, in a file of its folder: who opens the house asks without a database.

The file lies there from the first row to the last. Whether a town is whole the database says itself (``standing``).
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

FILE = "demonstration.drawing"


@dataclass(frozen=True)
class Drawing:
    """What is being drawn now, Chinese and English, and whether people may come in already."""

    zh: str = ""
    en: str = ""
    founded: bool = False


def tell(folder: Path, drawing: Drawing) -> None:
    """Say what is being drawn now; whoever reads meanwhile finds the words of before, or these."""
    half = folder / f"{FILE}.half"
    half.write_text(json.dumps(asdict(drawing), ensure_ascii=False), encoding="utf-8")
    half.replace(folder / FILE)


def told(folder: Path) -> Drawing | None:
    """Return what is being drawn, None where all is drawn."""
    try:
        words = (folder / FILE).read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except OSError:  # it is there: what cannot be read is taken for the beginning
        return Drawing()
    try:
        return Drawing(**json.loads(words))
    except (ValueError, TypeError):  # of another version, or not ours: there all the same
        return Drawing()


def end(folder: Path) -> None:
    """Say that all is drawn."""
    (folder / FILE).unlink(missing_ok=True)
