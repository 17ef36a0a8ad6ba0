"""A new key for everything that is sealed, and names spelt anew."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.db.models import Q

from yike.core.accounts.actions import reseal_second_factors
from yike.core.record.deed import By, deed
from yike.core.residents.actions.building import renew_keys
from yike.core.residents.models import Person, SearchKey
from yike.core.residents.searching import keys_of
from yike.core.vault.current import keyring
from yike.core.vault.rotation import renew, sealed_models, stale_count
from yike.engines.faults import Fault
from yike.engines.search.names import COMPOUND

EVERYBODY = Person(pk=0)  # stands for all persons in the history


def _tell_nobody(done: int, left: int) -> None:
    """Tell nobody."""


def _refuse_unopened(unopened: list[str]) -> None:
    if unopened:
        named = ", ".join(unopened[:10])
        raise Fault(
            f"有 {len(unopened)} 条打不开，没有换：{named}",
            f"{len(unopened)} records do not open and were left as they are: {named}",
            do_zh="请从备份恢复这几条，再运行一次",
            do_en="Restore these from a backup and run this again",
        )


def rotate_keys(by: By, *, tell: Callable[[int, int], None] = _tell_nobody) -> int:
    """Seal everything anew with the newest key of the key file and return how many rows that were.

    Add the key first (``vault.keyring.add_version``). Each piece is a transaction of its own: killed at any moment
    nothing is lost, and the next run goes on where this one stopped. ``tell(done, left)`` hears of the progress.
    Leave the old keys in the file: older seals of the history and older backups need them. Raises ``Fault`` at the
    end, naming the rows that do not open, and ``PermissionDenied`` for whoever does not hold the machine.
    """
    if not by.trusted:
        raise PermissionDenied("residents.keys.rotate")
    done, left = 0, stale_count()
    unopened: list[str] = []
    for model in sealed_models():
        for piece in renew(model):
            done += piece.renewed
            unopened += piece.unopened
            tell(done, max(left - done, 0))
    done += reseal_second_factors(by)
    if done:
        with deed(by, "residents.keys.rotate") as d:
            d.note(EVERYBODY, rows=done, version=keyring().newest.version)
    _refuse_unopened(unopened)
    return done


def _misspelt() -> list[Person]:
    """Return the persons found under another spelling of their surname than it has now."""
    begin = Q()
    for written in COMPOUND:
        begin |= Q(name__startswith=written)
    found = Person.objects.filter(begin).exclude(state="merged")
    keys = dict[int, set[str]]()
    for person, key in SearchKey.objects.filter(person__in=found).values_list("person", "key"):
        keys.setdefault(person, set()).add(key)
    return [person for person in found if keys.get(person.pk, set()) != keys_of(person.name)]


def renew_spellings(by: By) -> int:
    """Spell anew the names that an earlier version spelt otherwise (尉迟 as weichi), and return how many.

    ``yike upgrade`` does it. Raises ``PermissionDenied`` for whoever does not hold the machine.
    """
    if not by.trusted:
        raise PermissionDenied("residents.keys.renew")
    if not (persons := _misspelt()):
        return 0
    with deed(by, "residents.keys.renew") as d:
        renew_keys(persons)
        d.note(EVERYBODY, rows=len(persons))
    return len(persons)
