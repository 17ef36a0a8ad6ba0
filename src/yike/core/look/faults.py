"""A ``Fault`` told to the person in front of the page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language

from yike.engines.faults import Fault, Language


def language() -> Language:
    """Return the language of a fault's text for the present reader."""
    return "en" if (get_language() or "").startswith("en") else "zh"


def told(fault: Fault) -> str:
    """Return place, fault and remedy as one line in the reader's language."""
    return fault.text(language())


def refuse(form: forms.BaseForm, fault: Fault, field: str | None = None) -> None:
    """Make a fault an error of ``form``: at ``field`` where the form has it, else above all fields."""
    form.add_error(field if field in form.fields else None, told(fault))


class Faulty(forms.ValidationError):
    """A fault raised inside a form's ``clean``: it reads itself in the language of whoever reads the page."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(told(fault), code="fault")


def cleaned(check: Any, *args: Any, **named: Any) -> Any:
    """Return ``check(*args, **named)``; a ``Fault`` it raises becomes the form's error."""
    try:
        return check(*args, **named)
    except Fault as fault:
        raise Faulty(fault) from fault
