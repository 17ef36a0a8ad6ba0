"""The accounts that visitors of the demonstration log in with, and their one password.

They exist in the demonstration only, and a folder that holds it is served as nothing else.
"""

from __future__ import annotations

from typing import NamedTuple

PASSWORD = "haitang-15-minutes"  # noqa: S105 - printed for everybody, opens invented data only


class Account(NamedTuple):
    """A log-in name and what its owner sees, in Chinese and English."""

    username: str
    zh: str
    en: str


ACCOUNTS = (
    Account("clerk", "便民中心窗口：全街道的居民和台账", "service window: residents of the whole street"),
    Account("grid", "专职网格员：自己的网格", "grid worker: one grid"),
    Account("secretary", "社区书记：一个社区", "community secretary: one community"),
    Account("leader", "分管领导：全街道，只看不改", "leader: the whole street, to read"),
    Account("owner", "海棠先锋（微网群主）：自己的群", "crabapple pioneer: their micro-group"),
    Account("bank", "银行网点联络员：自己网点的开放时间", "bank liaison: the hours of its branch"),
    Account("admin", "街道管理员：区域、单位、账号申请", "street administrator: areas, units"),
    Account("system", "系统管理员：账号、发件、体检", "system officer: accounts, outbox, health"),
    Account("security", "安全管理员：授权、密钥、制度", "security officer: roles, keys, rules"),
    Account("audit", "审计员：全部留痕", "audit officer: all history"),
)
