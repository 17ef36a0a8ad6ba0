"""Ledgers: looked at, taken in, given out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from yike.core.accounts.views.acting import Page, act, sent
from yike.core.areas import queries as area_queries
from yike.core.areas.models import Area
from yike.core.look.faults import language, refuse, told
from yike.core.look.uploads import bare_name, on_disk
from yike.core.record.clock import now
from yike.core.residents import actions, rules
from yike.core.residents.forms.ledgers import ConfirmForm, LedgerForm
from yike.core.residents.forms.trust import ExportForm
from yike.core.residents.ledger.columns import NAMES
from yike.core.residents.ledger.outlook import Outlook
from yike.core.residents.models import Person
from yike.core.rights.by import by_of
from yike.core.rights.guard import guarded
from yike.core.rights.right import Right
from yike.core.vault import waiting
from yike.engines.faults import Fault

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _folder() -> Path:
    return Path(settings.YIKE_HOME) / "waiting"


def _whose(request: HttpRequest, area: Area) -> str:
    return f"residents.import:{area.pk}:{request.user.pk}"


def _area(request: HttpRequest, pk: int, right: Right) -> Area:
    """Return an area in which the reader has a right. Raises ``Http404`` elsewhere."""
    area = area_queries.access_area(request.user, pk)
    if not right.allows(request.user, area):
        raise Http404
    return area


@guarded(rules.IMPORT)
def choose(request: HttpRequest) -> HttpResponse:
    """Ask into which area a ledger goes."""
    areas = rules.IMPORT.visible(Area.objects.open().light(), request.user, "path").exclude(level="microgrid")
    return render(request, "residents/choose.html", {"areas": areas})


@guarded(rules.IMPORT)
@never_cache
def take_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a ledger, look at it, and show what it would do; nothing is written yet."""
    area = _area(request, pk, rules.IMPORT)
    form = LedgerForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _looked_at(request, area, form.cleaned_data)
        except Fault as fault:
            refuse(form, fault, "file")
    names = [names[0 if language() == "zh" else -1] for names in NAMES.values()]
    return render(request, "residents/import.html", {"area": area, "form": form, "columns": names})


def _looked_at(request: HttpRequest, area: Area, said: dict[str, Any]) -> HttpResponse:
    upload: UploadedFile[Any] = said["file"]
    with on_disk(upload) as path:
        seen = actions.look_at_file(by_of(request), path, area=area)
    form = None
    if not seen.mistakes.count:
        upload.seek(0)
        name = bare_name(upload.name or "")
        token = waiting.keep(_folder(), name, upload.read(), _whose(request, area), now())
        form = ConfirmForm(
            initial={
                "token": token,
                "fingerprint": seen.fingerprint,
                "leave_missing": said["leave_missing"],
            }
        )
    return _plan_page(request, area, seen, form, leave_missing=said["leave_missing"])


FIELDS = {"born": "birth_date", "household": "household"}


def _labels(changes: tuple[str, ...]) -> list[str]:
    return [str(Person._meta.get_field(FIELDS.get(name, name)).verbose_name) for name in changes]  # type: ignore[union-attr]


def _plan_page(
    request: HttpRequest, area: Area, seen: Outlook, form: ConfirmForm | None, *, leave_missing: bool
) -> HttpResponse:
    context = {
        "area": area,
        "seen": seen,
        "form": form,
        "mistakes": [mistake.text(language()) for mistake in seen.mistakes.told],
        "more": seen.mistakes.count - len(seen.mistakes.told),
        "changed": [(line, _labels(line.changes)) for line in seen.changed],
        "leave_missing": leave_missing,
        "may_force": rules.FORCE.allows(request.user, area),
    }
    return render(request, "residents/plan.html", context)


@guarded(rules.IMPORT)
@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Do exactly what was shown, all of it or nothing; the file is looked at once more on the way."""
    area, form = _area(request, pk, rules.IMPORT), ConfirmForm(request.POST)
    if not form.is_valid():
        return redirect("residents:import", area.pk)
    said, whose = form.cleaned_data, _whose(request, area)
    try:
        name, content = waiting.take(_folder(), said["token"], whose, now())
        with on_disk(SimpleUploadedFile(name, content)) as path:
            counts = actions.import_file(by_of(request), path, area=area, **_asked(said))
    except Fault as fault:
        messages.error(request, told(fault))
        return redirect("residents:import", area.pk)
    waiting.drop(_folder(), said["token"])
    messages.success(request, _done(counts))
    return redirect("residents:index")


def _asked(said: dict[str, Any]) -> dict[str, Any]:
    return {name: said[name] for name in ("fingerprint", "leave_missing", "reason")}


def _done(counts: dict[str, int]) -> str:
    said = _("已导入：新增 %(new_persons)d 人，修改 %(changed_persons)d 人，不变 %(unchanged_persons)d 人。")
    return said % counts


@guarded(rules.EXPORT)
@never_cache
def give_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Give out who lives in an area as a ledger, masked unless somebody may have it plain."""
    area = _area(request, pk, rules.EXPORT)
    may_plain = rules.EXPORT_PLAIN.allows(request.user, area)
    form = ExportForm(sent(request), may_plain=may_plain)
    lead = _("第一行写明谁、什么时候、为了什么导出。")
    page = Page(_("导出%(area)s名单") % {"area": area.name}, _("导出"), _index(area), "", lead)

    def do() -> HttpResponse:
        said = {"plain": False, **form.cleaned_data}
        response = HttpResponse(actions.export_list(by_of(request), area=area, **said), content_type=XLSX)
        response["Content-Disposition"] = f'attachment; filename="residents-{area.code}.xlsx"'
        return response

    return act(request, form, page, do)


def _index(area: Area) -> str:
    return f"{reverse('residents:index')}?area={area.pk}"
