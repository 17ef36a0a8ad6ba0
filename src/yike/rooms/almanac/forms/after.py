"""What is entered after an activity."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yike.core.accounts.models import User
from yike.core.record.clock import today
from yike.rooms.almanac.forms.fields import OneOf, day, text
from yike.rooms.almanac.queries import after as queries


class OpinionsForm(forms.Form):
    """Opinions, one a line."""

    words = text(_("意见"), 20_000, rows=6, required=True, hint=_("一行一条，照意见本上写；不要写姓名和电话"))


class TaskForm(forms.Form):
    """A question, who answers it, and by when."""

    words = text(_("问了什么"), 300, rows=3, required=True)
    owner: Any = OneOf(label=_("谁来答"), queryset=User.objects.none(), empty_label=None)
    due = day(_("几号以前"))

    def __init__(self, user: Any, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["owner"].queryset = queries.owners_for(user)  # type: ignore[attr-defined]
        self.initial = {"owner": user.pk, "due": today() + timedelta(days=7), **self.initial}


class AnswerForm(forms.Form):
    """The answer."""

    answer = text(_("答复"), 1000, rows=4, required=True)
