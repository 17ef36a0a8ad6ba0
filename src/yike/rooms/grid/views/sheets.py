"""Take sheets in: a file is looked at first, and written only on a yes. One way for all sheets of the room."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from yike.core.look.faults import language, refuse, told
from yike.core.look.uploads import bare_name, on_disk
from yike.core.record.clock import now
from yike.core.rights.by import By, by_of
from yike.core.vault import waiting
from yike.engines.faults import Fault
from yike.engines.sheets.columns import Sheet
from yike.rooms.grid.forms.duties import SheetConfirmForm, SheetForm
from yike.rooms.grid.sheets.planning import Plan
from yike.rooms.grid.sheets.reading import Drafts, read_drafts

SHOWN = 200  # lines of each kind on one page


@dataclass(frozen=True)
class Taking:
    """One sheet taken in: its columns, what a file would do, the action that does it, and where it belongs.

    ``plan(drafts, user, complete=)``; ``act(by, drafts, complete=, reason=, seen=)``.
    """

    sheet: Sheet
    plan: Callable[..., Plan]
    act: Callable[..., Plan]
    list_route: str
    page_route: str
    confirm_route: str
    file_route: str
    title: str | Promise
    lead: str | Promise
    args: tuple[int, ...] = ()  # what all its addresses take

    def context(self) -> dict[str, Any]:
        """Return what its pages show of it."""
        routes = {
            "list": self.list_route,
            "page": self.page_route,
            "confirm": self.confirm_route,
            "file": self.file_route,
        }
        hrefs = {f"{name}_href": reverse(route, args=self.args) for name, route in routes.items()}
        columns = [column.name(language()) for column in self.sheet.columns]
        return hrefs | {"title": self.title, "lead": self.lead, "columns": columns}


def folder() -> Path:
    """Return where files wait for a yes."""
    return Path(settings.YIKE_HOME) / "waiting"


def _whose(request: HttpRequest, taking: Taking, *, complete: bool) -> str:
    """Return for whom a file is kept, and how it was looked at: read otherwise, it does not open."""
    return ":".join(map(str, (f"grid.{taking.sheet.role}", *taking.args, request.user.pk, complete)))


def _read(upload: UploadedFile[Any], taking: Taking) -> Drafts:
    with on_disk(upload) as path:
        return read_drafts(path, taking.sheet)


def ask(request: HttpRequest, taking: Taking) -> HttpResponse:
    """Ask for a file to look at; nothing is written yet."""
    form = SheetForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            return looked_at(request, taking, form.cleaned_data)
        except Fault as fault:
            refuse(form, fault, "file")
    return render(request, "grid/sheet.html", taking.context() | {"form": form})


def looked_at(request: HttpRequest, taking: Taking, said: dict[str, Any]) -> HttpResponse:
    """Show what a file (``file``, ``complete``) would do; it is kept until somebody says yes. Raises ``Fault``."""
    upload: UploadedFile[Any] = said["file"]
    plan = taking.plan(_read(upload, taking), request.user, complete=said["complete"])
    form = None
    if plan.ready and not plan.empty:
        upload.seek(0)
        whose = _whose(request, taking, complete=said["complete"])
        token = waiting.keep(folder(), bare_name(upload.name or ""), upload.read(), whose, now())
        asked = {"token": token, "seen": plan.fingerprint(), "complete": said["complete"]}
        form = SheetConfirmForm(initial=asked)
    return render(request, "grid/sheet_plan.html", taking.context() | _shown(taking, plan, form))


def _shown(taking: Taking, plan: Plan, form: SheetConfirmForm | None) -> dict[str, Any]:
    names = {column.role: column.name(language()) for column in taking.sheet.columns}
    changed = [(one.name, [names[r] for r in one.values if r in names]) for one in plan.changed[:SHOWN]]
    return {
        "plan": plan,
        "form": form,
        "mistakes": [mistake.text(language()) for mistake in plan.mistakes[:SHOWN]],
        "more": max(0, len(plan.mistakes) - SHOWN),
        "refusal": plan.refusal and told(plan.refusal),
        "notes": [told(fault) for fault in plan.notes[:SHOWN]],
        "added": [one.name for one in plan.added[:SHOWN]],
        "changed": changed,
        "gone": plan.gone[:SHOWN],
        "counts": (len(plan.added), len(plan.changed), len(plan.gone), plan.same),
    }


def confirm(request: HttpRequest, taking: Taking) -> HttpResponse:
    """Do what was looked at, all of it or nothing; the file is looked at once more on the way."""
    form = SheetConfirmForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("没有写理由，请再选一次文件。"))
        return redirect(taking.page_route, *taking.args)
    said = form.cleaned_data
    try:
        plan = _done(request, taking, by_of(request), said)
    except Fault as fault:
        messages.error(request, told(fault))
        return redirect(taking.page_route, *taking.args)
    waiting.drop(folder(), said["token"])
    counts = {"added": len(plan.added), "changed": len(plan.changed), "gone": len(plan.gone)}
    messages.success(request, _("已导入：新增 %(added)d，修改 %(changed)d，撤销 %(gone)d。") % counts)
    return redirect(taking.list_route, *taking.args)


def _done(request: HttpRequest, taking: Taking, by: By, said: dict[str, Any]) -> Plan:
    whose = _whose(request, taking, complete=said["complete"])
    name, content = waiting.take(folder(), said["token"], whose, now())
    drafts = _read(SimpleUploadedFile(name, content), taking)
    how = {name: said[name] for name in ("complete", "reason", "seen")}
    return taking.act(by, drafts, **how)
