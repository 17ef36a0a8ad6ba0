"""Looking: the list and the search, a dwelling, a household, a person, the register of purposes."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from yike.core.areas import queries as area_queries
from yike.core.areas import rules as area_rules
from yike.core.areas.models import Area, AreaLevel
from yike.core.look.asked import row_number
from yike.core.look.pages import paged
from yike.core.residents import queries, rules
from yike.core.residents.flows import PERSON
from yike.core.residents.models import Person
from yike.core.residents.purposes import FIELDS, purposes
from yike.core.residents.queries.lines import Seen, household_lines, person_lines
from yike.core.rights.guard import guarded
from yike.core.rights.right import Right
from yike.core.rights.roles import Role


def _area(request: HttpRequest) -> Area | None:
    """Return the area asked for by ``?area=``, where it is one the reader may see."""
    pk = row_number(request.GET.get("area", ""))
    return None if pk is None else area_queries.access_area(request.user, pk)


def _choices(request: HttpRequest) -> list[tuple[int, str]]:
    """Return the communities and grids one may choose, by number and name, grids set in below theirs."""
    rows = rules.SEE.visible(Area.objects.open(), request.user, "path").values_list("pk", "name", "level")
    margins = {AreaLevel.COMMUNITY.value: "", AreaLevel.GRID.value: "　"}
    return [(pk, margins[level] + name) for pk, name, level in rows if level in margins]


@guarded(rules.SEE)
@never_cache
def index(request: HttpRequest) -> HttpResponse:
    """Show the households of one's areas, or what somebody looks for: by POST, so no address holds a number."""
    if request.method == "POST":
        return _found(request, request.POST.get("q", ""))
    area, elders = _area(request), "elders" in request.GET
    counts = queries.counts(request.user, area)
    count = queries.with_elders(request.user, area) if elders else counts.households
    page = paged(request, queries.households_visible(request.user, area=area, elders=elders), count=count)
    context = {
        "page": page,
        "lines": household_lines(request.user, page.object_list),
        "areas": _choices(request),
        "area": area,
        "elders": elders,
        "counts": counts,
        "may_see_areas": area_rules.SEE.allows(request.user),
        **_may(request.user),
    }
    return render(request, "residents/index.html", context)


def _may(user: Any) -> dict[str, bool]:
    rights: dict[str, Right] = {
        "keep": rules.KEEP,
        "take_in": rules.IMPORT,
        "give_out": rules.EXPORT,
        "merge": rules.MERGE,
    }
    return {f"may_{name}": right.allows(user) for name, right in rights.items()}


def _found(request: HttpRequest, text: str) -> HttpResponse:
    found = queries.find(request.user, text)
    seen = Seen(request.user)
    doors = [(door.pk, seen.address(door, door.area.path), door.area.name) for door in found.dwellings]
    context = {
        "asked": text,
        "found": found,
        "people": person_lines(request.user, found.persons),
        "doors": doors,
    }
    return render(request, "residents/found.html", context)


@guarded(rules.SEE)
@require_safe
def dwelling(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one dwelling with the households that live there."""
    found = queries.access_dwelling(request.user, pk)
    rows = queries.households_visible(request.user).filter(dwelling=found)
    context = {
        "dwelling": found,
        "address": Seen(request.user).address(found, found.area.path),
        "lines": household_lines(request.user, rows),
        "may_keep": rules.KEEP.allows(request.user, found.area),
    }
    return render(request, "residents/dwelling.html", context)


@guarded(rules.SEE)
@require_safe
def household(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one household with everybody in it."""
    found = queries.access_household(request.user, pk)
    seen = Seen(request.user)
    members = [(person, seen.name(person)) for person in queries.members_of(found)]
    context = {
        "household": found,
        "address": seen.address(found.dwelling, found.area.path),
        "members": members,
        "may_keep": rules.KEEP.allows(request.user, found.area),
    }
    return render(request, "residents/household.html", context)


@guarded(rules.SEE)
@require_safe
@never_cache
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one person: masked, with what this reader may open, change or ask for."""
    found = queries.access_person(request.user, pk)
    view = queries.person_view(request.user, found)
    seen = Seen(request.user)
    context = {
        "view": view,
        "person": found,
        "name": seen.name(found),
        "address": seen.address(found.household.dwelling, found.area.path),
        "arrows": PERSON.open_to(request.user, found.state, found.area),
        **_person_may(request.user, found),
    }
    return render(request, "residents/person.html", context)


def _person_may(user: Any, found: Person) -> dict[str, bool]:
    rights: dict[str, Right] = {
        "keep": rules.KEEP,
        "consent": rules.CONSENT,
        "merge": rules.MERGE,
        "take_out": rules.TAKE_OUT,
        "erase": rules.ERASE,
    }
    return {f"may_{name}": right.allows(user, found.area) for name, right in rights.items()}


@guarded(rules.SEE)
@require_safe
def register_of_purposes(request: HttpRequest) -> HttpResponse:
    """Show what data are used for, by whom, on which ground."""
    rows = [
        (one, [FIELDS[f] for f in FIELDS if f in one.fields], [Role(r).label for r in Role if r in one.roles])
        for one in purposes()
    ]
    return render(request, "residents/purposes.html", {"rows": rows})
