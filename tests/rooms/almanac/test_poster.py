"""The poster of an issue under texts that are far too long: told at the field, and set on further sheets."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from monthly import MORNING, begun, wrote
from office import Office, seen_by
from yike.rooms.almanac.models import Entry
from yike.rooms.almanac.poster.sheet import poster_of
from yike.rooms.almanac.written import content_of, lines_of

pytestmark = pytest.mark.django_db
LONG = "请带身份证" * 1000


@pytest.fixture(autouse=True)
def morning(clock: Any) -> None:
    """Let every test begin on one morning in November."""
    clock.set(MORNING)


def test_a_text_of_five_thousand_characters_is_refused_at_its_field_and_stays_in_the_form(
    office: Office,
) -> None:
    issue = begun(office)
    told = {
        "title": "体检",
        "kind": "notice",
        "area": office.first.pk,
        "strand": "service",
        "day": "2026-12-05",
        "place": "广场",
    }
    answer = seen_by(office.clerk).post(f"/desk/almanac/issues/{issue.pk}/new/", told | {"more": LONG})
    assert (list(answer.context["form"].errors), LONG in answer.text) == (["more"], True)
    assert Entry.objects.count() == 0


def test_what_is_too_long_for_a_poster_is_left_to_the_page_and_many_entries_take_further_sheets(
    office: Office,
) -> None:
    issue = begun(office)
    for n in range(17):
        wrote(office, issue, f"第 {n} 件：" + "便民市集磨刀缝补" * 3, day=date(2026, 12, 5))
    lines = [replace(one, notice=replace(one.notice, more=LONG)) for one in lines_of(content_of(issue))]
    made = poster_of(issue, None, lines, "http://testserver/")
    assert [one["more"] for one in made.entries] == [""] * 17
    assert made.pdf().count(b"/Type /Page\n") > 1 or made.pdf().count(b"/Type/Page") > 1
    assert made.png()[:4] == b"\x89PNG"
