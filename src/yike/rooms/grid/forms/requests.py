"""What staff fill in: taking a request down, and the words that a move needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yike.core.accounts.models import Unit
from yike.core.areas.models import Area
from yike.core.areas.queries import visible_to
from yike.core.look.faults import cleaned
from yike.core.look.photos import PhotosField
from yike.core.look.widgets import Cards
from yike.rooms.grid import rules
from yike.rooms.grid.actions.photos import Shot
from yike.rooms.grid.actions.photos import cleaned as clean_shots
from yike.rooms.grid.door.forms import WRONG_WORDS, degrees, press_field
from yike.rooms.grid.door.links import link_for, press, written
from yike.rooms.grid.models import (
    Category,
    Channel,
    PhotoRole,
    Request,
    RequestKind,
    Result,
    Solved,
    Source,
    Way,
)
from yike.rooms.grid.models.requests import WORDS
from yike.rooms.grid.queries.categories import leaves
from yike.rooms.grid.queries.people import unit_for, units
from yike.rooms.grid.queries.places import Place, place_at

TYPED = (Source.PHONE, Source.CARD, Source.BOOK, Source.DEPUTY)
DAYS = [(str(n), str(n)) for n in (1, 2, 3, 5, 7, 10)]


def _area_choices(user: Any) -> list[tuple[str, str]]:
    rows = visible_to(user).open().light().order_by("path")
    indent = "　"
    top = min((area.depth for area in rows), default=0)
    return [(str(area.pk), indent * (area.depth - top) + area.name) for area in rows]


def _category_choices() -> list[tuple[str, str]]:
    return [("", "—"), *((str(row.pk), _called(row)) for row in leaves())]


def _called(row: Category) -> str:
    return f"{row.parent.name} · {row.name}" if row.parent else row.name


def _unit_choices() -> list[tuple[str, str]]:
    return [("", "—"), *((str(unit.pk), unit.name) for unit in units())]


def _text(label: Any, *, rows: int = 4, hint: Any = "", required: bool = True, most: int = WORDS) -> Any:
    widget = forms.Textarea(attrs={"rows": rows})
    wrong = WRONG_WORDS if required else {}
    return forms.CharField(
        label=label,
        max_length=most,
        help_text=hint,
        required=required,
        widget=widget,
        error_messages=wrong,
    )


class TakeForm(forms.Form):
    """Somebody speaks, and a worker types: who typed stands beside for whom. ``press`` makes a form itself."""

    source = forms.ChoiceField(
        label=_("从哪里来"), choices=[(s.value, s.label) for s in TYPED], initial=Source.PHONE, widget=Cards
    )
    words = _text(_("说了什么"), rows=5)
    area = forms.ChoiceField(label=_("在哪个社区、网格"))
    address = forms.CharField(label=_("具体地点"), required=False, max_length=120)
    kind = forms.ChoiceField(label=_("类型"), choices=RequestKind, initial=RequestKind.HELP)
    category = forms.ChoiceField(label=_("类别"), required=False)
    name = forms.CharField(label=_("诉求人姓名"), required=False, max_length=60)
    phone = forms.CharField(
        label=_("诉求人电话"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "size": 16}),
    )
    behalf = forms.CharField(
        label=_("代谁说"), required=False, max_length=60, help_text=_("如：女儿替母亲说；本人说就不写")
    )
    secret = forms.BooleanField(
        label=_("举报请保密"), required=False, help_text=_("勾了就按举报登记，不管上面选了哪一类")
    )
    urgent = forms.BooleanField(label=_("紧急"), required=False)
    photos = PhotosField(label=_("照片"), help_text=_("现场、民情卡都行；拍照的地点会去掉，人脸可以遮住"))
    lon = degrees(_("经度"), 180)
    lat = degrees(_("纬度"), 90)
    press = press_field()

    def __init__(self, user: Any, data: Any = None, files: Any = None, **named: Any) -> None:
        super().__init__(data, files, initial={"press": press()}, **named)
        self.user = user
        self.fields["area"].choices = _area_choices(user)  # type: ignore[attr-defined]
        self.fields["category"].choices = _category_choices()  # type: ignore[attr-defined]

    def clean_photos(self) -> tuple[Shot, ...]:
        """Return the photos with nothing but their pixels."""
        return tuple(cleaned(clean_shots, PhotoRole.EVIDENCE, self.cleaned_data["photos"]))

    def place(self) -> Place:
        """Return where it is: in the area around the point, or in the one chosen where that is none of one's own.

        Raises ``Fault`` for half a point.
        """
        said = self.cleaned_data
        area = Area.objects.light().get(pk=said["area"])
        found = place_at(said["address"], lon=said["lon"], lat=said["lat"], area=area)
        return found if rules.TAKE.allows(self.user, found.area) else replace(found, area=area)

    def link(self) -> str:
        """Return a secret link that nobody is told: pressed twice, it is the same request."""
        said = self.cleaned_data
        return link_for(said["press"], f"taken by {self.user.pk}", *written(said))

    def category_chosen(self) -> Category | None:
        """Return the category, if one was chosen."""
        pk = self.cleaned_data["category"]
        return Category.objects.filter(pk=pk).first() if pk else None


class CorrectForm(forms.Form):
    """What was taken down wrong, put right."""

    words = _text(_("说了什么"), rows=5, hint=_("把别人的姓名、证件号、电话删掉；删掉的不再留"))
    kind = forms.ChoiceField(label=_("类型"), choices=RequestKind)
    category = forms.ChoiceField(label=_("类别"), required=False)
    area = forms.ChoiceField(label=_("在哪个社区、网格"))
    address = forms.CharField(label=_("具体地点"), required=False, max_length=120)
    urgent = forms.BooleanField(label=_("紧急"), required=False)
    reason = forms.CharField(label=_("为什么更正"), max_length=200)

    def __init__(self, user: Any, data: Any = None, **named: Any) -> None:
        super().__init__(data, **named)
        self.fields["area"].choices = _area_choices(user)  # type: ignore[attr-defined]
        self.fields["category"].choices = _category_choices()  # type: ignore[attr-defined]

    def said(self) -> dict[str, Any]:
        """Return what was filled in, as the action takes it."""
        said = dict(self.cleaned_data)
        area = Area.objects.light().get(pk=said.pop("area"))
        pk = said.pop("category")
        category = Category.objects.filter(pk=pk).first() if pk else None
        place = place_at(said.pop("address"), area=area)
        return said | {"place": place, "category": category}


class MoveForm(forms.Form):
    """What one move asks for; a move that asks for nothing shows only its question."""

    def __init__(self, verb: str, row: Request, data: Any = None) -> None:
        super().__init__(data)
        self.verb, self.row = verb, row
        for name, field in FIELDS.get(verb, _nothing)(row).items():
            self.fields[name] = field

    def said(self) -> dict[str, Any]:
        """Return what was filled in, as the action takes it."""
        found = dict(self.cleaned_data)
        for name in ("unit", "next_unit"):
            if name in found:
                found[name] = Unit.objects.filter(pk=found[name]).first() if found[name] else None
        if "category" in found:
            pk = found["category"]
            found["category"] = Category.objects.filter(pk=pk).first() if pk else None
        return found


Fields = dict[str, forms.Field]


def _nothing(_row: Request) -> Fields:
    return {}


def _unit_field(label: Any, initial: Any = None) -> forms.Field:
    pk = getattr(initial, "pk", initial)
    return forms.ChoiceField(label=label, choices=_unit_choices(), initial=str(pk) if pk else "")


def _dispatch(row: Request) -> Fields:
    unit = unit_for(row.area, row.category, (row.lon, row.lat))
    return {
        "unit": _unit_field(_("交给哪个单位"), unit),
        "category": forms.ChoiceField(
            label=_("类别"), choices=_category_choices(), required=False, initial=str(row.category_id or "")
        ),
    }


def _pass(_row: Request) -> Fields:
    return {"unit": _unit_field(_("改派给哪个单位")), "reason": _line(_("为什么改派"))}


def _line(label: Any, *, required: bool = True, hint: Any = "") -> forms.Field:
    return forms.CharField(label=label, max_length=200, required=required, help_text=hint)


def _refuse(_row: Request) -> Fields:
    return {
        "next_unit": _unit_field(_("应由哪个单位办")),
        "reason": _line(_("为什么不归本单位"), hint=_("写明依据；裁定驳回以后不能再退")),
    }


def _agree(row: Request) -> Fields:
    asked = row.refusals.filter(ruling="open").first()
    named = asked.next_unit_id if asked else None
    return {"unit": _unit_field(_("改派给哪个单位"), named), "reason": _line(_("裁定理由"), required=False)}


def _contact(_row: Request) -> Fields:
    return {
        "way": forms.ChoiceField(label=_("怎么联系的"), choices=Way, widget=Cards, initial=Way.PHONE),
        "reached": forms.BooleanField(label=_("联系上了"), required=False, initial=True),
        "words": _text(_("说了什么"), hint=_("只在内部看")),
    }


def _answer(_row: Request) -> Fields:
    return {
        "result": forms.ChoiceField(label=_("办理结果"), choices=Result, widget=Cards),
        "words": _text(_("答复的话"), hint=_("诉求人看得到；写清做了什么、还剩什么")),
    }


def _revisit(_row: Request) -> Fields:
    content = [("", _("没有问到")), ("yes", _("满意")), ("no", _("不满意"))]
    return {
        "reached": forms.BooleanField(label=_("联系上了"), required=False, initial=True),
        "solved": forms.ChoiceField(label=_("是否解决"), choices=Solved, widget=Cards, required=False),
        "satisfied": forms.ChoiceField(label=_("是否满意"), choices=content, required=False),
        "words": _text(_("说了什么"), required=False),
    }


def _extend(_row: Request) -> Fields:
    return {
        "amount": forms.TypedChoiceField(label=_("再要几个工作日"), choices=DAYS, coerce=int),
        "reason": _line(_("为什么要延期")),
    }


def _extension(_row: Request) -> Fields:
    choices = [("yes", _("同意")), ("no", _("不同意"))]
    return {
        "agreed": forms.TypedChoiceField(
            label=_("裁定"), choices=choices, coerce=lambda said: said == "yes", widget=Cards
        ),
        "reason": _line(_("裁定理由"), required=False, hint=_("不同意要写理由")),
    }


FIELDS: dict[str, Callable[[Request], Fields]] = {
    "dispatch": _dispatch,
    "pass": _pass,
    "answer_now": _answer,
    "divert": lambda _row: {
        "channel": forms.ChoiceField(label=_("哪一类"), choices=Channel, widget=Cards),
        "words": _text(_("告诉诉求人的话"), hint=_("写清该去哪里、带什么、打什么电话")),
    },
    "refuse": _refuse,
    "agree": _agree,
    "reject": lambda _row: {"reason": _line(_("裁定理由"))},
    "contact": _contact,
    "news": lambda _row: {"words": _text(_("告诉诉求人的话"), hint=_("诉求人在网页上看得到"))},
    "answer": _answer,
    "revisit": _revisit,
    "extend": _extend,
    "extension": _extension,
    "raise": lambda _row: {
        "words": _text(_("难在哪里，要谁来做什么"), hint=_("报给分管领导；只在内部看，时限照走"))
    },
    "supervise": lambda _row: {"words": _text(_("督办意见"), most=300)},
}


class ReasonForm(forms.Form):
    """Why somebody's name and number are read in plain."""

    reason = forms.CharField(
        label=_("为什么要看"), max_length=300, help_text=_("记在留痕里，如：打电话核实路灯的位置")
    )
