"""Links in letters: made from the key of the house; whoever reads the table of subscriptions cannot make one."""

from __future__ import annotations

import base64
import re

from django.utils.crypto import constant_time_compare, salted_hmac

_SALT = "yike.almanac.mail"
_LINK = re.compile(r"([1-9][0-9]{0,17})-([A-Za-z0-9_-]{43})")


def leave_link(pk: int) -> str:
    """Return the link under which a reader looks at the subscription and ends it."""
    return _written(pk, "leave")


def yes_link(pk: int, asks: int) -> str:
    """Return the link that confirms what was asked for the ``asks``-th time."""
    return _written(pk, f"yes:{asks}")


def number_of(link: str) -> int | None:
    """Return the number of the row that a link speaks of; whether it is the right link is to be looked at."""
    found = _LINK.fullmatch(link)
    return int(found[1]) if found else None


def same(link: str, right: str) -> bool:
    """Return whether it is the right link, in the same time either way."""
    return bool(constant_time_compare(link, right))


def _written(pk: int, what: str) -> str:
    told = salted_hmac(_SALT, f"{pk}:{what}", algorithm="sha256").digest()
    return f"{pk}-{base64.urlsafe_b64encode(told).decode().rstrip('=')}"
