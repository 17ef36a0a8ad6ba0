"""Who may look at messages, tend those that did not arrive, and keep endpoints."""

from __future__ import annotations

from yike.core.rights.right import Right
from yike.core.rights.roles import Role

SEE = Right(
    "outbox.see",
    zh="查看本辖区的消息和投递",
    en="see the messages of one's areas and their deliveries",
    roles={Role.STREET_ADMIN, Role.LEADER, Role.CLERK, Role.SECRETARY, Role.COMMUNITY_WORKER},
)
TEND = Right(
    "outbox.tend",
    zh="重试、取消、确认没送到的消息",
    en="retry, cancel and settle messages that did not arrive",
    roles={Role.STREET_ADMIN, Role.CLERK, Role.SECRETARY, Role.COMMUNITY_WORKER},
)
KEEP = Right(
    "outbox.keep",
    zh="管理群机器人和邮箱",
    en="keep group robots and mailboxes",
    roles={Role.STREET_ADMIN, Role.SECRETARY, Role.SYSTEM_OFFICER},
)
