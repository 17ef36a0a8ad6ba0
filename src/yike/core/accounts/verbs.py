"""What deeds about accounts are called."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from yike.core.record.verbs import name_verbs
from yike.core.record.words import name_machines, name_notes, tell_values

name_verbs(
    {
        "accounts.deputy.end": _("结束代理"),
        "accounts.deputy.set": _("安排代理"),
        "accounts.entry.again": _("再次使用已用过的一次性密码"),
        "accounts.entry.confirm": _("当面确认首次进入"),
        "accounts.entry.use": _("用一次性密码登录"),
        "accounts.hand_over": _("离岗交接"),
        "accounts.login": _("登录"),
        "accounts.login.failed": _("登录失败"),
        "accounts.login.locked": _("多次失败，暂停登录"),
        "accounts.logout": _("退出"),
        "accounts.own.change": _("修改个人设置"),
        "accounts.portrait.keep": _("放上肖像"),
        "accounts.portrait.remove": _("取下肖像"),
        "accounts.password.change": _("修改自己的密码"),
        "accounts.password.rehash": _("登录时更新密码的存法"),
        "accounts.password.reset": _("重设密码"),
        "accounts.role.end": _("收回角色"),
        "accounts.role.give": _("授予角色"),
        "accounts.role.propose": _("建议任职"),
        "accounts.role.refuse": _("不同意任职建议"),
        "accounts.role.withdraw": _("撤回任职建议"),
        "accounts.second_factor": _("设置第二道验证"),
        "accounts.second_factor.clear": _("清除第二道验证"),
        "accounts.second_factor.reseal": _("换密钥时重新加密第二道验证"),
        "accounts.session.end": _("结束会话"),
        "accounts.setup": _("首次设置"),
        "accounts.unit.add": _("登记单位"),
        "accounts.unit.change": _("修改单位"),
        "accounts.unit.close": _("停用单位"),
        "accounts.unit.reopen": _("重新启用单位"),
        "accounts.unlock": _("解除登录锁定"),
        "accounts.user.add": _("开户"),
        "accounts.user.change": _("修改账号"),
        "accounts.user.close": _("停用账号"),
        "accounts.user.reopen": _("重新启用账号"),
    }
)

name_machines({"首次设置 first set-up": _("首次设置")})
name_notes(
    {
        "what": _("是什么"),
        "way": _("怎样登录"),
        "mark": _("所填名字的指纹"),
        "address": _("网络地址"),
        "addresses": _("几个地址"),
        "sessions_ended": _("结束的会话"),
        "accounts": _("几个账号"),
        "to": _("交给"),
        "passed": _("交接的事"),
    }
)
_WHAT = {
    "password": _("密码不对"),
    "code": _("验证码不对"),
    "unknown": _("没有这个账号"),
    "closed": _("账号已停用"),
    "service": _("统一登录"),
    "set up": _("设好"),
    "taken off": _("去掉"),
    "new recovery codes": _("换了恢复码"),
    "cleared": _("清除"),
    "totp": _("手机验证码"),
    "recovery_codes": _("恢复码"),
}
_WAYS = {
    "password": _("密码"),
    "mfa": _("第二道验证"),
    "code": _("第二道验证"),
    "totp": _("手机验证码"),
    "recovery_codes": _("恢复码"),
    "service": _("统一登录"),
}


def _ways(codes: str) -> str:
    """Return by what somebody came in: "password+code" as it is kept."""
    return _("、").join(str(_WAYS.get(code, code)) for code in codes.split("+"))


tell_values({"what": lambda code: _WHAT.get(code, code), "way": _ways})
