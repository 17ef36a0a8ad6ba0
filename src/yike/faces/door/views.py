"""The public front page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yike.core.rights.guard import public


@public("the front page is for everybody")
def front(request: HttpRequest) -> HttpResponse:
    """Show what this house is and where to go."""
    return render(request, "door/front.html")
