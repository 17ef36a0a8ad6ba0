"""What residents take home names the address of the installation, however the house was just reached."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from dues import with_calendar
from office import Office
from points import make_point
from voices import make_request

pytestmark = pytest.mark.django_db
SITE = "https://yike.street.example"
SOURCE = Path(__file__).resolve().parents[2] / "src" / "yike"
AS_REACHED = {"core/look/site.py", "faces/api/v1/board.py", "faces/api/v1/work.py"}
"""The one place that decides, and answers to staff, who come back by the way they came."""


def test_a_point_and_a_receipt_are_known_by_the_address_for_residents(
    office: Office, settings: Any, clock: Any
) -> None:
    with_calendar(clock)
    settings.YIKE_SITE = SITE
    point = make_point(office.first)
    path = reverse("near:point", args=[point.code])
    assert f"{SITE}{path}" in Client().get(path).text
    row = make_request(office.grids[0], link="a" * 43)
    told = Client().get(reverse("say:told", args=["a" * 43]))
    assert (row.state, f"{SITE}/say/q/{'a' * 43}/" in told.text) == ("registered", True)


def test_no_other_page_makes_up_an_address_of_its_own() -> None:
    using = {
        path.relative_to(SOURCE).as_posix()
        for path in SOURCE.rglob("*.py")
        if re.search(r"build_absolute_uri", path.read_text(encoding="utf-8"))
    }
    assert using == AS_REACHED
