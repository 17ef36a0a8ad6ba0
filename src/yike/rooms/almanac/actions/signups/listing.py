"""Take in a paper list: all of it, in its order, or nothing."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied

from yike.core.areas.exchange.rows import Drafts
from yike.core.record.deed import Deed, deed
from yike.core.rights.by import By
from yike.engines.faults import Fault
from yike.rooms.almanac.actions.signups.signing import entered_all
from yike.rooms.almanac.models.activities import Activity
from yike.rooms.almanac.models.signups import Registration
from yike.rooms.almanac.rules import signups as rules

TOGETHER = 200


def import_signups(by: By, activity: Activity, drafts: Drafts, *, seen: str = "") -> list[Registration]:
    """Sign up everybody of a list, planned anew; ``seen`` is the plan somebody looked at.

    Raises ``Fault`` where anything stands against it or it is another plan by now, and ``PermissionDenied``.
    """
    from yike.rooms.almanac.sheets import plan_list  # noqa: PLC0415 - it drafts rows with this package

    with deed(by, "almanac.signup.import") as d:
        if not by.trusted and (by.user is None or not rules.may_sign(by.user, activity)):
            raise PermissionDenied(rules.SIGN.code)
        plan = plan_list(by, activity, drafts)
        for mistake in plan.mistakes:
            raise mistake.as_fault()
        if seen and seen != plan.fingerprint():
            raise Fault(
                "核对以后，报名情况又有了变化",
                "sign-ups have changed since the list was checked",
                do_zh="没有写入任何内容，请重新核对一次",
                do_en="Nothing was written; check the file once more",
            )
        return _entered(d, [made for _row, _wish, made in plan.wishes])


def _entered(d: Deed, rows: list[Registration]) -> list[Registration]:
    """Enter many in their order, some at a time: five thousand take no longer to ask for than to write."""
    found: list[Registration] = []
    for at in range(0, len(rows), TOGETHER):
        for answer in entered_all(d, rows[at : at + TOGETHER]):
            if isinstance(answer, Fault):
                raise answer
            found.append(answer)
    return found
