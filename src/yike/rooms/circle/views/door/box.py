"""The box of a street's own web site: one line to type in; what is found opens here, in a window of its own."""

from __future__ import annotations

from csp.constants import NONE
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_exempt

from yike.core.rights.guard import public


@public("a box on the street's own web site, for whoever reads that")
@xframe_options_exempt
def box(request: HttpRequest) -> HttpResponse:
    """Show the box. Only the sites of ``YIKE_EMBED_ON`` may hold it; nothing is set or kept."""
    answer = render(request, "near/box.html")
    answer._csp_replace = {"frame-ancestors": settings.YIKE_EMBED_ON or [NONE]}  # type: ignore[attr-defined]
    return answer
