"""Somebody leaves, or an area closes: duties and open work pass on first, so that nothing is left to nobody."""

from __future__ import annotations

from django.db.models import QuerySet

from yike.core.accounts import handover
from yike.core.accounts.models import User
from yike.core.areas.models import Area
from yike.core.deadlines.actions import pass_deadline
from yike.core.deadlines.queries import running
from yike.core.record.deed import Deed
from yike.engines.faults import Fault
from yike.rooms.grid.actions.campaigns.teams import hand_on_teams, led_teams
from yike.rooms.grid.actions.duties import hand_on
from yike.rooms.grid.actions.requests.dispatching import require_on_its_list
from yike.rooms.grid.actions.requests.moving import pass_deadlines
from yike.rooms.grid.flows.cases import HANDLINGS
from yike.rooms.grid.models import Case, Request, Whistle
from yike.rooms.grid.models.cases import OPEN as OPEN_CASES
from yike.rooms.grid.models.requests import OPEN
from yike.rooms.grid.models.whistles import OVER
from yike.rooms.grid.queries.duties import led_by, needed_in


def _led(user: User) -> int:
    return led_by(user).count()


handover.register(
    "grid.duties.led", "当组长的包干点", "duties they lead", _led, hand_on, of=("grid.Duty.leader",)
)


def still_answered_for(area: Area) -> Fault | None:
    """Return the fault of closing an area with duty places, None where there are none."""
    count = needed_in(area)
    if not count:
        return None
    there, places = ("is", "duty place") if count == 1 else ("are", "duty places")
    return Fault(
        f"“{area.name}”里还有 {count:,} 个包干点",
        f'there {there} still {count:,} {places} in "{area.name}"',
        do_zh="请先把它们划到别的网格，或撤销",
        do_en="Put them into another grid first, or drop them",
    )


def _owned(user: User) -> QuerySet[Request]:
    return Request.objects.filter(owner=user, state__in=sorted(OPEN))


def _count(user: User) -> int:
    return _owned(user).count()


def _pass(d: Deed, user: User, to: User) -> int:
    """Make ``to`` the owner of all that is open, in their own unit; return how many.

    Raises ``Fault`` where a request is not on the list of what their community does.
    """
    rows = list(_owned(user).select_for_update(of=("self",)).select_related("category"))
    for row in rows:
        if to.unit is not None and to.unit_id != row.owner_unit_id:
            require_on_its_list(row.category, to.unit)
        d.change(row, owner=to, owner_unit=to.unit or row.owner_unit)
        pass_deadlines(d, row, owner=row.owner, unit=row.owner_unit)
    return len(rows)


handover.register(
    "grid.requests", "经办的诉求", "requests they handle", _count, _pass, of=("grid.Request.owner",)
)


def _handled(user: User) -> QuerySet[Case]:
    return Case.objects.filter(handler=user, state__in=sorted(OPEN_CASES))


def _pass_cases(d: Deed, user: User, to: User) -> int:
    """Let ``to`` handle all that is open, in their own unit, with the deadlines of handling; return how many.

    What waits to be verified goes along, for it may have to be done again; then ``to`` does not verify it.
    """
    rows = list(_handled(user).select_for_update(of=("self",)))
    for row in rows:
        before, unit = row.unit_id, to.unit or row.unit
        d.change(row, handler=to, unit=unit)
        for one in running(row.of):
            if one.owner_unit_id == before and one.kind in HANDLINGS:
                pass_deadline(d, one, owner=one.owner_id, owner_unit=unit)
    return len(rows)


handover.register(
    "grid.cases",
    "经办的案件",
    "cases they handle",
    lambda user: _handled(user).count(),
    _pass_cases,
    of=("grid.Case.handler",),
)


def _called(user: User) -> QuerySet[Whistle]:
    return Whistle.objects.filter(caller=user).exclude(state__in=sorted(OVER))


def _pass_whistles(d: Deed, user: User, to: User) -> int:
    """Make ``to`` the caller of all whistles that are not closed; return how many."""
    rows = list(_called(user).select_for_update(of=("self",)))
    for row in rows:
        d.change(row, caller=to)
    return len(rows)


handover.register(
    "grid.whistles",
    "吹了还没销的哨",
    "open whistles they called",
    lambda user: _called(user).count(),
    _pass_whistles,
    of=("grid.Whistle.caller",),
)


handover.register(
    "grid.campaigns.led",
    "带着走点的小队",
    "teams of campaigns they lead",
    lambda user: led_teams(user).count(),
    hand_on_teams,
    of=("grid.CampaignTeam.leader",),
)
