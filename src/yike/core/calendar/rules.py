"""Who may see and who may keep the working calendar and the office hours."""

from __future__ import annotations

from yike.core.rights.right import Right
from yike.core.rights.roles import STAFF, Role

SEE = Right(
    "calendar.see",
    zh="查看工作日历和上班时间，试算期限",
    en="see the working calendar and office hours, try a deadline",
    roles=STAFF,
)
KEEP = Right(
    "calendar.keep",
    zh="维护工作日历和上班时间",
    en="keep the working calendar and office hours",
    roles={Role.STREET_ADMIN},
)
