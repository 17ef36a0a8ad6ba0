"""Fields that several forms share: an area of the tree, a person by name, a day."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yike.core.accounts.models import User
from yike.core.accounts.queries.users import named
from yike.core.areas.models import Area, AreaLevel
from yike.core.rights.right import Right


class AreaField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """An area where somebody has a right, drawn as an indented list. Give it its ``offer`` in the form."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Area.objects.none(), label=kwargs.pop("label", gettext_lazy("区域")), **kwargs)

    def offer(self, user: Any, right: Right, *, micro_grids: bool = False) -> None:
        """Offer the open areas in which ``user`` has ``right``, down to the grids: work is placed in these.

        With ``micro_grids`` these too: where somebody lives.
        """
        rows = Area.objects.open().light()
        if not micro_grids:
            rows = rows.exclude(level=AreaLevel.MICROGRID)
        self.queryset = right.visible(rows, user, "path")

    def label_from_instance(self, obj: Any) -> str:
        """Return the name, further in for each level."""
        return "　" * (obj.depth - 1) + str(obj.name)


class PersonField(forms.CharField):
    """A person by log-in name or full name, among those the form offers; nobody else can be found by it."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", gettext_lazy("填登录名或全名。"))
        super().__init__(max_length=60, **kwargs)
        self.offered: QuerySet[User] = User.objects.none()

    def clean(self, value: Any) -> Any:
        """Return the one account meant. Raises ``ValidationError`` for nobody and for several."""
        text = super().clean(value)
        if not text:
            return None
        found = named(self.offered, text)
        if not found:
            raise ValidationError(_("没有找到“%(text)s”。请核对姓名，或填登录名。"), params={"text": text})
        if len(found) > 1:
            names = "、".join(user.username for user in found)
            raise ValidationError(_("同名的有 %(names)s，请填登录名。"), params={"names": names})
        return found[0]


class DayField(forms.DateField):
    """A day."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)


class ReasonField(forms.CharField):
    """Why: kept in history."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("理由"))
        super().__init__(max_length=200, **kwargs)


class SecretField(forms.CharField):
    """A password, never shown again and never trimmed."""

    def __init__(self, autocomplete: str, **kwargs: Any) -> None:
        widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
        super().__init__(max_length=200, strip=False, widget=widget, **kwargs)


class CodeField(forms.CharField):
    """A code of the second factor, or a recovery code."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "size": 12, "autofocus": True}
        super().__init__(max_length=20, widget=forms.TextInput(attrs=attrs), **kwargs)
