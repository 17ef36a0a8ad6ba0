"""Who may do what with units and accounts. Three officers share what one administrator would hold elsewhere."""

from __future__ import annotations

from yike.core.rights.right import Right
from yike.core.rights.roles import COMMUNITY, GRID, OFFICERS, STREET, Role

SEE_UNITS = Right(
    "accounts.units.see", zh="查看单位", en="see units", roles=STREET | COMMUNITY | GRID | OFFICERS
)
KEEP_UNITS = Right(
    "accounts.units.keep",
    zh="登记和修改单位",
    en="enter and change units",
    roles={Role.STREET_ADMIN, Role.SYSTEM_OFFICER},
)
SEE = Right(
    "accounts.see",
    zh="查看账号、角色和代理",
    en="see accounts, roles and deputies",
    roles=OFFICERS | {Role.STREET_ADMIN},
)
KEEP = Right(
    "accounts.keep",
    zh="开户、停用、修改账号，重设密码",
    en="open, close and change accounts, reset passwords",
    roles={Role.SYSTEM_OFFICER},
)
PROPOSE = Right(
    "accounts.roles.propose",
    zh="建议任职",
    en="propose a role for somebody",
    roles={Role.STREET_ADMIN},
)
GRANT = Right(
    "accounts.roles.grant",
    zh="授予和收回角色，答复建议",
    en="grant and end roles, answer proposals",
    roles={Role.SECURITY_OFFICER},
)
SECURE = Right(
    "accounts.secure",
    zh="解除登录锁定，结束会话，清除第二道验证",
    en="unlock log-ins, end sessions, clear second factors",
    roles={Role.SECURITY_OFFICER},
)
CONFIRM = Right(
    "accounts.entry.confirm",
    zh="当面确认是本人首次进入",
    en="confirm face to face that the owner has come in for the first time",
    roles={Role.SECURITY_OFFICER, Role.AUDIT_OFFICER},
)
MATRIX = Right(
    "accounts.matrix",
    zh="查看权限表",
    en="read the table of rights",
    roles={Role.SECURITY_OFFICER, Role.AUDIT_OFFICER},
)
KEYS = Right(
    "accounts.keys",
    zh="查看密钥的状态",
    en="see the state of the keys",
    roles={Role.SECURITY_OFFICER},
)
DEPUTE = Right(
    "accounts.deputies.keep",
    zh="替别人安排代理",
    en="arrange deputies for others",
    roles={Role.STREET_ADMIN},
)
HAND_OVER = Right(
    "accounts.hand_over",
    zh="给离岗的人办交接",
    en="hand over the work of somebody who leaves",
    roles={Role.STREET_ADMIN},
)
