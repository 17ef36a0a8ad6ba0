"""The form for one's portrait."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yike.core.look.faults import cleaned
from yike.engines.pictures import Photo, clean_photo
from yike.engines.pictures.clean import MAX_BYTES


class PortraitForm(forms.Form):
    """A photo of oneself; what comes out is bare of place, time and camera."""

    photo = forms.FileField(
        label=_("照片"),
        help_text=_("JPG、PNG 或 WebP。拍摄地点、时间和机型会自动去掉，只留画面。"),
        widget=forms.FileInput(attrs={"accept": "image/*"}),
    )

    def clean_photo(self) -> Photo:
        """Return the photo made bare; a ``Fault`` becomes the field's error. Never reads more than is allowed."""
        upload: Any = self.cleaned_data["photo"]
        photo: Photo = cleaned(clean_photo, upload.read(MAX_BYTES + 1), upload.name)
        return photo
