"""Photos on forms and pages of every room: several sent at once, served unkept, made unrecognisable by cells."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from yike.engines.pictures.blur import CELLS

MOST = 9  # photos sent at once


class Photos(forms.ClearableFileInput):
    """A control that takes several photos."""

    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Several photos, or none; read into (name, content) pairs."""

    def __init__(self, **more: Any) -> None:
        widget = Photos(attrs={"accept": "image/*", "multiple": True})
        values: dict[str, Any] = {"required": False, "widget": widget}
        super().__init__(**(values | more))

    def clean(self, data: Any, initial: Any = None) -> tuple[tuple[str, bytes], ...]:
        """Return the photos as they were sent. Too many are refused before any is read."""
        files = [one for one in (data if isinstance(data, (list, tuple)) else [data]) if one]
        if len(files) > MOST:
            raise forms.ValidationError(_("一次最多 {n} 张照片。").format(n=MOST))
        if not files:
            super().clean(None, initial)
        checked = [super(PhotosField, self).clean(one, initial) for one in files]
        return tuple((one.name, one.read()) for one in checked)


class BlurForm(forms.Form):
    """Which of the cells laid over a photo are to be blurred."""

    cells = forms.TypedMultipleChoiceField(
        choices=[(n, str(n)) for n in range(CELLS * CELLS)], coerce=int, required=False
    )


def board() -> list[tuple[int, int, int]]:
    """Return the cells of a photo: number, row and column, both from 1."""
    return [(n, n // CELLS + 1, n % CELLS + 1) for n in range(CELLS * CELLS)]


def jpeg(content: Any) -> HttpResponse:
    """Answer a photo; nobody on the way keeps it, for it may be blurred in a moment."""
    answer = HttpResponse(bytes(content), content_type="image/jpeg")
    patch_cache_control(answer, private=True, no_store=True)
    return answer
