"""A request becomes a case: what somebody said has to be put right by whoever mends such things."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from yike.core.record.deed import Deed, deed
from yike.core.rights.by import By
from yike.engines.faults import Fault
from yike.rooms.grid.actions import photos
from yike.rooms.grid.actions.cases.reporting import number_it, wait_for_sorting
from yike.rooms.grid.actions.cases.steps import keep_step
from yike.rooms.grid.flows.requests import BECOMES_A_CASE
from yike.rooms.grid.models import Case, CaseKind, CaseLevel, CaseSource, Photo, Request
from yike.rooms.grid.queries.cases.requested import unended_of
from yike.rooms.grid.queries.duties import duty_at
from yike.rooms.grid.rules import cases as rules


def make_of_request(
    by: By,
    request: Request,
    *,
    kind: CaseKind,
    text: str = "",
    address: str = "",
    level: str = CaseLevel.NORMAL,
    photos_shared: Iterable[int] = (),
) -> Case:
    """Make a case of a request: its place (of a secret report only the area), and the photos whose keys are given.

    The request goes on as it stands: whoever has it still owes the answer, and is told when the case has ended. In
    order: lock the request, may they, is it legal, the case, copies of the photos, step, deadline, number. Raises
    ``PermissionDenied`` for who may not, ``Fault`` where the request is not being worked on, for a kind out of use,
    and while another case of this kind has come out of it and has not ended.
    """
    with deed(by, "grid.case.request") as d:
        row = d.lock(request)
        rules.require_make_of(by, row)
        _require(row, kind)
        case = _case(d, row, kind, level)
        case.text, case.address = text.strip(), address.strip() or case.address
        d.add(case)
        shared = Photo.objects.filter(of=row.of, pk__in=list(photos_shared)).order_by("pk")
        photos.share(d, shared, of=case.of, area=case.area)
        keep_step(d, case, "report", case.text)
        number_it(d, case, wait_for_sorting(d, case))
        name_it(d, row, case)
        return case


def name_it(d: Deed, row: Request, case: Case) -> None:
    """Let the timeline of a request name a case, and why this was done.

    Not that of a secret report: more people see the timeline than may learn where it was.
    """
    if not row.secret:
        d.note(row, named=str(case))


def _case(d: Deed, row: Request, kind: CaseKind, level: str) -> Case:
    """Return the case as it begins. Of a secret report it takes the area over and nothing that leads back to it."""
    about: dict[str, Any] = {"source": CaseSource.REQUEST, "request": row, "kind": kind, "level": level}
    case = Case(**about, area=row.area, reported_at=d.at, seen_at=d.at, reporter=d.by.user)
    if not row.secret:
        case.address, case.lon, case.lat = row.address, row.lon, row.lat
        case.seen_at = min(row.received_at, d.at)
        duty = duty_at(row.lon, row.lat)
        case.place = duty.place if duty else None
    return case


def _require(row: Request, kind: CaseKind) -> None:
    if row.state not in BECOMES_A_CASE:
        raise Fault(
            "这件诉求现在不在办，不能转为案件",
            "this request is not being worked on: no case can be made of it",
            do_zh="请看它现在的状态；退单先裁定，没有解决的先二次办理",
            do_en="Look at its present state; rule on a refusal first, handle again what is not solved",
        )
    if not kind.in_use:
        raise Fault(
            f"“{kind}”已经不用",
            f'"{kind}" is no longer in use',
            do_zh="请另选一类",
            do_en="Choose another kind",
        )
    there = unended_of(row, kind)
    if there is not None:
        raise Fault(
            f"已经转过一个“{kind}”案件：{there}",
            f'a case of "{kind}" has been made of it already: {there}',
            do_zh="等它结案；要催办，打开那个案件",
            do_en="Wait until it is closed; to press for it, open that case",
        )
