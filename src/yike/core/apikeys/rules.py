"""Who may see and issue API keys."""

from __future__ import annotations

from yike.core.rights.right import Right
from yike.core.rights.roles import OFFICERS, Role

SEE = Right("apikeys.see", zh="查看接口凭证", en="see API keys", roles=OFFICERS)
KEEP = Right(
    "apikeys.keep",
    zh="发放和作废接口凭证",
    en="issue and revoke API keys",
    roles={Role.SYSTEM_OFFICER},
)
