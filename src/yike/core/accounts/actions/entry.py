"""The first entry into an account: the code went through an officer's hands, so a second one confirms the owner.

Whoever makes a one-time password could use it before its owner does. Nobody can prevent that on paper; what can be
done is that nothing comes of it: the roles rest until a second officer has seen the owner, who has read when and
from where the code was used and says that it was they.
"""

from __future__ import annotations

from typing import Any

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


def entry_of(user: User) -> FirstEntry | None:
    """Return the first entry that still wants confirming, if any."""
    return user.first_entries.select_related("issued_by").first() if user.unproven else None


def issue(d: Deed, user: User) -> None:
    """Note that the doer made the one-time password that ``user`` has now; a machine's own needs no second hand."""
    if d.by.user is not None:
        code = FirstEntry(user=user, issued_at=d.at, issued_by_id=d.by.user.pk, code=user.password)
        d.add(code)


def refuse_stranding(by: By, user: User) -> None:
    """Raise ``Fault`` where nobody could confirm the owner of a code afterwards: a house must not lock itself."""
    if by.user is not None and holds_officer_role(user) and not confirmers(user):
        raise Fault(
            f"{user.name}还没有设第二道验证，重设密码后要另一位安全管理员或审计员当面确认，现在没有这样的人",
            f"{user.name} has no second factor: another security or audit officer would have to confirm the owner",
            do_zh="请先由安全管理员任命一位审计员",
            do_en="Let the security officer appoint an audit officer first",
        )


def note_entry(by: By, user: User) -> None:
    """Note that a one-time password was used, and tell those who will be asked to confirm; each time it is used."""
    with deed(by, "accounts.entry.use") as d:
        entry = entry_of(d.lock(user))
        if entry is None:
            return
        if entry.used_at is None:
            d.change(entry, used_at=d.at, used_from=by.address[:45])
        else:
            d.note(user, address=by.address)
        _tell(d, user, _("{name}用一次性密码登录了"))


def note_spent(user: User, typed: str, address: str) -> FirstEntry | None:
    """Return the entry whose code, used up already, somebody has just typed again; officers are told at once."""
    entry = entry_of(user)
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

    Raises ``PermissionDenied`` for who may not, for oneself and for who made the code; ``Fault`` where nobody has
    come in yet or the password is still the one-time one.
    """
    with deed(by, "accounts.entry.confirm") as d:
        user = d.lock(user)
        require_over(by, right_over(user), user)
        entry = entry_of(user)
        _refuse_early(user, entry)
        if by.user is not None and by.user.pk in (user.pk, entry.issued_by_id):  # type: ignore[union-attr]
            raise PermissionDenied(rules.CONFIRM.code)
        d.change(entry, confirmed_at=d.at, confirmed_by_id=by.user.pk if by.user else None)  # type: ignore[type-var]
        return d.change(user, unproven=False)


def _refuse_early(user: User, entry: Any) -> None:
    if entry is None or entry.used_at is None or user.must_change:
        raise Fault(
            f"{user.name}还没有登录并换成自己的密码",
            f"{user.name} has not come in and chosen an own password yet",
            do_zh="请等本人登录以后再确认",
            do_en="Wait until the owner has logged in",
        )
