"""Controls with a form of their own."""

from __future__ import annotations

from django import forms


class Cards(forms.RadioSelect):
    """One of few, each a card as large as a thumb needs."""

    template_name = "look/cards.html"


class ManyCards(forms.CheckboxSelectMultiple):
    """Several of few, each a card."""

    template_name = "look/cards.html"
