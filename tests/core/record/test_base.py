"""What every model of the house has from its base."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import models
from django.utils.translation import override

from yike.core.record.base import Recorded


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_choice_has_the_words_that_django_itself_would_give_it(language: str) -> None:
    differ, said = [], 0
    with override(language):
        for model in apps.get_models():
            for field in model._meta.concrete_fields if issubclass(model, Recorded) else ():
                for value, _name in field.flatchoices:
                    row = model(**{field.attname: value})
                    ours, theirs = row._get_FIELD_display(field), models.Model._get_FIELD_display(row, field)
                    differ += [(field, value, ours, theirs)] if ours != theirs else []
                    said += 1
    assert (differ, said > 100) == ([], True)
