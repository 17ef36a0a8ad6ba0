"""What stands between the door and every page: the true address, the limits of a session, duties, the language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account.internal.flows.logout import logout
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext as _

from yike.core.accounts.entrance import limits

Answer = Callable[[HttpRequest], HttpResponse]
PAGES = {limits.PASSWORD: "accounts:password", limits.SECOND: "mfa_activate_totp"}
OPEN_WHILE_OWING = frozenset(  # beside the public ones: routes for whoever still owes something
    {"accounts:password", "account_reauthenticate", "mfa_activate_totp", "mfa_view_recovery_codes"}
)


class ClientAddress:
    """Behind so many trusted proxies (``YIKE_PROXIES``) the client's address is what the outermost of them saw."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Put the client's address where everybody reads it."""
        if count := settings.YIKE_PROXIES:
            hops = [
                hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()
            ]
            if len(hops) >= count:
                request.META["REMOTE_ADDR"] = hops[-count]
        return self.get_response(request)


def _why(reason: str) -> str:
    if reason == "idle":
        return _("您离开超过 %(minutes)s 分钟，已自动退出。") % {"minutes": settings.YIKE_IDLE_MINUTES}
    return _("这次登录已满 %(hours)s 小时，请重新登录。") % {"hours": settings.YIKE_SESSION_HOURS}


class Entrance:
    """Ends sessions past their limits, sends people to what they owe, and speaks their language."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let the request through, or answer it here."""
        user: Any = request.user
        if not user.is_authenticated:
            return self.get_response(request)
        if reason := limits.over(request.session):
            return self._ended(request, reason)
        limits.seen(request.session)
        if user.language:
            translation.activate(user.language)
            request.LANGUAGE_CODE = user.language
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, *_given: Any) -> HttpResponse | None:
        """Send whoever owes something to its page; all but the public pages waits."""
        owed = request.session.get(limits.OWES) if request.user.is_authenticated else None
        match = request.resolver_match
        if not owed or match is None or match.view_name in OPEN_WHILE_OWING:
            return None
        if str(getattr(view, "guard", "")).startswith("public"):
            return None
        return redirect(PAGES[owed[0]])

    def _ended(self, request: HttpRequest, reason: str) -> HttpResponse:
        path = request.get_full_path() if request.method == "GET" else "/desk/"
        logout(request)
        messages.info(request, _why(reason))
        answer = redirect_to_login(path)
        if request.headers.get("HX-Request"):
            return HttpResponse(status=204, headers={"HX-Redirect": answer["Location"]})
        return answer
