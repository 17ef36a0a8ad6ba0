"""One person: as a page shows them to one reader, and whole, as they may take it home."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from yike.core.record.clock import today
from yike.core.record.models import HistoryEntry
from yike.core.record.queries import timeline
from yike.core.record.verbs import verb_name
from yike.core.residents import rules
from yike.core.residents.access import Access, access_of, reads_names, stands
from yike.core.residents.elsewhere import Sought, Ticked, holdings, sought
from yike.core.residents.models import Consent, ContactWish, Helper, Merge, Person
from yike.core.residents.purposes import FIELDS, purpose_name
from yike.core.residents.queries.duplicates import merges_of
from yike.core.rights.by import By
from yike.core.vault.fields import Sealed


@dataclass(frozen=True)
class Line:
    """One sealed field on a page: what it is, its mask (None: hidden), and whether this reader may open it."""

    field: str
    label: str | Promise
    masked: str | None
    opens: bool
    glass: bool


@dataclass(frozen=True)
class PersonView:
    """A person as one reader may see them. ``whole``: name and address in full."""

    person: Person
    access: Access
    whole: bool
    lines: tuple[Line, ...]
    living: str | None
    consents: tuple[Consent, ...]
    helpers: tuple[Helper, ...]
    wish: ContactWish | None
    merges: tuple[Merge, ...]
    history: tuple[HistoryEntry, ...]

    @property
    def wish_shown(self) -> bool:
        """Whether this reader sees how the person wishes to be reached."""
        return self.access.may_read("wish")

    @property
    def helpers_opened(self) -> bool:
        """Whether this reader sees by name who helps the person, and may ask for their number."""
        return self.access.may_read("helpers")

    @property
    def helpers_hidden(self) -> bool:
        """Whether nobody sees who helps the person, since nobody may use it."""
        return not self.access.shows("helpers")

    @property
    def told_consents(self) -> list[tuple[Consent, str | Promise, bool]]:
        """Consents with the name of their purpose and whether they stand."""
        day = today()
        return [(one, purpose_name(one.purpose), stands(one, day)) for one in self.consents]


def _line(person: Person, field: str, access: Access) -> Line:
    value: Sealed | None = getattr(person, field)
    label = FIELDS[field]
    masked = (str(value) if value else "") if access.shows(field) else None
    there = bool(value)
    return Line(
        field, label, masked, there and access.may_read(field), there and access.may_break_glass(field)
    )


def _helpers(user: Any, person: Person, access: Access) -> tuple[Helper, ...]:
    """Return a person's helpers, each with the name this reader may see; masked to who only notes them down."""
    rows = tuple(Helper.objects.filter(person=person).select_related("helper"))
    whole = reads_names(user, person.area.path) and access.may_read("helpers")
    for row in rows:
        name = row.helper.name if row.helper else row.name
        row.shown_name = name if whole else str(row)
    return rows


def _sees_helpers(user: Any, person: Person, access: Access) -> bool:
    """Whether a reader is told of helpers at all: who looks after people, and who notes down helpers."""
    keeps = access.shows("helpers") and rules.KEEP.allows(user, person.area)
    return keeps or access.may_read("helpers")


def person_view(user: Any, person: Person) -> PersonView:
    """Return what ``user`` may see of a person whom they may see at all. A fixed number of queries."""
    consents = tuple(Consent.objects.filter(person=person))
    access = access_of(user, person, consents)
    helpers = _helpers(user, person, access) if _sees_helpers(user, person, access) else ()
    wish = ContactWish.objects.filter(person=person).first() if access.may_read("wish") else None
    return PersonView(
        person,
        access,
        reads_names(user, person.area.path),
        tuple(_line(person, field, access) for field in ("national_id", "phone", "birth_date")),
        str(person.get_living_display()) if access.may_read("living") else None,
        consents,
        tuple(helpers),
        wish,
        tuple(merges_of(person)),
        tuple(timeline(person.recorded_subject())) if access.own else (),
    )


def _plain(row: models.Model, value: Any) -> Any:
    """Return a value for the person to read; sealed numbers of other people, such as a helper's, stay masked."""
    if isinstance(value, Sealed):
        return value.reveal() if isinstance(row, Person) else str(value)
    return value.isoformat() if hasattr(value, "isoformat") else value


def _values(row: models.Model) -> dict[str, Any]:
    """Return the columns of a row by their Chinese names, without numbers of rows and indexes."""
    found = {}
    for field in row._meta.concrete_fields:
        if field.primary_key or field.is_relation or field.name in getattr(row, "unrecorded_fields", ()):
            continue
        shown = getattr(row, f"get_{field.name}_display", None)
        found[str(field.verbose_name)] = _plain(row, shown() if shown else getattr(row, field.attname))
    return found


def records_of(person: Person) -> list[Person]:
    """Return a person's record with those that were merged into it, the innermost first."""
    merged = Person.objects.filter(merged_into=person).select_related("area", "household__dwelling")
    return [*(one for row in merged.order_by("pk") for one in records_of(row)), person]


def _of_others(records: list[Person]) -> dict[str, list[dict[str, Any]]]:
    """Return what other tables say of a person, those of rooms above included, by the table's name."""
    found: dict[str, list[dict[str, Any]]] = {}
    for relation in Person._meta.related_objects:
        model = relation.related_model
        if model is Person or not hasattr(model, "recorded_subject") or model is Merge:
            continue
        pointing = model._default_manager.filter(**{f"{relation.field.name}__in": records})
        if rows := [_values(row) for row in pointing]:
            found.setdefault(str(model._meta.verbose_name), []).extend(rows)
    return found


def _elsewhere(whom: Sought, ticked: Ticked) -> dict[str, list[dict[str, Any]]]:
    """Return what rooms hold of a person by telephone and name, and what was ticked, by what they call it."""
    found = {
        one.name: [one.tell(row) for row in (*one.find(whom), *ticked.get(one.code, ()))]
        for one in holdings()
    }
    return {name: rows for name, rows in found.items() if rows}


def _home(person: Person) -> dict[str, Any]:
    """Return one record and where it is registered."""
    at = {_("住址"): str(person.household.dwelling), _("网格"): str(person.area)}
    return _values(person) | at


def _entry(entry: HistoryEntry) -> dict[str, Any]:
    return {
        _("时间"): entry.at.isoformat(),
        _("谁"): entry.actor_name,
        _("做了什么"): verb_name(entry.verb),
        _("理由"): entry.reason,
    }


def export_person(by: By, person: Person, ticked: Ticked | None = None) -> dict[str, Any]:
    """Return all that is held of a person, opened: for the person alone (PIPL art. 45).

    ``ticked`` are rows that bear only the person's name and of which somebody says that they are theirs.

    Records merged into theirs and what other rooms hold are told too, the latter as far as ``by`` may read it: a
    secret report is not told to whoever may not know who made it. Keys are what stands there, in the language
    of the page. Whoever calls this notes it: ``actions.take_out`` does.
    """
    records = records_of(person)
    subjects = [row.recorded_subject() for row in records]
    history = HistoryEntry.objects.filter(subject__in=subjects).order_by("id")
    merged = {_("并入的登记"): [_home(row) for row in records[:-1]]} if len(records) > 1 else {}
    return {
        _("本人"): _values(person),
        _("住址"): str(person.household.dwelling),
        _("网格"): str(person.area),
        _("户"): _values(person.household),
        **merged,
        **_of_others(records),
        **_elsewhere(sought(records, by), ticked or {}),
        _("谁在什么时候看过或改过"): [_entry(entry) for entry in history],
    }
