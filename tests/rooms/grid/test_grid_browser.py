"""In a real Chromium, on a phone: figures, causes and whistles keep nobody out, and nothing runs over."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from browser import barriers, browsing, logged_in, serving
from duties import SPOT
from gridcases import make_case, make_works, walk
from office import BY, make_office
from voices import make_request
from whistling import Crew, blow, call_of, person
from yike.core.calendar.actions import seed_year
from yike.core.record.clock import today
from yike.rooms.grid.actions import whistles as actions

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = 360


def test_pages_of_figures_and_causes_have_no_barriers_on_a_phone() -> None:
    office = make_office()
    works = make_works(office, SimpleNamespace(set=lambda _moment: None))
    for year in {today().year, today().year + 1} - {2026}:
        seed_year(BY, year)
    case = walk(office, works, make_case(office, works), "accept", "file", "dispatch", "take")
    make_case(office, works)
    row = make_request(office.grids[0], lon=SPOT[0], lat=SPOT[1])
    crew = Crew(works.cleaners, works.wardens, works.wardens, works.cleaner, works.warden)
    whistle = blow(office, crew, cause=row)
    blow(office, crew, cause=case)
    actions.see_arrived(person(office.worker), call_of(whistle, crew.water))
    paths = (
        "grid/board/",
        "grid/board/whistled/",
        "grid/board/whistled/?side=whole",
        "grid/board/arrivals/",
        f"grid/cases/{case.pk}/",
        f"grid/requests/{row.pk}/",
        f"grid/requests/{row.pk}/whistle/",
        f"grid/whistles/{whistle.pk}/",
    )
    with browsing() as chrome, serving() as address:
        context = logged_in(chrome, address, office.worker, PHONE)
        page = context.new_page()
        found = {}
        for path in paths:
            answer = page.goto(f"{address}/desk/{path}")
            wide = page.evaluate("document.documentElement.scrollWidth")
            found[path] = (answer.status if answer else 0, barriers(page), wide <= PHONE)
        context.close()
    assert found == dict.fromkeys(paths, (200, [], True))
