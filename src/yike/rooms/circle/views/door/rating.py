"""好差评: said in a minute after a visit, answered on a page that only the visitor's link opens."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from yike.core.look.errors import too_often as refused
from yike.core.look.faults import refuse
from yike.core.look.often import WINDOW, too_often
from yike.core.rights.by import By
from yike.core.rights.guard import public
from yike.engines.faults import Fault
from yike.rooms.circle import actions, queries
from yike.rooms.circle.door.forms import AfterthoughtForm, RatingForm
from yike.rooms.circle.models import PointState, Rating, ServiceItem, ServicePoint
from yike.rooms.circle.views.door.points import door_point
from yike.rooms.circle.views.door.visit import PRIVATE, Visit


def visitor() -> By:
    """Return the doer of what a visitor does: nobody who is known, and no address."""
    return By(None, _("来办事的人"), "web")


@public("whoever was there may say how it went, without an account")
def rate(request: HttpRequest, code: str) -> HttpResponse:
    """Take a rating of a visit and lead to its page."""
    point = door_point(code)
    if point.state == PointState.PREPARING:
        raise Http404
    form = RatingForm(request.POST or None, point=point)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["website"]:
            return redirect("near:point", code=point.code)
        if too_often(request.META.get("REMOTE_ADDR", ""), "rating"):
            return refused(request, wait_seconds=WINDOW)
        if (row := _rated(form, point)) is not None:
            return redirect("near:rated", link=row.link)
    shown = Visit.of(request).context() | {"form": form, "point": point}
    return render(request, "near/rate.html", shown, status=422 if form.errors else 200)


def _rated(form: RatingForm, point: ServicePoint) -> Rating | None:
    """Return what was kept, None where it could not be; then the form says why."""
    said = form.cleaned_data
    item = ServiceItem.objects.filter(pk=said["item"]).first() if said["item"] else None
    try:
        return actions.rate(
            visitor(),
            point,
            grade=int(said["grade"]),
            words=said["words"],
            phone=said["phone"],
            item=item,
            visited_on=said["visited_on"],
        )
    except Fault as fault:
        refuse(form, fault, "phone" if "电话" in fault.zh else None)
        return None


@public("the secret link is known to the visitor alone")
def rated(request: HttpRequest, link: str) -> HttpResponse:
    """Show what a visitor said and what became of it; take one more word."""
    row = queries.rating_by_link(link.replace("\0", ""))
    done = bool(row.afterthought) or row.after_grade is not None
    form = AfterthoughtForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _added(form, row):
        return redirect("near:rated", link=row.link)
    shown: dict[str, Any] = {"rating": row, "form": form, "done": done, "asked": None}
    answer = render(request, "near/rated.html", shown, status=422 if form.errors else 200)
    answer["Cache-Control"] = PRIVATE
    return answer


def _added(form: AfterthoughtForm, row: Rating) -> bool:
    grade = form.cleaned_data["grade"]
    try:
        actions.afterthought(
            visitor(), row, words=form.cleaned_data["words"], grade=int(grade) if grade else None
        )
    except Fault as fault:
        refuse(form, fault)
        return False
    return True
