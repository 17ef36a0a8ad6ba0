"""Take points, items, materials and offers in from a file, looked at first; give them out as files."""

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

from yike.core.look.faults import language, refuse, told
from yike.core.look.uploads import bare_name, on_disk
from yike.core.record.clock import now, today
from yike.core.rights.by import by_of
from yike.core.rights.guard import guarded
from yike.core.vault import waiting
from yike.engines.faults import Fault
from yike.rooms.circle import actions, rules
from yike.rooms.circle.exchange import faults
from yike.rooms.circle.exchange.columns import BY_ROLE, SHEETS
from yike.rooms.circle.exchange.photos import packed
from yike.rooms.circle.exchange.planning import Plan, plan_import
from yike.rooms.circle.exchange.rows import Drafts, read_drafts
from yike.rooms.circle.exchange.standing import photo_parts, photos_of, rows_of, standing
from yike.rooms.circle.exchange.writing import csv_file, geojson_file, workbook
from yike.rooms.circle.forms.exchange import ConfirmForm, ImportForm

SHOWN = 200  # lines of each kind on one page
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _folder() -> Path:
    return Path(settings.YIKE_HOME) / "waiting"


def _whose(request: HttpRequest, said: dict[str, Any]) -> str:
    """Return for whom a file is kept, and how it was looked at: read otherwise, it does not open."""
    return f"circle.import:{request.user.pk}:{said['datum']}:{said['complete']}"


def _read(upload: UploadedFile[Any]) -> Drafts:
    with on_disk(upload) as path:
        return read_drafts(path)


@guarded(rules.EXCHANGE)
def exchange(request: HttpRequest) -> HttpResponse:
    """Offer the files to take out, and ask for one to look at; nothing is written yet."""
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _looked_at(request, form.cleaned_data)
        except Fault as fault:
            refuse(form, fault, "file")
    sheets = [(sheet.role, sheet.name(language())) for sheet in SHEETS]
    packets = range(1, len(photo_parts(request.user)) + 1)
    return render(request, "circle/exchange.html", {"form": form, "sheets": sheets, "packets": packets})


def _looked_at(request: HttpRequest, said: dict[str, Any]) -> HttpResponse:
    upload: UploadedFile[Any] = said["file"]
    drafts = _read(upload)
    plan = plan_import(drafts, standing(request.user), datum=said["datum"], complete=said["complete"])
    form = None
    if plan.ready and not plan.empty:
        upload.seek(0)
        name = bare_name(upload.name or "")
        token = waiting.keep(_folder(), name, upload.read(), _whose(request, said), now())
        how = {name: said[name] for name in ("datum", "complete")}
        start = {"token": token, "seen": plan.fingerprint(), **how}
        form = ConfirmForm(initial=start, doubtful=bool(plan.doubts))
    return render(request, "circle/plan.html", _shown(plan, form))


def _shown(plan: Plan, form: ConfirmForm | None) -> dict[str, Any]:
    changes = (*plan.points, *plan.items, *plan.offers)
    return {
        "plan": plan,
        "form": form,
        "mistakes": [mistake.text(language()) for mistake in plan.mistakes[:SHOWN]],
        "more": max(0, len(plan.mistakes) - SHOWN),
        "refusal": plan.refusal and told(plan.refusal),
        "doubts": [doubt.text(language()) for doubt in plan.doubts[:SHOWN]],
        "more_doubts": max(0, len(plan.doubts) - SHOWN),
        "notes": [told(fault) for fault in plan.notes[:SHOWN]],
        "added": [change for change in changes if change.of is None][:SHOWN],
        "changed": [(change, _fields(change)) for change in changes if change.of is not None][:SHOWN],
        "lists": list(plan.materials)[:SHOWN],
        "special": list(plan.exceptions)[:SHOWN],
        "photos": list(plan.photos)[:SHOWN],
        "gone": [*plan.closings, *plan.shelved, *plan.withdrawn][:SHOWN],
    }


def _fields(change: Any) -> list[str]:
    """Return what changes of a row, as its columns are called."""
    return [change.row.sheet.column(role).name(language()) for role in change.values]


@guarded(rules.EXCHANGE)
@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """Do what was looked at, all of it or nothing; the file is looked at once more on the way."""
    form = ConfirmForm(request.POST)
    form.is_valid()
    said = form.cleaned_data
    try:
        drafts = _kept(request, said)
        if (again := _unanswered(request, form, drafts)) is not None:
            return again
        how = {name: said[name] for name in ("datum", "complete", "reason", "seen", "sure")}
        plan = actions.import_directory(by_of(request), drafts, **how)
    except Fault as fault:
        messages.error(request, told(fault))
        return redirect("circle:exchange")
    waiting.drop(_folder(), said["token"])
    counts = {"added": plan.added, "changed": plan.changed, "closed": plan.gone}
    messages.success(request, _("已导入：新增 %(added)d，修改 %(changed)d，关闭或撤下 %(closed)d。") % counts)
    return redirect("circle:points")


def _kept(request: HttpRequest, said: dict[str, Any]) -> Drafts:
    """Return the file that was looked at. Raises ``Fault`` where it is not there any more, or not theirs."""
    whose = _whose(request, {"datum": said.get("datum", ""), "complete": said.get("complete", False)})
    name, content = waiting.take(_folder(), said.get("token", ""), whose, now())
    return _read(SimpleUploadedFile(name, content))


def _unanswered(request: HttpRequest, form: ConfirmForm, drafts: Drafts) -> HttpResponse | None:
    """Show the plan once more where the reason or the yes to doubts is missing; the file need not be sent again."""
    said = form.cleaned_data
    if form.is_valid() and said["sure"]:
        return None
    how = {"datum": said.get("datum", ""), "complete": said.get("complete", False)}
    plan = plan_import(drafts, standing(request.user), **how)
    if form.is_valid() and not plan.doubts:
        return None
    # what is shown now is what is agreed to next: doubts may be others since, once the streets are there
    form = ConfirmForm({**request.POST.dict(), "seen": plan.fingerprint()}, doubtful=bool(plan.doubts))
    if plan.doubts and not said["sure"]:
        refuse(form, faults.unsure(len(plan.doubts)), "sure")
    return render(request, "circle/plan.html", _shown(plan, form))


@guarded(rules.EXCHANGE)
@require_safe
def give_out(request: HttpRequest, what: str, form: str) -> HttpResponse:
    """Answer the directory as a workbook, one sheet as CSV, or the points as GeoJSON."""
    rows = rows_of(request.user)
    if form == "xlsx":
        content, kind = workbook(rows, language=language()), XLSX
    elif form == "csv":
        content, kind = csv_file(BY_ROLE[what], rows[what], language=language()), "text/csv; charset=utf-8"
    else:
        content, kind = geojson_file(rows, language=language()), "application/geo+json"
    return _sent(content, kind, f"circle-{what}-{today()}.{form}")


def _sent(content: bytes, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@guarded(rules.EXCHANGE)
@require_safe
def give_photos(request: HttpRequest, part: int) -> HttpResponse:
    """Answer the workbook with a part of the photos as one ZIP."""
    found = photo_parts(request.user)
    if not 1 <= part <= len(found):
        raise Http404
    book = workbook(rows_of(request.user), language=language())
    content = packed(book, photos_of(found[part - 1]))
    return _sent(content, "application/zip", f"circle-photos-{part}-{today()}.zip")
