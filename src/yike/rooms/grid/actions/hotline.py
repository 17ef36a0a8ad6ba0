"""Orders of the hotline taken in, what their columns are called, and which answers were given back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from yike.core.record.deed import deed
from yike.core.rights.by import By
from yike.engines.sheets.headers import normal
from yike.rooms.grid import rules
from yike.rooms.grid.actions.requests import NewRequest, take_request
from yike.rooms.grid.door import emergency
from yike.rooms.grid.models import ColumnName, Request, RequestKind, Source
from yike.rooms.grid.sheets.hotline import HOTLINE, SHEET, plan_orders
from yike.rooms.grid.sheets.planning import Plan
from yike.rooms.grid.sheets.reading import Drafts


def import_orders(
    by: By, drafts: Drafts, *, complete: bool = False, reason: str = "", seen: str = ""
) -> Plan:
    """Register the orders of a file that are not here yet, all of them or none; once for each order number.

    Raises ``Fault`` where a cell cannot be read or something has changed since it was looked at, and
    ``PermissionDenied``.
    """
    with deed(by, "grid.hotline.import", reason=reason):
        rules.EXCHANGE_REQUESTS.require(by)
        plan = plan_orders(drafts, by.user, complete=complete)
        plan.require(seen)
        for change in plan.added:
            take_request(by, _new(change.values))
        return plan


def _new(said: Mapping[str, Any]) -> NewRequest:
    return NewRequest(
        words=said["words"],
        place=said["place"],
        source=Source.HOTLINE,
        kind=said["kind"] or RequestKind.HELP,
        category=said["category"],
        name=said["name"] or "",
        phone=said["phone"] or "",
        secret=bool(said["secret"]),
        urgent=bool(emergency.calls(said["words"])),
        order=said["order"],
        received=said["received"],
        until=said["until"],
    )


def learn_columns(by: By, names: Mapping[str, str]) -> None:
    """Remember what the columns of the hotline's sheets are called (role to header); the latest word counts."""
    known = {name for one in SHEET.columns for name in (*one.names, one.en)}
    with deed(by, "grid.hotline.columns") as d:
        rules.EXCHANGE_REQUESTS.require(by)
        for role, header in names.items():
            there = ColumnName.objects.filter(sheet=HOTLINE, name=header).first()
            if there is not None:
                d.change(there, role=role)
            elif header and normal(header) not in {normal(one) for one in known}:
                d.add(ColumnName(sheet=HOTLINE, role=role, name=header[:80]))


def given_back(by: By, rows: list[Request]) -> int:
    """Note that the answers to these orders were given out to the hotline; return how many."""
    with deed(by, "grid.hotline.reply") as d:
        rules.EXCHANGE_REQUESTS.require(by)
        for row in rows:
            row.told_back_at = d.at
        return d.change_many(rows, ["told_back_at"])
