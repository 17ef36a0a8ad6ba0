"""The first entry into an account: the way in went through an officer's hands, so a second one confirms the owner.

Whoever makes a one-time password could use it before its owner does; whoever writes an identifier of the log-in
service into an account could write their own. Nobody can prevent that on paper; what can be done is that nothing
comes of it: the roles rest until a second officer has seen the owner, who has read when and from where that way was
used and says that it was they. A second factor that stands keeps others out by itself; where an officer takes it
off while such a way is open, the roles rest from then on.
"""

from __future__ import annotations

from django.contrib.auth.hashers import check_password
from django.core.exceptions import PermissionDenied
from django.utils import translation
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from yike.core.accounts import rules
from yike.core.accounts.models import FirstEntry, RoleHolding, User, in_force
from yike.core.accounts.officers import holds_officer_role, require_over
from yike.core.outbox.actions import post
from yike.core.record.clock import today
from yike.core.record.deed import Deed, deed
from yike.core.rights.by import By
from yike.core.rights.right import Right
from yike.engines.faults import Fault

KIND = "accounts.first_entry"


def right_over(user: User) -> Right:
    """Return the right to confirm somebody: the audit officer too may confirm one of the officers."""
    return rules.CONFIRM if holds_officer_role(user) else rules.GRANT


def confirmers(user: User) -> list[User]:
    """Return who could confirm somebody: whoever holds the right where the account is."""
    held = RoleHolding.objects.filter(
        in_force(today()), role__in=right_over(user).roles, user__is_active=True, user__unproven=False
    ).exclude(user=user)
    rows = held.select_related("user", "area").defer("area__polygon").order_by("pk")
    return [one.user for one in rows if user.area.path.startswith(one.area.path)]


def _latest(user: User, *, by_service: bool) -> FirstEntry | None:
    rows = user.first_entries.select_related("issued_by")
    return (rows.filter(code="") if by_service else rows.exclude(code="")).first()


def waiting(user: User) -> list[FirstEntry]:
    """Return the ways in made by others of which nobody has confirmed that the owner uses them.

    A one-time password whose owner has chosen another one, without its having let anybody in alone, is none; nor is
    an identifier that was taken away again.
    """
    code, service = (_latest(user, by_service=kind) for kind in (False, True))
    open_code = code and not code.confirmed_at and (user.must_change or code.used_at)
    open_service = service and not service.confirmed_at and user.identifier
    return [one for one, is_open in ((code, open_code), (service, open_service)) if one and is_open]


def entries_of(user: User) -> list[FirstEntry]:
    """Return the first entries for whose sake the roles of an account rest; empty where they do not."""
    return waiting(user) if user.unproven else []


def issue(d: Deed, user: User) -> None:
    """Note that the doer made the one-time password that ``user`` has now; a machine's own needs no second hand."""
    if d.by.user is not None:
        code = FirstEntry(user=user, issued_at=d.at, issued_by_id=d.by.user.pk, code=user.password)
        d.add(code)


def issue_identifier(d: Deed, user: User) -> None:
    """Note that the doer wrote the identifier that ``user`` has now into the account."""
    if d.by.user is not None and user.identifier:
        d.add(FirstEntry(user=user, issued_at=d.at, issued_by_id=d.by.user.pk, code=""))


def refuse_stranding(by: By, user: User) -> None:
    """Raise ``Fault`` where nobody could confirm the owner afterwards: a house must not lock itself."""
    if by.user is not None and holds_officer_role(user) and not confirmers(user):
        raise Fault(
            f"办完以后要另一位安全管理员或审计员当面确认是{user.name}本人，现在没有这样的人",
            f"another security or audit officer would have to confirm face to face that it is {user.name}, "
            "and there is none",
            do_zh="请先由安全管理员任命一位审计员",
            do_en="Let the security officer appoint an audit officer first",
        )


def note_entry(by: By, user: User, *, by_service: bool = False) -> None:
    """Note that a way in made by another was used, and tell those who will be asked to confirm; each time."""
    with deed(by, "accounts.entry.use") as d:
        user = d.lock(user)
        entry = next((one for one in entries_of(user) if one.by_service == by_service), None)
        if entry is None:
            return
        if entry.used_at is None:
            d.change(entry, used_at=d.at, used_from=by.address[:45])
        else:
            d.note(user, address=by.address)
        _tell(d, user, _("{name}用统一身份认证登录了") if by_service else _("{name}用一次性密码登录了"))


def note_spent(user: User, typed: str, address: str) -> FirstEntry | None:
    """Return the entry whose code, used up already, somebody has just typed again; officers are told at once."""
    entry = _latest(user, by_service=False) if user.unproven else None
    if entry is None or entry.used_at is None or not check_password(typed, entry.code):
        return None
    with deed(By(None, user.name, "web", "", address), "accounts.entry.again") as d:
        d.note(user, address=address)
        _tell(d, user, _("{name}的一次性密码有人再次使用，可能先被别人用过"))
    return entry


def _tell(d: Deed, user: User, title: str) -> None:
    with translation.override("zh-hans"):
        said = _(
            "{when}，从 {address}。请当面问本人：是您登录的吗？是，就在账号页上确认；不是，马上停用账号。"
        )
        body = said.format(when=localtime(d.at).strftime("%Y-%m-%d %H:%M"), address=d.by.address or "—")
    key, to = f"{KIND}:{d.key}", confirmers(user)
    named = title.format(name=user.name)
    if to:
        post(d, key=key, kind=KIND, title=named, body=body, to=to, area=user.area_id)


def confirm_entry(by: By, user: User) -> User:
    """Confirm face to face that it was the owner who came in: from now on their roles count.

    Raises ``PermissionDenied`` for who may not, for oneself and for who made a way in; ``Fault`` where nobody has
    come in yet by each of them, or the password is still the one-time one.
    """
    with deed(by, "accounts.entry.confirm") as d:
        user = d.lock(user)
        require_over(by, right_over(user), user)
        entries = entries_of(user)
        _refuse_early(user, entries)
        if by.user is not None and by.user.pk in {user.pk, *(entry.issued_by_id for entry in entries)}:
            raise PermissionDenied(rules.CONFIRM.code)
        for entry in entries:
            d.change(entry, confirmed_at=d.at, confirmed_by_id=by.user.pk if by.user else None)
        return d.change(user, unproven=False)


def _refuse_early(user: User, entries: list[FirstEntry]) -> None:
    for entry in entries:
        if entry.by_service and entry.used_at is None:
            raise Fault(
                f"{user.name}还没有用统一身份认证登录过",
                f"{user.name} has not come in by the office's own log-in service yet",
                do_zh="请等本人这样登录以后再确认；编号填错了，请先改正或清空",
                do_en="Wait until the owner has; where the identifier is wrong, correct or clear it first",
            )
    if not entries or any(
        not one.by_service and (one.used_at is None or user.must_change) for one in entries
    ):
        raise Fault(
            f"{user.name}还没有登录并换成自己的密码",
            f"{user.name} has not come in and chosen an own password yet",
            do_zh="请等本人登录以后再确认",
            do_en="Wait until the owner has logged in",
        )
