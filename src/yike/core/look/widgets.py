"""Controls with a form of their own."""

from __future__ import annotations

from typing import Any

from django import forms


class Cards(forms.RadioSelect):
    """One of few, each a card as large as a thumb needs."""

    template_name = "look/cards.html"


class ManyCards(forms.CheckboxSelectMultiple):
    """Several of few, each a card."""

    template_name = "look/cards.html"


class ManyOfMany(ManyCards):
    """Several of many: what is chosen stands open, the rest is folded away where there are more than a few."""

    template_name = "look/cards_folded.html"
    few = 8

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Return the context of the template, with what is ``near`` and what is ``far``."""
        context = super().get_context(name, value, attrs)
        every = [option for _group, options, _index in context["widget"]["optgroups"] for option in options]
        near = [one for one in every if one["selected"]] if len(every) > self.few else every
        return context | {"near": near, "far": [one for one in every if one not in near]}
