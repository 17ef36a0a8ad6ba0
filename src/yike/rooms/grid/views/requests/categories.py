"""The table of categories on the desk: looked at by all, taken in by who keeps it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from yike.core.look.faults import language, told
from yike.core.rights.by import by_of
from yike.core.rights.guard import guarded
from yike.engines.faults import Fault
from yike.rooms.grid import rules
from yike.rooms.grid.actions import categories as actions
from yike.rooms.grid.queries.categories import categories
from yike.rooms.grid.queries.streets import keeps_all
from yike.rooms.grid.sheets.categories import SHEET, plan_categories, rows_of
from yike.rooms.grid.sheets.writing import given_out, workbook
from yike.rooms.grid.views import sheets
from yike.rooms.grid.views.sheets import Taking

TAKING = Taking(
    sheet=SHEET,
    plan=plan_categories,
    act=actions.import_categories,
    list_route="grid:categories",
    page_route="grid:categories_sheet",
    confirm_route="grid:categories_confirm",
    file_route="grid:categories_file",
    title=gettext_lazy("诉求类别"),
    lead=gettext_lazy("每行一个类别，上级写代码；时限空着按五个工作日算。"),
)


@guarded(rules.DESK)
def index(request: HttpRequest) -> HttpResponse:
    """Show the table of categories."""
    shown = {"rows": categories(), "may_keep": keeps_all(rules.KEEP_CATEGORIES, request.user)}
    return render(request, "grid/categories.html", shown)


@guarded(rules.KEEP_CATEGORIES)
def sheet(request: HttpRequest) -> HttpResponse:
    """Ask for a table to look at."""
    return sheets.ask(request, TAKING)


@guarded(rules.KEEP_CATEGORIES)
@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """Take in the table that was looked at."""
    return sheets.confirm(request, TAKING)


@guarded(rules.KEEP_CATEGORIES)
@require_POST
def sample(request: HttpRequest) -> HttpResponse:
    """Take in the sample table."""
    try:
        actions.load_sample(by_of(request))
    except Fault as fault:
        messages.error(request, told(fault))
    else:
        messages.success(request, _("样表已经放上，请核对时限。"))
    return redirect("grid:categories")


@guarded(rules.DESK)
@require_safe
def file(_request: HttpRequest) -> HttpResponse:
    """Answer the table as a workbook."""
    return given_out(workbook(SHEET, rows_of(categories()), language=language()), "categories")
