"""What the classes of minutes are called, for the page and for the picture."""

from __future__ import annotations

from itertools import pairwise

from yike.rooms.circle.report.lines import breaks_ds
from yike.rooms.circle.report.words import Words, plain


def class_names(limit_ds: int, words: Words) -> tuple[str, ...]:
    """Return the names of the five classes of minutes and of "not reachable"."""
    ends = [plain(round(ds / 600.0, 1)) for ds in breaks_ds(limit_ds).tolist()]
    between = (words("legend_between", a=a, b=b) for a, b in pairwise(ends))
    return words("legend_upto", b=ends[0]), *between, words("legend_above", a=ends[-1]), words("unreached")
