"""Pages of API keys, for the officers."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from yike.core.accounts.forms.users import ReasonForm
from yike.core.accounts.models import User
from yike.core.accounts.views.acting import Page, act, sent
from yike.core.apikeys import actions, queries, rules
from yike.core.apikeys.forms import KeyForm
from yike.core.apikeys.models import ApiKey, KeyState
from yike.core.look.pages import paged
from yike.core.record.clock import today
from yike.core.record.queries import timeline
from yike.core.rights.by import by_of
from yike.core.rights.guard import guarded

TONES = {KeyState.VALID: "ok", KeyState.EXPIRED: "warn", KeyState.REVOKED: "", KeyState.CLOSED: "warn"}


def _row(key: ApiKey) -> tuple[ApiKey, str, str]:
    """Return a key with its state in words and the tone of it."""
    state = key.state(today())
    return key, str(state.label), TONES[state]


@guarded(rules.SEE)
def keys(request: HttpRequest) -> HttpResponse:
    """Show the keys of the units in one's areas."""
    page = paged(request, queries.visible_to(request.user))
    may = rules.KEEP.allows(request.user)
    return render(
        request, "apikeys/keys.html", {"page": page, "rows": [_row(one) for one in page], "may_keep": may}
    )


@guarded(rules.SEE)
def key(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one key and what was done to it."""
    found = queries.access_key(request.user, pk)
    _key, state, tone = _row(found)
    shown = {
        "key": found,
        "state": state,
        "tone": tone,
        "may_revoke": found.revoked_at is None and rules.KEEP.allows(request.user, found.unit.area),
        "entries": timeline(found.recorded_subject()),
    }
    return render(request, "apikeys/key.html", shown)


@guarded(rules.KEEP)
@never_cache
def issue(request: HttpRequest) -> HttpResponse:
    """Issue a key and show its text, once."""
    form = KeyForm(cast("User", request.user), sent(request))
    page = Page(_("发放接口凭证"), _("发放"), reverse("apikeys:keys"), "")

    def do() -> HttpResponse:
        made, text = actions.issue(by_of(request), **form.cleaned_data)
        shown = {"key": made, "text": text, "header": f"Authorization: Bearer {text}"}
        return render(request, "apikeys/issued.html", shown)

    return act(request, form, page, do)


@guarded(rules.KEEP)
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Revoke a key."""
    found = queries.access_key(request.user, pk)
    page = Page(
        _("作废接口凭证"),
        _("作废"),
        reverse("apikeys:key", args=[pk]),
        _("凭证已作废。"),
        _("用它的网站或程序从下一次起就读不到了。作废以后不能恢复，只能另发一张。"),
        kind="danger",
        whose=found.name,
    )
    form = ReasonForm(sent(request))
    return act(request, form, page, lambda: actions.revoke(by_of(request), found, **form.cleaned_data))
