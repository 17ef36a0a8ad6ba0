"""A ledger as somebody sends it: a light one is read here, a heavy one by a process of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings

from yike.core.accounts.models import User
from yike.core.areas.models import Area
from yike.core.record.apart import apart
from yike.core.record.deed import By
from yike.core.residents.actions.importing import import_ledger, look_at_ledger
from yike.core.residents.ledger.outlook import Outlook, outlook
from yike.engines.sheets.grid import is_heavy, read_grid


def look_at_file(by: By, path: Path, *, area: Area) -> Outlook:
    """Look at a ledger as ``look_at_ledger`` does, and return what is shown of it. Raises as that does."""
    if _goes_apart(by, path):
        return apart(look_for, *_whose(by), path, area.pk)
    return outlook(look_at_ledger(by, read_grid(path), area=area))


def import_file(by: By, path: Path, *, area: Area, **asked: Any) -> dict[str, int]:
    """Take in a ledger as ``import_ledger`` does, and return its figures. Raises as that does."""
    if _goes_apart(by, path):
        return apart(import_for, *_whose(by), path, area.pk, **asked)
    return import_ledger(by, read_grid(path), area=area, **asked).counts()


def look_for(user: int, address: str, path: Path, area: int) -> Outlook:
    """Look at a ledger for a person, in a process of its own; rights are asked for anew."""
    return outlook(look_at_ledger(_by(user, address), read_grid(path), area=Area.objects.get(pk=area)))


def import_for(user: int, address: str, path: Path, area: int, **asked: Any) -> dict[str, int]:
    """Take in a ledger for a person, in a process of its own; rights are asked for anew."""
    place = Area.objects.get(pk=area)
    return import_ledger(_by(user, address), read_grid(path), area=place, **asked).counts()


def _goes_apart(by: By, path: Path) -> bool:
    return settings.YIKE_LOAD_APART and by.user is not None and is_heavy(path)


def _whose(by: By) -> tuple[int, str]:
    return by.user.pk, by.address  # type: ignore[union-attr]


def _by(user: int, address: str) -> By:
    return By.person(User.objects.get(pk=user), "web", address)
