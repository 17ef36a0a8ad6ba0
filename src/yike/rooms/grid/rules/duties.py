"""Who may see what the grid room keeps, and keep its duties."""

from __future__ import annotations

from yike.core.rights.right import Right
from yike.core.rights.roles import COMMUNITY, STAFF, Role

SEE = Right(
    "grid.see",
    zh="查看本辖区的包干、诉求、案件和哨",
    en="see the duties, requests, cases and whistles of one's areas",
    roles=STAFF,
)
KEEP_DUTIES = Right(
    "grid.duties.keep",
    zh="维护本辖区的包干和网格公示",
    en="keep the duties and posted notices of one's areas",
    roles=COMMUNITY | {Role.STREET_ADMIN, Role.CLERK},
)
EXCHANGE_DUTIES = Right(
    "grid.duties.exchange",
    zh="导入和导出包干表",
    en="import and export the list of duties",
    roles={Role.STREET_ADMIN, Role.CLERK},
)
