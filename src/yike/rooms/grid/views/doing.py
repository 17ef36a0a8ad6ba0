"""What the views of this room share: do what a form asks, and tell a fault in the form."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, JsonResponse
from django.utils.cache import patch_cache_control

from yike.core.areas.models import Area
from yike.core.areas.queries import feature
from yike.core.look.faults import refuse
from yike.core.rights.flow import Arrow
from yike.engines.faults import Fault

PAGE = 20
"""So many of a list on a page: as cards on a phone they are no longer than a thumb goes."""


def done(
    request: HttpRequest, form: Any, act: Callable[[], object], said: str, field: str | None = None
) -> bool:
    """Do what a form asks; on a ``Fault`` tell it in the form. Return whether it is done."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        act()
    except Fault as fault:
        refuse(form, fault, field)
        return False
    messages.success(request, said)
    return True


def first_of(arrows: Iterable[Arrow]) -> Arrow | None:
    """Return what a page is for somebody: the first of the arrows that lead on; None where they only read."""
    return next((one for one in arrows if one.kind == "primary"), None)


def around(area: Area) -> list[dict[str, Any]]:
    """Return an area as the ground of one thing in it: unnamed, for its name would lie over that of the thing."""
    unnamed = {"properties": {"kind": "area", "label": "", "current": True}}
    return [feature(area) | unnamed] if area.polygon else []


def private_json(what: dict[str, Any]) -> JsonResponse:
    """Answer JSON that nobody but this person's browser keeps."""
    answer = JsonResponse(what)
    patch_cache_control(answer, private=True, no_cache=True)
    return answer
