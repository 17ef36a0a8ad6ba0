"""What is held under an agreement: activities of its area, by its parties, within its term."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone

from yike.core.record.deed import deed
from yike.core.rights.by import By
from yike.engines.faults import Fault
from yike.rooms.almanac.models.activities import Activity, ActivityState
from yike.rooms.almanac.models.agreements import (
    SIGNED,
    Agreement,
    AgreementLine,
    AgreementState,
    LineKind,
    UnderAgreement,
)
from yike.rooms.almanac.rules import agreements as rules


def put_under(
    by: By, agreement: Agreement, *, activity: Activity, project: AgreementLine | None = None
) -> UnderAgreement:
    """Note that an activity is held under an agreement, and for which project.

    Raises ``Fault`` where it is not of its area, not of its parties or outside its term.
    """
    with deed(by, "almanac.agreement.under") as d:
        row = d.lock(agreement)
        rules.KEEP.require(by, row.area)
        for fault in faults(row, activity, project):
            raise fault
        try:
            with transaction.atomic():
                return d.add(UnderAgreement(agreement=row, activity=activity, project=project))
        except IntegrityError:
            raise Fault(
                f"“{activity.title}”已经记在这份协议下",
                f'"{activity.title}" is noted under this agreement already',
                do_zh="不用再记",
                do_en="It needs no second note",
            ) from None


def faults(row: Agreement, activity: Activity, project: AgreementLine | None) -> list[Fault]:
    """Return all that keeps an activity from standing under an agreement."""
    found = []
    if row.state not in SIGNED | {AgreementState.TERMINATED}:
        found.append(
            Fault("协议还没有签", "the agreement is not signed", do_zh="请先登记签约", do_en="Sign it first")
        )
    day = timezone.localdate(activity.starts_at)
    if not row.covers(day):
        found.append(
            Fault(
                f"活动在 {day:%Y-%m-%d}，不在协议的期限里",
                f"the activity is on {day:%Y-%m-%d}, outside the term of the agreement",
                do_zh="请核对日期，或记在另一份协议下",
                do_en="Check the days, or choose another agreement",
            )
        )
    if not activity.area.path.startswith(row.area.path):
        found.append(
            Fault(
                f"活动在“{activity.area.name}”，不是“{row.area.name}”的",
                f'the activity is of "{activity.area.name}", not of "{row.area.name}"',
                do_zh="只记本辖区的活动",
                do_en="Note activities of its own area",
            )
        )
    return [*found, *_foreign(row, activity), *_wrong(row, activity, project)]


def _foreign(row: Agreement, activity: Activity) -> list[Fault]:
    parties = set(row.parties.values_list("unit_id", flat=True))
    if parties & set(activity.hosts.values_list("unit_id", flat=True)):
        return []
    return [
        Fault(
            "主办、协办里没有协议的一方",
            "no party to the agreement is among those who hold it",
            do_zh="请先在活动里写上主办和协办单位",
            do_en="Name the units that hold it first",
        )
    ]


def _wrong(row: Agreement, activity: Activity, project: AgreementLine | None) -> list[Fault]:
    if activity.state == ActivityState.CANCELLED:
        return [
            Fault("活动已经取消", "the activity was cancelled", do_zh="请选别的", do_en="Choose another one")
        ]
    if project is not None and (project.agreement_id != row.pk or project.kind != LineKind.PROJECT):
        return [
            Fault(
                "这不是本协议的项目",
                "this is no project of the agreement",
                do_zh="请从项目清单里选",
                do_en="Choose one of its list of projects",
            )
        ]
    return []


def take_out(by: By, under: UnderAgreement) -> None:
    """Note that an activity is not held under the agreement after all."""
    with deed(by, "almanac.agreement.out") as d:
        row = d.lock(under.agreement)
        rules.KEEP.require(by, row.area)
        d.remove(d.lock(under))
