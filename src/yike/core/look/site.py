"""Where residents reach this house: as the installation says, else as they have just reached it."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def address(request: HttpRequest, path: str = "/") -> str:
    """Return the whole address of a path, for whatever leaves the house: calendars, letters, codes, chats.

    Behind a proxy that ends HTTPS, a request alone may tell "http" and an inner name.
    """
    return f"{settings.YIKE_SITE}{path}" if settings.YIKE_SITE else request.build_absolute_uri(path)
