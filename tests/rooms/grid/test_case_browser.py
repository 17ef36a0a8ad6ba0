"""In a real Chromium, on a phone: the pages of cases and requests keep nobody out, and nothing runs over."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from browser import barriers, browsing, logged_in, serving
from duties import SPOT
from gridcases import jpeg, make_case, make_works, walk
from office import BY, make_office
from voices import make_request
from yike.core.calendar.actions import seed_year
from yike.core.record.clock import today
from yike.core.rights.by import By
from yike.rooms.grid.actions.cases import make_of_request
from yike.rooms.grid.actions.photos import cleaned
from yike.rooms.grid.models import Photo, PhotoRole

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = 360


def test_pages_of_cases_and_requests_have_no_barriers_on_a_phone() -> None:
    office = make_office()
    works = make_works(office, SimpleNamespace(set=lambda _moment: None))
    for year in {today().year, today().year + 1} - {2026}:
        seed_year(BY, year)
    walk(office, works, make_case(office, works), "accept", "file", "dispatch", "take", "answer")
    shots = tuple(cleaned(PhotoRole.EVIDENCE, [("a.jpg", jpeg("red"))]))
    row = make_request(office.grids[0], lon=SPOT[0], lat=SPOT[1], photos=shots)
    case = make_of_request(By.person(office.clerk), row, kind=works.kind)
    photo = Photo.objects.get(of=row.of)
    paths = ("", "grid/cases/", f"grid/cases/{case.pk}/", f"grid/requests/{row.pk}/", "grid/board/")
    paths += (f"grid/requests/{row.pk}/case/", f"grid/requests/{row.pk}/photo/{photo.pk}/blur/")
    with browsing() as chrome, serving() as address:
        context = logged_in(chrome, address, office.clerk, PHONE)
        page = context.new_page()
        found = {}
        for path in paths:
            answer = page.goto(f"{address}/desk/{path}")
            wide = page.evaluate("document.documentElement.scrollWidth")
            found[path] = (answer.status if answer else 0, barriers(page), wide <= PHONE)
        context.close()
    assert found == dict.fromkeys(paths, (200, [], True))
