"""Passwords: one-time ones to hand over on paper, and whether a new one is good enough."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from yike.core.accounts.models import User
from yike.core.record.clock import now
from yike.engines.faults import Fault

CODE_LASTS = timedelta(hours=72)  # from a Friday to the Monday after
_CLEAR = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that reads like something else on paper


def one_time_password() -> str:
    """Return a random password in three groups of four, easy to copy from paper (59 bits)."""
    return "-".join("".join(secrets.choice(_CLEAR) for _ in range(4)) for _ in range(3))


WEAK = {  # by the code of the validator
    "password_too_short": ("密码太短，至少 10 位", "the password is too short: at least 10 characters"),
    "password_too_common": ("这个密码太常见，谁都会先试它", "the password is too common: it is tried first"),
    "password_too_similar": (
        "密码和您的姓名、登录名或手机太像",
        "the password is too much like the name, log-in name or telephone",
    ),
    "password_entirely_numeric": ("密码全是数字", "the password is digits only"),
}


def check_new_password(user: User, password: str) -> None:
    """Raise ``Fault`` for a password that is too short, common, like the person's data, or the present one."""
    if user.has_usable_password() and user.check_password(password):
        raise Fault(
            "新密码和现在的一样",
            "the new password is the present one",
            do_zh="请换一个",
            do_en="Choose another one",
        )
    try:
        validate_password(password, user)
    except ValidationError as error:
        weak = [WEAK[str(one.code)] for one in error.error_list]
        raise Fault(
            "；".join(zh for zh, _ in weak),
            "; ".join(en for _, en in weak),
            do_zh="可以用几个不相干的词连起来，再加数字",
            do_en="Several unrelated words and a number make a good one",
        ) from None


def expired(user: User) -> bool:
    """Return whether the password is older than the office's rule allows (``YIKE_PASSWORD_DAYS``, 0: never)."""
    days = int(settings.YIKE_PASSWORD_DAYS)
    return bool(days and user.password_at and now() - user.password_at > timedelta(days=days))


def lapsed(user: User) -> bool:
    """Return whether a one-time password was made so long ago that it no longer lets anybody in."""
    made = user.password_at
    return bool(user.unproven and user.must_change and made and now() - made > CODE_LASTS)


def must_change(user: User) -> bool:
    """Return whether the user has to choose a new password before anything else."""
    return user.must_change or expired(user)
