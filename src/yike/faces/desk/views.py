"""The first page after log-in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yike.core.rights.guard import guarded


@guarded(None)
def today(request: HttpRequest) -> HttpResponse:
    """Show what is to be done today."""
    return render(request, "desk/today.html")
