"""An activity changes: whoever signed up with an account is told, the others are put on the list of calls."""

from __future__ import annotations

from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from yike.core.outbox.actions import post
from yike.core.outbox.models import Urgency
from yike.core.record.deed import Deed
from yike.rooms.almanac.models.activities import Activity
from yike.rooms.almanac.models.signups import Call, Registration, SignUpState


def tell_signed_up(d: Deed, activity: Activity, kind: str, text: tuple[str, str], why: Call) -> int:
    """Tell all who come or wait; return how many have to be telephoned. The caller holds the counter."""
    rows = Registration.objects.filter(activity=activity).exclude(state=SignUpState.CANCELLED)
    users = [row.user for row in rows.filter(user__isnull=False, user__is_active=True).select_related("user")]
    if users:
        key, (title, body) = f"{kind}:signed:{activity.pk}:{d.key}", text
        to = list(dict.fromkeys(users))
        post(
            d,
            key=key,
            kind=kind,
            title=title,
            body=body,
            to=to,
            area=activity.area_id,
            urgency=Urgency.AT_ONCE,
        )
    others = rows.filter(Q(user=None) | Q(user__is_active=False)).exclude(phone_index="")
    count = others.count()
    if why == Call.CHANGED:  # whoever has yet to hear of their place hears when and where with it
        others = others.exclude(call=Call.PROMOTED)
    others.update(call=why, tries=0, tried_at=None)  # another thing to tell: nobody has tried that yet
    if count:
        d.note(activity, to_call=count)
        _ask_leader(d, activity, count)
    return count


def _ask_leader(d: Deed, activity: Activity, count: int) -> None:
    """Tell whoever leads it how many have to be telephoned; the list stands on the first page of the desk."""
    leader = activity.leader or activity.made_by
    if leader is None or not leader.is_active:
        return
    with translation.override("zh-hans"):
        title = _("{n} 人要打电话：{title}").format(n=count, title=activity.title)
        body = _("他们没有账号，收不到通知。请在“今天”里打开“要打电话告诉的人”，打一个勾一个。")
    key, kind = f"almanac.signup.calls:{activity.pk}:{d.key}", "almanac.signup.calls"
    urgency = Urgency.AT_ONCE
    post(d, key=key, kind=kind, title=title, body=body, to=[leader], area=activity.area_id, urgency=urgency)
