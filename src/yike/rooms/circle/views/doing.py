"""What the views of this room do alike when a form is sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

from yike.core.look.faults import refuse
from yike.engines.faults import Fault


def done(form: Any, request: HttpRequest, act: Callable[[], object]) -> bool:
    """Do what a form asks; on a ``Fault`` tell it in the form. Return whether it is done."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        act()
    except Fault as fault:
        refuse(form, fault)
        return False
    return True
