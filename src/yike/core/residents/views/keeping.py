"""Keeping the register: dwellings, households, persons, where they go, how to reach them, who helps."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from yike.core.accounts.forms.users import SureForm
from yike.core.accounts.views.acting import Page, act, sent
from yike.core.record.clock import today
from yike.core.residents import actions, queries, rules
from yike.core.residents.access import access_of
from yike.core.residents.details import read_details
from yike.core.residents.flows import PERSON
from yike.core.residents.forms.people import (
    EditPersonForm,
    GoneForm,
    HelperForm,
    MovePersonForm,
    PersonForm,
    WishForm,
)
from yike.core.residents.forms.places import DwellingForm, HouseholdForm, MoveHouseholdForm
from yike.core.residents.models import Person
from yike.core.residents.queries.lines import Seen
from yike.core.rights.by import by_of
from yike.core.rights.guard import guarded


def _of_household(pk: int) -> str:
    return reverse("residents:household", args=[pk])


def of_person(pk: int) -> str:
    """Return the address of a person's page."""
    return reverse("residents:person", args=[pk])


def whose(request: HttpRequest, found: Person) -> str:
    """Return name and address as this reader may see them: forms say whom they are about."""
    seen = Seen(request.user)
    return f"{seen.name(found)} · {seen.address(found.household.dwelling, found.area.path)}"


@guarded(rules.KEEP)
def new_dwelling(request: HttpRequest) -> HttpResponse:
    """Register a dwelling."""
    form = DwellingForm(request.user, sent(request))
    page = Page(_("登记房屋"), _("登记"), reverse("residents:index"), _("房屋已登记。"))
    return act(request, form, page, lambda: redirect("residents:dwelling", _new_dwelling(request, form)))


def _new_dwelling(request: HttpRequest, form: DwellingForm) -> int:
    return actions.add_dwelling(by_of(request), **form.cleaned_data).pk


@guarded(rules.KEEP)
def edit_dwelling(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a dwelling."""
    found = queries.access_dwelling(request.user, pk)
    form = DwellingForm(request.user, sent(request), found)
    page = Page(_("修改房屋"), _("保存"), reverse("residents:dwelling", args=[pk]), _("已保存。"))
    return act(request, form, page, lambda: actions.edit_dwelling(by_of(request), found, **form.cleaned_data))


@guarded(rules.KEEP)
def new_household(request: HttpRequest, pk: int) -> HttpResponse:
    """Register a household in a dwelling."""
    found = queries.access_dwelling(request.user, pk)
    form = HouseholdForm(sent(request))
    page = Page(_("登记一户"), _("登记"), reverse("residents:dwelling", args=[pk]), "", lead=str(found))

    def do() -> HttpResponse:
        added = actions.add_household(by_of(request), dwelling=found, **form.cleaned_data)
        return redirect("residents:new_person", added.pk)

    return act(request, form, page, do)


@guarded(rules.KEEP)
def edit_household(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a household's number and size."""
    found = queries.access_household(request.user, pk)
    form = HouseholdForm(sent(request), found)
    page = Page(_("修改户"), _("保存"), _of_household(pk), _("已保存。"))
    by = by_of(request)
    do = lambda: actions.edit_household(by, found, dwelling=found.dwelling, **form.cleaned_data)  # noqa: E731
    return act(request, form, page, do)


@guarded(rules.KEEP)
def move_household(request: HttpRequest, pk: int) -> HttpResponse:
    """Move a whole household to another dwelling."""
    found = queries.access_household(request.user, pk)
    form = MoveHouseholdForm(request.user, sent(request))
    page = Page(_("全户搬家"), _("搬家"), _of_household(pk), _("全户已搬。"), lead=str(found.dwelling))

    def do() -> object:
        there = form.cleaned_data["beside"].dwelling
        return actions.edit_household(by_of(request), found, dwelling=there, code=found.code, size=found.size)

    return act(request, form, page, do)


def _act_once(request: HttpRequest, form: forms.Form, page: Page, do: Callable[[], object]) -> HttpResponse:
    """Act as every form; where the number is registered already, offer the record to whoever may see it."""
    held: list[tuple[str, str]] = []

    def once() -> object:
        try:
            return do()
        except actions.Registered:
            found = queries.holders(request.user, form.cleaned_data["national_id"])
            held.extend((whose(request, one), of_person(one.pk)) for one in found)
            raise

    return act(request, form, page, once, "residents/registered.html", held=held)


@guarded(rules.KEEP)
def new_person(request: HttpRequest, pk: int) -> HttpResponse:
    """Register a person in a household."""
    found = queries.access_household(request.user, pk)
    form = PersonForm(sent(request), initial={"relation": "child" if found.persons.exists() else "head"})
    page = Page(_("登记人"), _("登记"), _of_household(pk), _("已登记。"), lead=str(found.dwelling))

    def do() -> object:
        return actions.add_person(by_of(request), found, read_details(today=today(), **form.cleaned_data))

    return _act_once(request, form, page, do)


@guarded(rules.KEEP)
def edit_person(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is said of a person."""
    found = queries.access_person(request.user, pk)
    sees = access_of(request.user, found).may_read("living")
    form = EditPersonForm(found, sent(request), sees_living=sees)
    page = Page(_("修改人"), _("保存"), of_person(pk), _("已保存。"), whose=whose(request, found))
    return _act_once(request, form, page, lambda: actions.edit_person(by_of(request), found, **form.said()))


@guarded(rules.KEEP)
def move_person(request: HttpRequest, pk: int) -> HttpResponse:
    """Move a person to another household."""
    found = queries.access_person(request.user, pk)
    form = MovePersonForm(request.user, sent(request))
    page = Page(_("搬家"), _("搬家"), of_person(pk), _("已搬。"), whose=whose(request, found))
    return act(request, form, page, lambda: actions.move_person(by_of(request), found, **form.cleaned_data))


STEPS: dict[str, Callable[..., Person]] = {
    "leave": actions.leave,
    "die": actions.die,
    "return": actions.come_back,
    "restore": actions.restore,
}


@guarded(rules.KEEP)
def step(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Go one arrow of the flow: somebody left, died, came back, or a death was noted by mistake."""
    if verb not in STEPS:
        raise Http404
    found = queries.access_person(request.user, pk)
    arrow, dated = PERSON[verb], verb in {"leave", "die"}
    form = GoneForm(sent(request)) if dated else SureForm(sent(request))
    kind = "danger" if dated else "main"
    told = whose(request, found)
    page = Page(str(arrow.label), str(arrow.label), of_person(pk), _("已记下。"), kind=kind, whose=told)
    return act(request, form, page, lambda: STEPS[verb](by_of(request), found, **form.cleaned_data))


@guarded(rules.KEEP)
def wish(request: HttpRequest, pk: int) -> HttpResponse:
    """Note how somebody wishes to be reached."""
    found = queries.access_person(request.user, pk)
    form = WishForm(sent(request), queries.person_view(request.user, found).wish)
    page = Page(_("联系意愿"), _("保存"), of_person(pk), _("已保存。"), whose=whose(request, found))
    return act(request, form, page, lambda: actions.set_wish(by_of(request), found, **form.cleaned_data))


@guarded(rules.KEEP)
def new_helper(request: HttpRequest, pk: int) -> HttpResponse:
    """Note who looks after somebody."""
    found = queries.access_person(request.user, pk)
    form = HelperForm(request.user, sent(request))
    page = Page(_("添加帮手"), _("添加"), of_person(pk), _("已添加。"), whose=whose(request, found))
    return act(request, form, page, lambda: actions.add_helper(by_of(request), found, **form.cleaned_data))


@guarded(rules.KEEP)
def remove_helper(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that somebody no longer looks after a person."""
    found = queries.access_helper(request.user, pk)
    page = Page(_("去掉帮手"), _("去掉"), of_person(found.person_id), _("已去掉。"), kind="danger")
    return act(request, SureForm(sent(request)), page, lambda: actions.remove_helper(by_of(request), found))
