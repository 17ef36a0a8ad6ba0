"""The hotline's sheets: orders in, answers out; what its columns are called is asked once and remembered."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yike.core.look.faults import language, refuse, told
from yike.core.look.uploads import bare_name, on_disk
from yike.core.record.clock import now
from yike.core.rights.by import by_of
from yike.core.rights.guard import guarded
from yike.core.vault import waiting
from yike.engines.faults import Fault
from yike.engines.sheets.read import read_table
from yike.rooms.grid import rules
from yike.rooms.grid.actions import hotline as actions
from yike.rooms.grid.forms.duties import SheetForm
from yike.rooms.grid.queries import hotline as queries
from yike.rooms.grid.sheets import hotline
from yike.rooms.grid.sheets.reading import headers_of
from yike.rooms.grid.sheets.writing import given_out, workbook
from yike.rooms.grid.views import sheets
from yike.rooms.grid.views.sheets import Taking

KEPT = "grid.hotline.columns"


def taking() -> Taking:
    """Return the taking in of orders, with all names of columns that are known by now."""
    return Taking(
        sheet=hotline.sheet(),
        plan=hotline.plan_orders,
        act=actions.import_orders,
        list_route="grid:requests",
        page_route="grid:hotline",
        confirm_route="grid:hotline_confirm",
        file_route="grid:hotline_replies",
        title=_("诉求"),
        lead=_(
            "工单号和内容必须有；别的列有就用。已经有的工单不会重复登记。"
            "办理时限只写日期的，算到当天 24:00；已经过了的照样登记，算超期。"
        ),
    )


@guarded(rules.EXCHANGE_REQUESTS)
def index(request: HttpRequest) -> HttpResponse:
    """Ask for the hotline's sheet; where its columns are not known, ask what they are."""
    form = SheetForm(request.POST or None, request.FILES or None)
    del form.fields["complete"]
    if request.method == "POST" and form.is_valid():
        try:
            return _read(request, form.cleaned_data["file"])
        except Fault as fault:
            refuse(form, fault, "file")
    waiting_orders = queries.to_give_back(request.user).count()
    shown = taking().context() | {"form": form, "waiting": waiting_orders}
    return render(request, "grid/hotline.html", shown)


def _read(request: HttpRequest, upload: Any) -> HttpResponse:
    with on_disk(upload) as path:
        headers = _headers(path)
    needed = {one.role for one in hotline.SHEET.columns if one.needed}
    if needed <= set(hotline.guess(headers)):
        return sheets.looked_at(request, taking(), {"file": upload, "complete": False})
    upload.seek(0)
    whose = f"{KEPT}:{request.user.pk}"
    token = waiting.keep(sheets.folder(), bare_name(upload.name or ""), upload.read(), whose, now())
    return _ask_columns(request, ColumnsForm(headers, token=token))


def _headers(path: Path) -> list[str]:
    """Return what the columns are called, below any title. Raises ``Fault`` for a sheet without rows or damaged."""
    read_table(path)
    return headers_of(path, hotline.sheet())


class ColumnsForm(forms.Form):
    """Which column is what; asked where a sheet's columns were renamed."""

    token = forms.CharField(max_length=100, widget=forms.HiddenInput)

    def __init__(self, headers: list[str], data: Any = None, token: str = "") -> None:
        super().__init__(data, initial={"token": token})
        known, choices = hotline.guess(headers), [("", "—"), *((name, name) for name in headers)]
        for one in hotline.SHEET.columns:
            self.fields[one.role] = forms.ChoiceField(
                label=one.name(language()),
                choices=choices,
                required=one.needed,
                initial=known.get(one.role, ""),
            )

    def names(self) -> dict[str, str]:
        """Return which header holds which role."""
        return {role: header for role, header in self.cleaned_data.items() if role != "token" and header}


def _ask_columns(request: HttpRequest, form: ColumnsForm) -> HttpResponse:
    return render(request, "grid/hotline_columns.html", taking().context() | {"form": form})


@guarded(rules.EXCHANGE_REQUESTS)
@require_POST
def columns(request: HttpRequest) -> HttpResponse:
    """Remember what the columns are called, and go on with the sheet that was waiting."""
    token = request.POST.get("token", "")
    try:
        name, content = waiting.take(sheets.folder(), token, f"{KEPT}:{request.user.pk}", now())
        upload = SimpleUploadedFile(name, content)
        with on_disk(upload) as path:
            form = ColumnsForm(_headers(path), request.POST)
        if not form.is_valid():
            return _ask_columns(request, form)
        actions.learn_columns(by_of(request), form.names())
        upload.seek(0)
        return sheets.looked_at(request, taking(), {"file": upload, "complete": False})
    except Fault as fault:
        messages.error(request, told(fault))
        return redirect("grid:hotline")


@guarded(rules.EXCHANGE_REQUESTS)
@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """Register the orders that were looked at."""
    return sheets.confirm(request, taking())


@guarded(rules.EXCHANGE_REQUESTS)
@require_POST
def replies(request: HttpRequest) -> HttpResponse:
    """Give out the answers the hotline has not had yet, and note that it has them now."""
    rows = list(queries.to_give_back(request.user))
    content = workbook(hotline.REPLIES, hotline.reply_rows(rows), language=language())
    actions.given_back(by_of(request), rows)
    return given_out(content, "replies")
