"""The lists behind the figures: the buildings of a number, a blind area, an hour, of what a plan changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from yike.core.areas.models import Area
from yike.core.look.asked import row_number
from yike.core.look.pages import paged
from yike.core.rights.guard import guarded
from yike.rooms.circle import queries, rules
from yike.rooms.circle.board import tables
from yike.rooms.circle.board.asked import Asked, asked
from yike.rooms.circle.queries import plans
from yike.rooms.circle.views.board import present_town
from yike.rooms.circle.views.whatif import question_of, result_of

if TYPE_CHECKING:
    from yike.engines.reach.gaps import Gap
    from yike.engines.reach.streets.model import Ints
    from yike.rooms.circle.walking.board import Board
    from yike.rooms.circle.walking.plans import Outcome
    from yike.rooms.circle.walking.town import Town


def _asked_of(request: HttpRequest, pk: int | None) -> tuple[Town, list[Area]]:
    """Return the town and the communities of a list: the one named, else all that somebody sees.

    Raises ``Http404`` for another's, and while there is no town.
    """
    town, areas = present_town(), tables.communities(request.user, borders=False)
    areas = areas if pk is None else [one for one in areas if one.pk == pk]
    if not areas or isinstance(town, str):
        raise Http404
    return town, areas


@guarded(rules.PLAN)
def behind(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Show the buildings behind a number: those covered, those not, or all, the longest walk first.

    Of one community, or of all that somebody sees; ``gap`` names one of the blind areas of the board by its place.
    """
    town, areas = _asked_of(request, pk)
    question, which = asked(request.GET), request.GET.get("covered", "")
    found = town.board(question.question)
    if pk is not None and pk not in found.areas():
        raise Http404
    gap = _gap(request, town, found, question, areas)
    lying = np.flatnonzero(town.homes.buildings.lying(tables.scope(town, areas))).astype(np.int32)
    who, rows = _who(request), lying if gap is None else gap.homes
    rows = _counted(rows, town, who)
    covered = {"yes": True, "no": False}.get(which) if gap is None else None
    page = paged(request, found.behind_rows(question.name, rows, covered=covered))
    plain = tables.plainly(request.user, areas)
    names = queries.point_names(row.point for row in page)
    context = {
        "asked": question,
        "title": _title(areas, pk, gap),
        "page": page,
        "lines": tables.buildings(page, names, plain=tables.tells_all(request.user, areas)),
        "choices": _which(question, which, who) if gap is None else [],
        "sum": tables.summed(tables.lines(found, question.name, areas, plain)) if gap is None else None,
    }
    return render(request, "circle/behind.html", context)


def _title(areas: list[Area], pk: int | None, gap: Gap | None) -> str:
    if gap is not None:
        return _("盲区：{where}").format(where=gap.where or "—")
    return _("全部社区") if pk is None else areas[0].name


def _gap(request: HttpRequest, town: Town, found: Board, question: Asked, areas: list[Area]) -> Gap | None:
    """Return the blind area an address names. Raises ``Http404`` for one that is not there."""
    if "gap" not in request.GET:
        return None
    row = row_number(request.GET["gap"] or "x")
    gaps = town.blind(found.question, question.name, within=tables.scope(town, areas))
    if row is None or not 0 < row <= len(gaps):
        raise Http404
    return gaps[row - 1]


WHO = ("households", "elders")


def _who(request: HttpRequest) -> str:
    """Return whom the number counts that the list is behind; "" any of them."""
    who = request.GET.get("who", "")
    return who if who in WHO else ""


def _counted(rows: Ints, town: Town, who: str) -> Ints:
    """Return those of some buildings in which anybody lives whom the number counts."""
    weights = town.homes.buildings.weights
    lived_in = weights["households"] + weights["elders"] if not who else weights[who]
    return rows[lived_in[rows] > 0]


def _which(question: Asked, which: str, who: str) -> list[tuple[str, str, bool]]:
    """Return the tabs: words, address, whether it is this one."""
    words = (("no", _("没覆盖的")), ("yes", _("覆盖的")), ("", _("全部")))
    return [(text, question.query(covered=value, who=who), value == which) for value, text in words]


@guarded(rules.PLAN)
def opened(request: HttpRequest) -> HttpResponse:
    """Show the points behind the number of those that are open: of all kinds asked about, at that moment."""
    town, question = present_town(), asked(request.GET)
    if isinstance(town, str):
        raise Http404
    asking = question.question
    keys = [
        key for kind in asking.kinds for key in town.open_points(kind, asking.pace, asking.at).ids.tolist()
    ]
    own = set(queries.visible_to(request.user).filter(pk__in=keys).values_list("pk", flat=True))
    page = paged(request, queries.with_hours(queries.points_of_keys(keys)))
    lines = [(row, row.pk in own) for row in page]
    return render(request, "circle/opened.html", {"asked": question, "page": page, "lines": lines})


@guarded(rules.PLAN)
def fares(request: HttpRequest, pk: int, area: int | None = None) -> HttpResponse:
    """Show the buildings that come within reach by a plan and those that fall out of it, with both walks."""
    plan, question, (town, areas) = (
        plans.access_plan(request.user, pk),
        question_of(request),
        _asked_of(request, area),
    )
    result, which = (
        result_of(request.user, town, plans.steps_of(plan), question),
        request.GET.get("fares", ""),
    )
    rows = _rows(result.found, question.name, which)
    rows = rows[town.homes.buildings.lying(tables.scope(town, areas))[rows]]
    rows = _counted(rows, town, who := _who(request))
    page = paged(request, result.found.fared(question.name, rows))
    buildings, plain = town.homes.buildings, tables.tells_all(request.user, areas)
    context = {
        "plan": plan,
        "asked": question,
        "title": _title(areas, area, None),
        "page": page,
        "lines": [tables.fared(one, buildings, plain=plain) for one in page],
        "choices": _fares(question, which, who),
    }
    return render(request, "circle/fares.html", context)


def _rows(found: Outcome, name: str, which: str) -> Ints:
    parts = {"gained": (found.gain(name),), "lost": (found.lose(name),)}
    return np.concatenate(parts.get(which, (found.gain(name), found.lose(name))))


def _fares(question: Asked, which: str, who: str) -> list[tuple[str, str, bool]]:
    words = (("gained", _("多得到的")), ("lost", _("失去的")), ("", _("全部")))
    return [(text, question.query(fares=value, who=who), value == which) for value, text in words]
