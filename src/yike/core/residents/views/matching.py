"""Records that look like one person: compared, merged, parted, or found to be two."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from yike.core.accounts.forms.users import SureForm
from yike.core.accounts.views.acting import Page, act, sent
from yike.core.look.faults import told
from yike.core.look.pages import paged
from yike.core.residents import actions, queries, rules
from yike.core.residents.models import Person
from yike.core.residents.queries.lines import PersonLine, person_lines
from yike.core.residents.views.keeping import of_person
from yike.core.rights.by import by_of
from yike.core.rights.guard import guarded
from yike.engines.faults import Fault


@guarded(rules.MERGE)
@require_safe
def duplicates(request: HttpRequest) -> HttpResponse:
    """Show pairs of records that are likely one person."""
    page = paged(request, queries.likely_duplicates(request.user), 20)
    lines = [(pair, *person_lines(request.user, (pair.one, pair.other))) for pair in page.object_list]
    return render(request, "residents/duplicates.html", {"page": page, "pairs": lines})


def _pair(request: HttpRequest, one: int, other: int) -> tuple[Person, Person]:
    return queries.access_person(request.user, one), queries.access_person(request.user, other)


@guarded(rules.MERGE)
@require_safe
def compare(request: HttpRequest, one: int, other: int) -> HttpResponse:
    """Show two records side by side."""
    both = _pair(request, one, other)
    sides: list[tuple[PersonLine, list[tuple[str, str]]]] = []
    for line, person in zip(person_lines(request.user, both), both, strict=True):
        view = queries.person_view(request.user, person)
        sides.append((line, [(str(said.label), said.masked or "") for said in view.lines]))
    return render(request, "residents/compare.html", {"sides": sides, "one": one, "other": other})


@guarded(rules.MERGE)
@require_POST
def merge(request: HttpRequest, kept: int, gone: int) -> HttpResponse:
    """Merge the second record into the first."""
    one, other = _pair(request, kept, gone)
    try:
        actions.merge(by_of(request), one, other)
    except Fault as fault:
        messages.error(request, told(fault))
        return redirect("residents:compare", kept, gone)
    messages.success(request, _("已合并，随时可以拆开。"))
    return redirect("residents:person", kept)


@guarded(rules.MERGE)
@require_POST
def dismiss(request: HttpRequest, one: int, other: int) -> HttpResponse:
    """Note that two records are two persons."""
    actions.dismiss(by_of(request), *_pair(request, one, other))
    messages.success(request, _("记下了，以后不再提示这两个人。"))
    return redirect("residents:duplicates")


@guarded(rules.MERGE)
def unmerge(request: HttpRequest, pk: int) -> HttpResponse:
    """Part two records that were merged."""
    found = queries.access_merge(request.user, pk)
    page = Page(_("拆开已合并的人"), _("拆开"), of_person(found.person_id), _("已拆开。"), kind="danger")
    do = lambda: redirect("residents:person", actions.unmerge(by_of(request), found).pk)  # noqa: E731
    return act(request, SureForm(sent(request)), page, do)
