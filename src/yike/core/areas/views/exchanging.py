"""Take areas in from a file, looked at first; give them out as a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from yike.core.areas import actions, queries, rules
from yike.core.areas.exchange.drafts import Drafts
from yike.core.areas.exchange.nodes import Node
from yike.core.areas.exchange.planning import Plan, plan_import
from yike.core.areas.exchange.reading import read_drafts
from yike.core.areas.exchange.writing import geojson_file, workbook
from yike.core.areas.forms import DATUMS, ConfirmForm, ImportForm
from yike.core.areas.models import Area
from yike.core.areas.views.keeping import crumbs, kept
from yike.core.look.faults import language, refuse, told
from yike.core.look.uploads import bare_name, on_disk
from yike.core.record.clock import now
from yike.core.rights.by import by_of
from yike.core.rights.guard import guarded
from yike.core.vault import waiting
from yike.engines.faults import Fault

SHOWN = 200  # mistakes on one page: whoever has more mends those first
TYPES = {
    "geojson": "application/geo+json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def _folder() -> Path:
    return Path(settings.YIKE_HOME) / "waiting"


def _whose(request: HttpRequest, area: Area, *, datum: str, complete: bool) -> str:
    """Return for whom a file is kept, and how it was looked at: read otherwise, it does not open."""
    return f"areas.import:{area.pk}:{request.user.pk}:{datum}:{complete}"


def _read(upload: UploadedFile[Any], datum: str) -> Drafts:
    with on_disk(upload) as path:
        return read_drafts(path, datum=datum)


@guarded(rules.KEEP)
def take_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a file, look at it, and show what it would do; nothing is written yet."""
    area = kept(request, pk)
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _looked_at(request, area, form.cleaned_data)
        except Fault as fault:
            refuse(form, fault, "file")
    return render(request, "areas/import.html", {"area": area, "form": form, **crumbs(request, area)})


def _looked_at(request: HttpRequest, area: Area, said: dict[str, Any]) -> HttpResponse:
    upload: UploadedFile[Any] = said["file"]
    seen = queries.version()
    plan = plan_import(_read(upload, said["datum"]), area, complete=said["complete"])
    form = None
    if plan.ready and not plan.empty:
        upload.seek(0)
        name = bare_name(upload.name or "")
        how = {name: said[name] for name in ("datum", "complete")}
        token = waiting.keep(_folder(), name, upload.read(), _whose(request, area, **how), now())
        form = ConfirmForm(initial={"token": token, "seen": seen, **how})
    return _plan_page(request, area, plan, form)


def _plan_page(request: HttpRequest, area: Area, plan: Plan, form: ConfirmForm | None) -> HttpResponse:
    lines = [mistake.text(language()) for mistake in plan.mistakes[:SHOWN]]
    context = {
        "area": area,
        "plan": plan,
        "form": form,
        "mistakes": lines,
        "more": max(0, len(plan.mistakes) - SHOWN),
        "refusal": plan.refusal and told(plan.refusal),
        "warnings": [finding.text(language()) for finding in plan.warnings[:SHOWN]],
        "changes": [(node, _fields(node)) for node in plan.changes[:SHOWN]],
        **crumbs(request, area),
    }
    return render(request, "areas/plan.html", context)


def _fields(node: Node) -> list[str]:
    """Return what changes of an area, as the pages call it."""
    return [str(Area._meta.get_field(name).verbose_name) for name in node.differences()]  # type: ignore[union-attr]


@guarded(rules.KEEP)
@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Do what was looked at, all of it or nothing; the file is looked at once more on the way."""
    area = kept(request, pk)
    form = ConfirmForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("没有写理由，请再选一次文件。"))
        return redirect("areas:import", area.pk)
    said = form.cleaned_data
    whose = _whose(request, area, datum=said["datum"], complete=said["complete"])
    try:
        name, content = waiting.take(_folder(), said["token"], whose, now())
        drafts = _read(SimpleUploadedFile(name, content), said["datum"])
        plan = actions.import_areas(
            by_of(request),
            drafts,
            within=area,
            complete=said["complete"],
            reason=said["reason"],
            seen=said["seen"],
        )
    except Fault as fault:
        messages.error(request, told(fault))
        return redirect("areas:import", area.pk)
    waiting.drop(_folder(), said["token"])
    counts = {"added": len(plan.adds), "changed": len(plan.changes), "closed": len(plan.closings)}
    messages.success(request, _("已导入：新增 %(added)d，修改 %(changed)d，关闭 %(closed)d。") % counts)
    return redirect("areas:area", area.pk)


@guarded(rules.SEE)
@require_safe
def give_out(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """Answer an area and all open areas below it as a file."""
    area = queries.access_area(request.user, pk)
    datum = request.GET.get("datum", "wgs84")
    if datum not in dict(DATUMS):
        raise Http404
    areas = Area.objects.open().within(area)
    content = (
        workbook(areas, language=language())
        if form == "xlsx"
        else geojson_file(areas, language=language(), datum=datum)
    )
    response = HttpResponse(content, content_type=TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="areas-{area.code}.{form}"'
    return response
