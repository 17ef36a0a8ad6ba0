"""How somebody wishes to be reached, and who looks after them."""

from __future__ import annotations

from datetime import time

from yike.core.record.deed import By, deed
from yike.core.residents import rules
from yike.core.residents.details import one_line, read_name
from yike.core.residents.models import ContactWish, Helper, Person
from yike.core.residents.models.people import ContactWay, Kinship
from yike.core.residents.phones import read_phone
from yike.engines.faults import Fault


def set_wish(
    by: By,
    person: Person,
    *,
    way: str,
    not_before: time | None = None,
    not_after: time | None = None,
    note: str = "",
) -> ContactWish:
    """Note which way and between which hours somebody wishes to be reached.

    Raises ``Fault`` where there are no hours between.
    """
    if not_before and not_after and not_before >= not_after:
        raise Fault(
            "“不早于”要在“不晚于”之前",
            'the hour of "not before" must come first',
            do_zh="请调整这两个时间",
            do_en="Change the two hours",
        )
    values = {
        "way": ContactWay(way).value,
        "not_before": not_before,
        "not_after": not_after,
        "note": one_line(note),
    }
    with deed(by, "residents.wish.set") as d:
        rules.KEEP.require(by, person.area)
        wish = ContactWish.objects.filter(person=person).first()
        return d.change(wish, **values) if wish else d.add(ContactWish(person=person, **values))


def add_helper(
    by: By,
    person: Person,
    *,
    kinship: str,
    helper: Person | None = None,
    name: str = "",
    phone: str = "",
    holds_key: bool = False,
    rank: int = 1,
) -> Helper:
    """Note who looks after somebody: a person of the register, or a name and a number.

    Raises ``Fault`` for a helper without a name, a wrong number, or somebody who would help themselves.
    """
    if helper is not None and helper.pk == person.pk:
        raise Fault(
            "帮手不能是本人",
            "nobody is their own helper",
            do_zh="请选另一个人",
            do_en="Choose somebody else",
        )
    row = Helper(
        person=person,
        helper=helper,
        name="" if helper else read_name(name),
        kinship=Kinship(kinship).value,
        holds_key=holds_key,
        rank=rank,
    )
    row.phone = read_phone(phone).e164 if phone.strip() else None
    with deed(by, "residents.helper.add") as d:
        rules.KEEP.require(by, person.area)
        return d.add(row)


def remove_helper(by: By, helper: Helper) -> None:
    """Note that somebody no longer looks after a person."""
    with deed(by, "residents.helper.remove") as d:
        helper = d.lock(helper)
        rules.KEEP.require(by, helper.person.area)
        d.remove(helper)
