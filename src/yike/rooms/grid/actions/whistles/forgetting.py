"""What a whistle took over from a request is forgotten with who asked: once no unit has to find the place by it."""

from __future__ import annotations

from yike.core.outbox.actions import forget_messages
from yike.core.outbox.queries import slips_of
from yike.core.record.actions import erase_subjects
from yike.core.record.deed import Deed
from yike.core.residents.elsewhere import FORGOTTEN
from yike.rooms.grid.actions.whistles import limits
from yike.rooms.grid.models import Whistle


def subjects_of(whistle: Whistle) -> list[str]:
    """Return whose history tells of a whistle: its own, its calls and its measures."""
    calls, tasks = whistle.calls.all(), whistle.tasks.all()
    return [whistle.recorded_subject(), *map(limits.of_call, calls), *map(limits.of_task, tasks)]


def forget_place(d: Deed, whistle: Whistle) -> None:
    """Take what was said and where off a whistle, which is locked."""
    d.change(whistle, matter=FORGOTTEN, address=FORGOTTEN, lon=None, lat=None)


def forget_at_end(d: Deed, whistle: Whistle) -> None:
    """Forget the place of a whistle that has just ended, where its request has forgotten who asked before.

    While it went on, units had to find the place. What history and messages said of it since is erased with it.
    """
    request = whistle.request
    if request is None or request.words != FORGOTTEN or not whistle.over:
        return
    forget_place(d, whistle)
    said = subjects_of(whistle)
    forget_messages(d, said)
    erase_subjects(d, [*said, *slips_of(said)])
