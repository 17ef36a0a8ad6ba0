"""Pages of roles: granted, proposed, ended; deputies of others; the table of rights."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from yike.core.accounts import actions, queries, rules
from yike.core.accounts.forms.users import DeputyForm, ReasonForm, RoleForm, SureForm
from yike.core.accounts.models import User
from yike.core.accounts.views.acting import Page, act, sent
from yike.core.rights.by import by_of
from yike.core.rights.guard import guarded
from yike.core.rights.roles import Role


def _back(user: User) -> str:
    return reverse("accounts:user", args=[user.pk])


def _asked(form: RoleForm) -> dict[str, Any]:
    return {**form.cleaned_data, "role": Role(form.cleaned_data["role"])}


@guarded(rules.GRANT)
def give(request: HttpRequest, pk: int) -> HttpResponse:
    """Grant somebody a role."""
    found = queries.access_user(request.user, pk)
    form = RoleForm(cast("User", request.user), rules.GRANT, sent(request))
    page = Page(
        _("授予角色"),
        _("授予"),
        _back(found),
        _("角色已授予。"),
        _("系统、安全、审计三员由三个人分别担任，不兼别的工作。"),
    )
    return act(
        request,
        form,
        page,
        lambda: actions.give_role(by_of(request), user=found, **_asked(form)),
        person=found,
    )


@guarded(rules.PROPOSE)
def propose(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose a role for somebody."""
    found = queries.access_user(request.user, pk)
    form = RoleForm(cast("User", request.user), rules.PROPOSE, sent(request))
    page = Page(
        _("建议任职"),
        _("提交给安全管理员"),
        _back(found),
        _("已提交。安全管理员同意后生效。"),
        _("由您提出，安全管理员同意：两个人经手。"),
    )
    return act(
        request,
        form,
        page,
        lambda: actions.propose_role(by_of(request), user=found, **_asked(form)),
        person=found,
    )


@guarded(rules.GRANT)
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a role somebody holds."""
    holding = queries.access_holding(request.user, pk)
    form = ReasonForm(sent(request))
    page = Page(
        _("收回角色"),
        _("马上收回"),
        _back(holding.user),
        _("角色已收回。"),
        _("%(name)s 在 %(area)s 的“%(role)s”从现在起无效。")
        % {"name": holding.user.name, "area": holding.area.name, "role": holding.get_role_display()},
        "danger",
    )
    return act(request, form, page, lambda: actions.end_role(by_of(request), holding, **form.cleaned_data))


@guarded(rules.SEE)
def proposals(request: HttpRequest) -> HttpResponse:
    """Show the proposals that wait for an answer."""
    rows = queries.open_proposals(request.user)
    return render(
        request,
        "accounts/proposals.html",
        {"proposals": rows, "may_answer": rules.GRANT.allows(request.user)},
    )


@guarded(rules.GRANT)
def grant(request: HttpRequest, pk: int) -> HttpResponse:
    """Grant what was proposed."""
    proposal = queries.access_proposal(request.user, pk)
    page = Page(_("同意任职"), _("同意"), reverse("accounts:proposals"), _("已同意，角色生效。"))
    return act(
        request,
        SureForm(sent(request)),
        page,
        lambda: actions.grant_proposal(by_of(request), proposal),
        proposal=proposal,
    )


@guarded(rules.GRANT)
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Refuse what was proposed."""
    proposal = queries.access_proposal(request.user, pk)
    form = ReasonForm(sent(request))
    page = Page(_("不同意任职"), _("不同意"), reverse("accounts:proposals"), _("已答复。"), kind="danger")
    return act(
        request,
        form,
        page,
        lambda: actions.refuse_proposal(by_of(request), proposal, **form.cleaned_data),
        proposal=proposal,
    )


@guarded(rules.PROPOSE)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one's own proposal back."""
    proposal = queries.access_proposal(request.user, pk)
    page = Page(_("撤回任职建议"), _("撤回"), reverse("accounts:proposals"), _("已撤回。"))
    return act(
        request,
        SureForm(sent(request)),
        page,
        lambda: actions.withdraw_proposal(by_of(request), proposal),
        proposal=proposal,
    )


@guarded(rules.DEPUTE)
def deputy(request: HttpRequest, pk: int) -> HttpResponse:
    """Arrange who stands in for somebody."""
    found = queries.access_user(request.user, pk)
    offered = queries.visible_users(request.user).filter(is_active=True).exclude(pk=pk)
    form = DeputyForm(offered, sent(request))
    page = Page(
        _("替 %(name)s 安排代理") % {"name": found.name},
        _("安排代理"),
        _back(found),
        _("已安排好。"),
        _("这几天里，代理人能做 %(name)s 能做的事，每一步都记在代理人名下。") % {"name": found.name},
    )
    return act(
        request,
        form,
        page,
        lambda: actions.set_deputy(by_of(request), principal=found, **form.cleaned_data),
        near=queries.colleagues(found)[:60],
    )


@guarded(rules.MATRIX)
def matrix(request: HttpRequest) -> HttpResponse:
    """Show which role may do what."""
    role = request.GET.get("role", "")
    chosen = role if role in Role.values else ""
    return render(
        request,
        "accounts/matrix.html",
        {"rows": queries.matrix(chosen), "roles": Role.choices, "chosen": chosen},
    )
