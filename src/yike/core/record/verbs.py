"""What deeds are called on a page. Each app names its own in a module ``verbs``, gathered when the house opens."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from yike.core.record.words import name_notes

_NAMES: dict[str, str | Promise] = {}


def name_verbs(names: Mapping[str, str | Promise]) -> None:
    """Name deeds. Raises ``ValueError`` where a verb has a name already."""
    for verb, name in names.items():
        if verb in _NAMES:
            raise ValueError(f"verb {verb} is named twice")
        _NAMES[verb] = name


def verb_name(verb: str) -> str:
    """Return what a deed is called, or the verb itself where nobody has named it."""
    return str(_NAMES.get(verb, verb))


def named_verbs() -> dict[str, str | Promise]:
    """Return all verbs with their names, by verb."""
    return dict(sorted(_NAMES.items()))


name_notes(
    {
        "seals": _("封条"),
        "whole": _("完好"),
        "head": _("最后一条封条的摘要"),
        "erased": _("删了谁名下的内容"),
    }
)
name_verbs(
    {
        "record.verify": _("核对封条"),
        "record.read": _("查看留痕"),
    }
)
