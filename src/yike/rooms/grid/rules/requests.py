"""Who may take a request down, dispatch, handle and supervise it, and learn who asks."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied

from yike.core.accounts.models import UnitKind
from yike.core.rights.by import By
from yike.core.rights.flow import Arrow
from yike.core.rights.right import Right
from yike.core.rights.roles import COMMUNITY, GRID, STAFF, Role

TAKE = Right(
    "grid.requests.take",
    zh="登记诉求：代人登记、民情卡、意见本",
    en="take down requests: for somebody, from cards and opinion books",
    roles=STAFF,
)
DISPATCH = Right(
    "grid.requests.dispatch",
    zh="给诉求派单、改派，裁定退单和延期，回访",
    en="dispatch requests, rule on refusals and extensions, ask people back",
    roles={Role.STREET_ADMIN, Role.CLERK, Role.SECRETARY},
)
HANDLE = Right(
    "grid.requests.handle",
    zh="签收和办理派给本单位的诉求",
    en="sign for and handle the requests dispatched to one's unit",
    roles=COMMUNITY | GRID | {Role.STREET_ADMIN, Role.CLERK, Role.AGENT, Role.LIAISON},
)
SUPERVISE = Right(
    "grid.requests.supervise",
    zh="督办诉求",
    en="supervise requests that are late or pushed away",
    roles={Role.LEADER, Role.STREET_ADMIN},
)
SECRET = Right(
    "grid.secret.see",
    zh="查看保密举报人（每次查看都有留痕）",
    en="see who reported in secret (each reading is kept)",
    roles={Role.LEADER, Role.STREET_ADMIN},
)
DESK = Right(
    "grid.desk",
    zh="打开诉求、案件和哨的页面：本辖区的，或派给本单位的",
    en="open the pages of requests, cases and whistles: of one's areas, or those of one's unit",
    roles=STAFF | {Role.LIAISON},
)
KEEP_CATEGORIES = Right(
    "grid.categories.keep",
    zh="维护诉求类别和时限",
    en="keep the categories of requests and their limits",
    roles={Role.STREET_ADMIN},
)
KEEP_SCORES = Right(
    "grid.scores.keep",
    zh="维护计分办法",
    en="keep the rules by which rates score points",
    roles={Role.STREET_ADMIN},
)
EXCHANGE_REQUESTS = Right(
    "grid.requests.exchange",
    zh="导入热线工单，导出诉求",
    en="take in hotline orders and give out requests",
    roles={Role.STREET_ADMIN, Role.CLERK},
)


def stands_for(user: Any) -> set[int]:
    """Return the keys of ``user`` and of all in whose place they act today."""
    return {user.pk, *(held.principal for held in user.holdings if held.principal)}


def _units(user: Any) -> dict[int, int]:
    """Return the unit of ``user``, and of each in whose place they act today, by person."""
    lent: dict[int, int] = user.lent_units
    return lent if user.unit_id is None else lent | {user.pk: user.unit_id}


def _holders(user: Any, right: Right, area: Any = None) -> set[int]:
    """Return which of these have a right in their own name, in an area if given: nobody lends what they lack."""
    held = [held for held in user.holdings if held.role in right.roles]
    return {h.principal or user.pk for h in held if area is None or area.path.startswith(h.path)}


def _able(user: Any, right: Right) -> dict[int, int]:
    """Return the unit of each of these who has a right somewhere in their own name."""
    holders = _holders(user, right)
    return {person: unit for person, unit in _units(user).items() if person in holders}


def units_of(user: Any, right: Right) -> set[int]:
    """Return the keys of the units for which ``user`` may use a right: their own, and of all they stand in for.

    Each only where the one who belongs to it has that right themselves.
    """
    return set(_able(user, right).values())


def acting_of(user: Any, right: Right, unit: int | None) -> set[int]:
    """Return the keys of those in whose name ``user`` may use a right for a unit: their own name goes first."""
    return _own_first(user, {person for person, its in _able(user, right).items() if its == unit})


def _own_first(user: Any, people: set[int]) -> set[int]:
    return {user.pk} if user.pk in people else people


def tied_units(user: Any) -> set[int]:
    """Return the keys of the units whose work ``user`` does not judge: their own, and of all they stand in for."""
    return set(_units(user).values())


def is_theirs(user: Any, row: Any) -> bool:
    """Return whether a request lies with ``user``: as its owner or their deputy, or ownerless with their unit."""
    if row.owner_id is not None:
        return row.owner_id in stands_for(user)
    return bool(handling_for(user, row))


def handling_for(user: Any, row: Any) -> set[int]:
    """Return the keys of those in whose name ``user`` may handle a request: its owner, or the unit's people.

    Each has to handle requests in their own name: what one lends and the other's unit do not add up to a right. A
    secret report lies with those of the unit alone who handle requests where it is from. The own name goes first.
    """
    if row.owner_id is not None:
        return _holders(user, HANDLE) & stands_for(user) & {row.owner_id}
    holders = _holders(user, HANDLE, row.area if row.secret else None)
    of_unit = {person for person, unit in _units(user).items() if unit == row.owner_unit_id}
    return _own_first(user, of_unit & holders)


def on_its_list(category: Any, unit: Any) -> bool:
    """Return whether a unit may be given a matter: a community none that is not on its list (接诉即办 art. 17)."""
    return category is None or category.by_community or unit.kind != UnitKind.COMMUNITY


def may_go(user: Any, arrow: Arrow, row: Any) -> bool:
    """Return whether ``user`` may go an arrow with this request: by role in its area, or because it is theirs."""
    if arrow.right is None:
        return False
    if arrow.right is HANDLE:
        return bool(handling_for(user, row))
    return arrow.right.allows(user, row.area)


def require_go(by: By, arrow: Arrow, row: Any) -> None:
    """Raise ``PermissionDenied`` unless the doer may go an arrow with this request."""
    if by.trusted:
        return
    if by.user is None or not may_go(by.user, arrow, row):
        raise PermissionDenied(arrow.verb)
    if arrow.right is HANDLE:
        by.used(HANDLE.roles, among=handling_for(by.user, row))
    else:
        by.used(arrow.right.roles if arrow.right else (), row.area)


def may_read(user: Any, row: Any) -> bool:
    """Return whether ``user`` may read what was said: all who see the request, of a secret report only few."""
    return not row.secret or SECRET.allows(user, row.area) or is_theirs(user, row)


def may_know(user: Any, row: Any) -> bool:
    """Return whether ``user`` may learn who asks: whoever works on it or dispatches; of a secret report few."""
    if row.secret:
        return SECRET.allows(user, row.area)
    return is_theirs(user, row) or DISPATCH.allows(user, row.area)
