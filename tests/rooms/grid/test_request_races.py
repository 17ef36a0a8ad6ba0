"""Requests: what two people do in one moment, with real threads and connections: one has it, the other is told."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from django.db import transaction

from beside import Beside
from dues import with_calendar
from office import Office
from voices import make_request
from whistling import person
from workdays import at
from yike.core.record.models import HistoryEntry
from yike.engines.faults import Fault
from yike.rooms.grid.actions import requests as actions
from yike.rooms.grid.models import Request

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def row(office: Office, clock: Any) -> Request:
    with_calendar(clock, at("2026-11-30 Mon 10:00"))
    return make_request(office.grids[0])


def late(beside: Beside) -> str:
    with pytest.raises(Fault) as told:
        beside.ends()
    return told.value.en


def done(verb: str) -> int:
    return HistoryEntry.objects.filter(verb=f"grid.request.{verb}", model="grid.request").count()


def test_of_two_who_sign_at_once_one_has_it_and_the_other_is_told(office: Office, row: Request) -> None:
    actions.dispatch(person(office.clerk), row, unit=office.unit)
    row = Request.objects.get()
    with transaction.atomic():
        actions.sign(person(office.worker), row)
        other = Beside(partial(actions.sign, person(office.colleague), row))
        assert other.waits()
    assert late(other) == "this cannot be done now: its state has changed"
    assert (Request.objects.get().owner, done("sign")) == (office.worker, 1)


def test_of_two_who_dispatch_at_once_one_does_and_the_other_is_told(office: Office, row: Request) -> None:
    with transaction.atomic():
        actions.dispatch(person(office.clerk), row, unit=office.unit, owner=office.worker)
        other = Beside(
            partial(actions.dispatch, person(office.admin), row, unit=office.unit, owner=office.colleague)
        )
        assert other.waits()
    assert late(other) == "this cannot be done now: its state has changed"
    assert (Request.objects.get().owner, done("dispatch")) == (office.worker, 1)
