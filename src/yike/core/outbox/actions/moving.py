"""The one door of a delivery: along an arrow of the table, by compare-and-swap."""

from __future__ import annotations

from typing import Any

from yike.core.outbox import measures
from yike.core.outbox.flows import DELIVERY
from yike.core.outbox.models import Delivery
from yike.core.record.deed import Deed
from yike.core.record.models import Fact


def move(d: Deed, delivery: Delivery, verb: str, **values: Any) -> bool:
    """Move a delivery along an arrow, with history; False where somebody else has moved it meanwhile.

    Compared are its state and its last claim, as they were when the row was read. Raises ``Fault`` for an arrow
    that does not start there.
    """
    values["state"] = DELIVERY.step(verb, delivery.state).to
    rows = Delivery.objects.filter(pk=delivery.pk, state=delivery.state, claim=delivery.claim)
    if rows.update(**values) != 1:
        return False
    for name, value in values.items():
        setattr(delivery, name, value)
    d.recorded(delivery, fresh=False)
    return True


def count_sent(d: Deed, delivery: Delivery) -> None:
    """Write the fact that a message was delivered."""
    d.fact(measures.SENT.code, 1, area=delivery.message.area_id, source=delivery)


def count_failed(d: Deed, delivery: Delivery) -> None:
    """Write the fact that a message was not delivered."""
    d.fact(measures.FAILED.code, 1, area=delivery.message.area_id, source=delivery)


def take_back_failed(d: Deed, delivery: Delivery) -> None:
    """Correct the fact that a message was not delivered: it is being tried again."""
    source = {"source_model": delivery._meta.label_lower, "source_pk": str(delivery.pk)}
    kept = Fact.objects.filter(measure=measures.FAILED.code, **source)
    if fact := kept.filter(corrections=None, corrects=None).order_by("-pk").first():
        d.fact(fact.measure, -fact.quantity, area=fact.area_id, source=delivery, day=fact.day, corrects=fact)
