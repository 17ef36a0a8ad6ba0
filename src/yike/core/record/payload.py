"""What a history row says of a model: the fields before and after, as plain JSON, and its digest."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

HIDDEN = "●"  # in place of a value that history never shows
_ENCODER = DjangoJSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
_LOADED = "_loaded"

Fields = Mapping[str, object]


def _kept(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    left_out: frozenset[str] = getattr(model, "unrecorded_fields", frozenset())
    return [f for f in model._meta.concrete_fields if not f.primary_key and f.name not in left_out]


def _hides(model: type[models.Model], field: models.Field[Any, Any]) -> bool:
    return field.name in getattr(model, "hidden_fields", ()) or getattr(field, "hidden_in_history", False)


def _shown(value: object) -> object:
    return HIDDEN if value not in (None, "") else value


def values_of(instance: models.Model) -> dict[str, object]:
    """Return the recorded fields of a row as it stands now, hidden ones masked."""
    model = type(instance)
    values: dict[str, object] = {}
    for field in _kept(model):
        value = instance.__dict__.get(field.attname)
        values[field.name] = _shown(value) if _hides(model, field) else value
    return values


def difference(instance: models.Model) -> tuple[dict[str, object], dict[str, object]]:
    """Return the changed fields (before, after) since the row was loaded; hidden values are masked."""
    model, loaded = type(instance), instance.__dict__.get(_LOADED, {})
    before: dict[str, object] = {}
    after: dict[str, object] = {}
    for field in _kept(model):
        old, new = loaded.get(field.attname), instance.__dict__.get(field.attname)
        if old == new or field.attname not in instance.__dict__:
            continue
        hide = _hides(model, field)
        before[field.name], after[field.name] = (_shown(old), _shown(new)) if hide else (old, new)
    return before, after


def remember(instance: models.Model) -> None:
    """Take the row as it stands as the new starting point of ``difference``."""
    fields = type(instance)._meta.concrete_fields
    instance.__dict__[_LOADED] = {f.attname: instance.__dict__.get(f.attname) for f in fields}


def canonical(payload: object) -> str:
    """Return JSON that is the same for the same content: sorted, compact, dates and decimals as text."""
    return _ENCODER.encode(payload)


def digest(salt: str, text: str) -> str:
    """Return the SHA-256 of a payload under its salt: without the salt nobody can guess what was erased."""
    return hashlib.sha256(f"{salt}\n{text}".encode()).hexdigest()


def salted(payload: object) -> tuple[str, str, str]:
    """Return (canonical text, salt, digest) of a payload."""
    text, salt = canonical(payload), secrets.token_hex(8)
    return text, salt, digest(salt, text)
