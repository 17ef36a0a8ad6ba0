"""One's own account: preferences, password, second factor, sessions, deputy."""

from __future__ import annotations

from typing import cast

from allauth.account.internal.flows.logout import logout as log_out
from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yike.core.accounts import actions, queries
from yike.core.accounts.entrance import limits
from yike.core.accounts.entrance.adapters import wear
from yike.core.accounts.forms.entrance import OwnForm, PasswordForm
from yike.core.accounts.forms.users import DeputyForm, SureForm
from yike.core.accounts.models import User
from yike.core.accounts.views.acting import Page, act, sent
from yike.core.rights.by import by_of
from yike.core.rights.guard import guarded, public


def _me(request: HttpRequest) -> User:
    return cast("User", request.user)


@public("going out is open to everybody, and does nothing for who is not in")
@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    """End this session."""
    log_out(request, show_message=False)
    messages.success(request, _("您已退出。"))
    return redirect("account_login")


@guarded(None)
def me(request: HttpRequest) -> HttpResponse:
    """Show one's own account; keep its preferences."""
    user = _me(request)
    form = OwnForm(sent(request), instance=User.objects.get(pk=user.pk))
    if request.method == "POST" and form.is_valid():
        changed = actions.change_own(by_of(request), **form.values())
        messages.success(request, _("已保存。"))
        response = redirect("accounts:me")
        wear(request, response, changed)
        return response
    return render(
        request,
        "accounts/me.html",
        {
            "form": form,
            "roles": queries.held_on(user),
            "second": limits.has_second_factor(user),
            "entries": actions.entries_of(user),
            "standing": queries.standing_now(user),
            "arrangements": queries.deputies_of(user),
        },
    )


@guarded(None)
def password(request: HttpRequest) -> HttpResponse:
    """Choose a new password; the present one is asked for unless it was given a few minutes ago."""
    raise_if_reauthentication_required(request, app="allauth.account")
    user = _me(request)
    form = PasswordForm(user, sent(request))
    page = Page(
        _("换密码"),
        _("换成新密码"),
        reverse("accounts:me"),
        _("密码已换。请到安全管理员那里当面确认是您本人，角色才有效。")
        if user.unproven
        else _("密码已换。别处的登录都已退出。"),
        _("下面的密码是别人替您设的，或者到期了。请换成只有您知道的。") if _owes_password(request) else "",
    )

    def do() -> None:
        old = request.session.session_key or ""
        changed = actions.change_own_password(
            by_of(request), password=form.cleaned_data["password"], keep=old
        )
        update_session_auth_hash(request, changed)
        actions.rename_session(old, request.session.session_key or "")
        limits.fulfil(request.session, limits.PASSWORD)

    return act(request, form, page, do)


def _owes_password(request: HttpRequest) -> bool:
    return limits.PASSWORD in request.session.get(limits.OWES, ())


@guarded(None)
def second(request: HttpRequest) -> HttpResponse:
    """Show whether a second factor is set up, and what can be done with it."""
    user = _me(request)
    return render(
        request,
        "accounts/second.html",
        {"second": limits.has_second_factor(user), "needed": limits.needs_second_factor(user)},
    )


@guarded(None)
def sessions(request: HttpRequest) -> HttpResponse:
    """Show where one is logged in."""
    rows = queries.sessions_of(_me(request))
    here = request.session.session_key
    return render(request, "accounts/sessions.html", {"sessions": rows, "here": here})


@guarded(None)
@require_POST
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    """End one of one's own sessions."""
    found = queries.access_own_session(_me(request), pk)
    actions.end_session(by_of(request), found)
    messages.success(request, _("已退出那一处。"))
    return redirect("accounts:sessions")


@guarded(None)
@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    """End all of one's own sessions but this one."""
    actions.end_other_sessions(by_of(request), keep=request.session.session_key or "")
    messages.success(request, _("别处的登录都已退出。"))
    return redirect("accounts:sessions")


@guarded(None)
def deputy(request: HttpRequest) -> HttpResponse:
    """Arrange who stands in for oneself."""
    user = _me(request)
    form = DeputyForm(queries.colleagues(user), sent(request))
    page = Page(
        _("请人代理"),
        _("安排代理"),
        reverse("accounts:me"),
        _("已安排好。"),
        _("这几天里，代理人能做您能做的事，每一步都记在代理人名下。"),
    )

    def do() -> object:
        return actions.set_deputy(by_of(request), principal=user, **form.cleaned_data)

    return act(request, form, page, do, near=queries.colleagues(user)[:60])


@guarded(None)
def end_deputy(request: HttpRequest, pk: int) -> HttpResponse:
    """End an arrangement one is part of, or keeps for others."""
    arrangement = queries.access_deputy(_me(request), pk)
    back = request.GET.get("back", "")
    page = Page(
        _("结束代理"),
        _("马上结束"),
        reverse("accounts:user", args=[arrangement.principal_id])
        if back == "user"
        else reverse("accounts:me"),
        _("代理已结束。"),
        _("%(deputy)s 从现在起不再代理 %(principal)s。")
        % {"deputy": arrangement.deputy.name, "principal": arrangement.principal.name},
    )
    return act(
        request, SureForm(sent(request)), page, lambda: actions.end_deputy(by_of(request), arrangement)
    )
