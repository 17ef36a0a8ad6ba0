"""One identity number, one record: looked for before, and kept by the database where two come at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError

from yike.core.residents.models import Person, PersonState
from yike.core.vault.fields import matching
from yike.engines.faults import Fault

_TWICE = ("person_once_a_number", "residents_person.national_id_index")  # as PostgreSQL and SQLite name it


class Registered(Fault):
    """An identity number that another record holds. Its text says nothing of whose it is."""

    def __init__(self) -> None:
        super().__init__(
            "这个身份证号已经登记在册",
            "this identity number is registered already",
            do_zh="请用号码搜索这个人；不在您的辖区就请街道窗口办理迁入",
            do_en="Search for the number; if the person is not in your area, ask the street's window to move them",
        )


def refuse_twice(national_id: str, but: int | None = None) -> None:
    """Refuse an identity number that another record holds."""
    if not national_id:
        return
    others = Person.objects.filter(matching(Person, "national_id", national_id)).exclude(pk=but)
    if others.exclude(state=PersonState.MERGED).exists():
        raise Registered


@contextmanager
def number_once() -> Iterator[None]:
    """Turn the database's word that a number is held already, by somebody faster, into ``Registered``.

    Nobody can look for a number that another transaction has not committed yet: the unique index alone decides.
    """
    try:
        yield
    except IntegrityError as error:
        if any(sign in str(error) for sign in _TWICE):
            raise Registered from error
        raise
