"""Coming in, going out, failing to, and the second factor: what history keeps of it."""

from __future__ import annotations

from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt
from django.core.exceptions import PermissionDenied
from django.db import transaction

from yike.core.accounts import rules
from yike.core.accounts.actions.entry import waiting
from yike.core.accounts.actions.sessions import drop_sessions
from yike.core.accounts.models import User
from yike.core.accounts.officers import require_over
from yike.core.record.deed import deed
from yike.core.rights.by import By
from yike.core.vault.current import keyring
from yike.core.vault.sealing import open_sealed, seal, version_of
from yike.engines.faults import Fault

SECOND_FACTOR = "accounts.second_factor"  # what their secrets are sealed to
SPENT = "spent"  # beside the secret: the number of the latest half minute whose code was used


def note_login(by: By, user: User, *, way: str) -> None:
    """Keep that somebody came in, by ``way``: password, password and second factor, or the office's service."""
    with deed(by, "accounts.login") as d:
        d.note(user, way=way)


def note_logout(by: By, user: User, *, session: str) -> None:
    """Keep that somebody went out, and take ``session`` from the list of theirs."""
    with deed(by, "accounts.logout") as d:
        UserSession.objects.filter(session_key=session).delete()
        d.note(user)


def note_failure(*, user: User | None, mark: str, address: str, what: str) -> None:
    """Keep that a log-in failed: ``what`` is ``password``, ``code`` or ``unknown``.

    Of a name that no account has only ``mark`` is kept, a keyed fingerprint: people type passwords there.
    """
    by = By(None, user.name if user else mark, "web", "", address)
    with deed(by, "accounts.login.failed") as d:
        d.note(user or User(pk=0), what=what, **({} if user else {"mark": mark}))


def note_lockout(*, user: User | None, mark: str, address: str) -> None:
    """Keep that further attempts from this address are refused for a while."""
    by = By(None, user.name if user else mark, "web", "", address)
    with deed(by, "accounts.login.locked") as d:
        d.note(user or User(pk=0), **({} if user else {"mark": mark}))


def unlock(by: By, user: User) -> int:
    """Let somebody try again at once; return how many addresses were locked or counted."""
    with deed(by, "accounts.unlock") as d:
        require_over(by, rules.SECURE, user)
        count, _ = AccessAttempt.objects.filter(username=user.username).delete()
        d.note(user, addresses=count)
        return count


def note_second_factor(by: By, user: User, *, what: str) -> None:
    """Keep that a second factor was set up, renewed or taken off by its owner."""
    with deed(by, "accounts.second_factor") as d:
        d.note(user, what=what)


def clear_second_factor(by: By, user: User, *, reason: str) -> None:
    """Take off the second factor of somebody who lost it; the next log-in sets up a new one.

    Their sessions end. Where a one-time password or an identifier that an officer gave them is still open, that
    alone lets in from now on, and the roles rest until a second officer has confirmed the owner
    (``confirm_entry``); whoever clears may be the one who does. Raises ``Fault`` for one's own: a stolen session
    must not do that.
    """
    with deed(by, "accounts.second_factor.clear", reason=reason) as d:
        user = d.lock(user)
        require_over(by, rules.SECURE, user)
        if by.user is not None and by.user.pk == user.pk:
            raise Fault(
                "不能清除自己的第二道验证",
                "nobody clears their own second factor",
                do_zh="请另一位安全管理员来办，或用恢复码登录后更换",
                do_en="Ask another security officer, or log in with a recovery code and renew it",
            )
        Authenticator.objects.filter(user=user).delete()
        drop_sessions(d, user)
        d.note(user, what="cleared")
        d.change(user, unproven=user.unproven or bool(waiting(user)))


def keep_second_factor(by: By, user: User, code: str) -> None:
    """Keep that a second factor was set up; the code that proved it lets nobody in after that."""
    spend_code(Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP), code)
    note_second_factor(by, user, what="set up")


def spend_code(second: Authenticator, code: str) -> bool:
    """Mark a code that fits as used; return False where it, or a later one, was used before.

    The half minute it belongs to is kept beside the sealed secret and only ever grows, under a lock on the row: a
    code works once in whatever process, and after a restart. ``code`` has been checked: of two half minutes that
    happen to show the same digits both are spent.
    """
    with transaction.atomic():
        row = Authenticator.objects.select_for_update().get(pk=second.pk)
        secret = open_sealed(keyring(), row.data["secret"], SECOND_FACTOR)
        digits = normalize_user_code(code)
        fitting = [
            n for n in yield_hotp_counters_from_time() if format_hotp_value(hotp_value(secret, n)) == digits
        ]
        spent = max(fitting, default=0)
        if spent <= row.data.get(SPENT, 0):
            return False
        row.data[SPENT] = spent
        row.save(update_fields=["data"])
    return True


def reseal_second_factors(by: By) -> int:
    """Seal the secrets of second factors anew with the newest key; return how many rows were changed.

    Part of changing the office's keys, for whoever holds the machine. Raises ``PermissionDenied`` for others.
    """
    if not by.trusted:
        raise PermissionDenied("accounts.second_factor.reseal")
    ring, changed = keyring(), 0
    with deed(by, "accounts.second_factor.reseal") as d:
        for row in Authenticator.objects.select_for_update().select_related("user").order_by("pk"):
            old = {k: v for k in ("secret", "seed") if (v := row.data.get(k)) and _is_old(v)}
            if old:
                row.data |= {
                    k: seal(ring, open_sealed(ring, v, SECOND_FACTOR), SECOND_FACTOR) for k, v in old.items()
                }
                row.save(update_fields=["data"])
                d.note(row.user, what=row.type)
                changed += 1
    return changed


def _is_old(sealed: str) -> bool:
    return version_of(sealed) != keyring().newest.version
