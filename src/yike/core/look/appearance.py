"""How a person wants pages to look: size of type and light or dark. Kept in one cookie; no account needed."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.conf import settings
from django.http import HttpRequest, HttpResponse

COOKIE = "look"
YEAR = 365 * 24 * 3600
TYPES = ("normal", "large")
THEMES = ("auto", "light", "dark")


@dataclass(frozen=True)
class Appearance:
    """The choice: ``type`` is one of ``TYPES``, ``theme`` one of ``THEMES`` ("auto" follows the device)."""

    type: str = TYPES[0]
    theme: str = THEMES[0]

    @classmethod
    def of(cls, request: HttpRequest) -> Appearance:
        """Return what the request's cookie says; whatever it says wrongly counts as not said."""
        size, _, theme = request.COOKIES.get(COOKIE, "").partition(".")
        return cls().changed(type=size, theme=theme)

    def changed(self, **asked: str) -> Appearance:
        """Return the choice with what was asked for, leaving out values that do not exist."""
        known = {"type": TYPES, "theme": THEMES}
        return replace(self, **{name: value for name, value in asked.items() if value in known[name]})

    def keep(self, response: HttpResponse) -> None:
        """Write the cookie, for a year."""
        response.set_cookie(
            COOKIE,
            f"{self.type}.{self.theme}",
            max_age=YEAR,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
