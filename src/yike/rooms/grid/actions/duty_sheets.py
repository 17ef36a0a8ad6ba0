"""Take a whole list of duties in: all of it or nothing."""

from __future__ import annotations

from datetime import date
from typing import Any

from yike.core.record.clock import today
from yike.core.record.deed import Deed, deed
from yike.core.rights.by import By
from yike.rooms.grid import rules
from yike.rooms.grid.actions.duties import NewPlace, Terms, drop, give, placed
from yike.rooms.grid.models import Duty, DutyPlace
from yike.rooms.grid.queries.duties import duty_now
from yike.rooms.grid.sheets.duties import PLACE, TERMS, plan_duties
from yike.rooms.grid.sheets.planning import Change, Plan
from yike.rooms.grid.sheets.reading import Drafts


def import_duties(
    by: By, drafts: Drafts, *, complete: bool = False, reason: str = "", seen: str = ""
) -> Plan:
    """Add, change, hand on and drop as a file says, planned anew on what stands now.

    ``seen`` is the fingerprint of the plan somebody has looked at; another one is refused. Raises ``Fault`` where
    anything stands against it, and ``PermissionDenied``; then nothing is written.
    """
    with deed(by, "grid.duty.import", reason=reason) as d:
        rules.EXCHANGE_DUTIES.require(by)
        plan = plan_duties(drafts, by.user, complete=complete)
        plan.require(seen)
        for change in plan.added:
            _add(d, by, change)
        for change in plan.changed:
            _change(d, by, change)
        for place in plan.gone:
            rules.KEEP_DUTIES.require(by, place.area)
            drop(d, d.lock(place))
        return plan


def _add(d: Deed, by: By, change: Change) -> None:
    values = change.values
    rules.KEEP_DUTIES.require(by, values["area"])
    place = {name: values[name] for name in PLACE if name in values}
    place["line"] = tuple(tuple(corner) for corner in values.get("line", ()))
    row = d.add(DutyPlace(**placed(NewPlace(**place, code=values.get("code", "")))))
    give(d, row, _terms({name: values[name] for name in TERMS if name in values}))


def _terms(said: dict[str, Any]) -> Terms:
    return Terms(**(said | {"members": tuple(said.get("members") or ())}))


def _change(d: Deed, by: By, change: Change) -> None:
    place: DutyPlace = d.lock(change.of)
    values = change.values
    for area in (place.area, values.get("area", place.area)):
        rules.KEEP_DUTIES.require(by, area)
    said = {name: values[name] for name in (*PLACE, "dropped_on") if name in values}
    if said.get("line"):
        middle = said["line"][len(said["line"]) // 2]
        said |= {"lon": middle[0], "lat": middle[1]}
    place = d.change(place, **said)
    terms = {name: values[name] for name in TERMS if name in values}
    if terms:
        _hand_on(d, place, duty_now(place), terms)


def _hand_on(d: Deed, place: DutyPlace, duty: Duty | None, terms: dict[str, Any]) -> None:
    """Correct the present duty, or begin another: one with another unit, or from a later day."""
    since: date = terms.get("since") or (today() if "unit" in terms else duty.since if duty else today())
    if duty is not None and since == duty.since:
        d.change(d.lock(duty), **terms)
        return
    old = {name: getattr(duty, name) for name in ("unit", "partner", "leader", "members")} if duty else {}
    give(d, place, _terms(old | terms | {"since": since}))
