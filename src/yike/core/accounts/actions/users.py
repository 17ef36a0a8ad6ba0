"""What can be done to accounts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction

from yike.core.accounts import rules
from yike.core.accounts.actions.alone import one_at_a_time
from yike.core.accounts.actions.entry import issue, issue_identifier, refuse_stranding, waiting
from yike.core.accounts.actions.sessions import drop_sessions
from yike.core.accounts.models import Unit, User
from yike.core.accounts.names import read_username, username_for
from yike.core.accounts.officers import refuse_leaving_none, require_over
from yike.core.accounts.passwords import check_new_password, one_time_password
from yike.core.record.clock import now
from yike.core.record.deed import Deed, deed
from yike.core.rights.by import By
from yike.engines.faults import Fault


@dataclass(frozen=True)
class NewUser:
    """An account to be added in bulk; ``password`` is already encoded, or None for no log-in yet."""

    username: str
    name: str
    area: Any
    unit: Unit | None = None
    phone: str = ""
    password: str | None = None


def _taken(username: str) -> Fault:
    return Fault(
        f"登录名“{username}”或这个身份编号已经有人用了",
        f'the log-in name "{username}" or this identifier is taken',
        do_zh="请先查找此人是否已有账号，或换一个登录名",
        do_en="Look whether the person has an account already, or choose another name",
    )


def _insert(d: Deed, user: User) -> User:
    try:
        with transaction.atomic():
            return d.add(user)
    except IntegrityError:
        raise _taken(user.username) from None


def add_user(
    by: By,
    *,
    username: str,
    name: str,
    unit: Unit | None = None,
    area: Any = None,
    password: str | None = None,
    phone: str = "",
    identifier: str = "",
    language: str = "",
    must_change: bool | None = None,
) -> User:
    """Add an account in ``area`` (else the unit's); without a password nobody can log in with it yet.

    A password set by somebody else has to be changed at the first log-in unless ``must_change`` says otherwise.
    Raises ``Fault`` for a bad or taken log-in name and for neither unit nor area.
    """
    if area is None and unit is None:
        raise Fault("没有说明单位", "the unit is missing", do_zh="请选一个单位", do_en="Choose a unit")
    place = area if area is not None else unit.area  # type: ignore[union-attr]
    changes = by.user is not None if must_change is None else must_change
    with deed(by, "accounts.user.add") as d:
        rules.KEEP.require(by, place)
        user = User(username=read_username(username), name=name.strip(), unit=unit, area=place)
        user.phone, user.identifier, user.language = phone, identifier.strip() or None, language
        user.must_change = changes
        handed = bool(changes and password)
        user.unproven = by.user is not None and (handed or user.identifier is not None)
        give_password(user, password)
        added = _insert(d, user)
        if handed:
            issue(d, added)
        issue_identifier(d, added)
        return added


def give_password(user: User, password: str | None) -> None:
    """Set a password on an account that is about to be written, or none."""
    if password is None:
        user.set_unusable_password()
    else:
        user.set_password(password)
        user.password_at = now()


def open_account(
    by: By,
    *,
    name: str,
    unit: Unit,
    username: str = "",
    area: Any = None,
    phone: str = "",
    identifier: str = "",
) -> tuple[User, str]:
    """Open an account for somebody and return it with the one-time password to hand over on paper.

    Without a log-in name the person's pinyin is taken. Raises ``Fault`` as ``add_user``.
    """
    chosen = username or username_for(name, set(User.objects.values_list("username", flat=True)))
    password = one_time_password()
    user = add_user(
        by,
        username=chosen,
        name=name,
        unit=unit,
        area=area,
        password=password,
        phone=phone,
        identifier=identifier,
        must_change=True,
    )
    return user, password


def add_users(by: By, people: Iterable[NewUser]) -> list[User]:
    """Add many accounts at once, for the machine's own use: the demonstration, an import."""
    moment = now()
    with deed(by, "accounts.user.add") as d:
        rows = []
        for person in people:
            rules.KEEP.require(by, person.area)
            user = User(username=read_username(person.username), name=person.name, area=person.area)
            user.unit, user.phone = person.unit, person.phone
            if person.password is None:
                user.set_unusable_password()
            else:
                user.password, user.password_at = person.password, moment
            rows.append(user)
        return d.add_many(rows)


def change_account(by: By, user: User, **values: Any) -> User:
    """Change ``name phone unit area identifier`` of an account. Raises ``Fault`` for a taken identifier.

    A new identifier is a new way in: sessions end, and unless a second factor stands the roles rest until a second
    officer has confirmed the owner (``confirm_entry``). One's own may be written by oneself.
    """
    if "identifier" in values:
        values["identifier"] = (values["identifier"] or "").strip() or None
    with deed(by, "accounts.user.change") as d:
        user = d.lock(user)
        rules.KEEP.require(by, user.area)
        rules.KEEP.require(by, values.get("area", user.area))
        another = values.get("identifier", user.identifier) != user.identifier and not _is_own(by, user)
        if another:
            require_over(by, rules.KEEP, user)
            drop_sessions(d, user)
        try:
            with transaction.atomic():
                d.change(user, **values)
        except IntegrityError:
            raise _taken(user.username) from None
        return _opened_by_service(d, user) if another else user


def _is_own(by: By, user: User) -> bool:
    return by.user is not None and by.user.pk == user.pk


def _bare(by: By, user: User) -> bool:
    """Return whether a way in that a person makes for somebody opens their account by itself."""
    return by.user is not None and not Authenticator.objects.filter(user=user).exists()


def _opened_by_service(d: Deed, user: User) -> User:
    """Let the roles of an account rest that has got another identifier; or count again where it has lost it."""
    bare = bool(user.identifier) and _bare(d.by, user)
    if bare:
        refuse_stranding(d.by, user)
    issue_identifier(d, user)
    return d.change(user, unproven=bare or (user.unproven and bool(waiting(user))))


def close_account(by: By, user: User, *, reason: str) -> User:
    """Close an account: its sessions end at once, its roles rest.

    Raises ``Fault`` for one's own account and for the last officer of a kind.
    """
    with deed(by, "accounts.user.close", reason=reason) as d:
        one_at_a_time(d)
        user = d.lock(user)
        rules.KEEP.require(by, user.area)
        if by.user is not None and by.user.pk == user.pk:
            raise Fault(
                "不能停用自己的账号",
                "nobody closes their own account",
                do_zh="请另一位系统管理员来办",
                do_en="Ask another system officer",
            )
        refuse_leaving_none(user)
        drop_sessions(d, user)
        return d.change(user, is_active=False)


def reopen_account(by: By, user: User, *, reason: str) -> User:
    """Open a closed account again; its log-ins work as before."""
    with deed(by, "accounts.user.reopen", reason=reason) as d:
        user = d.lock(user)
        rules.KEEP.require(by, user.area)
        return d.change(user, is_active=True)


def change_own(by: By, **values: Any) -> User:
    """Change one's own ``phone language large_type``."""
    unknown = set(values) - {"phone", "language", "large_type"}
    if by.user is None or unknown:
        raise ValueError(f"not one's own to change: {sorted(unknown)}")
    with deed(by, "accounts.own.change") as d:
        return d.change(d.lock(by.user), **values)


def change_own_password(by: By, *, password: str, keep: str = "") -> User:
    """Set one's own new password: all sessions but the one with the key ``keep`` end.

    The caller has asked for the present one. Raises ``Fault`` for a password that is not good enough.
    """
    if by.user is None:
        raise ValueError("a machine has no password")
    with deed(by, "accounts.password.change") as d:
        user = d.lock(by.user)
        check_new_password(user, password)
        give_password(user, password)
        drop_sessions(d, user, keep=keep)
        user.must_change = False
        return d.change(user, unproven=user.unproven and bool(waiting(user)))


def reset_password(by: By, user: User) -> str:
    """Give somebody a one-time password and return it; their sessions end.

    A second factor stays: whoever resets a password cannot pass as its owner. Where there is none, the roles rest
    until a second officer has confirmed the owner (``confirm_entry``). Raises ``Fault`` where nobody could.
    """
    password = one_time_password()
    with deed(by, "accounts.password.reset") as d:
        user = d.lock(user)
        require_over(by, rules.KEEP, user)
        bare = _bare(by, user)
        if bare:
            refuse_stranding(by, user)
        give_password(user, password)
        drop_sessions(d, user)
        d.change(user, must_change=True, unproven=bare or user.unproven)
        issue(d, user)
    return password
