"""Fields that several forms share: a household or a person found by what somebody types, a reason, a number."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yike.core.residents import queries
from yike.core.residents.addresses import key_of
from yike.core.residents.models import Household, Person
from yike.core.rights.right import Right


class WhyField(forms.CharField):
    """Why something is done or read; the actions refuse one that says nothing."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("事由"))
        kwargs.setdefault("help_text", gettext_lazy("记在留痕里，如“来电核实水表情况”。"))
        super().__init__(max_length=300, widget=forms.TextInput(attrs={"autocomplete": "off"}), **kwargs)


class SecretNumberField(forms.CharField):
    """A number that browsers shall not remember."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"autocomplete": "off", "spellcheck": "false"}
        super().__init__(max_length=100, required=False, widget=forms.TextInput(attrs=attrs), **kwargs)


class DayField(forms.DateField):
    """A day."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)


class HourField(forms.TimeField):
    """An hour of the day."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), required=False, **kwargs
        )


class HouseholdField(forms.CharField):
    """A household by its number or its whole address, among those where the reader has a right."""

    user: Any = None
    right: Right | None = None

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", gettext_lazy("填户号，或到室的完整地址。"))
        super().__init__(max_length=200, **kwargs)

    def offer(self, user: Any, right: Right) -> None:
        """Look among the households in the areas where ``user`` has ``right``."""
        self.user, self.right = user, right

    def clean(self, value: Any) -> Any:
        """Return the one household meant. Raises ``ValidationError`` for none and for several."""
        text = super().clean(value)
        if not text or self.right is None:
            return None
        rows = queries.scope_of(self.user, self.right).of(
            Household.objects.select_related("dwelling", "area")
        )
        found = list(rows.filter(code=text.strip())[:2]) or _at_address(rows, text)
        if len(found) != 1:
            raise ValidationError(
                _("没有找到这一户，请核对户号或地址。") if not found else _("这个地址有几户，请填户号。")
            )
        return found[0]


def _at_address(rows: Any, text: str) -> list[Household]:
    """Return households whose whole address is spelt so, however building, unit and room are set apart."""
    wanted = key_of(text).replace("|", "")
    near = rows.filter(dwelling__address__startswith=wanted[:4])
    return [row for row in near[:5000] if key_of(str(row.dwelling)).replace("|", "") == wanted][:2]


class PersonField(forms.CharField):
    """A person of the register by name, telephone or identity number, among those the reader may see."""

    user: Any = None

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", gettext_lazy("填姓名、电话或身份证号。"))
        super().__init__(max_length=100, widget=forms.TextInput(attrs={"autocomplete": "off"}), **kwargs)

    def clean(self, value: Any) -> Any:
        """Return the one person meant. Raises ``ValidationError`` for none and for several."""
        text = super().clean(value)
        if not text:
            return None
        found = [p for p in queries.find(self.user, text).persons if p.here]
        exact = [p for p in found if p.name == text.strip()] or found
        if len(exact) != 1:
            raise ValidationError(_several(exact) if exact else _("登记的人里没有找到。"))
        return exact[0]


def _several(found: list[Person]) -> str:
    return _("找到 %(n)d 个人，请填电话或身份证号。") % {"n": len(found)}
