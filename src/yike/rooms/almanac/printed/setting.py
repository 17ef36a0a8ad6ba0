"""Setting by typst: one text, data that is set as text, the house's letters."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import as_file, files
from typing import Any, Literal

FONTS = files("yike.core.look") / "typeface"
TEXTS = files("yike.rooms.almanac.printed")
KEPT = 16  # sheets kept in this process

Form = Literal["pdf", "png"]


def typeset(text: str, told: Mapping[str, Any], form: Form = "pdf", *, ppi: int = 144) -> bytes:
    """Return what ``text`` (a typst file here) makes of data: all sheets as PDF, the first as PNG."""
    return _set(text, json.dumps(told, ensure_ascii=False, sort_keys=True), form, ppi)


@lru_cache(maxsize=KEPT)
def _set(text: str, told: str, form: Form, ppi: int) -> bytes:
    import typst  # noqa: PLC0415 - thirty megabytes of code, only where something is printed

    with as_file(FONTS) as fonts:
        made = typst.compile(
            (TEXTS / text).read_bytes(),
            font_paths=typst.Fonts(False, False, [str(fonts)]),
            format=form,
            ppi=ppi,
            sys_inputs={"data": told},
        )
    return made if isinstance(made, bytes) else made[0]
