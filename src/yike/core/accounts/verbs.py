"""What deeds about accounts are called."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from yike.core.record.verbs import name_verbs

name_verbs(
    {
        "accounts.deputy.end": _("结束代理"),
        "accounts.deputy.set": _("安排代理"),
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
