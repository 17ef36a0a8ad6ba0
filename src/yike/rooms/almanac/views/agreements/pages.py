"""The list of agreements, its workbook, the page of one, and the form on which it is drafted."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from yike.core.accounts.views.acting import Page, act, sent
from yike.core.deadlines.queries import running
from yike.core.look.pages import paged
from yike.core.record.clock import today
from yike.core.record.queries import timeline
from yike.core.rights.by import by_of
from yike.core.rights.flow import Arrow
from yike.core.rights.guard import guarded
from yike.rooms.almanac.actions import agreements as actions
from yike.rooms.almanac.actions.agreements.lines import WRITTEN
from yike.rooms.almanac.agreement_sheet import workbook
from yike.rooms.almanac.flows.agreements import AGREEMENT, LINE
from yike.rooms.almanac.forms.agreements import AgreementForm
from yike.rooms.almanac.models.agreements import (
    SIGNED,
    Agreement,
    AgreementLine,
    AgreementState,
    LineKind,
)
from yike.rooms.almanac.queries import agreements as queries
from yike.rooms.almanac.rules import agreements as rules

SHOWN = ("", "soon", "draft", "all")
TEMPLATE = "almanac/agreement_act.html"


@guarded(rules.DESK)
def agreements(request: HttpRequest) -> HttpResponse:
    """Show the agreements in force, those that end soon, drafts, or all, with a search."""
    rows, show, text = _asked(request)
    context = {
        "page": paged(request, queries.counted(queries.find(queries.shown(rows, show), text))),
        "shown": show,
        "q": text,
        "tabs": _tabs(queries.how_many(rows)),
        "here_tab": f"?show={show}" if show else "",
        "sheet": f"{reverse('almanac:agreement_sheet')}?{urlencode({'show': show, 'q': text})}",
        "may_keep": rules.KEEP.allows(request.user),
    }
    return render(request, "almanac/agreements.html", context)


def _tabs(numbers: dict[str, int]) -> list[tuple[str, str, int | None]]:
    return [
        ("", _("执行中"), numbers["force"]),
        ("?show=soon", _("快到期"), numbers["soon"]),
        ("?show=draft", _("草拟"), numbers["draft"]),
        ("?show=all", _("全部"), None),
    ]


def _asked(request: HttpRequest) -> tuple[Any, str, str]:
    show = request.GET.get("show", "")
    return (
        queries.visible_to(request.user),
        show if show in SHOWN else "",
        request.GET.get("q", "")[:60],
    )


@guarded(rules.DESK)
def sheet(request: HttpRequest) -> HttpResponse:
    """Give what the list shows as a workbook, with its three lists."""
    rows, show, text = _asked(request)
    found = list(queries.counted(queries.find(queries.shown(rows, show), text)))
    lines = AgreementLine.objects.filter(agreement__in=[row.pk for row in found])
    lines = lines.select_related("agreement", "unit", "need", "resource").order_by(
        "agreement_id", "kind", "pk"
    )
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    answer = HttpResponse(workbook(found, lines), content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="gongjian-{today():%Y-%m-%d}.xlsx"'
    answer["Cache-Control"] = "private, no-store"
    return answer


@guarded(rules.DESK)
def agreement(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an agreement: its parties and term, the three lists, what was held, how it went, what was done."""
    row = queries.access_agreement(request.user, pk)
    return render(request, "almanac/agreement.html", _shown(request.user, row))


def _shown(user: Any, row: Agreement) -> dict[str, Any]:
    ratings = queries.ratings_of(row)
    keeps, signed = rules.may_keep(user, row), row.state in SIGNED | {AgreementState.TERMINATED}
    return {
        "agreement": row,
        "arrows": arrows(user, row),
        "may_keep": keeps,
        "may_change": keeps and row.state == AgreementState.DRAFT,
        "may_under": keeps and signed,
        "may_rate": signed and rules.may_rate(user, row),
        "lists": _lists(user, row),
        "under": queries.under_of(row),
        "ratings": ratings,
        "unrated": queries.unrated(row, ratings),
        "due": running(row.of),
        "renewed_as": row.renewals.first(),
        "year": today().year,
        "history": timeline(row.recorded_subject(), limit=200),
    }


def _lists(user: Any, row: Agreement) -> list[dict[str, Any]]:
    """Return the three lists, each with whether this person may add to it and what may be done with its lines."""
    written, own = row.state in WRITTEN, getattr(user, "unit_id", None) or 0
    return [
        {
            "kind": kind,
            "name": LineKind(kind).label,
            "may_add": written and rules.may_write(user, row, kind, own),
            "lines": [(line, line_arrows(user, row, line)) for line in lines],
        }
        for kind, lines in queries.lines_of(row).items()
    ]


def arrows(user: Any, row: Agreement) -> list[Arrow]:
    """Return the arrows this person may go from here, in the order of the table."""
    return [one for one in AGREEMENT if row.state in one.since and rules.may_go(user, one, row)]


def line_arrows(user: Any, row: Agreement, line: AgreementLine) -> list[Arrow]:
    """Return what this person may do with a line."""
    if row.state != AgreementState.IN_FORCE or not rules.may_write(user, row, line.kind, line.unit_id):
        return []
    return [one for one in LINE if line.state in one.since]


@guarded(rules.KEEP)
def new(request: HttpRequest) -> HttpResponse:
    """Draft an agreement."""
    form = AgreementForm(request.user, sent(request), initial=AgreementForm.initial_of(request.user))
    lead = _("先写名称、各方和期限；签了以后登记签约，三张清单随时可以补。")
    page = Page(_("草拟共建协议"), _("保存"), reverse("almanac:agreements"), "", lead)

    def do() -> HttpResponse:
        return redirect(actions.draft_agreement(by_of(request), form.draft()))

    return act(request, form, page, do, template=TEMPLATE)


@guarded(rules.KEEP)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a draft."""
    row = queries.access_agreement(request.user, pk)
    if not rules.may_keep(request.user, row):
        raise PermissionDenied(rules.KEEP.code)
    initial = AgreementForm.initial_of(request.user, row)
    form = AgreementForm(request.user, sent(request), initial=initial)
    page = Page(_("修改共建协议"), _("保存"), row.get_absolute_url(), _("已保存。"), whose=row.title)

    def do() -> object:
        return actions.change_agreement(by_of(request), row, form.draft())

    return act(request, form, page, do, template=TEMPLATE, agreement=row)
