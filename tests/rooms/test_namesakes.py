"""What bears only somebody's name is laid before whoever hands out or erases; nothing goes that nobody ticked."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from dues import with_calendar
from gathering import fresh, opened
from homes import Homes
from office import BY, EARLY, PASSWORD, Office, seen_by
from voices import make_request
from yike.core.accounts.actions import add_user, give_role
from yike.core.areas.actions import add_area
from yike.core.areas.models import AreaLevel
from yike.core.record.actions import seal_all
from yike.core.record.deed import deed
from yike.core.record.models import Fact, HistoryEntry
from yike.core.record.seals import verify_chain
from yike.core.residents import actions as residents
from yike.core.residents import rules
from yike.core.residents.details import read_details
from yike.core.residents.elsewhere import FORGOTTEN
from yike.core.residents.forms.trust import NamesakesForm
from yike.core.residents.models import Helper, Person
from yike.core.rights.by import By
from yike.core.rights.roles import Role
from yike.engines.faults import Fault
from yike.faces.cli.commands.house.exporting import settled
from yike.faces.cli.screen import Screen
from yike.rooms.almanac.actions import signups
from yike.rooms.almanac.actions.activities.afterwards import count
from yike.rooms.almanac.models.signups import VISITOR, Registration
from yike.rooms.almanac.signing import Wish
from yike.rooms.grid.actions import requests
from yike.rooms.grid.models import Request

pytestmark = pytest.mark.django_db
WHY = "本人书面要求，编号 2026-9"
NAME, PHONE = "李秀英", "15400000088"  # a telephone she borrowed; the register knows none of hers
NEIGHBOUR, HIS_PHONE = "赵邻居", "15400000077"
RESIDENT = By(None, "居民", "web")


def sign(office: Office, **wish: Any) -> Registration:
    row = opened(office, signup="open", capacity=5)
    return signups.sign_up(RESIDENT, row, Wish(link=f"l{row.pk}", press=f"p{row.pk}", **wish))


def leave_traces(office: Office, homes: Homes) -> dict[str, Any]:
    """Let her leave something in every room, by name alone; return rows by the key of what may be hers."""
    grid = office.grids[0]
    done = make_request(grid, words=f"我是{NAME}，打{PHONE}找我", name=NAME, phone=PHONE, link="a")
    requests.withdraw(RESIDENT, done)
    made: list[tuple[str, Any]] = [
        ("grid.request", done),
        ("grid.request", make_request(grid, words=f"{NAME}家楼道灯坏了", name=NAME, link="b")),
        (
            "grid.behalf",
            make_request(
                grid, words=f"帮{NAME}问一声", name=NEIGHBOUR, phone=HIS_PHONE, behalf=NAME, link="c"
            ),
        ),
        ("almanac.signup", sign(office, name=NAME, phone=HIS_PHONE, helper=NEIGHBOUR)),
        ("almanac.helped", sign(office, name=NEIGHBOUR, phone=HIS_PHONE, helper=NAME)),
        ("residents.helper", residents.add_helper(BY, homes.chen, kinship="neighbour", name=NAME)),
    ]
    return {f"{code}:{row.pk}": fresh(row) for code, row in made}


@pytest.fixture
def traces(office: Office, homes: Homes, clock: Any) -> dict[str, Any]:
    with_calendar(clock)
    return leave_traces(office, homes)


@pytest.fixture
def far(office: Office, homes: Homes, clock: Any) -> list[Any]:
    """Return what somebody of her name left in another street."""
    street = add_area(BY, level=AreaLevel.STREET, code="999999002", name="远街道", parent=None)
    community = add_area(BY, level=AreaLevel.COMMUNITY, code="999999002001", name="远社区", parent=street)
    grid = add_area(BY, level=AreaLevel.GRID, code="999999002001001", name="第1网格", parent=community)
    home = residents.add_dwelling(BY, area=grid, address="远街1号", kind="flat")
    someone = residents.add_person(
        BY, residents.add_household(BY, dwelling=home), read_details("远人", homes.wang.registered_on)
    )
    asked = make_request(grid, words=f"我是{NAME}", name=NAME)
    behalf = make_request(grid, name=NEIGHBOUR, phone=HIS_PHONE, behalf=NAME)
    return [asked, behalf, residents.add_helper(BY, someone, kinship="friend", name=NAME)]


def looked(homes: Homes, by: By = BY, right: Any = rules.ERASE) -> set[str]:
    return {one.key for one in residents.look_for_namesakes(by, homes.li, right, reason=WHY)}


def state_of(rows: dict[str, Any]) -> dict[str, Any]:
    return {key: fresh(row).__dict__ | {"_state": None} for key, row in rows.items()}


def test_all_that_bears_her_name_is_laid_before_who_decides_and_nothing_of_another_street(
    traces: dict[str, Any], far: list[Any], homes: Homes, office: Office
) -> None:
    assert looked(homes) == set(traces)
    assert looked(homes, By.person(office.admin)) == set(traces)
    assert looked(homes, By.person(office.clerk), rules.TAKE_OUT) == set(traces)
    with pytest.raises(PermissionDenied):
        looked(homes, By.person(office.clerk))
    entries = HistoryEntry.objects.filter(verb="residents.person.namesakes")
    assert [(one.actor_name, one.subject, one.reason) for one in entries.order_by("pk")] == [
        (name, homes.li.recorded_subject(), WHY) for name in (BY.name, "孙管理", "钱窗口")
    ]


def test_what_is_shown_helps_to_decide_and_masks_numbers(traces: dict[str, Any], homes: Homes) -> None:
    told = {one.key: one.said for one in residents.look_for_namesakes(BY, homes.li, rules.ERASE, reason=WHY)}
    done = next(row for row in traces.values() if isinstance(row, Request))
    day = f"{done.received_at:%Y-%m-%d}"
    assert told[f"grid.request:{done.pk}"] == f"{done.number} · {day} · 第1网格 · 梅巷3号 · 154****0088"
    assert told[next(key for key in traces if key.startswith("residents"))] == "陈** · 邻居".replace(
        "陈**", str(homes.chen)
    )


def test_who_may_erase_in_one_community_is_shown_nothing_of_the_next(
    traces: dict[str, Any], homes: Homes, office: Office
) -> None:
    near = add_user(BY, username="near", name="近管理", unit=office.unit, password=PASSWORD)
    give_role(BY, user=near, role=Role.STREET_ADMIN, area=office.first, since=EARLY)
    asked = f"grid.request:{make_request(office.grids[2], name=NAME).pk}"
    helps = f"residents.helper:{residents.add_helper(BY, homes.ouyang, kinship='friend', name=NAME).pk}"
    shown = looked(homes, By.person(near))
    assert ({asked, helps} & shown, {asked, helps} <= looked(homes)) == (set(), True)
    assert {key for key in traces if key.startswith("grid")} <= shown
    for key in (asked, helps):
        with pytest.raises(Fault):
            residents.erase_person(By.person(near), homes.li, reason=WHY, also=[key])


def test_of_a_secret_report_only_who_may_know_its_reporter_is_shown(
    traces: dict[str, Any], homes: Homes, office: Office
) -> None:
    secret = f"grid.request:{make_request(office.grids[0], words='举报', name=NAME, secret=True).pk}"
    clerk, admin = By.person(office.clerk), By.person(office.admin)
    assert (secret in looked(homes, clerk, rules.TAKE_OUT), secret in looked(homes, admin)) == (False, True)
    with pytest.raises(Fault):
        residents.take_out(clerk, homes.li, reason=WHY, also=[secret])


def test_what_bears_the_telephone_of_a_registered_namesake_is_theirs(
    traces: dict[str, Any], homes: Homes, office: Office
) -> None:
    details = read_details(NAME, homes.wang.registered_on, phone="15400000099")
    other = residents.add_person(BY, homes.ouyang.household, details)
    theirs = make_request(office.grids[0], name=NAME, phone="15400000099")
    assert looked(homes) == set(traces)
    told = residents.take_out(BY, other, reason=WHY)
    assert [row["登记号"] for row in told["诉求"]] == [theirs.number]
    again = residents.look_for_namesakes(BY, other, rules.ERASE, reason=WHY)
    assert {one.key for one in again} == set(traces)


def test_only_what_is_ticked_is_erased_and_its_history_alone_loses_its_content(
    traces: dict[str, Any], far: list[Any], homes: Homes, office: Office
) -> None:
    keys = sorted(traces)
    left = make_request(office.grids[1], words=f"我也叫{NAME}", name=NAME)
    also_far = {str(row.pk): row for row in (*far, left)}
    kept = state_of(also_far)
    residents.erase_person(BY, homes.li, reason=WHY, also=keys)
    assert state_of(also_far) == kept
    asked, opened_one, behalf, signed, helped, helper = (traces[key] for key in traces)
    assert (fresh(asked).name, fresh(asked).phone, fresh(asked).words) == (None, None, FORGOTTEN)
    assert (fresh(opened_one).name, fresh(opened_one).words) == (None, f"{FORGOTTEN}家楼道灯坏了")
    told = fresh(behalf)
    assert (told.name.reveal(), told.phone.reveal(), told.behalf, told.words) == (
        *(NEIGHBOUR, f"+86{HIS_PHONE}", FORGOTTEN, f"帮{FORGOTTEN}问一声"),
    )
    assert (fresh(signed).name, fresh(signed).phone, fresh(signed).helper) == (None, None, None)
    assert (fresh(helped).name.reveal(), fresh(helped).helper, fresh(helped).state) == (
        *(NEIGHBOUR, None, "booked"),
    )
    assert Helper.objects.filter(pk=helper.pk).exists() is False
    empty = set(HistoryEntry.objects.filter(payload=None).values_list("subject", flat=True))
    assert empty >= {asked.of, opened_one.of, behalf.of, signed.of}
    assert empty.isdisjoint({left.of, helped.of, *(row.recorded_subject() for row in far)})
    seal_all()
    assert verify_chain().whole is True


def test_nothing_is_erased_that_nobody_ticked(traces: dict[str, Any], homes: Homes) -> None:
    kept = state_of(traces)
    residents.erase_person(BY, homes.li, reason=WHY)
    assert (state_of(traces), Person.objects.filter(pk=homes.li.pk).exists()) == (kept, False)


@pytest.mark.parametrize("wrong", ["grid.request:999999", "grid.request", "x", "residents.helper:-1"])
def test_a_key_that_was_not_shown_stops_everything(traces: dict[str, Any], homes: Homes, wrong: str) -> None:
    kept = state_of(traces)
    for use in (residents.erase_person, residents.take_out):
        with pytest.raises(Fault) as caught:
            use(BY, homes.li, reason=WHY, also=[*traces, wrong])
        assert caught.value.zh == "勾选的记录里有的不在同名的记录里，什么都没有做"
    assert (state_of(traces), Person.objects.filter(pk=homes.li.pk).exists()) == (kept, True)
    assert HistoryEntry.objects.filter(verb="residents.person.export").exists() is False


def test_what_is_ticked_is_handed_out_without_what_is_anothers(traces: dict[str, Any], homes: Homes) -> None:
    assert {"诉求", "活动报名"}.isdisjoint(residents.take_out(BY, homes.li, reason=WHY))
    told = residents.take_out(BY, homes.li, reason=WHY, also=list(traces))
    asked, opened_one, behalf, *_ = traces.values()
    assert [row["登记号"] for row in told["诉求"]] == [opened_one.number, asked.number][::-1]
    assert [row["姓名"] for row in told["活动报名"]] == [NAME]
    (made,) = told["别人代提的诉求"]
    assert (made["登记号"], made["代谁说"]) == (behalf.number, NAME)
    (helped,) = told["替别人报的名"]
    assert helped["谁代报的"] == NAME
    for row in (made, helped):
        assert {"姓名", "电话"}.isdisjoint(row)
        assert {NEIGHBOUR, HIS_PHONE, f"+86{HIS_PHONE}"}.isdisjoint(map(str, row.values()))
    assert [row["姓名"] for row in told["作为帮手记在别人名下"]] == [NAME]


def test_a_namesake_with_the_same_telephone_stays_one_person_where_persons_are_counted(
    office: Office, homes: Homes, clock: Any
) -> None:
    with_calendar(clock)
    mine, theirs = (sign(office, name=NAME, phone=HIS_PHONE) for _ in range(2))
    for row in (mine, theirs):
        with deed(BY, "almanac.checkin") as d:
            d.change(row, came=1, came_at=d.at)
            count(d, row.activity)
    before = list(Fact.objects.filter(measure="almanac.visitors").order_by("pk").values_list("subject"))
    residents.erase_person(BY, homes.li, reason=WHY, also=[f"almanac.signup:{mine.pk}"])
    assert (fresh(theirs).whose, fresh(theirs).name.reveal()) == (theirs.whose, NAME)
    assert fresh(mine).whose != mine.whose
    after = list(Fact.objects.filter(measure="almanac.visitors").order_by("pk").values_list("subject"))
    assert (after, after[0]) == (before, (VISITOR + theirs.whose,))


def test_on_the_page_the_list_comes_after_the_reason_and_what_is_ticked_goes(
    traces: dict[str, Any], homes: Homes, office: Office
) -> None:
    client, path = seen_by(office.admin), f"/desk/residents/persons/{homes.li.pk}/erase/"
    first, key = client.get(path).content.decode(), next(iter(traces))
    assert (key in first, HistoryEntry.objects.filter(verb="residents.person.namesakes").count()) == (
        False,
        0,
    )
    said = {"reason": WHY, "name": NAME}
    assert key not in client.post(path, said | {"name": "李"}).content.decode()
    shown = client.post(path, said).content.decode()
    assert [shown.count(f'value="{one}"') for one in traces] == [1] * len(traces)
    assert (" checked" in shown, Person.objects.filter(pk=homes.li.pk).exists()) == (False, True)
    assert HistoryEntry.objects.filter(verb="residents.person.namesakes").count() == 1
    wrong = client.post(path, said | {"looked": "1", "also": [key, "grid.request:0"]}).content.decode()
    assert ("什么都没有做" in wrong, fresh(traces[key]).name.reveal()) == (True, NAME)
    assert client.post(path, said | {"looked": "1", "also": [key]}).status_code == 302
    other = list(traces.values())[1]
    assert (fresh(traces[key]).name, fresh(other).name.reveal()) == (None, NAME)


def test_who_hands_out_ticks_too_and_who_left_nothing_is_not_asked(
    traces: dict[str, Any], homes: Homes, office: Office
) -> None:
    client, path = seen_by(office.clerk), "/desk/residents/persons/{}/take-out/"
    said = {"reason": WHY, "as": "json"}
    (address,) = {path.format(homes.li.pk)}
    shown = client.post(address, said)
    assert (shown["Content-Type"], "同名的记录" in shown.content.decode()) == (
        "text/html; charset=utf-8",
        True,
    )
    assert HistoryEntry.objects.filter(verb="residents.person.export").count() == 0
    told = client.post(address, said | {"looked": "1", "also": list(traces)[:1]}).json()
    assert len(told["诉求"]) == 1
    nobody = client.post(path.format(homes.ouyang.pk), said)
    assert nobody.json()["本人"]["姓名"] == "欧阳娜"


def test_a_long_list_says_how_many_more_there_are(
    traces: dict[str, Any], homes: Homes, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = residents.look_for_namesakes(BY, homes.li, rules.ERASE, reason=WHY)
    whole: Any = NamesakesForm(found).fields["also"]
    monkeypatch.setattr(NamesakesForm, "MOST", 4)
    cut: Any = NamesakesForm(found).fields["also"]
    assert ([len(one.choices) for one in (whole, cut)], "没有列出" in whole.help_text) == ([6, 4], False)
    assert "还有 2 条没有列出" in cut.help_text


def settle(homes: Homes, *also: str) -> list[str]:
    return settled(Screen("en"), BY, homes.li, rules.ERASE, reason=WHY, also=also)


def test_the_command_lists_them_and_does_nothing_until_each_is_settled(
    traces: dict[str, Any], homes: Homes, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(Fault) as caught:
        settle(homes)
    assert caught.value.en.startswith("6 rows bear the same name")
    assert [line.split()[0] for line in capsys.readouterr().err.splitlines()] == [
        one.key for one in residents.look_for_namesakes(BY, homes.li, rules.ERASE, reason=WHY)
    ]
    assert (settle(homes, "none"), settle(homes, *traces)) == ([], list(traces))
    assert settled(Screen("en"), BY, homes.ouyang, rules.ERASE, reason=WHY, also=()) == []
