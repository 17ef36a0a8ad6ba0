"""The chain on the desk: how far each community is, which group has it, who is late, what groups ask."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yike.core.accounts.views.acting import Page, act, sent
from yike.core.look import site
from yike.core.look.pages import paged
from yike.core.rights.by import by_of
from yike.core.rights.guard import guarded
from yike.rooms.almanac import queries as groups
from yike.rooms.almanac import rules as group_rules
from yike.rooms.almanac.actions import cascade
from yike.rooms.almanac.forms.issues import AnswerForm
from yike.rooms.almanac.models.packs import Pack, PackState
from yike.rooms.almanac.queries import issues as issue_queries
from yike.rooms.almanac.queries import packs as queries
from yike.rooms.almanac.queries import subscriptions
from yike.rooms.almanac.queries.counts import MEDIAN, MOST, percentile
from yike.rooms.almanac.rules import issues as rules
from yike.rooms.almanac.views.qr import qr
from yike.rooms.almanac.written import chat

AT_ONCE = 200
"""The most packs ticked on one page."""


@guarded(rules.SEE)
def chain(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how far the last version of an issue is, by community."""
    issue = issue_queries.access_issue(request.user, pk)
    version = issue_queries.last_version(issue)
    if version is None:
        raise Http404
    rows = queries.progress(request.user, version)
    done = Pack.objects.filter(relay__in=[one.relay for one in rows], state=PackState.FORWARDED)
    took = [at - version.published_at for at in done.values_list("forwarded_at", flat=True) if at]
    context = {
        "issue": issue,
        "version": version,
        "rows": rows,
        "all": queries.together(rows),
        "readers": subscriptions.readers(issue.area_id),
        "letters": subscriptions.letters(version),
        "p50": percentile(took, MEDIAN),
        "p90": percentile(took, MOST),
    }
    return render(request, "almanac/chain.html", context)


class TickForm(forms.Form):
    """Which groups are known to have it."""

    packs = forms.TypedMultipleChoiceField(coerce=int)

    def __init__(self, data: Any, rows: list[Pack]) -> None:
        super().__init__(data)
        field: Any = self.fields["packs"]
        field.choices = [(row.pk, str(row.group)) for row in rows if row.asked]


@guarded(rules.SEE)
def relay(request: HttpRequest, pk: int) -> HttpResponse:
    """Show which groups of a community have a version; note for keepers that theirs have it."""
    row = queries.access_relay(request.user, pk)
    state = request.GET.get("state", "")
    page = paged(request, queries.packs_of(row, state if state in PackState.values else ""), AT_ONCE)
    may_tick = rules.TICK.allows(request.user, row.area)
    if request.method == "POST":
        return _ticked(request, row.get_absolute_url(), list(page.object_list), may_tick=may_tick)
    context = {
        "relay": row,
        "page": page,
        "state": state,
        "states": PackState.choices,
        "may_tick": may_tick,
        "text": chat(row.version.issue, row.version, address(request, row.version.issue_id)),
    }
    return render(request, "almanac/relay.html", context)


def address(request: HttpRequest, issue: int) -> str:
    """Return the whole address of the public page of an issue."""
    return site.address(request, reverse("on:issue", args=[issue]))


def _ticked(request: HttpRequest, back: str, rows: list[Pack], *, may_tick: bool) -> HttpResponse:
    if not may_tick:
        raise PermissionDenied(rules.TICK.code)
    form = TickForm(request.POST, rows)
    if form.is_valid():
        chosen = set(form.cleaned_data["packs"])
        count = cascade.tick(by_of(request), [row for row in rows if row.pk in chosen])
        messages.success(
            request, ngettext("记下 %(n)d 个群已转发。", "记下 %(n)d 个群已转发。", count) % {"n": count}
        )
    else:
        messages.error(request, _("请先勾选已经转发的群。"))
    return redirect(back)


@guarded(rules.SEE)
def late(request: HttpRequest) -> HttpResponse:
    """Show the groups whose keepers are silent, the longest first; note that some have it."""
    page = paged(request, queries.late(request.user), AT_ONCE)
    may_tick = rules.TICK.allows(request.user)
    if request.method == "POST":
        return _ticked(request, reverse("almanac:late"), list(page.object_list), may_tick=may_tick)
    return render(request, "almanac/late.html", {"page": page, "may_tick": may_tick})


@guarded(None)
def mine(request: HttpRequest) -> HttpResponse:
    """Lead a keeper who is logged in to the own secret page; who keeps no group has none."""
    if not queries.keeps_groups(request.user):
        raise Http404
    return redirect("on:keeper", link=cascade.link_of(by_of(request), request.user))  # type: ignore[arg-type]


@guarded(rules.SEE)
def questions(request: HttpRequest) -> HttpResponse:
    """Show what groups ask, unanswered first."""
    page = paged(request, queries.questions_visible_to(request.user))
    return render(request, "almanac/questions.html", {"page": page})


@guarded(rules.SEE)
def question(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer what a group asks."""
    row = queries.access_question(request.user, pk)
    if not rules.TICK.allows(request.user, row.area):
        raise PermissionDenied(rules.TICK.code)
    if row.answered_at:
        messages.info(request, _("已经答复过：%(answer)s") % {"answer": row.answer})
        return redirect("almanac:questions")
    title = _("微网群 %(code)s 的邻居问") % {"code": row.pack.group.code}
    page = Page(title, _("答复"), reverse("almanac:questions"), _("已答复，群主看得到。"), row.words)
    form = AnswerForm(sent(request))
    return act(request, form, page, lambda: _answered(request, row, form))


def _answered(request: HttpRequest, row: Any, form: Any) -> None:
    cascade.answer_question(by_of(request), row, **form.cleaned_data)


@guarded(rules.SEE)
def photo(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer the photo of a notice board."""
    answer = HttpResponse(bytes(queries.photo_of(request.user, pk).jpeg), content_type="image/jpeg")
    patch_cache_control(answer, private=True, no_store=True)
    return answer


@guarded(group_rules.KEEP)
def link(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the secret link of a group's keeper, to be sent once and kept; make another where it got about."""
    row = groups.access_group(request.user, pk)
    if not group_rules.KEEP.allows(request.user, row.area):
        raise PermissionDenied(group_rules.KEEP.code)
    who = row.deputy if request.GET.get("who") == "deputy" and row.deputy else row.owner
    if request.method == "POST":
        cascade.new_link(by_of(request), row, who)
        messages.success(request, _("换了新的专属链接，旧的打不开了。"))
        return redirect(request.get_full_path())
    path = reverse("on:keeper", args=[cascade.link_of(by_of(request), who)])
    url = site.address(request, path)
    answer = render(request, "almanac/link.html", {"group": row, "who": who, "address": url, "qr": qr(url)})
    patch_cache_control(answer, private=True, no_store=True)
    return answer
