"""Who a visitor of the demonstration may be: shown where one logs in, and nowhere but in a demonstration."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from yike.demonstration.accounts import ACCOUNTS, PASSWORD


def roles() -> list[dict[str, str]]:
    """Return log-in names, what each sees in the reader's language, and the password; none in real use."""
    if not settings.YIKE_DEMONSTRATION:
        return []
    english = (get_language() or "").startswith("en")
    return [
        {"username": one.username, "sees": one.en if english else one.zh, "password": PASSWORD}
        for one in ACCOUNTS
    ]


def visitors(_request: HttpRequest) -> dict[str, Callable[[], list[dict[str, str]]]]:
    """Give the log-in page the accounts of the demonstration; asked only where a page shows them."""
    return {"visitors": roles}
