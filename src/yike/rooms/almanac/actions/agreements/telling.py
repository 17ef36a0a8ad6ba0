"""Who is told of an agreement: the liaisons of its parties, and who keeps it; in the deed itself."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _

from yike.core.accounts.models import User
from yike.core.outbox.actions import post
from yike.core.record.deed import Deed
from yike.rooms.almanac.models.agreements import Agreement


def _concerned(d: Deed, row: Agreement) -> list[User]:
    """Return the liaisons of its parties and who drafted it; not the doer."""
    liaisons = User.objects.filter(liaison_of__agreements__agreement=row, is_active=True)
    people = [*liaisons.order_by("pk"), *([row.made_by] if row.made_by and row.made_by.is_active else [])]
    doer = d.by.user.pk if d.by.user else None
    return [one for one in dict.fromkeys(people) if one.pk != doer]


def _tell(d: Deed, row: Agreement, kind: str, title: str, body: str) -> None:
    whom = _concerned(d, row)
    if whom:
        post(d, key=f"{kind}:{row.pk}:{d.key}", kind=kind, title=title, body=body, to=whom, area=row.area_id)


def tell_signed(d: Deed, row: Agreement) -> None:
    """Tell that it is in force, and how long."""
    with translation.override("zh-hans"):
        title = _("共建协议签了：{title}").format(title=row.title)
        body = _("期限 {first} 到 {last}。").format(first=row.begins, last=row.ends)
    _tell(d, row, "almanac.agreement.signed", title, body)


def tell_ended(d: Deed, row: Agreement) -> None:
    """Tell that it is over, and why where it was before its term."""
    with translation.override("zh-hans"):
        title = _("共建协议结束：{title}").format(title=row.title)
        body = (
            _("原因：{reason}。").format(reason=row.why)
            if row.why
            else _("{day} 到期。").format(day=row.ends)
        )
    _tell(d, row, "almanac.agreement.ended", title, body)
