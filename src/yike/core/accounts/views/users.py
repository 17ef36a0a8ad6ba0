"""Pages of accounts: the list, one account, and what the system and security officers do with it."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from yike.core.accounts import actions, handover, queries, rules
from yike.core.accounts.entrance import limits, lockout
from yike.core.accounts.forms.users import AccountForm, LeavingForm, ReasonForm, SearchForm, SureForm
from yike.core.accounts.models import User
from yike.core.accounts.views.acting import Page, act, sent
from yike.core.look.pages import paged
from yike.core.rights.by import by_of
from yike.core.rights.guard import guarded


def _who(request: HttpRequest) -> User:
    return cast("User", request.user)


def _back(user: User) -> str:
    return reverse("accounts:user", args=[user.pk])


@guarded(rules.SEE)
def users(request: HttpRequest) -> HttpResponse:
    """Show the accounts of one's areas."""
    form = SearchForm(request.GET or None)
    page, locked = paged(request, queries.find_users(request.user, **form.wanted())), lockout.locked_names()
    rows = [(user, queries.state_of(user, locked)) for user in page]
    return render(
        request,
        "accounts/users.html",
        {"form": form, "page": page, "rows": rows, "may_open": rules.KEEP.allows(request.user)},
    )


@guarded(rules.SEE)
def user(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one account: roles, deputies, and, for the security officer, sessions."""
    found = queries.access_user(request.user, pk)
    secures = rules.SECURE.allows(request.user, found.area)
    may = {
        "keep": rules.KEEP.allows(request.user, found.area),
        "grant": rules.GRANT.allows(request.user, found.area),
        "propose": rules.PROPOSE.allows(request.user, found.area),
        "depute": rules.DEPUTE.allows(request.user, found.area),
        "leave": rules.HAND_OVER.allows(request.user, found.area),
        "secure": secures,
    }
    return render(
        request,
        "accounts/user.html",
        {
            "person": found,
            "may": may,
            "roles": queries.held_on(found),
            "past": queries.held_on(found, past=True),
            "arrangements": queries.deputies_of(found),
            "endpoints": queries.endpoints_of(request.user, found),
            "sessions": queries.sessions_of(found) if secures else None,
            "second": limits.has_second_factor(found),
            "entries": actions.entries_of(found),
            "confirms": rules.CONFIRM.allows(request.user, found.area),
            "locked": found.username in lockout.locked_names(),
        },
    )


@guarded(rules.KEEP)
@never_cache
def open_account(request: HttpRequest) -> HttpResponse:
    """Open an account and show its one-time password, once."""
    form = AccountForm(_who(request), sent(request))
    page = Page(
        _("开户"),
        _("开户"),
        reverse("accounts:users"),
        "",
        _(
            "账号开好后还没有任何权限：街道管理员提出任职建议，安全管理员同意后才有。这样要两个人经手，谁也不能一个人给自己加权。"
        ),
    )

    def do() -> HttpResponse:
        opened, password = actions.open_account(by_of(request), **form.cleaned_data)
        return _slip(request, opened, password)

    return act(request, form, page, do)


def _slip(request: HttpRequest, opened: User, password: str) -> HttpResponse:
    return render(request, "accounts/slip.html", {"person": opened, "password": password})


@guarded(rules.KEEP)
def change_account(request: HttpRequest, pk: int) -> HttpResponse:
    """Change name, unit, telephone of an account."""
    found = queries.access_user(request.user, pk)
    form = AccountForm(_who(request), sent(request), user=found)
    page = Page(_("修改账号"), _("保存"), _back(found), _("已保存。"))
    return act(
        request, form, page, lambda: actions.change_account(by_of(request), found, **form.cleaned_data)
    )


@guarded(rules.KEEP)
@never_cache
def reset_password(request: HttpRequest, pk: int) -> HttpResponse:
    """Give somebody a one-time password and show it, once."""
    found = queries.access_user(request.user, pk)
    page = Page(
        _("重设密码"),
        _("生成一次性密码"),
        _back(found),
        "",
        _("原来的密码作废，此人在各处的登录都会退出。第二道验证不变：只有一次性密码的人还是进不来。"),
    )
    return act(
        request,
        SureForm(sent(request)),
        page,
        lambda: _slip(request, found, actions.reset_password(by_of(request), found)),
    )


@guarded(rules.KEEP)
def close_account(request: HttpRequest, pk: int) -> HttpResponse:
    """Close an account, or open a closed one again."""
    found = queries.access_user(request.user, pk)
    form = ReasonForm(sent(request))
    do: Any = actions.close_account if found.is_active else actions.reopen_account
    page = (
        Page(_("停用账号"), _("停用"), _back(found), _("账号已停用，各处的登录都已退出。"), kind="danger")
        if found.is_active
        else Page(_("重新启用账号"), _("启用"), _back(found), _("账号已启用。"))
    )
    return act(request, form, page, lambda: do(by_of(request), found, **form.cleaned_data))


@guarded(rules.SECURE)
@require_POST
def unlock(request: HttpRequest, pk: int) -> HttpResponse:
    """Let somebody try to log in again at once."""
    found = queries.access_user(request.user, pk)
    actions.unlock(by_of(request), found)
    messages.success(request, _("%(name)s 现在可以再试着登录了。") % {"name": found.name})
    return redirect(_back(found))


@guarded(rules.CONFIRM)
def confirm_entry(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm face to face that it was the owner who came in for the first time."""
    found = queries.access_user(request.user, pk)
    page = Page(
        _("当面确认首次进入"),
        _("我当面问过，是本人登录的"),
        _back(found),
        _("已确认。此人的角色现在有效。"),
        _("请先和本人一起看上面的时间和地址。不是本人登录的，不要确认：马上停用账号，告诉分管领导。"),
    )
    do = lambda: actions.confirm_entry(by_of(request), found)  # noqa: E731
    return act(
        request, SureForm(sent(request)), page, do, "accounts/confirm.html", entries=actions.entries_of(found)
    )


@guarded(rules.SECURE)
def end_sessions(request: HttpRequest, pk: int) -> HttpResponse:
    """End all sessions of somebody."""
    found = queries.access_user(request.user, pk)
    form = ReasonForm(sent(request))
    page = Page(_("结束会话"), _("让此人在各处退出"), _back(found), _("已在各处退出。"), kind="danger")
    return act(request, form, page, lambda: actions.end_sessions(by_of(request), found, **form.cleaned_data))


@guarded(rules.SECURE)
def clear_second_factor(request: HttpRequest, pk: int) -> HttpResponse:
    """Take off the second factor of somebody who lost it."""
    found = queries.access_user(request.user, pk)
    form = ReasonForm(sent(request))
    page = Page(
        _("清除第二道验证"),
        _("清除"),
        _back(found),
        _("已清除。此人下次登录时重新设置。"),
        _("只在本人丢了手机又没有恢复码时才清除，并当面核对是本人。"),
        "danger",
    )
    return act(
        request, form, page, lambda: actions.clear_second_factor(by_of(request), found, **form.cleaned_data)
    )


@guarded(rules.HAND_OVER)
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand over the open work of somebody who leaves; the page says how much of each kind there is."""
    found = queries.access_user(request.user, pk)
    form = LeavingForm(_who(request), found, sent(request))
    page = Page(
        _("离岗交接"),
        _("交接并停用账号"),
        _back(found),
        _("已交接，账号已停用。"),
        _("角色和代理马上结束，下面的工作全部交给接手的人，账号停用。要么全部办成，要么一样不动。"),
        "danger",
    )
    return act(
        request,
        form,
        page,
        lambda: actions.hand_over(by_of(request), found, **form.cleaned_data),
        "accounts/leave.html",
        person=found,
        work=handover.open_work(found),
        roles=queries.held_on(found),
    )
