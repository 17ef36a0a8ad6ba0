"""Appearance, language and the living page of the design system."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from yike.core.look import drawing, sample
from yike.core.look.appearance import Appearance


def _everybody(view: Any, reason: str) -> Any:
    """Say why anybody may come in. The guards stand a storey above; this is the mark they leave."""
    view.guard = f"public: {reason}"
    return view


def _back(request: HttpRequest) -> str:
    """Return the page to go back to, only ever one of ours."""
    asked = request.POST.get("next", "")
    fine = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if fine else "/"


@require_POST
def appearance(request: HttpRequest) -> HttpResponse:
    """Keep the size of type and the theme asked for, and go back."""
    asked = {name: request.POST[name] for name in ("type", "theme") if name in request.POST}
    response = HttpResponseRedirect(_back(request))
    Appearance.of(request).changed(**asked).keep(response)
    return response


def style(request: HttpRequest) -> HttpResponse:
    """Show every component with its states. Raises ``Http404`` outside a demonstration."""
    _only_shown()
    drawn = drawing.svg(sample.town(), gettext("梅巷街道示意图"))
    return render(request, "look/style.html", sample.page(request) | {"drawing": drawn})


def town(_request: HttpRequest) -> HttpResponse:
    """Return the living page's map as GeoJSON. Raises ``Http404`` outside a demonstration."""
    _only_shown()
    return sample.town_answer()


def ask(request: HttpRequest) -> HttpResponse:
    """Show the page that opens in a dialog. Raises ``Http404`` outside a demonstration."""
    _only_shown()
    return render(request, "look/ask.html")


def _only_shown() -> None:
    if not settings.YIKE_DEMONSTRATION:
        raise Http404


_everybody(town, "an invented quarter, and only in a demonstration")
_everybody(ask, "shows a component only, and only in a demonstration")
_everybody(appearance, "everybody may choose the size of type")
_everybody(style, "shows components only, and only in a demonstration")
language = _everybody(require_POST(set_language), "everybody may choose the language")
