"""Models without history of their own, each with the reason why; a test fails for any other one."""

from __future__ import annotations

from collections.abc import Mapping

EXEMPT: Mapping[str, tuple[str, str]] = {
    "contenttypes.contenttype": (
        "框架自己的登记，内容由程序决定",
        "the framework's own register; the program decides what is in it",
    ),
    "auth.permission": (
        "没有使用：谁能做什么看 Right",
        "not used: who may do what is said by Right",
    ),
    "auth.group": ("没有使用：角色在任职里", "not used: roles are held in RoleHolding"),
    "sessions.session": (
        "登录的临时状态；登录、退出、结束会话都有留痕",
        "the passing state of a log-in; log-in, log-out and ending have history",
    ),
    "usersessions.usersession": (
        "登录在哪里的清单，随会话消失；登录、退出、结束会话都有留痕",
        "the list of where people are logged in, gone with the session; its events have history",
    ),
    "axes.accessattempt": (
        "输错次数的计数器；每次失败和锁定都有留痕",
        "a counter of failures; each failure and lock has history",
    ),
    "axes.accessattemptexpiration": ("没有使用", "not used"),
    "axes.accesslog": ("没有使用：登录在留痕里", "not used: log-ins are in the history"),
    "axes.accessfailurelog": ("没有使用：失败在留痕里", "not used: failures are in the history"),
    "mfa.authenticator": (
        "第二道验证的密钥，加密存放；设置、更换、清除都有留痕",
        "sealed secrets of second factors; set-up, renewal and clearing have history",
    ),
    "account.emailaddress": ("没有使用：没有邮箱登录", "not used: nobody logs in by e-mail"),
    "account.emailconfirmation": ("没有使用：没有邮箱登录", "not used: nobody logs in by e-mail"),
    "socialaccount.socialapp": (
        "没有使用：统一身份认证写在设置里",
        "not used: the log-in service is in the settings",
    ),
    "socialaccount.socialaccount": (
        "没有使用：身份编号在账号上",
        "not used: the identifier is on the account",
    ),
    "record.factsum": (
        "按天、按月合计的数，由事实算出来，可以重算",
        "sums by day and month, made from the facts and made anew at will",
    ),
    "record.factrepeat": (
        "记了不止一次的记录，由事实算出来，可以重算",
        "records counted more than once, found from the facts and found anew at will",
    ),
    "record.factmark": (
        "合计算到哪一条事实，可以重算",
        "up to which fact these sums are made",
    ),
    "residents.buildingkey": (
        "按地址查房屋用的楼幢清单，由房屋的记录算出来，可以重算",
        "buildings by which dwellings are found, made from their records and made anew at will",
    ),
    "residents.searchkey": (
        "按姓名查人用的盲索引，由人的记录算出来，可以重算",
        "blind indexes for finding people by name, made from their records and made anew at will",
    ),
    "socialaccount.socialtoken": ("没有使用：不存令牌", "not used: tokens are not kept"),
}
