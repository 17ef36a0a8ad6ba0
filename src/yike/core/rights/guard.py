"""The guard every view carries: a right, or the stated reason why anybody may come in."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from yike.core.rights.right import Right

View = Callable[..., HttpResponseBase]


def guarded(right: Right | None) -> Callable[[View], View]:
    """Let in who is logged in and has ``right`` somewhere; None asks only for the log-in.

    Strangers are sent to log in; others get 403. The object itself is fetched within the person's scope.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if right is not None and not right.allows(request.user):
                raise PermissionDenied(right.code)
            return view(request, *args, **kwargs)

        inner.guard = right or "logged in"  # type: ignore[attr-defined]
        return inner

    return guard


def public(reason: str) -> Callable[[View], View]:
    """Let anybody in, and say why."""

    def guard(view: View) -> View:
        view.guard = f"public: {reason}"  # type: ignore[attr-defined]
        return view

    return guard
