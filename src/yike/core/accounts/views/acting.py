"""One page for every deed that asks for a form: show it, do it, go back and say that it is done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from yike.core.look.faults import refuse
from yike.engines.faults import Fault


@dataclass(frozen=True)
class Page:
    """What the page says: title, button, where it leads back to, the word when done, what happens, to whom."""

    title: str
    button: str
    back: str
    done: str
    lead: str = ""
    kind: str = "main"
    whose: str = ""


def sent(request: HttpRequest) -> QueryDict | None:
    """Return what a form sent, even where it sent nothing; None where the page is only looked at."""
    return request.POST if request.method == "POST" else None


def act(
    request: HttpRequest,
    form: forms.BaseForm,
    page: Page,
    do: Callable[[], object],
    template: str = "accounts/act.html",
    **more: object,
) -> HttpResponse:
    """Show ``form``; where it is sent and right, ``do`` it and go back. A ``Fault`` becomes the form's error."""
    if request.method == "POST" and form.is_valid():
        try:
            result = do()
        except Fault as fault:
            refuse(form, fault)
        else:
            if isinstance(result, HttpResponse):
                return result
            messages.success(request, page.done)
            return redirect(page.back)
    return render(request, template, {"form": form, "page": page, **more})
