"""Who may see, take down, work on and supervise what the grid room keeps."""

from __future__ import annotations

from yike.core.rights.right import Right
from yike.core.rights.roles import STAFF

SEE = Right(
    "grid.see",
    zh="查看本辖区的包干、诉求、案件和哨",
    en="see the duties, requests, cases and whistles of one's areas",
    roles=STAFF,
)
