"""Who may do what with the register of residents. The officers of system, security and audit see none of it."""

from __future__ import annotations

from typing import Any

from yike.core.residents.purposes import covering
from yike.core.rights.right import Right
from yike.core.rights.roles import COMMUNITY, GRID, STREET, Role

_DESK = {Role.STREET_ADMIN, Role.CLERK}
_HEADS = {Role.STREET_ADMIN, Role.SECRETARY}

SEE = Right(
    "residents.see", zh="查看居民（打码）", en="see residents, masked", roles=STREET | COMMUNITY | GRID
)
KEEP = Right(
    "residents.keep",
    zh="登记和修改居民",
    en="register and edit residents",
    roles=_DESK | COMMUNITY | {Role.GRID_WORKER},
)
REVEAL = Right(
    "residents.reveal",
    zh="查看打码的内容（写明理由，记入留痕）",
    en="read what is masked, for a reason that is kept",
    roles=_DESK | COMMUNITY | {Role.AGENT, Role.GRID_WORKER},
)
CONSENT = Right(
    "residents.consent",
    zh="记录同意和撤回",
    en="record consents and withdrawals",
    roles=_DESK | COMMUNITY | {Role.AGENT, Role.GRID_WORKER},
)
MERGE = Right("residents.merge", zh="合并重复的人", en="merge records of one person", roles=_DESK | COMMUNITY)
IMPORT = Right("residents.import", zh="导入台账", en="import a ledger", roles=_DESK | {Role.SECRETARY})
FORCE = Right(
    "residents.import.force",
    zh="准许大批迁出的导入",
    en="let an import remove many",
    roles={Role.STREET_ADMIN},
)
EXPORT = Right("residents.export", zh="导出名单（打码）", en="export lists, masked", roles=_DESK | COMMUNITY)
EXPORT_PLAIN = Right(
    "residents.export.plain",
    zh="导出不打码的名单",
    en="export lists unmasked",
    roles=_HEADS,
)
TAKE_OUT = Right(
    "residents.person.export",
    zh="把一个人的全部信息交给本人",
    en="hand a person all that is held about them",
    roles=_DESK | {Role.SECRETARY},
)
ERASE = Right("residents.person.erase", zh="删除一个人", en="erase a person", roles={Role.STREET_ADMIN})


def roles_at(user: Any, area: Any) -> set[str]:
    """Return the roles that somebody holds in an area or around it."""
    return {role for role, path in user.held_roles() if area.path.startswith(path)}


def purposes_of(user: Any, area: Any, field: str) -> list[Any]:
    """Return the purposes for which somebody may read a field of persons in an area."""
    if not REVEAL.allows(user, area):
        return []
    return covering(field, roles_at(user, area))
