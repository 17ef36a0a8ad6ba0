"""On whose behalf: a deputy who uses another's right leaves that in the history; one's own right needs no word."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import translation

from homes import make_homes
from office import BY, EARLY, Office
from yike.core.accounts.actions import end_deputy, give_role, set_deputy
from yike.core.accounts.models import User
from yike.core.areas.actions import rename_area
from yike.core.areas.models import Area
from yike.core.record import words
from yike.core.record.clock import today
from yike.core.record.deed import deed
from yike.core.record.models import HistoryEntry
from yike.core.residents.actions import reveal
from yike.core.rights.by import By
from yike.core.rights.right import Right
from yike.core.rights.roles import Role

pytestmark = pytest.mark.django_db
SIGN = Right("test_standing_in.sign", zh="签", en="sign", roles={Role.LEADER})


def person(user: User) -> By:
    return By.person(User.objects.get(pk=user.pk))


def stand_in(principal: User, deputy: User) -> Any:
    day = today()
    return set_deputy(
        BY, principal=principal, deputy=deputy, since=day, until=day + timedelta(3), reason="外出培训"
    )


def rename(by: By, area: Area, name: str, right: Right = SIGN) -> str:
    """Rename an area by a right of the test's own; return on whose behalf the history has it."""
    with deed(by, "areas.rename") as d:
        area = d.lock(area)
        right.require(by, area)
        d.change(area, name=name)
    return HistoryEntry.objects.latest("id").on_behalf


class _Torn:
    """A right that is used, and then the deed fails."""

    def require(self, by: By, area: Area) -> None:
        SIGN.require(by, area)
        raise ValueError("never mind")


def test_a_right_held_only_as_a_deputy_is_used_in_the_name_of_the_principal(office: Office) -> None:
    with pytest.raises(PermissionDenied):
        rename(person(office.clerk), office.first, "甲")
    stand_in(office.leader, office.clerk)
    assert rename(person(office.clerk), office.first, "甲") == "李分管"
    assert rename(person(office.leader), office.first, "乙") == ""


def test_who_has_the_right_in_their_own_name_too_acts_in_it(office: Office) -> None:
    stand_in(office.leader, office.clerk)
    give_role(BY, user=office.clerk, role=Role.LEADER, area=office.first, since=EARLY)
    assert rename(person(office.clerk), office.first, "甲") == ""
    assert rename(person(office.clerk), office.second, "乙") == "李分管"


def test_through_a_chain_the_one_whose_right_it_is_is_named(office: Office) -> None:
    stand_in(office.leader, office.clerk)
    stand_in(office.clerk, office.worker)
    assert rename(person(office.worker), office.second, "甲") == "李分管"


def test_two_who_lend_the_same_right_are_both_named(office: Office) -> None:
    give_role(BY, user=office.admin, role=Role.LEADER, area=office.street, since=EARLY)
    stand_in(office.leader, office.clerk)
    stand_in(office.admin, office.clerk)
    assert rename(person(office.clerk), office.first, "甲") == "孙管理、李分管"


def test_what_one_deed_needed_is_not_said_of_the_next(office: Office) -> None:
    own = Right("test_standing_in.own", zh="本人", en="own", roles={Role.CLERK})
    stand_in(office.leader, office.clerk)
    by = person(office.clerk)
    try:
        said = [
            rename(by, office.first, name, right) for name, right in (("甲", SIGN), ("乙", own), ("丙", SIGN))
        ]
    finally:
        del Right.all["test_standing_in.own"]
    assert said == ["李分管", "", "李分管"]


def test_a_refused_deed_leaves_nothing_for_the_next(office: Office) -> None:
    stand_in(office.leader, office.clerk)
    by = person(office.clerk)
    with pytest.raises(ValueError, match="never"):
        rename(by, office.first, "甲", right=_Torn())  # type: ignore[arg-type]
    with deed(by, "areas.rename") as d:
        d.note(office.first, seen="1")
    assert HistoryEntry.objects.latest("id").on_behalf == ""


def test_whom_it_is_done_for_and_whose_right_it_is_are_both_kept(office: Office) -> None:
    stand_in(office.leader, office.clerk)
    assert rename(person(office.clerk).acting_for("甲奶奶"), office.first, "甲") == "甲奶奶、李分管"


def test_real_actions_keep_it_and_pages_say_it(office: Office) -> None:
    stand_in(office.admin, office.worker)
    rename_area(person(office.worker), office.second, name="梅西新村")
    entry = HistoryEntry.objects.latest("id")
    with translation.override("zh-hans"):
        assert words.doer(entry) == "周社工（代 孙管理）"
    with translation.override("en"):
        assert words.doer(entry) == "周社工 (for 孙管理)"
    reader = Client()
    reader.force_login(office.audit)
    for address in ("/desk/record/", f"/desk/record/?subject={entry.subject}"):
        assert "周社工（代 孙管理）" in reader.get(address).content.decode()
    row = reader.get(f"/desk/record/{entry.pk}/").content.decode()
    assert ("替谁" in row, "孙管理" in row) == (True, True)
    reader.force_login(office.admin)
    assert "周社工（代 孙管理）" in reader.get(f"/desk/areas/{office.second.pk}/").content.decode()


def test_a_sensitive_value_read_as_a_deputy_says_so(office: Office) -> None:
    homes = make_homes(office)
    stand_in(office.worker, office.stranger)
    for reader in (office.stranger, office.worker):
        reveal(person(reader), homes.wang, "phone", reason="来电核实独居老人情况")
    said = [entry.on_behalf for entry in HistoryEntry.objects.filter(verb="residents.reveal").order_by("id")]
    assert said == ["周社工", ""]


def test_either_side_ends_a_deputyship_in_their_own_name(office: Office) -> None:
    arrangement = stand_in(office.admin, office.worker)
    end_deputy(person(office.worker), arrangement)
    assert HistoryEntry.objects.latest("id").on_behalf == ""
