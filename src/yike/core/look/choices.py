"""The words of choices in files: read in any language, written in the reader's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Choices
from django.utils.translation import override


def words(choices: type[Choices]) -> dict[str, str]:
    """Return every word for every choice: Chinese, English and the code."""
    found: dict[str, str] = {}
    for language in ("zh-hans", "en"):
        with override(language):
            found |= {str(one.label): str(one.value) for one in choices}
    return found | {str(value): str(value) for value in choices.values}


def labelled(choices: type[Choices]) -> Callable[[Any], str]:
    """Return the writer of a choice: its word in the language that is active."""
    return lambda value: str(choices(value).label) if value else ""
