"""What is entered about photos of an activity."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from yike.core.look.photos import PhotosField
from yike.core.look.widgets import Cards
from yike.rooms.almanac.forms.fields import text
from yike.rooms.almanac.models.photos import Seen


class PhotosForm(forms.Form):
    """Photos to keep."""

    photos = PhotosField(
        label=_("照片"),
        required=True,
        help_text=_("一次最多 9 张，可以再来一次。拍摄地点、时间和机型会自动去掉，只留画面。"),
    )


class ShowForm(forms.Form):
    """What is declared by whoever lets a photo out."""

    seen = forms.ChoiceField(label=_("画面里有谁"), choices=Seen, widget=Cards)
    words = text(_("说明"), 60, hint=_("读屏的人听到的就是这一句，不写人名"))
    words_en = text(_("英文说明"), 120)
