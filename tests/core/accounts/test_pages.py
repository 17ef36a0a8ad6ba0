"""Pages of units and accounts: who sees them, who does not, and how many questions they ask the database."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from entering import arm, log_in, seat
from office import BY, PASSWORD, Office
from yike.core.accounts import actions, rules
from yike.core.accounts.forms.users import AccountForm, RoleForm
from yike.core.accounts.models import Answer, RoleProposal, Unit, UnitKind, User
from yike.core.areas.actions import add_area
from yike.core.areas.models import AreaLevel
from yike.core.record.models import HistoryEntry
from yike.core.rights.by import By
from yike.core.rights.roles import Role

pytestmark = pytest.mark.django_db
EVERYBODY = ("clerk", "admin", "leader", "worker", "stranger", "grid_worker", "system", "security", "audit")


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture(autouse=True)
def without_duties(settings: Any) -> None:
    """Let officers log in without setting up a second factor first."""
    settings.YIKE_SECOND_FACTOR = "none"


@pytest.fixture
def elsewhere(office: Office) -> User:
    """Somebody whose account is kept in the second community."""
    return actions.add_user(BY, username="afar", name="远处人", area=office.second)


@pytest.fixture
def admin_of_first(office: Office) -> User:
    """An administrator of the first community only."""
    user = actions.add_user(BY, username="near", name="近处管", area=office.first)
    actions.give_role(BY, user=user, role=Role.STREET_ADMIN, area=office.first)
    return user


PAGES = {
    "/desk/accounts/": {"admin", "system", "security", "audit"},
    "/desk/accounts/new/": {"system"},
    "/desk/accounts/proposals/": {"admin", "system", "security", "audit"},
    "/desk/accounts/rights/": {"security", "audit"},
    "/desk/accounts/{clerk}/": {"admin", "system", "security", "audit"},
    "/desk/accounts/{clerk}/change/": {"system"},
    "/desk/accounts/{clerk}/password/": {"system"},
    "/desk/accounts/{clerk}/close/": {"system"},
    "/desk/accounts/{clerk}/sessions/end/": {"security"},
    "/desk/accounts/{clerk}/second/clear/": {"security"},
    "/desk/accounts/{clerk}/roles/give/": {"security"},
    "/desk/accounts/{clerk}/roles/propose/": {"admin"},
    "/desk/accounts/{clerk}/deputy/": {"admin"},
    "/desk/accounts/{clerk}/leave/": {"admin"},
    "/desk/accounts/roles/{role}/end/": {"security"},
    "/desk/units/": set(EVERYBODY),
    "/desk/units/new/": {"admin", "system"},
    "/desk/units/{unit}/": {"clerk", "admin", "leader", "system", "security", "audit"},
    "/desk/units/{unit}/change/": {"admin", "system"},
    "/desk/units/{unit}/close/": {"admin", "system"},
    "/me/": set(EVERYBODY),
    "/me/password/": set(EVERYBODY),
    "/me/sessions/": set(EVERYBODY),
    "/me/second/": set(EVERYBODY),
    "/me/deputy/": set(EVERYBODY),
}


@pytest.mark.parametrize("page", PAGES)
def test_who_sees_which_page(office: Office, page: str) -> None:
    path = page.format(clerk=office.clerk.pk, role=office.clerk.roles.get().pk, unit=office.unit.pk)
    seen = {}
    for name in EVERYBODY:
        seen[name] = seat(getattr(office, name)).get(path).status_code
    assert {name for name, status in seen.items() if status == 200} == PAGES[page]
    assert set(seen.values()) <= {200, 403, 404}
    assert Client().get(path)["Location"].startswith("/login/?next=")


@pytest.mark.parametrize(
    "page",
    [
        "/desk/accounts/{user}/",
        "/desk/accounts/{user}/roles/propose/",
        "/desk/accounts/{user}/deputy/",
        "/desk/accounts/{user}/leave/",
    ],
)
def test_an_account_outside_ones_areas_is_not_there(
    admin_of_first: User, elsewhere: User, office: Office, page: str
) -> None:
    near = as_(admin_of_first)
    assert near.get(page.format(user=elsewhere.pk)).status_code == 404
    assert near.post(page.format(user=elsewhere.pk), {"reason": "试"}).status_code in {404, 405}
    assert near.get(page.format(user=10**9)).status_code == 404
    assert as_(office.admin).get(page.format(user=elsewhere.pk)).status_code == 200


def test_a_list_holds_only_whom_one_may_see(admin_of_first: User, elsewhere: User, office: Office) -> None:
    near = as_(admin_of_first).get("/desk/accounts/").content.decode()
    wide = as_(office.admin).get("/desk/accounts/").content.decode()
    assert ("远处人" in near, "远处人" in wide) == (False, True)


def test_a_unit_outside_ones_areas_is_not_there(office: Office) -> None:
    unit = actions.add_unit(BY, kind=UnitKind.COMMUNITY, name="梅西居委会", area=office.second)
    assert as_(office.worker).get(f"/desk/units/{unit.pk}/").status_code == 404
    assert as_(office.stranger).get(f"/desk/units/{unit.pk}/").status_code == 200


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("q=钱", {"钱窗口"}),
        ("q=CLERK", {"钱窗口"}),
        ("q=梅巷", None),
        ("role=clerk", {"钱窗口"}),
        ("role=clerk&q=孙", set()),
        ("state=idle", {"闲人"}),
        ("state=closed", {"走了"}),
        ("state=stale", set()),
        ("role=nonsense", None),
        ("q='; DROP TABLE accounts_user; --", set()),
    ],
)
def test_accounts_are_found_by_what_people_know(office: Office, query: str, names: set[str] | None) -> None:
    actions.add_user(BY, username="idle", name="闲人", unit=office.unit)
    actions.close_account(
        BY, actions.add_user(BY, username="gone", name="走了", unit=office.unit), reason="离"
    )
    page = as_(office.admin).get(f"/desk/accounts/?{query}").content.decode()
    found = set(re.findall(r'<a href="/desk/accounts/\d+/">([^<]+)</a>', page))
    assert found == (set(User.objects.values_list("name", flat=True)) if names is None else names)


@pytest.mark.parametrize(
    "path", ["/desk/accounts/", "/desk/units/", "/desk/accounts/proposals/", "/desk/accounts/rights/"]
)
def test_a_list_asks_the_same_however_long_it_is(
    office: Office, path: str, django_assert_num_queries: Any
) -> None:
    officer = as_(office.security)
    counts = []
    for _ in range(2):
        with django_assert_num_queries(10**6, exact=False) as asked:
            assert officer.get(path).status_code == 200
        counts.append(len(asked))
        for n in range(30):
            user = actions.add_user(BY, username=f"u{len(counts)}{n}", name=f"人{n}", unit=office.unit)
            actions.add_unit(
                BY, kind=UnitKind.PARTNER, name=f"伙伴{len(counts)}{n}", area=office.street, liaison=user
            )
            proposal = {"role": Role.CLERK, "area": office.street, "since": user.created_at.date()}
            actions.give_role(BY, user=user, role=Role.VOLUNTEER, area=office.street)
            _propose(office, user, proposal)
    assert counts[0] == counts[1] <= 10


def _propose(office: Office, user: User, proposal: dict[str, Any]) -> None:

    actions.propose_role(By.person(office.admin), user=user, reason="人手", **proposal)


def test_one_account_asks_the_same_however_much_hangs_on_it(
    office: Office, django_assert_num_queries: Any
) -> None:
    officer = as_(office.security)
    counts = []
    for _ in range(2):
        with django_assert_num_queries(10**6, exact=False) as asked:
            officer.get(f"/desk/accounts/{office.clerk.pk}/")
        counts.append(len(asked))
        for area in (office.first, office.second, *office.grids) if len(counts) == 1 else ():
            actions.give_role(BY, user=office.clerk, role=Role.VOLUNTEER, area=area)
        for client in (Client(), Client()):
            log_in(client, office.clerk)
    assert counts[0] == counts[1]


def test_the_officer_opens_an_account_by_page_and_hands_over_the_slip(office: Office) -> None:
    officer = as_(office.system)
    answer = officer.post(
        "/desk/accounts/new/", {"name": "欧阳静", "unit": office.unit.pk, "phone": "13800000000"}
    )
    page = answer.content.decode()
    password = re.search(r"<code data-password>([\w-]+)</code>", page)
    assert password is not None
    assert "no-store" in answer["Cache-Control"]
    user = User.objects.get(username="ouyangjing")
    assert (user.check_password(password[1]), user.area, user.must_change) == (True, office.street, True)
    assert password[1] not in "".join(HistoryEntry.objects.values_list("payload", flat=True))


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({"name": "新人"}, "请选单位；没有单位的请选区域。"),
        ({"name": "新人", "unit": "999999"}, "选择一个有效的选项"),
        ({"name": "新人", "unit": "unit", "username": "clerk"}, "已经有人用了"),
        ({"name": "新人", "unit": "unit", "username": "带汉字"}, "登录名要 2 到 40 位"),
        ({"name": "", "unit": "unit"}, "必填"),
    ],
)
def test_mistakes_in_opening_an_account_are_told_at_the_form(
    office: Office, form: dict[str, str], error: str
) -> None:
    sent = {k: str(office.unit.pk) if v == "unit" else v for k, v in form.items()}
    before = User.objects.count()
    page = as_(office.system).post("/desk/accounts/new/", sent).content.decode()
    assert (error in page, User.objects.count()) == (True, before)


def test_a_name_with_a_script_is_shown_as_text(office: Office) -> None:
    odd = '<script>alert("梅")</script>'
    user = actions.add_user(BY, username="odd", name=odd, unit=office.unit)
    for path in ("/desk/accounts/", f"/desk/accounts/{user.pk}/", f"/desk/accounts/{user.pk}/close/"):
        page = as_(office.system).get(path).content.decode()
        assert odd not in page
        assert "&lt;script&gt;" in page or path.endswith("close/")


def test_a_role_goes_from_the_proposal_to_the_grant_by_page(office: Office) -> None:
    user = actions.add_user(BY, username="extra", name="新人", unit=office.unit)
    admin, officer = as_(office.admin), as_(office.security)
    asked = {"role": "clerk", "area": office.street.pk, "since": "2020-01-01", "reason": "窗口缺人"}
    assert admin.post(f"/desk/accounts/{user.pk}/roles/propose/", asked).status_code == 302
    proposal = RoleProposal.objects.get()
    assert "窗口缺人" in officer.get("/desk/accounts/proposals/").content.decode()
    assert admin.post(f"/desk/accounts/proposals/{proposal.pk}/grant/").status_code == 403
    assert officer.post(f"/desk/accounts/proposals/{proposal.pk}/grant/").status_code == 302
    proposal.refresh_from_db()
    assert (proposal.answer, User.objects.get(pk=user.pk).held_roles()) == (
        Answer.GRANTED,
        [("clerk", office.street.path)],
    )
    assert officer.post(f"/desk/accounts/proposals/{proposal.pk}/grant/").status_code == 404


def test_a_proposal_is_refused_with_a_reason_or_taken_back(office: Office) -> None:
    admin, officer = as_(office.admin), as_(office.security)
    asked = {"role": "clerk", "area": office.street.pk, "since": "2030-01-01", "reason": "窗口缺人"}
    for name in ("one", "two"):
        user = actions.add_user(BY, username=name, name=name, unit=office.unit)
        admin.post(f"/desk/accounts/{user.pk}/roles/propose/", asked)
    one, two = RoleProposal.objects.order_by("pk")
    assert officer.post(f"/desk/accounts/proposals/{one.pk}/refuse/", {"reason": ""}).status_code == 200
    officer.post(f"/desk/accounts/proposals/{one.pk}/refuse/", {"reason": "够了"})
    admin.post(f"/desk/accounts/proposals/{two.pk}/withdraw/")
    assert list(RoleProposal.objects.order_by("pk").values_list("answer", flat=True)) == [
        "refused",
        "withdrawn",
    ]


def test_mixing_officers_by_page_is_refused_with_the_reason(office: Office) -> None:
    page = as_(office.security).post(
        f"/desk/accounts/{office.clerk.pk}/roles/give/",
        {"role": "audit_officer", "area": office.street.pk, "since": "2030-01-01", "reason": "试"},
    )
    assert "三员要由三个人分别担任" in page.content.decode()


def test_a_role_is_ended_by_page_with_a_reason(office: Office) -> None:
    role = office.clerk.roles.get()
    as_(office.security).post(f"/desk/accounts/roles/{role.pk}/end/", {"reason": "调岗"})
    assert User.objects.get(pk=office.clerk.pk).held_roles() == []


def test_people_arrange_their_own_deputy_by_name(office: Office) -> None:
    clerk = as_(office.clerk)
    form = {"since": "2026-12-01", "until": "2026-12-03", "reason": "外出培训"}
    assert "没有找到" in clerk.post("/me/deputy/", {**form, "deputy": "不存在"}).content.decode()
    assert "没有找到" in clerk.post("/me/deputy/", {**form, "deputy": "陈安全"}).content.decode()
    assert clerk.post("/me/deputy/", {**form, "deputy": "李分管"}).status_code == 302
    arrangement = office.clerk.deputies.get()
    assert (arrangement.deputy, arrangement.reason) == (office.leader, "外出培训")
    assert as_(office.stranger).post(f"/me/deputies/{arrangement.pk}/end/").status_code == 404
    assert as_(office.leader).post(f"/me/deputies/{arrangement.pk}/end/").status_code == 302
    assert not office.clerk.deputies.exists()


def test_two_people_of_one_name_are_told_apart_by_log_in_name(office: Office) -> None:
    actions.add_user(BY, username="lifenguan2", name="李分管", unit=office.unit)
    form = {"since": "2026-12-01", "until": "2026-12-03", "reason": "外出培训"}
    page = as_(office.clerk).post("/me/deputy/", {**form, "deputy": "李分管"}).content.decode()
    assert "同名的有 leader、lifenguan2" in page
    assert as_(office.clerk).post("/me/deputy/", {**form, "deputy": "leader"}).status_code == 302


def test_ones_own_settings_are_kept_and_worn_on_every_device(office: Office) -> None:
    client = Client()
    log_in(client, office.clerk)
    client.post("/me/", {"phone": "13800000000", "language": "en", "type": "large"})
    kept = User.objects.get(pk=office.clerk.pk)
    assert (kept.phone, kept.language, kept.large_type) == ("13800000000", "en", True)
    fresh = Client()
    log_in(fresh, office.clerk)
    page = fresh.get("/me/").content.decode()
    assert ('data-type="large"' in page, '<html lang="en"' in page, "My account" in page) == (
        True,
        True,
        True,
    )


def test_without_a_wish_of_the_account_the_device_keeps_its_own(office: Office) -> None:
    client = Client()
    client.post("/look/appearance", {"type": "large"})
    client.cookies["look"] = "large.auto"
    log_in(client, office.clerk)
    assert 'data-type="large"' in client.get("/me/").content.decode()


def test_nobody_changes_their_own_name_unit_or_roles(office: Office) -> None:
    client = Client()
    log_in(client, office.clerk)
    sent = {
        "phone": "1",
        "name": "别名",
        "unit": "",
        "username": "boss",
        "is_active": "",
        "area": office.first.pk,
    }
    client.post("/me/", sent)
    kept = User.objects.get(pk=office.clerk.pk)
    assert (kept.name, kept.unit, kept.username, kept.is_active, kept.area) == (
        "钱窗口",
        office.unit,
        "clerk",
        True,
        office.street,
    )


@pytest.mark.parametrize(
    ("code", "error"),
    [("91350100M000100Y43", ""), ("91350100M000100Y44", "校验位不对"), ("123", "应有 18 位")],
)
def test_a_unit_is_entered_with_a_checked_code(office: Office, code: str, error: str) -> None:
    form = {
        "kind": "enterprise",
        "name": "海棠里公司",
        "code": code,
        "area": office.first.pk,
        "liaison": "孙管理",
    }
    answer = as_(office.admin).post("/desk/units/new/", form)
    assert (answer.status_code, error in answer.content.decode()) == (200 if error else 302, True)
    kept = Unit.objects.filter(name="海棠里公司").first()
    assert (kept and (kept.code, kept.liaison)) == (None if error else (code, office.admin))


def test_a_unit_is_entered_once_and_stands_below_no_unit_of_its_own(office: Office) -> None:
    admin = as_(office.admin)
    form = {"kind": "department", "name": "城管中队", "area": office.street.pk, "parent": office.unit.pk}
    admin.post("/desk/units/new/", form)
    assert "只登记一次" in admin.post("/desk/units/new/", form).content.decode()
    below = Unit.objects.get(name="城管中队")
    change = {"kind": "street", "name": office.unit.name, "area": office.street.pk, "parent": below.pk}
    assert "自己的下级" in admin.post(f"/desk/units/{office.unit.pk}/change/", change).content.decode()


def test_a_unit_with_people_is_not_closed(office: Office) -> None:
    page = as_(office.admin).post(f"/desk/units/{office.unit.pk}/close/", {"reason": "撤并"}).content.decode()
    assert "还有 10 个在用的账号" in page


def test_the_table_of_rights_names_every_right_and_may_be_asked_by_role(office: Office) -> None:
    officer = as_(office.security)
    page = officer.get("/desk/accounts/rights/").content.decode()
    assert "accounts.roles.grant" in page
    audit = officer.get("/desk/accounts/rights/?role=audit_officer").content.decode()
    assert ("accounts.matrix" in audit, "accounts.roles.grant" in audit) == (True, False)


def test_who_may_not_sees_no_button_for_it(office: Office) -> None:
    arm(office.clerk)
    pages = {
        name: as_(getattr(office, name)).get(f"/desk/accounts/{office.clerk.pk}/").content.decode()
        for name in ("admin", "system", "security", "audit")
    }
    words = ("重设密码", "授予角色", "建议任职", "离岗交接", "清除第二道验证", "安排代理")
    assert {name: tuple(word for word in words if word in page) for name, page in pages.items()} == {
        "admin": ("建议任职", "离岗交接", "安排代理"),
        "system": ("重设密码",),
        "security": ("授予角色", "清除第二道验证"),
        "audit": (),
    }


def test_the_audit_officer_reads_who_came_in_and_who_did_not(office: Office) -> None:
    log_in(Client(), office.clerk)
    log_in(Client(), office.clerk, "wrong-password-1")
    page = as_(office.audit).get("/desk/record/?verb=accounts.login").content.decode()
    assert re.findall(r"<td[^>]*>(登录失败|登录)</td>", page) == ["登录失败", "登录"]
    assert page.count("账号 钱窗口") == 2  # whom it is about; who did it stands beside


def test_a_password_is_nowhere_in_a_page(office: Office) -> None:
    for path in ("/me/", "/desk/accounts/", f"/desk/accounts/{office.clerk.pk}/"):
        page = as_(office.system).get(path).content.decode()
        assert PASSWORD not in page
        assert office.clerk.password not in page


def test_nobody_is_given_a_role_or_an_account_in_a_micro_grid_where_no_work_is_placed(office: Office) -> None:
    micro = add_area(BY, level=AreaLevel.MICROGRID, code="m1", name="一号楼", parent=office.grids[0])
    forms = RoleForm(office.security, rules.GRANT), AccountForm(office.system)
    assert [micro in form.fields["area"].queryset for form in forms] == [False, False]
    assert [office.grids[0] in form.fields["area"].queryset for form in forms] == [True, True]
