"""What requests hold of a person of the register: who asked, by which telephone, and what they said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any

from django.db.models import Q

from yike.core.outbox.actions import forget_messages
from yike.core.record.actions import erase_subjects
from yike.core.record.deed import Deed
from yike.core.residents.elsewhere import Holding, Sought, register_holding, scrub, told_of
from yike.rooms.grid import rules
from yike.rooms.grid.actions.requests.forgetting import forget_asker
from yike.rooms.grid.models import Request, Whistle

TOLD = (
    *("number", "source", "kind", "state", "received_at", "words", "address", "name", "phone", "behalf"),
    *("answered_at", "closed_at", "result", "solved"),
)


def _find(whom: Sought) -> Iterable[Request]:
    rows = Request.objects.filter(whom.by_phone(Request)).select_related("area").order_by("pk")
    return [row for row in rows if whom.is_them(row.name) and _readable(whom, row)]


def _readable(whom: Sought, row: Request) -> bool:
    """Whether who is told may know of a request at all: of a secret report only whoever may know its reporter."""
    reader = whom.reader
    if reader is None or reader.trusted or not row.secret:
        return True
    return reader.user is not None and rules.may_know(reader.user, row)


def _tell(row: Request) -> dict[str, Any]:
    said = [one.words for one in row.replies.filter(internal=False)]
    return told_of(row, TOLD) | {str(row.replies.model._meta.verbose_name): said}


def _erase(d: Deed, whom: Sought, rows: Sequence[Any]) -> None:
    """Forget who asked, and what was said of what is closed; what is open loses their names in the words."""
    said = [subject for row in rows for subject in _of_one(d, whom, d.lock(row))]
    forget_messages(d, [one for one in said if not one.startswith("grid.request:")])
    erase_subjects(d, said)


def _of_one(d: Deed, whom: Sought, row: Request) -> list[str]:
    """Forget the asker of one request; return whose history told of them: its own, and that of cases made of it."""
    asides = [row.supervisions, row.refusals, row.extensions, row.parts]
    if row.open:
        asides += [row.replies, row.revisits]
    for one in chain((row,), *(aside.all() for aside in asides)):
        scrub(d, whom, one)
    cases = [case.recorded_subject() for case in row.cases.all() if scrub(d, whom, case)]
    forget_asker(d, row, words=not row.open)
    return [row.of, *cases, *_scrubbed_whistles(d, whom, row)]


def _scrubbed_whistles(d: Deed, whom: Sought, row: Request) -> list[str]:
    """Take their names out of whistles blown for a request, or for a case made of it; return whose history told."""
    told = set()
    for whistle in Whistle.objects.filter(Q(request=row) | Q(case__request=row)).order_by("pk"):
        parts = [scrub(d, whom, one) for one in (whistle, *whistle.calls.all(), *whistle.tasks.all())]
        told |= {whistle.recorded_subject()} if any(parts) else set()
    return sorted(told)


REQUESTS = register_holding(Holding("grid.request", "诉求", "Requests", _find, _tell, _erase))
