"""What was asked, as every file that leaves the house says it: without its question a sheet tells nothing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from yike.core.areas.models import Area
from yike.core.record.clock import now
from yike.rooms.circle.board.asked import RULES, Asked
from yike.rooms.circle.board.baskets import BASKETS
from yike.rooms.circle.door.asked import PACES
from yike.rooms.circle.models import PointKind

Said = list[tuple[str, str]]
MOST_NAMED = 6  # communities that are named one by one


def when(question: Asked) -> str:
    """Return weekday, day and hour in words, or that the hours are not looked at."""
    at = question.at
    return date_format(at, "Y-m-d l H:i") if at else str(_("不管开不开门"))


def _what(question: Asked) -> str:
    """Return the kind, or the basket with its kinds."""
    if question.name not in BASKETS:
        return question.label
    kinds = "、".join(str(PointKind(kind).label) for kind in question.basket)
    return _("{basket}（{kinds}）").format(basket=question.label, kinds=kinds)


def _who(areas: Iterable[Area]) -> str:
    """Return whose homes are counted: those of the communities somebody sees."""
    names = [area.name for area in areas]
    told = "、".join(names[:MOST_NAMED])
    if len(names) > MOST_NAMED:
        told = _("{names}等 {n} 个社区").format(names=told, n=len(names))
    return _("{areas}的户和老人").format(areas=told)


def said(question: Asked, areas: Iterable[Area], who: Any) -> Said:
    """Return the question line by line: what, when, at what pace, how near, whose homes, made by whom and when."""
    made = timezone.localtime(now()).strftime("%Y-%m-%d %H:%M")
    return [
        (_("问的是"), _what(question)),
        (_("什么时候"), when(question)),
        (_("怎么走"), str(PACES[question.pace])),
        (_("多近算走得到"), str(RULES[question.ruleset])),
        (_("算谁"), _who(areas)),
        (_("导出"), _("{who} {when}").format(who=who, when=made)),
    ]


def line(question: Asked, *before: str) -> str:
    """Return the question as one line of a sheet of paper, after what else it says of itself."""
    told = [_what(question), when(question), str(PACES[question.pace]), str(RULES[question.ruleset])]
    return " · ".join(filter(None, [*before, *told]))
