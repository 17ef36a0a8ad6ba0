"""What requests hold of a person of the register: who asked, by which telephone, and what they said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any

from django.db.models import Q

from yike.core.deadlines.models import DeadlineMove, DeadlinePause
from yike.core.outbox.actions import forget_messages
from yike.core.outbox.queries import slips_of
from yike.core.record.actions import erase_subjects
from yike.core.record.deed import Deed
from yike.core.residents.elsewhere import Holding, Sought, register_holding, scrub, told_of
from yike.rooms.grid import rules
from yike.rooms.grid.actions.requests.forgetting import forget_asker
from yike.rooms.grid.actions.whistles.forgetting import forget_place, subjects_of
from yike.rooms.grid.models import Case, Request, Whistle
from yike.rooms.grid.models.whistles import SEEKING

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
    erase_subjects(d, [*said, *slips_of(said)])


def _of_one(d: Deed, whom: Sought, row: Request) -> list[str]:
    """Forget the asker of one locked request; return whose history may tell of them: its own, what came of it."""
    asides = [row.supervisions, row.refusals, row.extensions, row.parts]
    if row.open:
        asides += [row.replies, row.revisits]
    scrub(d, whom, row)
    _scrub_all(d, whom, chain.from_iterable(aside.all() for aside in asides))
    said = [row.of, *(part.of for part in row.parts.all())]
    for case in row.cases.order_by("pk"):
        said += _case(d, whom, case)
    forget_asker(d, row, words=not row.open)
    for whistle in Whistle.objects.filter(Q(request=row) | Q(case__request=row)).order_by("pk"):
        said += _whistle(d, whom, whistle, blank=whistle.request_id == row.pk and not row.open)
    _scrub_deadlines(d, whom, said)
    return said


def _scrub_all(d: Deed, whom: Sought, rows: Iterable[Any]) -> None:
    """Take their names out of rows; each is locked first, for all of its columns are written."""
    for one in rows:
        scrub(d, whom, d.lock(one))


def _case(d: Deed, whom: Sought, case: Case) -> list[str]:
    _scrub_all(d, whom, [case])
    _scrub_all(d, whom, case.steps.all())
    return [case.of]


def _whistle(d: Deed, whom: Sought, whistle: Whistle, *, blank: bool) -> list[str]:
    """Take their names out of a whistle; ``blank``: what it took over from a closed request goes too.

    While units have to find the place it stays; then it is forgotten as the whistle ends.
    """
    row = d.lock(whistle)  # before its calls and measures, as everywhere
    scrub(d, whom, row)
    if blank and row.state not in SEEKING:
        forget_place(d, row)
    _scrub_all(d, whom, (*row.calls.all(), *row.tasks.all()))
    return subjects_of(row)


def _scrub_deadlines(d: Deed, whom: Sought, ofs: Sequence[str]) -> None:
    """Take their names out of the reasons for which the clocks of some things stood or were moved."""
    for model in (DeadlinePause, DeadlineMove):
        _scrub_all(d, whom, model.objects.filter(deadline__of__in=ofs).order_by("pk"))


REQUESTS = register_holding(Holding("grid.request", "诉求", "Requests", _find, _tell, _erase))
