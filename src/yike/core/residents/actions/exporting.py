"""Lists and single persons given out; each time it is kept who took them, when and why."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils.timezone import localtime
from django.utils.translation import get_language

from yike.core.areas.models import Area
from yike.core.record.clock import now, today
from yike.core.record.deed import By, Deed, deed
from yike.core.residents import masks, rules
from yike.core.residents.access import live
from yike.core.residents.actions.revealing import checked_reason
from yike.core.residents.ledger.writing import workbook
from yike.core.residents.measures import REVEALED
from yike.core.residents.models import Person, PersonState
from yike.core.residents.phones import spoken
from yike.core.residents.purposes import CARE
from yike.core.residents.queries.namesakes import Namesake, namesakes, ticked_of
from yike.core.residents.queries.person import export_person
from yike.core.rights.right import Right
from yike.engines.faults import Language

AT_ONCE = 2000


def _persons(area: Area) -> QuerySet[Person]:
    rows = Person.objects.filter(
        state=PersonState.HERE, area_id__in=Area.objects.within(area).order_by().values("pk")
    )
    return (
        rows.select_related("household__dwelling", "area")
        .prefetch_related("consents")
        .order_by("area_id", "household_id", "pk")
    )


def _sealed(person: Person, plain: bool) -> dict[str, str]:
    values = {"national_id": person.national_id, "phone": person.phone, "born": person.birth_date}
    told = {name: (value.reveal() if plain else str(value)) for name, value in values.items() if value}
    if plain and "phone" in told:
        told["phone"] = spoken(told["phone"])  # as it is dialled: a leading + would be escaped as a formula
    return told


def _row(person: Person, plain: bool) -> dict[str, Any]:
    """Return the cells of a person; without the right to plain values nothing below the building is told."""
    dwelling, household = person.household.dwelling, person.household
    cells: dict[str, Any] = {
        "grid": person.area.code,
        "address": dwelling.address,
        "building": dwelling.building,
        "code": household.code,
        "size": household.size,
        "relation": person.get_relation_display(),
        "name": person.name if plain else masks.name(person.name),
        "sex": person.get_sex_display() if person.sex else "",
        **_sealed(person, plain),
    }
    if plain:
        cells |= {"unit": dwelling.unit, "room": dwelling.room}
        if person.living and live(CARE, person.consents.all(), today()):
            cells["living"] = person.get_living_display()
    return cells


def _rows(d: Deed, area: Area, plain: bool) -> Iterator[dict[str, Any]]:
    """Yield the cells of each person; a plain row is kept in the timeline of whom it tells of."""
    for number, person in enumerate(_persons(area).iterator(chunk_size=AT_ONCE), start=1):
        yield _row(person, plain)
        if plain:
            d.note(person, read="list")
        if number % AT_ONCE == 0:
            d.flush()


def _watermark(by: By, area: Area, reason: str, language: Language) -> str:
    when = f"{localtime(now()):%Y-%m-%d %H:%M}"
    if language == "zh":
        return f"{area.name} · {by.name} 于 {when} 导出 · 事由：{reason} · 仅限本事由使用，用后删除"
    return (
        f"{area.name} · exported by {by.name} at {when} · for: {reason} · use for nothing else, then delete"
    )


def export_list(by: By, *, area: Area, reason: str, plain: bool = False) -> bytes:
    """Return an XLSX of all who live in an area, masked, or ``plain`` for whoever may.

    The first line says who took it, when and why, and so does the history: of the area, and where values are plain
    of each person too. Raises ``PermissionDenied``, and
    ``Fault`` without a reason.
    """
    why = checked_reason(reason)
    language: Language = "en" if (get_language() or "").startswith("en") else "zh"
    with deed(by, "residents.list.export", reason=why) as d:
        area = d.lock(area)
        (rules.EXPORT_PLAIN if plain else rules.EXPORT).require(by, area)
        count = _persons(area).count()
        d.note(area, persons=count, plain=plain)
        if plain and count:
            d.fact(REVEALED.code, count, area=area, source=area)
        return workbook(
            _rows(d, area, plain), watermark=_watermark(by, area, why, language), language=language
        )


def look_for_namesakes(by: By, person: Person, right: Right, *, reason: str) -> list[Namesake]:
    """Return rows of rooms that bear only a person's name: whoever is about to use ``right`` says which are theirs.

    The right is ``rules.TAKE_OUT`` or ``rules.ERASE``. That they were looked at, and why, is kept before they are
    returned. Raises ``PermissionDenied``, and ``Fault`` without a reason.
    """
    why = checked_reason(reason)
    with deed(by, "residents.person.namesakes", reason=why) as d:
        right.require(by, person.area)
        if found := namesakes(by, right, person):
            d.note(person, read="namesakes", rows=len(found))
    return found


def take_out(by: By, person: Person, *, reason: str, also: Collection[str] = ()) -> dict[str, Any]:
    """Return all that is held of a person, opened, to be handed to them; the history keeps that and why.

    ``also`` are keys of rows that bear only their name and are theirs (``look_for_namesakes``).
    Raises ``PermissionDenied``, and ``Fault`` without a reason or for a key that is none of those.
    """
    why = checked_reason(reason)
    with deed(by, "residents.person.export", reason=why) as d:
        person = d.lock(person)
        rules.TAKE_OUT.require(by, person.area)
        ticked = ticked_of(by, rules.TAKE_OUT, person, also)
        d.note(person, read="all", **({"also": "、".join(sorted(set(also)))} if also else {}))
        d.fact(REVEALED.code, 1, area=person.area_id, source=person, subject=person.recorded_subject())
        return export_person(by, person, ticked)
