"""The box of a street's own web site: the nearest open service, and one line to type in.

From where somebody walks they say in the box: an address, a community, the telephone's position; or the site says
it in the address of the box, such as the town hall it stands for. What is found opens in a window of its own.
"""

from __future__ import annotations

from urllib.parse import urlencode

from csp.constants import NONE
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_exempt

from yike.core.rights.guard import public
from yike.rooms.circle import queries
from yike.rooms.circle.door import answers
from yike.rooms.circle.models import PointKind, ServiceItem
from yike.rooms.circle.queries import shelf
from yike.rooms.circle.views.door.visit import Visit

TOLD = 3  # points


@public("a box on the street's own web site, for whoever reads that")
@xframe_options_exempt
def box(request: HttpRequest) -> HttpResponse:
    """Show the box: the nearest points from where somebody is, narrowed by ``kind`` or by the code of an ``item``.

    Only the sites of ``YIKE_EMBED_ON`` may hold it; nothing is set or kept. What is not known narrows nothing.
    """
    visit, what = Visit.of(request), _what(request)
    item = _item(what.get("item", ""))
    shown = visit.context() | {"item": item, "what": what, "kind_name": _kind_name(what)}
    shown["rows"] = _nearest(visit, what, item)
    carried = visit.asked.fields("q", "where", "open", "mode", "sort") | what
    shown["again"] = f"{reverse('near:box')}?{urlencode(carried)}"
    shown["carried_fields"] = sorted(carried.items())
    answer = visit.kept_by_nobody(render(request, "near/box.html", shown))
    answer._csp_replace = {"frame-ancestors": settings.YIKE_EMBED_ON or [NONE]}  # type: ignore[attr-defined]
    return answer


def _what(request: HttpRequest) -> dict[str, str]:
    """Return what the site narrows the box to, as it stands in the address; nothing for what nobody knows."""
    kind, item = (request.GET.get(name, "") for name in ("kind", "item"))
    if kind in PointKind.values:
        return {"kind": kind}
    return {"item": item} if item and _item(item) else {}


def _item(code: str) -> ServiceItem | None:
    try:
        return shelf.item_by_code(code) if code else None
    except Http404:
        return None


def _kind_name(what: dict[str, str]) -> str:
    return str(PointKind(what["kind"]).label) if "kind" in what else ""


def _nearest(visit: Visit, what: dict[str, str], item: ServiceItem | None) -> tuple[answers.Row, ...] | None:
    """Return the nearest points, open ones first; None where nobody said from where."""
    spot = visit.start.spot
    if spot is None:
        return None
    among = None
    if "kind" in what:
        among = set(queries.public_points().filter(kind=what["kind"]).values_list("pk", flat=True))
    key = None if item is None else item.pk
    return answers.nearest(visit.asked, spot, visit.days, item=key, among=among, most=TOLD).rows[:TOLD]
