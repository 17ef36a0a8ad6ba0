"""What deeds on residents are called in the history."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from yike.core.record.verbs import name_verbs
from yike.core.record.words import name_notes, tell_values
from yike.core.residents.purposes import FIELDS, purpose_name


def _fields(codes: str) -> str:
    """Return fields of a person by name: "phone,wish" as they are kept."""
    return _("、").join(
        str(FIELDS.get(code, _("帮手") if code == "helper" else code)) for code in codes.split(",") if code
    )


def _read(code: str) -> str:
    whole = {"all": _("全部信息"), "list": _("名单上的一行，不打码"), "namesakes": _("同名的记录")}
    return str(whole[code]) if code in whole else _fields(code)


name_verbs(
    {
        "residents.dwelling.add": _("登记房屋"),
        "residents.dwelling.edit": _("修改房屋"),
        "residents.household.add": _("登记一户"),
        "residents.household.edit": _("修改户"),
        "residents.person.add": _("登记人"),
        "residents.person.edit": _("修改人"),
        "residents.person.move": _("搬家"),
        "residents.person.leave": _("迁出"),
        "residents.person.die": _("登记去世"),
        "residents.person.return": _("迁回"),
        "residents.person.restore": _("恢复误登的去世"),
        "residents.wish.set": _("记下联系意愿"),
        "residents.helper.add": _("添加帮手"),
        "residents.helper.remove": _("去掉帮手"),
        "residents.consent.record": _("记录同意"),
        "residents.consent.withdraw": _("撤回同意"),
        "residents.reveal": _("查看打码内容"),
        "residents.reveal.emergency": _("紧急查看打码内容"),
        "residents.merge": _("合并重复的人"),
        "residents.unmerge": _("拆开已合并的人"),
        "residents.merge.dismiss": _("认定不是同一个人"),
        "residents.person.namesakes": _("查找同名的记录"),
        "residents.person.export": _("导出一个人的全部信息"),
        "residents.person.erase": _("删除一个人"),
        "residents.register.load": _("批量登记"),
        "residents.ledger.check": _("核对台账"),
        "residents.ledger.import": _("导入台账"),
        "residents.list.export": _("导出名单"),
        "residents.keys.rotate": _("更换密钥"),
        "residents.keys.renew": _("重新注音"),
    }
)

name_notes(
    {
        "purpose": _("用途"),
        "read": _("看了什么"),
        "also": _("认定是本人的同名记录"),
        "helper": _("哪位帮手"),
        "persons": _("几个人"),
        "plain": _("不打码"),
        "mistakes": _("几处错误"),
        "rows": _("几行"),
        "new_dwellings": _("新登记的房屋"),
        "new_households": _("新登记的户"),
        "new_persons": _("新登记的人"),
        "changed_dwellings": _("修改的房屋"),
        "changed_households": _("修改的户"),
        "changed_persons": _("修改的人"),
        "unchanged_persons": _("没有变化的人"),
        "missing_persons": _("文件里没有的人"),
        "leave_missing": _("文件里没有的算迁出"),
        "digest": _("文件的摘要"),
        "version": _("密钥的版本"),
    }
)
tell_values(
    {
        "purpose": purpose_name,
        "read": _read,
        "residents.consent.purpose": purpose_name,
        "residents.consent.fields": _fields,
    }
)
