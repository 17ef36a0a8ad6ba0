"""What can be asked of the history and of the facts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.apps import apps
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from yike.core.record import queries, rules
from yike.core.record.clock import today
from yike.core.record.verbs import named_verbs

FIRST, LAST = date(2000, 1, 1), date(2100, 12, 31)
FAR = _("请填 2000 年到 2100 年的日子。")


def _days(label: Any, **kwargs: Any) -> forms.DateField:
    bounds = [MinValueValidator(FIRST, FAR), MaxValueValidator(LAST, FAR)]
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, validators=bounds, **kwargs)


def _verbs(asked: str) -> Iterator[tuple[str, Any]]:
    """Yield the parts of the house, and below the one that is asked for each of its deeds.

    All deeds of all parts are far more than anybody reads through, and each brings characters of its own.
    """
    yield "", _("全部")
    verbs: dict[str, list[tuple[str, str]]] = {}
    for verb, name in named_verbs().items():
        verbs.setdefault(_part(verb), []).append((str(name), verb))
    for part, named in verbs.items():
        yield part, _part_name(part)
        if part == _part(asked):
            yield from ((verb, "　" + name) for name, verb in sorted(named))


def _part(verb: str) -> str:
    return verb.partition(".")[0]


def _part_name(part: str) -> Any:
    return apps.get_app_config(part).verbose_name if part in apps.app_configs else part


class HistorySearch(forms.Form):
    """What the audit officer looks for."""

    actor = forms.CharField(label=_("谁"), max_length=80, required=False)
    verb = forms.ChoiceField(label=_("做了什么"), help_text=_("先选一类，再选其中一样"), required=False)
    subject = forms.CharField(label=_("哪一件"), max_length=120, required=False)
    since = _days(_("从"), required=False)
    until = _days(_("到"), required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        field: Any = self.fields["verb"]
        field.choices = list(_verbs((data or {}).get("verb", "")))

    def search(self) -> queries.Search:
        """Return what was asked; a form that is not valid asks for nothing in particular."""
        return queries.Search(**self.cleaned_data) if self.is_valid() else queries.Search()


class FigureQuestion(forms.Form):
    """How many, in which area and days, split by what."""

    SPLITS = (("area", _("按下级区域")), ("day", _("按天")), ("month", _("按月")))

    area: Any = forms.ModelChoiceField(label=_("区域"), queryset=None, empty_label=None)
    since = _days(_("从"))
    until = _days(_("到"))
    split = forms.ChoiceField(label=_("怎么分"), choices=SPLITS)

    def __init__(self, user: Any, data: Any, *, since: date) -> None:
        areas = rules.COUNT.visible(queries.areas(), user, "path")
        known = [(area.pk, str(area)) for area in areas]
        start: dict[str, Any] = {
            "area": known[0][0] if known else None,
            "since": since,
            "until": today(),
            "split": "area",
        }
        super().__init__(start | {k: v for k, v in (data or {}).items() if v and k in start})
        field: Any = self.fields["area"]
        field.queryset, field.choices = (
            areas,
            known,
        )  # a list: Django asks for choices anew each time it shows them

    def clean(self) -> dict[str, Any]:
        """Refuse days in the wrong order."""
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if isinstance(since, date) and isinstance(until, date) and since > until:
            self.add_error("until", _("结束的日子在开始之前，请对调。"))
        return cleaned
