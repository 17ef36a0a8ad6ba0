"""What requests hold of a person of the register: who asked, by which telephone, and what they said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.timezone import localtime

from yike.core.deadlines.models import DeadlineMove, DeadlinePause
from yike.core.outbox.actions import forget_messages
from yike.core.outbox.queries import slips_of
from yike.core.record.actions import erase_subjects
from yike.core.record.deed import Deed
from yike.core.residents import masks
from yike.core.residents.elsewhere import (
    Holding,
    Named,
    Sought,
    nothing,
    register_holding,
    said_of,
    scrub,
    told_of,
)
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


def _there(whom: Sought) -> QuerySet[Request]:
    rows = Request.objects.filter(area__in=whom.areas).select_related("area").defer("area__polygon")
    return rows.order_by("-pk")


def _named(whom: Sought) -> Iterable[Named]:
    """Return requests under their name of whose asker the reader may know; a name has no index: each is opened."""
    rows = _there(whom).filter(name__isnull=False).iterator()
    return [_said(row) for row in rows if _may_know(whom, row) and whom.bears(row.name)]


def _spoken_for(whom: Sought) -> Iterable[Named]:
    """Return requests that somebody else made on their behalf."""
    rows = [row for row in _there(whom).filter(behalf__in=whom.names) if _may_know(whom, row)]
    return [_said(row) for row in rows if not whom.bears(row.name)]


def _may_know(whom: Sought, row: Request) -> bool:
    reader = whom.reader
    return reader is not None and (reader.trusted or rules.may_know(reader.user, row))


def _said(row: Request) -> Named:
    day = f"{localtime(row.received_at):%Y-%m-%d}"
    return Named(row, said_of(row.number, day, row.area, masks.address(row.address), row.phone))


def _tell(row: Request, but: Sequence[str] = ()) -> dict[str, Any]:
    said = [one.words for one in row.replies.filter(internal=False)]
    told = told_of(row, [name for name in TOLD if name not in but])
    return told | {str(row.replies.model._meta.verbose_name): said}


def _tell_spoken_for(row: Request) -> dict[str, Any]:
    """Return what is told to whom a request was made for: not who made it."""
    return _tell(row, but=("name", "phone"))


def _erase(d: Deed, whom: Sought, rows: Sequence[Any]) -> None:
    """Forget who asked, and what was said of what is closed; what is open loses their names in the words."""
    _forget(d, [said for row in rows for said in _of_one(d, whom.knowing(row.phone), d.lock(row))])


def _erase_spoken_for(d: Deed, whom: Sought, rows: Sequence[Any]) -> None:
    """Take their names out of what was said for them; who said it stays."""
    _forget(d, [said for row in rows for said in _of_one(d, whom, d.lock(row), asked=False)])


def _forget(d: Deed, said: Sequence[str]) -> None:
    """Erase what messages and history tell of some subjects."""
    forget_messages(d, [one for one in said if not one.startswith("grid.request:")])
    erase_subjects(d, [*said, *slips_of(said)])


def _of_one(d: Deed, whom: Sought, row: Request, *, asked: bool = True) -> list[str]:
    """Forget the asker of one locked request, or, not ``asked`` by them, only the names of whom it was made for.

    Return whose history may tell of them: its own, what came of it.
    """
    over = asked and not row.open
    asides = [row.supervisions, row.refusals, row.extensions, row.parts]
    if not over:
        asides += [row.replies, row.revisits]
    scrub(d, whom, row)
    _scrub_all(d, whom, chain.from_iterable(aside.all() for aside in asides))
    said = [row.of, *(part.of for part in row.parts.all())]
    for case in row.cases.order_by("pk"):
        said += _case(d, whom, case)
    if asked:
        forget_asker(d, row, words=over)
    for whistle in Whistle.objects.filter(Q(request=row) | Q(case__request=row)).order_by("pk"):
        said += _whistle(d, whom, whistle, blank=over and whistle.request_id == row.pk)
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


REQUESTS = register_holding(Holding("grid.request", "诉求", "Requests", _find, _tell, _erase, _named))
SPOKEN_FOR = register_holding(
    Holding(
        *("grid.behalf", "别人代提的诉求", "Requests made on their behalf", nothing),
        *(_tell_spoken_for, _erase_spoken_for, _spoken_for),
    )
)
