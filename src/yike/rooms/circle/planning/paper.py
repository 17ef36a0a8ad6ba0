"""The board and a plan on a sheet of A4, as PDF to print and as PNG to show; set by typst, from one text."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from importlib.resources import as_file, files
from typing import Literal

FONTS = files("yike.core.look") / "typeface"
TEXT = files("yike.rooms.circle.planning") / "paper.typ"
PPI = 150  # of the picture: A4 is then 1240 x 1754


@dataclass(frozen=True)
class Figure:
    """One number with what it counts, its unit, and what is said below it."""

    what: str
    big: str
    unit: str = ""
    more: str = ""


@dataclass(frozen=True)
class Paper:
    """What stands on the sheet, all of it in the reader's language. ``drawing`` is SVG, "" for none."""

    title: str
    asked: str
    lang: Literal["zh", "en"]
    figures: Sequence[Figure]
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    foot: str
    drawing: str = ""
    caption: str = ""
    lines: Sequence[str] = field(default=())

    def pdf(self) -> bytes:
        """Return the sheet, further ones where the table is long, as PDF."""
        return self._set("pdf")

    def png(self) -> bytes:
        """Return the first sheet as PNG."""
        return self._set("png")

    def _set(self, form: Literal["pdf", "png"]) -> bytes:
        import typst  # noqa: PLC0415 - thirty megabytes of code, only where something is printed

        data = asdict(self) | {"drawn": bool(self.drawing)}
        data.pop("drawing")
        with as_file(FONTS) as fonts:
            made = typst.compile(
                TEXT.read_bytes(),
                font_paths=typst.Fonts(False, False, [str(fonts)]),
                format=form,
                ppi=PPI,
                sys_inputs={"data": json.dumps(data, ensure_ascii=False), "map": self.drawing},
            )
        return made if isinstance(made, bytes) else made[0]
