"""Opening what is sealed, consents, and what a person may ask for."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from yike.core.accounts.forms.users import SureForm
from yike.core.accounts.views.acting import Page, act, sent
from yike.core.residents import actions, queries, rules
from yike.core.residents.actions.revealing import SEALED
from yike.core.residents.forms.trust import ConsentForm, EraseForm, NamesakesForm, RevealForm
from yike.core.residents.models import Person
from yike.core.residents.phones import spoken
from yike.core.residents.purposes import FIELDS
from yike.core.residents.views.keeping import of_person, whose
from yike.core.rights.by import by_of
from yike.core.rights.guard import guarded
from yike.core.rights.right import Right

SHOWN_SECONDS = 60


def _shown(request: HttpRequest, label: str, plain: str, back: str) -> HttpResponse:
    """Show an opened value for a minute, on a page that nobody keeps."""
    context = {"label": label, "plain": plain, "back": back, "seconds": SHOWN_SECONDS}
    response = render(request, "residents/revealed.html", context)
    response["Refresh"] = f"{SHOWN_SECONDS}; url={back}"
    return response


def _ask(request: HttpRequest, label: str, found: Person, do: Any, *, glass: bool) -> HttpResponse:
    """Ask for the reason and show the value."""
    back = of_person(found.pk)
    form = RevealForm(sent(request))
    lead = _("本人没有同意这样用。只有遇到危险才能看，会单独记下。") if glass else ""
    title, kind = _("查看%(what)s") % {"what": label}, "danger" if glass else "main"
    page = Page(title, _("查看"), back, "", lead, kind, whose(request, found))
    show = lambda: _shown(request, label, do(form.cleaned_data["reason"]), back)  # noqa: E731
    return act(request, form, page, show)


@guarded(rules.REVEAL)
@never_cache
def reveal(request: HttpRequest, pk: int, field: str) -> HttpResponse:
    """Open a sealed field of a person, for a reason."""
    if field not in SEALED:
        raise Http404
    found = queries.access_person(request.user, pk)
    line = next(one for one in queries.person_view(request.user, found).lines if one.field == field)
    if not (line.opens or line.glass):
        raise Http404

    def do(reason: str) -> str:
        plain = actions.reveal(by_of(request), found, field, reason=reason, emergency=line.glass)
        return spoken(plain) if field == "phone" and plain else plain

    return _ask(request, str(FIELDS[field]), found, do, glass=line.glass)


@guarded(rules.REVEAL)
@never_cache
def reveal_helper(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a helper's number, for a reason."""
    found = queries.access_helper(request.user, pk)
    access = queries.person_view(request.user, found.person).access
    glass = access.may_break_glass("helpers")
    if not (access.may_read("helpers") or glass):
        raise Http404

    def do(reason: str) -> str:
        plain = actions.reveal_helper(by_of(request), found, reason=reason, emergency=glass)
        return spoken(plain) if plain else plain

    return _ask(request, _("帮手的电话"), found.person, do, glass=glass)


@guarded(rules.CONSENT)
def new_consent(request: HttpRequest, pk: int) -> HttpResponse:
    """Record what somebody agreed or objected to."""
    found = queries.access_person(request.user, pk)
    form = ConsentForm(sent(request))
    page = Page(_("记录同意"), _("保存"), of_person(pk), _("已记录。"), whose=whose(request, found))
    return act(request, form, page, lambda: actions.record_consent(by_of(request), found, **form.said()))


@guarded(rules.CONSENT)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Record that a consent was withdrawn."""
    found = queries.access_consent(request.user, pk)
    told = whose(request, found.person)
    lead = _("撤回以后，为这个用途登记的内容立刻不再显示。")
    page = Page(_("撤回同意"), _("撤回"), of_person(found.person_id), _("已撤回。"), lead, "danger", told)
    return act(
        request, SureForm(sent(request)), page, lambda: actions.withdraw_consent(by_of(request), found)
    )


def _act_on_all(
    request: HttpRequest, form: Any, page: Page, found: Person, right: Right, do: Callable[[list[str]], Any]
) -> HttpResponse:
    """``do`` what the form asks for with the rows ticked; where some bear the same name, lay them before first.

    They are shown after a reason was given and their reading kept. Where something else is wrong with what was
    sent, they are not shown again before that is mended, and then anew.
    """
    template = "residents/erase.html" if right is rules.ERASE else "residents/take_out.html"

    def once_looked() -> Any:
        if "looked" in request.POST:
            return do(request.POST.getlist("also"))
        same = actions.look_for_namesakes(by_of(request), found, right, reason=form.cleaned_data["reason"])
        if not same:
            return do([])
        return render(request, template, {"form": form, "page": page, "same": NamesakesForm(same)})

    return act(request, form, page, once_looked, template=template)


@guarded(rules.TAKE_OUT)
@never_cache
def take_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand a person all that is held of them: a page to print, or a file."""
    found = queries.access_person(request.user, pk)
    if not rules.TAKE_OUT.allows(request.user, found.area):
        raise Http404
    asked = RevealForm(sent(request))
    lead = _("给本人看的：登记的全部内容，和谁看过、改过。只交给本人或监护人。")
    page = Page(_("导出本人全部信息"), _("导出"), of_person(pk), "", lead, whose=whose(request, found))

    def do(also: list[str]) -> HttpResponse:
        told = actions.take_out(by_of(request), found, reason=asked.cleaned_data["reason"], also=also)
        return _file(told, pk) if request.POST.get("as") == "json" else _sheet(request, told, pk)

    return _act_on_all(request, asked, page, found, rules.TAKE_OUT, do)


def _file(told: dict[str, Any], pk: int) -> HttpResponse:
    text = json.dumps(told, ensure_ascii=False, indent=2)
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="person-{pk}.json"'
    return response


def _sheet(request: HttpRequest, told: dict[str, Any], pk: int) -> HttpResponse:
    parts = [(name, _rows(value)) for name, value in told.items()]
    return render(request, "residents/sheet.html", {"parts": parts, "back": of_person(pk)})


def _rows(value: Any) -> list[dict[str, Any]]:
    """Return a part as rows of names and values, whatever its shape."""
    if isinstance(value, dict):
        return [value]
    return value if isinstance(value, list) else [{"": value}]


@guarded(rules.ERASE)
@never_cache
def erase(request: HttpRequest, pk: int) -> HttpResponse:
    """Erase a person for good, once their name was typed again."""
    found = queries.access_person(request.user, pk)
    back = reverse("residents:household", args=[found.household_id])
    lead = _("删除以后不能恢复：登记内容和留痕里的内容都没有了，只留下“删过一条记录”。")
    page = Page(_("删除一个人"), _("删除"), of_person(pk), "", lead, "danger", whose(request, found))
    form = EraseForm(found, sent(request))

    def do(also: list[str]) -> HttpResponse:
        actions.erase_person(by_of(request), found, reason=form.cleaned_data["reason"], also=also)
        return redirect(back)

    return _act_on_all(request, form, page, found, rules.ERASE, do)
