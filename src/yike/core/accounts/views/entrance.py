"""Pages at the entrance: django-allauth's log-in in the house's look, with the house's history."""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import urlsplit

from allauth.account.internal.stagekit import clear_login
from allauth.account.views import LoginView, ReauthenticateView
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.socialaccount.adapter import get_adapter
from csp.constants import SELF
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from yike.core.accounts import actions, queries
from yike.core.accounts.entrance import limits, lockout
from yike.core.accounts.forms import entrance as forms
from yike.core.rights.by import by_of
from yike.core.rights.guard import guarded, public


class Login(LoginView):
    """Name and password; a house without accounts is set up first."""

    template_name = "accounts/login.html"
    form_class = forms.LoginForm

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form."""
        if not queries.anybody_yet():
            return redirect("accounts:setup")
        return cast("HttpResponse", super().get(request, *args, **kwargs))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the office's own log-in service, where there is one."""
        services = get_adapter().list_providers(self.request) if settings.YIKE_OIDC else []
        return {**super().get_context_data(**kwargs), "services": services}

    def render_to_response(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Let the form lead to the office's own log-in service: browsers hold where it is sent on to against it."""
        answer = cast("HttpResponse", super().render_to_response(*args, **kwargs))
        if settings.YIKE_OIDC:
            answer._csp_replace = {"form-action": [SELF, _service_origin()]}  # type: ignore[attr-defined]
        return answer


def _service_origin() -> str:
    [app] = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    address = urlsplit(app["settings"]["server_url"])
    return f"{address.scheme}://{address.netloc}"


class Code(AuthenticateView):
    """The second factor; wrong codes count like wrong passwords."""

    template_name = "accounts/code.html"
    form_class = forms.AuthenticateForm

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Hear a code unless log-in pauses."""
        user = self.stage.login.user
        if lockout.is_locked(request, user):
            clear_login(request)
            raise ImmediateHttpResponse(lockout.locked_out(request, None, {"username": user.username}))
        return cast("HttpResponse", super().post(request, *args, **kwargs))

    def _build_forms(self) -> Any:
        sent = self.request.POST if self.request.method == "POST" else None
        self.auth_form, self.webauthn_form = self.form_class(user=self.stage.login.user, data=sent), None
        return self.auth_form

    def form_invalid(self, form: Any) -> HttpResponse:
        """Count the wrong code; the last one allowed sends back to the password."""
        lockout.count_failure(self.request, self.stage.login.user, "code")
        if getattr(self.request, "axes_locked_out", False):
            clear_login(self.request)
        return cast("HttpResponse", super().form_invalid(form))


class Again(ReauthenticateView):
    """The password once more."""

    template_name = "accounts/again.html"
    form_class = forms.AgainForm


class SetUpSecond(ActivateTOTPView):
    """A new second factor, with a code to scan that never leaves this page."""

    template_name = "accounts/second_new.html"
    form_class = forms.ActivateForm

    def form_valid(self, form: Any) -> HttpResponse:
        """Keep it, and that it was kept."""
        response = super().form_valid(form)
        actions.keep_second_factor(by_of(self.request), self.request.user, form.cleaned_data["code"])
        limits.fulfil(self.request.session, limits.SECOND)
        return cast("HttpResponse", response)


class TakeOffSecond(DeactivateTOTPView):
    """Do without a second factor, for who may."""

    template_name = "accounts/second_off.html"
    form_class = forms.DeactivateForm

    def form_valid(self, form: Any) -> HttpResponse:
        """Take it off, and keep that it was."""
        response = super().form_valid(form)
        actions.note_second_factor(by_of(self.request), self.request.user, what="taken off")
        messages.success(self.request, _("第二道验证已关闭。"))
        return cast("HttpResponse", response)


class Codes(ViewRecoveryCodesView):
    """Recovery codes, shown once."""

    template_name = "accounts/codes.html"


class NewCodes(GenerateRecoveryCodesView):
    """New recovery codes; the old ones are worth nothing from then on."""

    template_name = "accounts/codes_new.html"
    form_class = forms.NewCodesForm

    def form_valid(self, form: Any) -> HttpResponse:
        """Make them, and keep that they were made."""
        response = super().form_valid(form)
        actions.note_second_factor(by_of(self.request), self.request.user, what="new recovery codes")
        return cast("HttpResponse", response)


login = public("everybody may try to log in")(Login.as_view())
code = public("who has given the password and is not in yet")(Code.as_view())
again = guarded(None)(Again.as_view())
set_up_second = guarded(None)(SetUpSecond.as_view())
take_off_second = guarded(None)(TakeOffSecond.as_view())
codes = guarded(None)(Codes.as_view())
new_codes = guarded(None)(NewCodes.as_view())


def _openid() -> Any:
    """Return the views of the office's own log-in service. Raises ``Http404`` where none is set."""
    if not settings.YIKE_OIDC:
        raise Http404
    from allauth.socialaccount.providers.openid_connect import views  # noqa: PLC0415 - loads an HTTP client

    return views


@public("who comes by the office's own log-in service is not in yet")
@require_POST
def service(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Send to the office's own log-in service. Raises ``Http404`` where none is set."""
    return cast("HttpResponseBase", _openid().login(request, provider_id))


@public("the office's own log-in service sends back here")
@require_GET
def service_back(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Take in who comes back from it. Raises ``Http404`` where none is set."""
    return cast("HttpResponseBase", _openid().callback(request, provider_id))
