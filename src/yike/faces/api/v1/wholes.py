"""One point whole, as the API tells it: where it lies, when it is open, what can be done there."""

from __future__ import annotations

from typing import Any

from yike.core.look.faults import language
from yike.core.record.clock import today
from yike.faces.api.v1.shapes import PointLine
from yike.rooms.circle import queries
from yike.rooms.circle.models import HoursException, Mode, PointItem, PointState, ServicePoint
from yike.rooms.circle.opening import hours_of, read_hours

Json = dict[str, Any]
NOT_TOLD = {PointState.PREPARING, PointState.CLOSED}  # of points around others


def point_whole(found: ServicePoint) -> Json:
    """Return a point in the shape of ``PointWhole``."""
    return {
        **PointLine.from_orm(found).model_dump(by_alias=True),
        **{name: getattr(found, name) for name in PLAIN},
        "hours_text": _week(found),
        "exceptions": [_exception(one) for one in found.exceptions.all() if one.until >= today()],
        "area": found.area.code,
        "area_name": found.area.name,
        "host": _other(found.host) if found.host and found.host.state not in NOT_TOLD else None,
        "inside": [_other(one) for one in queries.public_points().filter(host=found)],
        "devices": found.device_list,
        "feature_names": found.feature_labels,
        "offers": [_offer(one) for one in queries.offered_at(found)],
    }


PLAIN = ("keeps_holidays", "entrance", "note", "state_reason", "first_day", "last_day", "features")


def _week(found: ServicePoint) -> str:
    """Return the week of every week: other hours of some days are told beside it."""
    hours = hours_of(found, ())
    return "" if hours is None else hours.text(language())


def _in_words(hours: str) -> str:
    return read_hours(hours).text(language()) if hours else ""


def _exception(one: HoursException) -> Json:
    said = {name: getattr(one, name) for name in ("since", "until", "hours", "reason")}
    return said | {"hours_text": _in_words(one.hours)}


def _other(point: ServicePoint) -> Json:
    return {"code": point.code, "name": point.name, "kind": point.kind}


def _offer(one: PointItem) -> Json:
    item = one.item
    return {
        "item": item.code,
        "name": queries.item_name(item),
        "mode_name": str(Mode(one.mode).label),
        "hours_text": _in_words(one.hours),
        **{name: getattr(one, name) for name in ("mode", "place", "hours", "first_day", "last_day", "note")},
        **{name: getattr(item, name) for name in ("fee", "legal_days", "promised_days", "online_url")},
    }
