"""Every model leaves history, is history itself, or says why not."""

from __future__ import annotations

import re

from django.apps import apps
from django.db.models import Model

from yike.core.record.base import Recorded
from yike.core.record.exempt import EXEMPT
from yike.core.record.models import Fact, HistoryEntry, Seal

APPENDED: frozenset[type[Model]] = frozenset({HistoryEntry, Seal, Fact})
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def models() -> dict[str, type[Model]]:
    """Return all models with a table, those made for many-to-many relations too."""
    found = apps.get_models(include_auto_created=True)
    return {model._meta.label_lower: model for model in found}


def own(model: type[Model]) -> bool:
    return model.__module__.startswith("yike.")


def test_every_model_is_recorded_or_is_the_record_or_says_why_not() -> None:
    silent = [
        label
        for label, model in models().items()
        if not issubclass(model, Recorded) and model not in APPENDED and label not in EXEMPT
        if not (model._meta.auto_created and label.startswith(("auth.group_", "auth.permission")))
    ]
    assert silent == []


def test_no_model_of_ours_is_exempt_that_could_be_recorded() -> None:
    assert [label for label in EXEMPT if label in models() and issubclass(models()[label], Recorded)] == []


def test_only_models_that_exist_are_exempt_each_with_a_reason_in_both_languages() -> None:
    assert set(EXEMPT) - set(models()) == set()
    assert [
        label for label, (zh, en) in EXEMPT.items() if not CHINESE.search(zh) or CHINESE.search(en) or not en
    ] == []


def test_a_relation_of_many_to_many_of_ours_has_a_table_of_its_own_with_history() -> None:
    """Such a table made by the framework would be written past the door."""
    assert [label for label, model in models().items() if model._meta.auto_created and own(model)] == []


def test_every_field_hidden_in_history_exists() -> None:
    odd = []
    for label, model in models().items():
        if issubclass(model, Recorded):
            names = {field.name for field in model._meta.get_fields()}
            odd += [f"{label}.{name}" for name in (model.hidden_fields | model.unrecorded_fields) - names]
    assert odd == []
