"""Who is told what of a request: few notices, short, and nothing personal in them."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import translation
from django.utils.translation import gettext as _

from yike.core.accounts.models import User
from yike.core.outbox.actions import post
from yike.core.outbox.models import Urgency
from yike.core.record.deed import Deed
from yike.rooms.grid.actions.requests.moving import title
from yike.rooms.grid.models import Request, RequestPart
from yike.rooms.grid.queries.people import answering_for, dispatchers, in_charge, those_of, with_deputies

_NORMAL = Urgency.NORMAL


def tell(
    d: Deed, row: Request, kind: str, text: tuple[str, str], to: Iterable[User], urgency: Urgency = _NORMAL
) -> None:
    """Post title and body about a request to some people and their deputies, once in this deed; not to the doer."""
    doer = d.by.user.pk if d.by.user else None
    whom = [one for one in with_deputies(to) if one.pk != doer]
    if whom:
        heading, body = text
        key = f"{kind}:{row.pk}:{d.key}"
        post(d, key=key, kind=kind, title=heading, body=body, to=whom, area=row.area_id, urgency=urgency)


def tell_urgent(d: Deed, row: Request) -> None:
    """Tell those who dispatch that something urgent has come in, by night too."""
    with translation.override("zh-hans"):
        text = _("紧急诉求：{what}").format(what=title(row)), _("有人说到险情，请马上看一看，打电话核实。")
    tell(d, row, "grid.request.urgent", text, dispatchers(row.area), Urgency.AT_ONCE)


def tell_new_owner(d: Deed, row: Request) -> None:
    """Tell the unit (or the person) to whom a request has been dispatched."""
    with translation.override("zh-hans"):
        text = _("派给您的诉求：{what}").format(what=title(row)), _("请签收，再联系诉求人。")
    tell(d, row, "grid.request.dispatched", text, those_of(row))


def tell_old_owner(d: Deed, row: Request, to: Iterable[User]) -> None:
    """Tell whoever had it that it lies with another unit now; the last they hear of it."""
    with translation.override("zh-hans"):
        text = (
            _("{what} 已改派").format(what=title(row)),
            _("现在由{unit}办理，您不用再管。").format(unit=row.owner_unit),
        )
    tell(d, row, "grid.request.passed", text, to)


def tell_refused(d: Deed, row: Request) -> None:
    """Tell those who dispatch that a unit says it is not theirs."""
    with translation.override("zh-hans"):
        text = _("退单待审：{what}").format(what=title(row)), _("承办单位认为不归它办，请裁定。")
    tell(d, row, "grid.request.refused", text, dispatchers(row.area))


def tell_asked(d: Deed, row: Request) -> None:
    """Tell those who dispatch that more time is asked for."""
    with translation.override("zh-hans"):
        text = _("延期待审：{what}").format(what=title(row)), _("承办单位申请延期，请裁定。")
    tell(d, row, "grid.request.extending", text, dispatchers(row.area))


def tell_ruled(d: Deed, row: Request, to: Iterable[User], agreed: bool) -> None:
    """Tell who asked how it was ruled."""
    with translation.override("zh-hans"):
        heading = _("申请已同意：{what}") if agreed else _("申请已驳回：{what}")
        text = heading.format(what=title(row)), _("裁定理由见诉求页。")
    tell(d, row, "grid.request.ruled", text, to)


def tell_word(d: Deed, row: Request) -> None:
    """Tell who works on it that the person has added a word."""
    with translation.override("zh-hans"):
        text = _("诉求人补充了：{what}").format(what=title(row)), _("请看一看诉求页。")
    tell(d, row, "grid.request.word", text, those_of(row))


def tell_again(d: Deed, row: Request) -> None:
    """Tell who works on it that the person says it is not solved; without an owner, those who dispatch too."""
    with translation.override("zh-hans"):
        text = _("没有解决，二次办理：{what}").format(what=title(row)), _("诉求人说没有解决，请再办一次。")
    to = those_of(row)
    if row.owner is None:
        to = list(dict.fromkeys([*to, *dispatchers(row.area)]))
    tell(d, row, "grid.request.again", text, to)


def tell_unsolved(d: Deed, row: Request) -> None:
    """Tell the leaders of a request that even the second handling has not solved."""
    with translation.override("zh-hans"):
        text = _("办了两次仍没有解决：{what}").format(what=title(row)), _("请看要不要督办，或吹哨协调。")
    tell(d, row, "grid.request.unsolved", text, in_charge(row.area))


def tell_raised(d: Deed, row: Request) -> None:
    """Tell the leaders that a unit cannot settle it by itself."""
    with translation.override("zh-hans"):
        text = (
            _("报请协调：{what}").format(what=title(row)),
            _("{unit}说自己办不了，请看诉求页，协调或督办。").format(unit=row.owner_unit),
        )
    tell(d, row, "grid.request.raised", text, in_charge(row.area))


def tell_supervised(d: Deed, row: Request) -> None:
    """Tell who works on it that it is supervised now."""
    with translation.override("zh-hans"):
        text = _("已督办：{what}").format(what=title(row)), _("督办意见见诉求页，请尽快办理。")
    tell(d, row, "grid.request.supervised", text, [*those_of(row), *dispatchers(row.area)])


def tell_part(d: Deed, part: RequestPart) -> None:
    """Tell the co-unit that its help is asked for."""
    with translation.override("zh-hans"):
        text = (
            _("请您单位协办：{what}").format(what=title(part.request)),
            _("请在 {day} 前答复承办单位。").format(day=part.due_on.isoformat()),
        )
    tell(d, part.request, "grid.request.part", text, answering_for(part.unit))


def tell_part_answered(d: Deed, part: RequestPart) -> None:
    """Tell who works on the request that a co-unit has answered."""
    with translation.override("zh-hans"):
        text = (
            _("{unit}已答复协办：{what}").format(unit=part.unit, what=title(part.request)),
            _("答复见诉求页。"),
        )
    tell(d, part.request, "grid.request.part_answer", text, those_of(part.request))


def tell_parts_off(d: Deed, row: Request, parts: Iterable[RequestPart]) -> None:
    """Tell co-units, once each person, that their help is not needed any more."""
    with translation.override("zh-hans"):
        text = _("不用协办了：{what}").format(what=title(row)), _("承办单位不再等了，您不用再管。")
    to = dict.fromkeys(user for part in parts for user in answering_for(part.unit))
    tell(d, row, "grid.request.part_off", text, to)
