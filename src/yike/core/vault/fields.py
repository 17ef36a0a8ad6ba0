"""Columns that hold sealed values. Reading such an attribute gives a ``Sealed``, never the plain value."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.core.exceptions import FieldError
from django.db import models
from django.utils.translation import gettext as _

from yike.core.vault.current import keyring
from yike.core.vault.sealing import blind_index, blind_indexes, open_sealed, seal, version_of
from yike.engines.faults import Fault

if TYPE_CHECKING:
    TextField = models.TextField[Any, Any]
    CharField = models.CharField[Any, Any]
    Lookup = models.Lookup[bool]
else:
    TextField, CharField, Lookup = models.TextField, models.CharField, models.Lookup

Mask = Callable[[str], str]


class Stored(str):
    """A sealed text as it stands in the database, told apart from a plain one that is yet to be sealed."""

    __slots__ = ()


def _no_mask(plain: str) -> str:
    return "*" * len(plain)


class Sealed:
    """A sealed value. Printed, formatted or shown in a page it is masked; ``reveal()`` alone opens it.

    Whoever reveals writes down who, what and why (``residents.actions.reveal`` does both).
    """

    __slots__ = ("_mask", "place", "text")

    def __init__(self, text: str, place: str, mask: Mask = _no_mask) -> None:
        self.text, self.place, self._mask = text, place, mask

    def reveal(self) -> str:
        """Return the plain value. Raises ``Fault`` where it was altered, moved, or its key is missing."""
        return open_sealed(keyring(), self.text, self.place)

    reveal.alters_data = True  # type: ignore[attr-defined]  # a template may not call it

    @property
    def version(self) -> int:
        """Version of the key that sealed it."""
        return version_of(self.text)

    def __str__(self) -> str:
        """Return the mask, or a word where the value does not open: a list must not fall over one bad row."""
        try:
            return self._mask(self.reveal())
        except Fault:
            return _("打不开")

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)

    def __repr__(self) -> str:
        return f"<Sealed {self.place}>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sealed) and (self.text, self.place) == (other.text, other.place)

    def __hash__(self) -> int:
        return hash((self.text, self.place))


class _Access:
    """The attribute of a sealed column: plain text put in is sealed at once, ``Sealed`` comes out."""

    def __init__(self, field: SealedField) -> None:
        self.field = field

    def __get__(self, row: models.Model | None, owner: type[models.Model]) -> object:
        if row is None:
            return self
        name = self.field.attname
        if name not in row.__dict__:
            row.refresh_from_db(fields=[name])
        text = row.__dict__[name]
        return None if text is None else Sealed(text, self.field.place(row), self.field.mask)

    def __set__(self, row: models.Model, value: object) -> None:
        row.__dict__[self.field.attname] = self.field.kept(row, value)


class SealedField(TextField):
    """Text sealed to its model, field and row; ``row_id`` names the row's own uuid, set before insert.

    Put plain text in (sealed at once with the newest key), get a ``Sealed`` out. Only ``isnull`` can be
    asked of it in a query: search by its ``BlindIndexField``.
    """

    description = "sealed text"
    hidden_in_history = True

    def __init__(self, *args: Any, mask: Mask = _no_mask, row_id: str = "uid", **kwargs: Any) -> None:
        self.mask, self.row_id = mask, row_id
        kwargs.setdefault("editable", False)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """Leave the mask out of migrations: it is a matter of show."""
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("mask", None)
        if self.row_id != "uid":
            kwargs["row_id"] = self.row_id
        return name, path, args, kwargs

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        """Put the guarded attribute on the model."""
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, self.attname, _Access(self))

    def place(self, row: Any) -> str:
        """Return what a value of this column is bound to: model, field and the row's uuid."""
        model = self.model._meta.concrete_model or self.model
        return f"{model._meta.label_lower}.{self.attname}:{getattr(row, self.row_id).hex}"

    def kept(self, row: models.Model, value: object) -> Stored | None:
        """Return the text to keep for a value put into ``row``. Raises ``TypeError`` for a foreign one."""
        if value is None or isinstance(value, Stored):
            return value
        if isinstance(value, Sealed):
            if value.place != self.place(row):
                raise TypeError(f"{value!r} was sealed for another row than {self.place(row)}")
            return Stored(value.text)
        if isinstance(value, str):
            return Stored(seal(keyring(), value, self.place(row))) if value else None
        raise TypeError(f"{type(value).__name__} cannot be sealed")

    def from_db_value(self, value: str | None, *_ignored: object) -> Stored | None:
        """Mark what comes from the database as sealed already."""
        return None if value is None else Stored(value)

    def get_prep_value(self, value: Any) -> Any:
        """Let only sealed text through to the database."""
        if value is None or isinstance(value, Stored):
            return value if value is None else str(value)
        if isinstance(value, Sealed):
            return value.text
        if hasattr(value, "resolve_expression"):
            return value
        raise TypeError(f"{self.name} takes sealed values only; set it on its row")

    def get_lookup(self, lookup_name: str) -> Any:
        """Allow only the questions whether there is a value, and which key sealed it."""
        if lookup_name not in {"isnull", SealedBy.lookup_name}:
            raise FieldError(f"{self.name} is sealed: search by its blind index")
        return super().get_lookup(lookup_name)

    def value_to_string(self, obj: models.Model) -> str:
        """Return the sealed text, for serialisers."""
        return obj.__dict__.get(self.attname) or ""

    def formfield(self, **_: Any) -> None:
        """Have no form field: forms ask for plain text and actions seal it."""


@SealedField.register_lookup
class SealedBy(Lookup):
    """Whether a sealed text begins as given: format and version of its key."""

    lookup_name = "sealed_by"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """Return the comparison of the first characters."""
        left, params = self.process_lhs(compiler, connection)
        return f"SUBSTR({left}, 1, {len(self.rhs)}) = %s", (*params, self.rhs)


class BlindIndexField(CharField):
    """The blind index of sealed column ``of``: equal plain values have equal indexes."""

    hidden_in_history = True

    def __init__(self, *args: Any, of: str, kind: str, **kwargs: Any) -> None:
        self.of, self.kind = of, kind
        kwargs = {"max_length": 22, "editable": False, "blank": True, "default": "", **kwargs}
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """Keep what the index is of."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "of": self.of, "kind": self.kind}

    def indexed(self, plain: str | None) -> str:
        """Return the index of a plain value by the newest key, empty for none."""
        return blind_index(keyring(), self.kind, plain) if plain else ""

    def candidates(self, plain: str) -> list[str]:
        """Return the indexes under which a plain value may stand, one for each key at hand."""
        return blind_indexes(keyring(), self.kind, plain)


def sealed_fields(model: type[models.Model]) -> list[SealedField]:
    """Return the sealed columns of a model."""
    return [field for field in model._meta.local_concrete_fields if isinstance(field, SealedField)]


def index_fields(model: type[models.Model]) -> dict[str, BlindIndexField]:
    """Return the blind indexes of a model by the column they are of."""
    fields = model._meta.local_concrete_fields
    return {field.of: field for field in fields if isinstance(field, BlindIndexField)}


def sealed_values(model: type[models.Model], **plain: str | None) -> dict[str, str | None]:
    """Return plain values with the blind indexes that go with them, to be set on one row together."""
    indexes = index_fields(model)
    known = {
        indexes[name].attname: indexes[name].indexed(value)
        for name, value in plain.items()
        if name in indexes
    }
    return {**plain, **known}


def matching(model: type[models.Model], column: str, plain: str) -> models.Q:
    """Return the condition for rows whose sealed ``column`` holds ``plain``, however it is typed."""
    index = index_fields(model)[column]
    return models.Q(**{f"{index.attname}__in": index.candidates(plain)})
