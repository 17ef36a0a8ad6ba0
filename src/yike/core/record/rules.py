"""Who may read the record, and who may ask how many."""

from __future__ import annotations

from yike.core.rights.right import Right
from yike.core.rights.roles import STAFF, Role

AUDIT = Right(
    "record.audit",
    zh="查看全部留痕，核对封条",
    en="read all history and check the seals",
    roles={Role.AUDIT_OFFICER},
)
COUNT = Right(
    "record.count",
    zh="查看本辖区的数字和依据",
    en="see the figures of one's areas and their evidence",
    roles=STAFF,
)
