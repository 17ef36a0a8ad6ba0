"""The desk's pages of duties: list, map, one place, who answers for it, and what is posted of grids."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from yike.core.accounts.models import User
from yike.core.areas.models import Area, AreaLevel
from yike.core.areas.queries import access_area, feature
from yike.core.look.drawing import svg
from yike.core.look.faults import language
from yike.core.look.pages import paged
from yike.core.record.clock import today
from yike.core.record.queries import timeline
from yike.core.rights.by import by_of
from yike.core.rights.guard import guarded
from yike.rooms.grid import rules
from yike.rooms.grid.actions import duties as actions
from yike.rooms.grid.actions.duties import NewPlace, Terms
from yike.rooms.grid.actions.duty_sheets import import_duties
from yike.rooms.grid.forms.duties import EndForm, NoticeForm, PlaceForm, ReasonForm, TermsForm
from yike.rooms.grid.models import Duty, DutyPlace, GridNotice, PlaceKind
from yike.rooms.grid.queries import duties as queries
from yike.rooms.grid.queries.duties import Wanted
from yike.rooms.grid.sheets.duties import SHEET, plan_duties, rows_of
from yike.rooms.grid.sheets.writing import given_out, workbook
from yike.rooms.grid.views import sheets
from yike.rooms.grid.views.doing import PAGE, around, done, private_json

TAKING = sheets.Taking(
    SHEET,
    plan_duties,
    import_duties,
    "grid:duties",
    "grid:duty_sheet",
    "grid:duty_sheet_confirm",
    "grid:duty_file",
    gettext_lazy("包干"),
    gettext_lazy("按编号对上；没有编号的按网格和名称对上，都没有就算新增。没有的列保持不变。"),
)


def kept(request: HttpRequest, pk: int) -> DutyPlace:
    """Return a place this person keeps. Raises ``Http404`` unseen, ``PermissionDenied`` seen only."""
    found = queries.access_place(request.user, pk)
    if not rules.KEEP_DUTIES.allows(request.user, found.area):
        raise PermissionDenied(rules.KEEP_DUTIES.code)
    return found


@guarded(rules.SEE)
def duties(request: HttpRequest) -> HttpResponse:
    """Show who answers for what: searched, narrowed down, orphans first on wish."""
    wanted = Wanted.of(request.GET)
    page = paged(request, queries.find_places(request.user, wanted), PAGE)
    context = {
        "page": page,
        "rows": [(place, place.now[0] if place.now else None) for place in page],
        "wanted": wanted,
        "kinds": PlaceKind.choices,
        "areas": queries.shown_areas(request.user),
        "units": queries.units(),
        "orphans": queries.how_many_orphans(request.user),
        "may_keep": rules.KEEP_DUTIES.allows(request.user),
        "may_exchange": rules.EXCHANGE_DUTIES.allows(request.user),
    }
    return render(request, "grid/duties.html", context)


@guarded(rules.SEE)
@require_safe
def duty_map(request: HttpRequest) -> HttpResponse:
    """Show the duties on a map; orphans stand out."""
    found = _ground(request)
    drawn = svg({"features": found}, _("包干地图")) if found else ""
    shown = {"drawing": drawn, "orphans": queries.how_many_orphans(request.user)}
    return render(request, "grid/duty_map.html", shown)


@guarded(rules.SEE)
@require_safe
def ground(request: HttpRequest) -> HttpResponse:
    """Answer the areas and places of one's areas as GeoJSON."""
    return private_json({"type": "FeatureCollection", "features": _ground(request)})


def _ground(request: HttpRequest) -> list[dict[str, Any]]:
    grids = queries.shown_areas(request.user).filter(level=AreaLevel.GRID).defer(None)
    places = queries.find_places(request.user, Wanted()).exclude(lon=None)
    areas = [feature(area) for area in grids if area.polygon]
    now: list[tuple[DutyPlace, list[Duty]]] = [(place, place.now) for place in places]  # type: ignore[attr-defined]
    return [*areas, *(spot(place, next(iter(duties), None)) for place, duties in now)]


def spot(place: DutyPlace, duty: Duty | None, *, link: bool = True) -> dict[str, Any]:
    """Return a place as the map component wants it: a stretch as a way, the others as a point."""
    said = {"kind": "point", "label": place.name, "tone": "ok" if duty else "stop"}
    shape: dict[str, Any] = {"type": "Point", "coordinates": [place.lon, place.lat]}
    if place.line:
        said["kind"], shape = "way", {"type": "LineString", "coordinates": place.line}
    if link:
        said["href"] = place.get_absolute_url()
    return {"type": "Feature", "properties": said, "geometry": shape}


@guarded(rules.SEE)
def duty_place(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one place: who answers for it now, before and later, and what was done."""
    found = queries.access_place(request.user, pk)
    rows, day = list(queries.duties_of(found)), today()
    now = next((row for row in rows if row.since <= day and (row.until is None or row.until >= day)), None)
    drawn = _around(found, now)
    context = {
        "place": found,
        "duties": rows,
        "now": now,
        "day": day,
        "drawing": svg({"features": drawn}, found.name) if len(drawn) > 1 else "",
        "may_keep": rules.KEEP_DUTIES.allows(request.user, found.area),
        "history": timeline(found.recorded_subject()),
    }
    return render(request, "grid/duty_place.html", context)


def _around(place: DutyPlace, now: Duty | None) -> list[dict[str, Any]]:
    """Return the area of a place and the place on it; nothing without a position."""
    if place.lon is None:
        return []
    area = Area.objects.get(pk=place.area_id)
    return [*around(area), spot(place, now, link=False)]


@guarded(rules.SEE)
@require_safe
def duty_place_map(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer a place and its area as GeoJSON."""
    found = queries.access_place(request.user, pk)
    drawn = _around(found, queries.duty_now(found))
    return private_json({"type": "FeatureCollection", "features": drawn})


@guarded(rules.KEEP_DUTIES)
def add(request: HttpRequest) -> HttpResponse:
    """Set a place up and give it to a unit at once: none begins as an orphan."""
    data = request.POST or None
    form, terms = PlaceForm(request.user, data), TermsForm(request.user, data)
    made: list[DutyPlace] = []

    def act() -> None:
        said = form.said()
        said["line"] = tuple(tuple(corner) for corner in said["line"])
        made.append(actions.add_place(by_of(request), NewPlace(**said), terms_of(terms)))

    valid = request.method == "POST" and terms.is_valid()
    if valid and done(request, form, act, _("已增加。")):
        return redirect("grid:duty_place", made[0].pk)
    return render(request, "grid/duty_place_form.html", {"form": form, "terms": terms})


def terms_of(form: TermsForm) -> Terms:
    """Return who answers as the action takes it."""
    said = dict(form.cleaned_data)
    return Terms(**(said | {"members": tuple(said["members"])}))


@guarded(rules.KEEP_DUTIES)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is told of a place."""
    found = kept(request, pk)
    form = PlaceForm(request.user, request.POST or None, found)

    def act() -> None:
        actions.change_place(by_of(request), found, **form.said())

    if done(request, form, act, _("已保存。")):
        return redirect("grid:duty_place", pk)
    return render(request, "grid/duty_place_form.html", {"form": form, "place": found})


@guarded(rules.KEEP_DUTIES)
def give(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a unit answer for a place from a day on."""
    found = kept(request, pk)
    form = TermsForm(request.user, request.POST or None, queries.duty_now(found))

    def act() -> None:
        actions.give_duty(by_of(request), found, terms_of(form))

    if done(request, form, act, _("已登记。"), "since"):
        return redirect("grid:duty_place", pk)
    return render(request, "grid/duty_give.html", {"form": form, "place": found})


@guarded(rules.KEEP_DUTIES)
def correct(request: HttpRequest, pk: int, duty: int) -> HttpResponse:
    """Correct who answers in a period, without a new one."""
    found = kept(request, pk)
    row = queries.access_duty(request.user, found, duty)
    form = TermsForm(request.user, request.POST or None, row, dated=False)

    def act() -> None:
        actions.change_terms(by_of(request), row, **form.cleaned_data)

    if done(request, form, act, _("已保存。")):
        return redirect("grid:duty_place", pk)
    return render(request, "grid/duty_give.html", {"form": form, "place": found, "duty": row})


@guarded(rules.KEEP_DUTIES)
def end(request: HttpRequest, pk: int, duty: int) -> HttpResponse:
    """Let a duty end on a day."""
    found = kept(request, pk)
    row = queries.access_duty(request.user, found, duty)
    form = EndForm(request.POST or None, initial={"last": today()})

    def act() -> None:
        actions.end_duty(by_of(request), row, **form.cleaned_data)

    if done(request, form, act, _("已登记。"), "last"):
        return redirect("grid:duty_place", pk)
    return render(request, "grid/duty_end.html", {"form": form, "place": found, "duty": row})


@guarded(rules.KEEP_DUTIES)
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that nobody needs to answer for a place any more."""
    found = kept(request, pk)
    form = ReasonForm(request.POST or None)

    def act() -> None:
        actions.drop_place(by_of(request), found, **form.cleaned_data)

    if done(request, form, act, _("已撤销。")):
        return redirect("grid:duty_place", pk)
    return render(request, "grid/duty_drop.html", {"form": form, "place": found})


@guarded(rules.KEEP_DUTIES)
@require_POST
def take_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a dropped place up again."""
    actions.take_up(by_of(request), kept(request, pk))
    messages.success(request, _("已恢复，请登记责任单位。"))
    return redirect("grid:give_duty", pk)


# --- sheets ---


@guarded(rules.EXCHANGE_DUTIES)
def sheet(request: HttpRequest) -> HttpResponse:
    """Ask for a list of duties to look at."""
    return sheets.ask(request, TAKING)


@guarded(rules.EXCHANGE_DUTIES)
@require_POST
def sheet_confirm(request: HttpRequest) -> HttpResponse:
    """Take in the list that was looked at."""
    return sheets.confirm(request, TAKING)


@guarded(rules.SEE)
@require_safe
def file(request: HttpRequest) -> HttpResponse:
    """Answer the list of duties as it was narrowed down as a workbook."""
    rows = rows_of(request.user, Wanted.of(request.GET))
    return given_out(workbook(SHEET, rows, language=language()), "duties")


# --- what is posted ---


@guarded(rules.SEE)
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """Show what is posted of one's grids, and what is missing there."""
    groups, keeps = queries.grids_by_community(request.user), rules.KEEP_DUTIES.allows
    lacking = [row.grid for group in groups for row in group.rows if not row.whole]
    streets = queries.shown_areas(request.user).filter(level=AreaLevel.STREET)
    shown = {
        "groups": groups,
        "lacking": len(lacking),
        "next": next((grid for grid in lacking if keeps(request.user, grid)), None),
        "may_keep": keeps(request.user),
        "street": next((street for street in streets if keeps(request.user, street)), None),
    }
    return render(request, "grid/notices.html", shown)


@guarded(rules.KEEP_DUTIES)
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what is posted of an area."""
    area = access_area(request.user, pk)
    if not rules.KEEP_DUTIES.allows(request.user, area):
        raise PermissionDenied(rules.KEEP_DUTIES.code)
    grid = area.level in {AreaLevel.GRID, AreaLevel.MICROGRID}
    form = NoticeForm(_workers(area) if grid else None, request.POST or None, initial=_posted(area))

    def act() -> None:
        said = {"worker": None, "phone": ""} | form.cleaned_data
        actions.post_notice(by_of(request), area, **said)

    if done(request, form, act, _("已保存。")):
        return redirect("grid:notices")
    return render(request, "grid/notice.html", {"form": form, "area": area})


def _workers(area: Area) -> Any:
    return User.objects.filter(pk__in=[user.pk for user in queries.workers_of(area)])


def _posted(area: Area) -> dict[str, Any]:
    found = GridNotice.objects.filter(area=area).first()
    if found is None:
        worker = queries.worker_of(area)
        return {"worker": worker.pk if worker else None}
    return {"worker": found.worker_id, "phone": found.phone, "supervision": found.supervision}
