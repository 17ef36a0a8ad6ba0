"""Every component that pages are made of is shown on the living page, or says why it cannot be."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from django.test import Client

from yike.core.look import templatetags
from yike.core.look.templatetags.look import register

NOT_SHOWN = {
    "mapedit": "saves borders of areas: shown on the page of an area",
    "mapset": "fills the fields of a form with a place: shown where a point is added",
    "mapplan": "tries steps of a plan on walked streets: shown on the page of a plan",
    "appearance_menu": "stands in the frame of every page, this one too",
    "options": "draws nothing of its own: what stands in a select",
    "choices": "draws nothing of its own: what stands in a select",
    "block_text": "draws nothing: the window's title",
}


def components() -> set[str]:
    """Return the names of the tags that draw something, blocks included."""
    return set(register.tags)


def test_every_component_is_on_the_living_page(settings: Any) -> None:
    settings.YIKE_DEMONSTRATION = True
    page = (Path(templatetags.__path__[0]).parent / "templates" / "look" / "style.html").read_text("utf-8")
    used = set(re.findall(r"{%\s*(\w+)", page))
    assert sorted(components() - used - set(NOT_SHOWN)) == []
    assert sorted(used & set(NOT_SHOWN)) == []
    assert sorted(set(NOT_SHOWN) - components()) == []
    assert Client().get("/style/").status_code == 200
