"""The queue: by list, by what is asked for, by number, words or telephone."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from yike.core.areas.models import Area
from yike.core.areas.queries import visible_to
from yike.core.look.asked import row_number
from yike.core.look.pages import paged
from yike.core.rights.guard import guarded
from yike.rooms.grid import rules
from yike.rooms.grid.models import RequestKind, RequestState, Source
from yike.rooms.grid.queries import requests as queries
from yike.rooms.grid.queries.requests import Wanted
from yike.rooms.grid.views.doing import PAGE

PHONE = 7  # digits from which a question may be a telephone number
MOST_FOUND = 50


def lists(user: Any) -> list[tuple[str, str]]:
    """Return the lists somebody has: what is theirs first."""
    found = [("mine", _("我的")), ("open", _("没有办完的"))]
    if rules.DISPATCH.allows(user):
        found += [("dispatch", _("待派单")), ("rule", _("待裁定")), ("revisit", _("待回访"))]
    return [*found, ("late", _("超期")), ("stuck", _("卡住的")), ("all", _("全部"))]


def wanted(request: HttpRequest) -> Wanted:
    """Read what of the queue is asked for."""
    asked = request.GET
    pk = row_number(asked.get("area", ""))
    area = None if pk is None else visible_to(request.user).light().filter(pk=pk).first()
    known = dict(lists(request.user))
    return Wanted(
        show=asked.get("show", "") if asked.get("show") in known else "open",
        state=asked.get("state", "") if asked.get("state") in RequestState.values else "",
        kind=asked.get("kind", "") if asked.get("kind") in RequestKind.values else "",
        source=asked.get("source", "") if asked.get("source") in Source.values else "",
        area=area,
        text=asked.get("q", "").strip()[:60],
    )


@guarded(rules.DESK)
def index(request: HttpRequest) -> HttpResponse:
    """Show the queue."""
    asked = wanted(request)
    page = paged(request, queries.queue(request.user, asked), PAGE, keys_first=True)
    return _shown(request, asked, page)


@guarded(rules.DESK)
def find(request: HttpRequest) -> HttpResponse:
    """Find by words or number, by the hotline's number, or by telephone, which stands in no address."""
    text = request.POST.get("q", "").strip()[:60]
    digits = sum(sign.isdecimal() for sign in text)
    found = _by_number(request.user, text) if digits >= PHONE and not text.upper().startswith("Q") else None
    if found is None:  # none is counted: that would read all of them twice
        user = request.user
        found = queries.find_words(user, text, MOST_FOUND) if text else _latest(queries.requests(user))
    return _shown(request, Wanted(show="all"), paged(request, found), found=text)


def _by_number(user: Any, text: str) -> list[Any]:
    return _latest(queries.find_order(user, text) or queries.find_phone(user, text))


def _latest(rows: Any) -> list[Any]:
    return list(rows.order_by("-pk")[:MOST_FOUND])


def _shown(request: HttpRequest, asked: Wanted, page: Any, found: str = "") -> HttpResponse:
    user = request.user
    areas = visible_to(user).open().light().exclude(level__in=("grid", "microgrid")).order_by("path")
    context = {
        "page": page,
        "rows": [(row, rules.may_read(user, row)) for row in page],
        "wanted": asked,
        "lists": lists(user),
        "states": RequestState.choices,
        "kinds": RequestKind.choices,
        "sources": Source.choices,
        "areas": _named(areas),
        "found": found,
        "may_take": rules.TAKE.allows(user),
        "may_exchange": rules.EXCHANGE_REQUESTS.allows(user),
    }
    answer = render(request, "grid/requests.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


def _named(areas: Any) -> list[tuple[int, str]]:
    rows: list[Area] = list(areas)
    return [(area.pk, area.name) for area in rows]
