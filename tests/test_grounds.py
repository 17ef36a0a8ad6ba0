"""What a thousand tests stand on: laid again it is what was acted, and after a test nothing of it is left."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission
from django.db import transaction
from django.test import TransactionTestCase

import emptied
import scenes
from duties import draw, make_unit
from office import BY, Office, make_office
from yike.core.accounts.models import RoleHolding, Unit
from yike.core.record.deed import deed

ACTED: list[Office] = []


@scenes.scene
def make_over(office: Office) -> Unit:
    """Add a row, change some and take one away."""
    ACTED.append(office)
    draw(office)
    with deed(BY, "tests.leave") as d:
        d.remove(RoleHolding.objects.get(user=office.audit))
    return make_unit(office)


@pytest.mark.django_db
def test_a_scene_that_changes_another_is_laid_row_for_row_as_it_was_acted(office: Office) -> None:
    before, found = scenes._rows(), []
    for _ in range(2):
        with transaction.atomic():
            unit = make_over(office)
            found.append((unit.pk, unit.name, {table: set(rows) for table, rows in scenes._rows().items()}))
            transaction.set_rollback(True)
    assert len(ACTED) == 1
    assert found[0] == found[1]
    lost = {table for table, rows in before.items() if set(rows) - found[1][2][table]}
    assert lost == {"areas_area", "accounts_roleholding"}


@pytest.mark.django_db(transaction=True)
def test_after_a_test_that_wrote_for_good_only_what_was_laid_out_is_there() -> None:
    make_office()
    assert emptied.held() != emptied.LAID
    emptied.empty(TransactionTestCase())
    assert emptied.held() == emptied.LAID


@pytest.mark.django_db(transaction=True)
def test_what_was_laid_out_and_is_gone_is_made_anew() -> None:
    make_office()
    Permission.objects.all()[0].delete()
    emptied.empty(TransactionTestCase())
    assert emptied.held() == emptied.LAID
