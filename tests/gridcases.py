"""Cases for tests of the grid room: a kind, two units with people, photos, and the acts of a working week."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

from PIL import Image

from duties import SPOT, draw, make_unit
from office import BY, EARLY, PASSWORD, Office
from scenes import scene
from workdays import at
from yike.core.accounts.actions import add_user, give_role
from yike.core.accounts.models import Unit, User
from yike.core.calendar.actions import seed_year
from yike.core.record.clock import today
from yike.core.record.deed import deed
from yike.core.rights.by import By
from yike.core.rights.roles import Role
from yike.rooms.grid.actions.cases import NewCase, Said, go, report
from yike.rooms.grid.models import Case, CaseKind

MONDAY = at("2026-11-30 Mon 10:00")


def jpeg(colour: str = "green") -> bytes:
    """Return a small photo."""
    out = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(out, "JPEG")
    return out.getvalue()


PHOTO = (("a.jpg", jpeg()),)


@dataclass(frozen=True)
class Works:
    """A kind of case with four working hours, and two units with somebody in each who handles."""

    kind: CaseKind
    cleaners: Unit
    wardens: Unit
    cleaner: User
    warden: User


def _liaison(office: Office, unit: Unit, username: str, name: str) -> User:
    user = add_user(BY, username=username, name=name, unit=unit, password=PASSWORD)
    give_role(BY, user=user, role=Role.LIAISON, area=office.street, since=EARLY)
    return user


def make_works(office: Office, clock: Any, moment: Any = MONDAY) -> Works:
    """Stop the clock, draw the street, and set up what cases need."""
    clock.set(moment)
    return _works(office)


@scene
def _works(office: Office) -> Works:
    seed_year(BY, 2026)
    draw(office)
    cleaners, wardens = make_unit(office), make_unit(office, "梅巷城管队")
    people = (_liaison(office, cleaners, "cleaner", "沈保洁"), _liaison(office, wardens, "warden", "韩城管"))
    return Works(make_kind(), cleaners, wardens, *people)


def make_kind(code: str = "SR01", **more: Any) -> CaseKind:
    """Add a kind of case."""
    said = {"group": "市容环境", "name": "暴露垃圾", "amount": 4, "measure": "work_hour"}
    with deed(BY, "tests.kind") as d:
        return d.add(CaseKind(code=code, **(said | more)))


def make_case(office: Office, works: Works, **more: Any) -> Case:
    """Report a case from the first grid by its worker."""
    said = {"kind": works.kind, "lon": SPOT[0], "lat": SPOT[1], "address": "菜场东门", "before": PHOTO}
    return report(By.person(office.grid_worker), NewCase(**(said | more)))


def walk(office: Office, works: Works, case: Case, *verbs: str) -> Case:
    """Go arrows with a case, each by whom it falls to."""
    for verb in verbs:
        who = actor(office, works, case, verb)
        case = go(By.person(User.objects.get(pk=who.pk)), case, verb, said_for(works, verb))
    return case


def actor(office: Office, works: Works, case: Case, verb: str) -> User:
    """Return whose act an arrow is."""
    if verb in {"take", "answer", "return", "ask"}:
        return works.warden if case.unit_id == works.wardens.pk else works.cleaner
    return {"rule": office.clerk, "verify": office.grid_worker, "rework": office.grid_worker}.get(
        verb, office.worker
    )


def said_for(works: Works, verb: str, **more: Any) -> Said:
    """Return what an arrow needs."""
    unit = {"dispatch": works.cleaners, "rule": works.wardens}.get(verb)
    day = today().replace(year=today().year + 1) if verb == "suspend" else None
    said = {"text": "写明原因", "unit": unit, "amount": 2, "review_on": day, "score": 4}
    return Said(**(said | more))
