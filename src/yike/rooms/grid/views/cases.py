"""The desk's pages of cases: queue, map, one case with its timeline, a report, one arrow at a time; the kinds."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from yike.core.areas.models import Area, AreaLevel
from yike.core.areas.queries import feature
from yike.core.deadlines.models import Deadline
from yike.core.deadlines.queries import deadlines_of
from yike.core.look.drawing import svg
from yike.core.look.faults import language, told
from yike.core.look.pages import paged
from yike.core.record.queries import timeline
from yike.core.rights.by import by_of
from yike.core.rights.guard import guarded
from yike.engines.faults import Fault
from yike.rooms.grid.actions import cases as actions
from yike.rooms.grid.actions.cases.kinds import import_kinds, load_sample
from yike.rooms.grid.flows.cases import CASE
from yike.rooms.grid.forms.cases import GoForm, ReportForm
from yike.rooms.grid.models import Case, CaseKind, CaseLevel, CaseSource, CaseState
from yike.rooms.grid.queries import duties
from yike.rooms.grid.queries.cases import finding
from yike.rooms.grid.queries.cases.alike import alike
from yike.rooms.grid.queries.cases.finding import Wanted
from yike.rooms.grid.queries.cases.kinds import kind_in
from yike.rooms.grid.queries.cases.places import located
from yike.rooms.grid.queries.cases.requested import origin
from yike.rooms.grid.queries.cases.steps import steps_of
from yike.rooms.grid.queries.causes import blown_for
from yike.rooms.grid.rules import cases as rules
from yike.rooms.grid.rules import may_whistle_for, units_of
from yike.rooms.grid.sheets.case_kinds import SHEET, plan_kinds, rows_of
from yike.rooms.grid.sheets.writing import given_out, workbook
from yike.rooms.grid.views import sheets
from yike.rooms.grid.views.doing import PAGE, around, done, first_of, private_json

S = CaseState
TONES = {S.CLOSED: "ok", S.ASSESSED: "ok", S.RETURNED: "warn", S.SUSPENDED: "warn", S.ASKING: "warn"}
ON_MAP = 500  # cases drawn at once
TAKING = sheets.Taking(
    SHEET,
    plan_kinds,
    import_kinds,
    "grid:case_kinds",
    "grid:case_kind_sheet",
    "grid:case_kind_confirm",
    "grid:case_kind_file",
    gettext_lazy("案件类别"),
    gettext_lazy("按代码对上；“只用于街道”写了街道，就只在那里代替同代码的一行。时限以当地文件为准。"),
)


@guarded(rules.DESK)
def cases(request: HttpRequest) -> HttpResponse:
    """Show the queue: what is open, searched and narrowed down, urgent ones first."""
    wanted = Wanted.of(request.GET)
    found = finding.find_cases(request.user, wanted)
    page = paged(request, found, PAGE, keys_first=True, at_once=bool(wanted.text))
    rows = [(case, due, TONES.get(S(case.state), "")) for case, due in finding.with_deadlines(list(page))]
    context = {
        "page": page,
        "rows": rows,
        "wanted": wanted,
        "states": CaseState.choices,
        "sources": CaseSource.choices,
        "levels": CaseLevel.choices,
        "kinds": CaseKind.objects.filter(in_use=True, street=None).values_list("pk", "name"),
        "areas": list(duties.shown_areas(request.user).values_list("pk", "name")),
        "units": duties.units().values_list("pk", "name"),
        "counts": _counted(request.user),
        "narrowed": any((wanted.kind, wanted.area, wanted.unit, wanted.state, wanted.source, wanted.level)),
        "may_report": rules.REPORT.allows(request.user),
        "may_keep": rules.KEEP_KINDS.allows(request.user),
    }
    return render(request, "grid/cases.html", context)


def _counted(user: Any) -> list[tuple[str, str, int | None, str]]:
    """Return the lists of this person: look, label, how many, where; of those that only grow no number is told."""
    here, known = reverse("grid:cases"), finding.counts(user)
    looks = [*_looks(user), ("suspended", _("挂账")), ("ended", _("办完的"))]
    return [(look, label, known.get(look), f"{here}?look={look}") for look, label in looks]


def _looks(user: Any) -> list[tuple[str, str]]:
    """Return the lists that this person's work begins with."""
    works = bool(units_of(user, rules.HANDLE))  # one's own, and those of whom one stands in for
    named = [
        ("sort", _("待受理派遣"), rules.DISPATCH.allows(user)),
        ("rule", _("待裁定"), rules.OVERSEE.allows(user)),
        ("own", _("我要办的"), works),
        ("mine", _("派给本单位"), works),
        ("verify", _("待核查"), rules.VERIFY.allows(user)),
        ("late", _("超期"), True),
        ("review", _("挂账到期复查"), rules.OVERSEE.allows(user)),
    ]
    return [(look, label) for look, label, shown in named if shown]


@guarded(rules.DESK)
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one case: where it stands, photos, deadlines, one timeline, and the buttons of its state."""
    found = finding.access_case(request.user, pk)
    drawn, arrows = _around(found), finding.open_arrows(request.user, found)
    context = {
        "case": found,
        "tone": TONES.get(S(found.state), ""),
        "kind": kind_in(found.kind, found.area),
        "arrows": arrows,
        "first": first_of(arrows),
        **_deadlines(found),
        "photos": list(finding.photos_of(found)),
        "steps": [(step, _label(step.verb)) for step in steps_of(found)],
        "drawing": svg({"features": drawn}, str(found)) if len(drawn) > 1 else "",
        "outside": found.lon is not None and not _inside(found),
        "history": timeline(found.recorded_subject()),
        "own": found.reporter_id == request.user.pk,
        "origin": origin(request.user, found),
        "alike": alike(request.user, found) if found.open else (),
        "whistles": blown_for(request.user, found),
        "may_whistle": found.open and may_whistle_for(request.user, found),
    }
    return render(request, "grid/case.html", context)


def _deadlines(found: Case) -> dict[str, list[Deadline]]:
    """Return what is still to be kept, which stands on top, and what was."""
    rows = list(deadlines_of(found.of).prefetch_related("pauses", "moves"))
    return {"due": [row for row in rows if not row.ended_at], "kept": [row for row in rows if row.ended_at]}


def _label(verb: str) -> str:
    """Return what a step is called."""
    named = {"report": _("上报"), "settle": _("自行处置，当场结案")}
    return named.get(verb) or str(CASE[verb].label)


def _inside(found: Case) -> bool:
    return located(found.lon, found.lat) is not None


def _around(found: Case) -> list[dict[str, Any]]:
    """Return the area of a case and the case on it; nothing without a position."""
    if found.lon is None:
        return []
    area = Area.objects.get(pk=found.area_id)
    return [*around(area), _spot(found, link=False)]


def _spot(found: Case, *, link: bool = True) -> dict[str, Any]:
    tone = "stop" if found.level == CaseLevel.URGENT else "info"
    said = {"kind": "point", "label": f"{found} {found.kind}", "tone": tone}
    if link:
        said["href"] = found.get_absolute_url()
    place = {"type": "Point", "coordinates": [found.lon, found.lat]}
    return {"type": "Feature", "properties": said, "geometry": place}


@guarded(rules.DESK)
@require_safe
def case_place(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer a case and its area as GeoJSON."""
    found = finding.access_case(request.user, pk)
    return private_json({"type": "FeatureCollection", "features": _around(found)})


@guarded(rules.DESK)
@require_safe
def photo(request: HttpRequest, pk: int, photo: int) -> HttpResponse:
    """Answer a photo of a case as JPEG."""
    found = finding.access_photo(request.user, finding.access_case(request.user, pk), photo)
    answer = HttpResponse(bytes(found.jpeg), content_type="image/jpeg")
    patch_cache_control(answer, private=True, max_age=3600)
    return answer


@guarded(rules.REPORT)
def add(request: HttpRequest) -> HttpResponse:
    """Report a case from a desk."""
    form = ReportForm(request.user, request.POST or None, request.FILES or None)
    made: list[Case] = []

    def act() -> None:
        made.append(actions.report(by_of(request), form.said()))

    if done(request, form, act, _("已登记，待受理。"), "before"):
        return redirect(made[0])
    return render(request, "grid/case_form.html", {"form": form})


@guarded(rules.DESK)
def go(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Go one arrow with a case."""
    found = finding.access_case(request.user, pk)
    if verb not in {arrow.verb for arrow in CASE}:
        raise Http404
    arrow = CASE[verb]
    if found.state in arrow.since and arrow not in finding.open_arrows(request.user, found):
        raise PermissionDenied(verb)
    form = GoForm(verb, found, request.POST or None, request.FILES or None, initial=_suggested(found, verb))

    def act() -> None:
        actions.go(by_of(request), found, verb, form.said())

    if done(request, form, act, _("已记下：%(what)s。") % {"what": arrow.label}, "files"):
        return redirect("grid:case", pk)
    shown = {"form": form, "case": found, "arrow": arrow, "kind": kind_in(found.kind, found.area)}
    return render(request, "grid/case_go.html", shown)


def _suggested(found: Case, verb: str) -> dict[str, Any]:
    """Return what is filled in beforehand: the unit of the kind, else who answers for the place."""
    if verb not in {"dispatch", "rule"}:
        return {"kind": found.kind_id, "level": found.level}
    unit = kind_in(found.kind, found.area).unit or duties.responsible(found.lon, found.lat, found.area).unit
    return {"unit": unit.pk if unit else None}


@guarded(rules.DESK)
@require_safe
def case_map(request: HttpRequest) -> HttpResponse:
    """Show the open cases on a map."""
    drawn = _ground(request)
    drawing = svg({"features": drawn}, _("案件地图")) if drawn else ""
    return render(request, "grid/case_map.html", {"drawing": drawing, "asked": request.GET.urlencode()})


@guarded(rules.DESK)
@require_safe
def ground(request: HttpRequest) -> HttpResponse:
    """Answer the cases as wanted, on the grids, as GeoJSON."""
    return private_json({"type": "FeatureCollection", "features": _ground(request)})


def _ground(request: HttpRequest) -> list[dict[str, Any]]:
    grids = duties.shown_areas(request.user).filter(level=AreaLevel.GRID).defer(None)
    rows = finding.find_cases(request.user, Wanted.of(request.GET)).exclude(lon=None)[:ON_MAP]
    return [*(feature(area) for area in grids if area.polygon), *(_spot(row) for row in rows)]


# --- kinds ---


@guarded(rules.DESK)
@require_safe
def kinds(request: HttpRequest) -> HttpResponse:
    """Show the kinds of cases with their limits."""
    rows = CaseKind.objects.filter(in_use=True).select_related("unit", "street").defer("street__polygon")
    return render(
        request, "grid/case_kinds.html", {"rows": rows, "may_keep": rules.KEEP_KINDS.allows(request.user)}
    )


@guarded(rules.KEEP_KINDS)
@require_POST
def sample(request: HttpRequest) -> HttpResponse:
    """Put the bundled sample of kinds in."""
    try:
        plan = load_sample(by_of(request))
    except Fault as fault:
        messages.error(request, told(fault))
    else:
        messages.success(request, _("放入了 %(n)d 类，请按当地文件改时限。") % {"n": len(plan.added)})
    return redirect("grid:case_kinds")


@guarded(rules.KEEP_KINDS)
def kind_sheet(request: HttpRequest) -> HttpResponse:
    """Ask for a table of kinds to look at."""
    return sheets.ask(request, TAKING)


@guarded(rules.KEEP_KINDS)
@require_POST
def kind_confirm(request: HttpRequest) -> HttpResponse:
    """Take in the table that was looked at."""
    return sheets.confirm(request, TAKING)


@guarded(rules.DESK)
@require_safe
def kind_file(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - every view takes it
    """Answer the kinds as a workbook."""
    return given_out(workbook(SHEET, rows_of(), language=language()), "case-kinds")
