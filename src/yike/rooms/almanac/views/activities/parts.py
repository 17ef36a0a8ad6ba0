"""Programme, zones and stalls of an activity, and holding it again."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from yike.core.accounts.views.acting import Page, act, sent
from yike.core.rights.by import by_of
from yike.core.rights.guard import guarded
from yike.rooms.almanac.actions import activities as actions
from yike.rooms.almanac.forms.parts import AgainForm, PartsForm
from yike.rooms.almanac.rules import activities as rules
from yike.rooms.almanac.views.activities.helpers import planned


@guarded(rules.PLAN)
def parts(request: HttpRequest, pk: int) -> HttpResponse:
    """Write acts, talks, zones and stalls, one a line."""
    row = planned(request, pk)
    form = PartsForm(sent(request), initial=PartsForm.initial_of(row))
    page = Page(_("节目、展区、摊位"), _("保存"), row.get_absolute_url(), _("已保存。"), whose=row.title)

    def do() -> None:
        with transaction.atomic():
            for kind, said in form.parts().items():
                actions.set_parts(by_of(request), row, kind, said)

    return act(request, form, page, do, template="almanac/activity_go.html", activity=row)


@guarded(rules.PLAN)
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Plan it anew on another day."""
    row = planned(request, pk)
    form = AgainForm(sent(request))
    lead = _("名称、场地、谁办、节目都照旧，比赛的评分办法也照旧，另外送审。")
    page = Page(_("照着再办"), _("排上"), row.get_absolute_url(), "", lead, whose=row.title)

    def do() -> HttpResponse:
        made = actions.hold_again(by_of(request), row, **form.cleaned_data)
        messages.success(request, _("已排上。"))
        return redirect(made)

    return act(request, form, page, do, template="almanac/activity_go.html", activity=row)
