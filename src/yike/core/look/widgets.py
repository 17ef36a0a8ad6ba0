"""Controls with a form of their own."""

from __future__ import annotations

from django import forms


class Cards(forms.RadioSelect):
    """One of few, each a card as large as a thumb needs."""

    def __init__(self, attrs: dict[str, object] | None = None, choices: object = ()) -> None:
        super().__init__({"class": "choices-cards", **(attrs or {})}, choices)  # type: ignore[arg-type]


class ManyCards(forms.CheckboxSelectMultiple):
    """Several of few, each a card."""

    def __init__(self, attrs: dict[str, object] | None = None, choices: object = ()) -> None:
        super().__init__({"class": "choices-cards", **(attrs or {})}, choices)  # type: ignore[arg-type]
