"""An activity changes: whoever signed up with an account is told, the others are put on the list of calls."""

from __future__ import annotations

from django.db.models import Q

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
    others.update(call=why)
    if count:
        d.note(activity, to_call=count)
    return count
